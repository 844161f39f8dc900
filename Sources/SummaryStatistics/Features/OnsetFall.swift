/// The fall of the voltage after the begin of a stimulus, up to its plateau.
///
/// Constants are those of eFEL 5.7 (Blue Brain Project), Subthreshold: time_constant.
struct OnsetFall {
    /// mV, at least five samples.
    let voltage: [Double]
    /// ms.
    let times: [Double]
    /// Where the voltage is known up to, in ms.
    let end: Double
    /// Slopes of the first samples, as many as were asked for, and their sums up to each.
    private var slopes: [Double] = []
    private var sums: [Double] = [0]

    /// A slope, in mV/ms, that is none.
    private static let flat = -0.005
    /// What the mean slope of a plateau is taken over, in ms.
    private static let plateau = 70.0

    init(voltage: [Double], times: [Double], end: Double) {
        precondition(
            voltage.count == times.count && voltage.count >= 5,
            "\(voltage.count) voltages at \(times.count) times, expected at least 5")
        self.voltage = voltage
        self.times = times
        self.end = end
    }

    /// The samples from the first of five steep slopes to the first of a plateau; nil where there
    /// are fewer than ten.
    mutating func fall() -> Range<Int>? {
        var (sample, steep) = (0, 0)
        while steep < 5 {
            guard sample < times.count else { return nil }
            steep = slope(sample) > Self.flat ? 0 : steep + 1
            sample += 1
        }
        let begin = sample - 5
        var last = begin
        while last < times.count, times[last] < end - Self.plateau {
            if slope(last) > Self.flat, meanSlope(from: last) > Self.flat { break }
            last += 1
        }
        return last - begin >= 10 ? begin..<last : nil
    }

    /// The mean slope over the 70 ms from a sample on.
    private mutating func meanSlope(from first: Int) -> Double {
        let step = (times[times.count - 1] - times[0]) / Double(times.count - 1)
        // The window ends by the times, whose rounding a quotient does not know.
        var end = min(times.count, first + max(1, Int(Self.plateau / step)))
        while end < times.count, times[end] - times[first] < Self.plateau { end += 1 }
        while end > first + 1, times[end - 1] - times[first] >= Self.plateau { end -= 1 }
        extend(to: end)
        return (sums[end] - sums[first]) / Double(end - first)
    }

    private mutating func slope(_ sample: Int) -> Double {
        extend(to: sample + 1)
        return slopes[sample]
    }

    /// Slopes by five points, fewer at the ends: differences of the voltage over those of time.
    private mutating func extend(to count: Int) {
        while slopes.count < count {
            let sample = slopes.count
            let slope = Self.difference(voltage, sample) / Self.difference(times, sample)
            slopes.append(slope)
            sums.append(sums[sample] + slope)
        }
    }

    private static func difference(_ values: [Double], _ index: Int) -> Double {
        switch index {
        case 0: values[1] - values[0]
        case 1: (values[2] - values[0]) / 2
        case values.count - 2: (values[index + 1] - values[index - 1]) / 2
        case values.count - 1: values[index] - values[index - 1]
        default:
            (-values[index + 2] + 8 * values[index + 1] - 8 * values[index - 1]
                + values[index - 2]) / 12
        }
    }
}
