/// A quantity that recordings hold, with the unit in which it is kept here.
enum Quantity: String {
    /// Kept in milliseconds.
    case time
    /// Kept in millivolts.
    case voltage
    /// Kept in nanoamperes.
    case current

    /// The factor from a unit found in a file to the unit kept here; nil for an unknown unit.
    ///
    /// Units are "V", "mV", "volts", "millivolts" and the like, for seconds and amperes too.
    func factor(from unit: String) -> Double? {
        for (symbol, factor) in symbols where unit == symbol { return factor }
        let lower = unit.lowercased()
        return words.first { lower == $0.0 || lower == $0.0 + "s" }?.1
    }

    /// How an error message lists the units.
    var expectedUnits: String { symbols.map(\.0).joined(separator: ", ") }

    private var symbols: [(String, Double)] {
        switch self {
        case .time: [("s", 1e3), ("ms", 1), ("us", 1e-3), ("µs", 1e-3), ("μs", 1e-3)]
        case .voltage: [("V", 1e3), ("mV", 1), ("uV", 1e-3), ("µV", 1e-3), ("μV", 1e-3)]
        case .current:
            [
                ("A", 1e9), ("mA", 1e6), ("uA", 1e3), ("µA", 1e3), ("μA", 1e3), ("nA", 1),
                ("pA", 1e-3),
            ]
        }
    }

    private var words: [(String, Double)] {
        switch self {
        case .time: [("second", 1e3), ("millisecond", 1), ("sec", 1e3), ("msec", 1)]
        case .voltage: [("volt", 1e3), ("millivolt", 1)]
        case .current: [("ampere", 1e9), ("amp", 1e9), ("nanoampere", 1), ("picoampere", 1e-3)]
        }
    }
}
