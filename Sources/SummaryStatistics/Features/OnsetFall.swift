/// The fall of the voltage after the begin of a stimulus, up to its plateau.
///
/// Constants are those of eFEL 5.7 (Blue Brain Project), Subthreshold: time_constant.
struct OnsetFall {
    /// mV.
    let voltage: TraceSamples
    /// ms, one per voltage.
    let times: [Double]
    /// The samples from the begin of the stimulus to its middle, at least five.
    let samples: Range<Int>
    /// Where the voltage is known up to, in ms.
    let end: Double
    /// Slopes of the first samples, as many as were asked for, and their sums up to each.
    private var slopes: [Double] = []
    private var sums: [Double] = [0]

    /// A slope, in mV/ms, that is none.
    private static let flat = -0.005
    /// What the mean slope of a plateau is taken over, in ms.
    private static let plateau = 70.0

    init(voltage: TraceSamples, times: [Double], samples: Range<Int>, end: Double) {
        precondition(
            voltage.count == times.count && samples.upperBound <= times.count
                && samples.count >= 5,
            "\(voltage.count) voltages at \(times.count) times, samples \(samples)")
        self.voltage = voltage
        self.times = times
        self.samples = samples
        self.end = end
    }

    /// The samples from the first of five steep slopes to the first of a plateau; nil where there
    /// are fewer than ten.
    mutating func fall() -> Range<Int>? {
        var (sample, steep) = (samples.lowerBound, 0)
        while steep < 5 {
            guard sample < samples.upperBound else { return nil }
            steep = slope(sample) > Self.flat ? 0 : steep + 1
            sample += 1
        }
        let begin = sample - 5
        var last = begin
        while last < samples.upperBound, times[last] < end - Self.plateau {
            if slope(last) > Self.flat, meanSlope(from: last) > Self.flat { break }
            last += 1
        }
        return last - begin >= 10 ? begin..<last : nil
    }

    /// The mean slope over the 70 ms from a sample on.
    private mutating func meanSlope(from first: Int) -> Double {
        let (begin, limit) = (samples.lowerBound, samples.upperBound)
        let step = (times[limit - 1] - times[begin]) / Double(samples.count - 1)
        // The window ends by the times, whose rounding a quotient does not know.
        var end = min(limit, first + max(1, Int(Self.plateau / step)))
        while end < limit, times[end] - times[first] < Self.plateau { end += 1 }
        while end > first + 1, times[end - 1] - times[first] >= Self.plateau { end -= 1 }
        extend(to: end)
        return (sums[end - begin] - sums[first - begin]) / Double(end - first)
    }

    private mutating func slope(_ sample: Int) -> Double {
        extend(to: sample + 1)
        return slopes[sample - samples.lowerBound]
    }

    /// Slopes of the samples before one: differences of the voltage over those of time.
    private mutating func extend(to end: Int) {
        while slopes.count < end - samples.lowerBound {
            let sample = samples.lowerBound + slopes.count
            let slope = difference(of: voltage, sample) / difference(of: times, sample)
            sums.append(sums[slopes.count] + slope)
            slopes.append(slope)
        }
    }

    /// The change from a sample to the next by five points, by fewer at the ends.
    @inline(__always)
    private func difference<Values: RandomAccessCollection>(
        of values: Values, _ sample: Int
    ) -> Double where Values.Element == Double, Values.Index == Int {
        let (first, last) = (samples.lowerBound, samples.upperBound - 1)
        if sample == first { return values[sample + 1] - values[sample] }
        if sample == last { return values[sample] - values[sample - 1] }
        if sample == first + 1 || sample == last - 1 {
            return (values[sample + 1] - values[sample - 1]) / 2
        }
        return
            (-values[sample + 2] + 8 * values[sample + 1] - 8 * values[sample - 1]
            + values[sample - 2]) / 12
    }
}
