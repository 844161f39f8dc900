/// Equal steps of time, found in a column of times.
struct UniformTimes: Equatable {
    /// Time of the first sample, in the unit of the column.
    var start: Double
    /// Time from one sample to the next, in the unit of the column.
    var interval: Double

    /// Why a column of times has no equal steps.
    enum Irregularity: Error, Equatable {
        /// Fewer than two times.
        case tooShort
        /// The time at this index lies off the grid.
        case offGrid(index: Int, expected: Double)
    }

    /// Finds the step that fits first and last time.
    ///
    /// Times written with few digits are off their grid by rounding, so a twentieth of a step is
    /// admitted; a missing or doubled sample is off by a whole step near one of the ends.
    init(_ times: [Double]) throws(Irregularity) {
        guard times.count >= 2, let first = times.first, let last = times.last else {
            throw .tooShort
        }
        let exact = (last - first) / Double(times.count - 1)
        guard exact.isFinite, exact > 0 else {
            throw .offGrid(index: times.count - 1, expected: first)
        }
        start = first
        let rounding = 4 * max(abs(first), abs(last)).ulp / Double(times.count - 1)
        interval = Self.withoutRounding(exact, off: rounding)
        for (index, time) in times.enumerated() {
            let expected = first + Double(index) * exact
            // Written so that NaN fails too.
            guard abs(time - expected) <= 0.05 * exact else {
                throw .offGrid(index: index, expected: expected)
            }
        }
    }

    /// The number of ten digits next to the value where it is as near as rounding leaves it:
    /// simulations need 0.02 to be 0.02, which a difference of decimal times misses.
    private static func withoutRounding(_ value: Double, off rounding: Double) -> Double {
        var scale = 1.0
        while value * scale < 1e9, scale < 1e30 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return abs(rounded - value) <= rounding ? rounded : value
    }
}
