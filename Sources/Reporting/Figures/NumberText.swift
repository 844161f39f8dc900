import Foundation

/// Numbers as a reader wants to see them.
public enum NumberText {
    /// A number with a few significant digits: `−70.5`, `0.0123`, `1.2 × 10⁻⁵`, `–` for no number.
    ///
    /// Trailing zeros are dropped, the minus sign is a real one.
    public static func short(_ value: Double, significantDigits digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "−∞" }
        if value == 0 { return "0" }
        let exponent = Int(log10(abs(value)).rounded(.down))
        if exponent < -4 || exponent >= 7 {
            let scientific = String(format: "%.\(digits - 1)e", value)
            let parts = scientific.split(separator: "e")
            let power = Int(parts[1]) ?? exponent
            return "\(withoutTrailingZeros(String(parts[0]))) × 10\(superscript(power))"
        }
        let decimals = max(digits - 1 - exponent, 0)
        return fixed(value, decimals: decimals, trimming: true)
    }

    /// A number with a fixed number of decimals.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return short(value) }
        return fixed(value, decimals: decimals, trimming: false)
    }

    /// A share as per cent: `12.5 %`.
    public static func percent(_ share: Double) -> String {
        "\(short(100 * share, significantDigits: 3)) %"
    }

    /// A whole number with separators between thousands: `20,000`.
    public static func count(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        for position in stride(from: digits.count - 3, to: 0, by: -3) {
            digits.insert(",", at: position)
        }
        return (value < 0 ? "−" : "") + String(digits)
    }

    /// A power of ten for a logarithmic axis: `10⁻³`, and `1`, `10`, `100` plainly.
    static func power(of value: Double) -> String {
        let exponent = Int(log10(value).rounded())
        return (0...2).contains(exponent) ? fixed(value, decimals: 0) : "10" + superscript(exponent)
    }

    /// The shortest text that reads back as the same number, for data files.
    static func exact(_ value: Double) -> String {
        value.isFinite ? "\(value)" : value.isNaN ? "nan" : value > 0 ? "inf" : "-inf"
    }

    private static func fixed(_ value: Double, decimals: Int, trimming: Bool) -> String {
        var text = String(format: "%.\(decimals)f", abs(value))
        if trimming { text = withoutTrailingZeros(text) }
        let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
        return (value < 0 && !isZero ? "−" : "") + text
    }

    private static func withoutTrailingZeros(_ text: String) -> String {
        var text = text.replacingOccurrences(of: "-", with: "−")
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// An exponent in raised digits: `⁻⁵`.
    static func superscript(_ value: Int) -> String {
        let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
        let digits = String(value.magnitude).compactMap { $0.wholeNumberValue }.map { raised[$0] }
        return (value < 0 ? "⁻" : "") + String(digits)
    }
}
