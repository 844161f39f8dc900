import Foundation

/// Numbers as a person reads them.
enum NumberFormat {
    /// A number with a few significant digits, in scientific form where it is very large or small.
    static func significant(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : (value > 0 ? "∞" : "−∞") }
        return String(format: "%.\(digits)g", value)
    }

    /// A rate with two decimals and a power of ten that is a multiple of three, such as 2.51e9, so
    /// that a column of them is easy to compare.
    static func rate(_ value: Double) -> String {
        guard value.isFinite, value >= 1 else { return significant(value, digits: 3) }
        let thousands = Int(log10(value) / 3)
        return String(format: "%.2fe%d", value / pow(1_000, Double(thousands)), 3 * thousands)
    }

    /// Seconds as 12.3 s, 4:05 min or 1:02:03 h.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "–" }
        if seconds < 60 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return String(format: "%d:%02d min", whole / 60, whole % 60) }
        return String(format: "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60)
    }
}
