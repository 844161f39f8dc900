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
    func fall() -> Range<Int>? {
        var (sample, steep) = (samples.lowerBound, 0)
        while steep < 5 {
            guard sample < samples.upperBound else { return nil }
            steep = slope(sample) > Self.flat ? 0 : steep + 1
            sample += 1
        }
        let begin = sample - 5
        var last = begin
        while last < samples.upperBound, times[last] < end - Self.plateau {
            if slope(last) > Self.flat, isPlateau(from: last) { break }
            last += 1
        }
        return last - begin >= 10 ? begin..<last : nil
    }

    /// Whether the mean slope over the 70 ms from a sample on is flat.
    ///
    /// The sum of the changes by five points is one of eight voltages at the ends of the window, as
    /// times are equally spaced but for their rounding; where that leaves no doubt, no other sample
    /// is looked at.
    private func isPlateau(from first: Int) -> Bool {
        let (begin, limit) = (samples.lowerBound, samples.upperBound)
        let step = (times[limit - 1] - times[begin]) / Double(samples.count - 1)
        // The window ends by the times, whose rounding a quotient does not know.
        var end = min(limit, first + max(1, Int(Self.plateau / step)))
        while end < limit, times[end] - times[first] < Self.plateau { end += 1 }
        while end > first + 1, times[end - 1] - times[first] >= Self.plateau { end -= 1 }
        let count = Double(end - first)
        if first >= begin + 2, end <= limit - 2 {
            let near = voltage[end] + voltage[end - 1] - voltage[first] - voltage[first - 1]
            let far =
                voltage[end + 1] + voltage[end] + voltage[end - 1] + voltage[end - 2]
                - voltage[first + 1] - voltage[first] - voltage[first - 1] - voltage[first - 2]
            let mean = (8 * near - far) / 12 / (count * step)
            if abs(mean - Self.flat) > 1e-9 { return mean > Self.flat }
        }
        return (first..<end).reduce(0) { $0 + slope($1) } / count > Self.flat
    }

    /// mV/ms: the change of the voltage over that of time.
    private func slope(_ sample: Int) -> Double {
        difference(of: voltage, sample) / difference(of: times, sample)
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
