import Foundation

/// Numbers as a person reads them.
enum NumberFormat {
    /// A number with a few significant digits, in scientific form where it is very large or small.
    static func significant(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : (value > 0 ? "∞" : "−∞") }
        return String(format: "%.\(digits)g", value)
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
