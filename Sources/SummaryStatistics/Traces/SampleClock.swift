/// The times of evenly spaced samples, and where a time falls among them.
///
/// Times from files and configurations are decimal, their multiples in binary are not: a time
/// within a millionth of an interval of a sample counts as that sample's time.
struct SampleClock: Sendable, Equatable {
    /// Time of sample 0 in ms.
    let startTime: Double
    /// Time between samples in ms.
    let interval: Double
    /// Number of samples.
    let count: Int

    /// The first sample at or after a time; `count` when there is none.
    func firstSample(atOrAfter time: Double) -> Int {
        clamped((position(of: time) - tolerance).rounded(.up))
    }

    /// The first sample after a time; `count` when there is none.
    func firstSample(after time: Double) -> Int {
        clamped((position(of: time) + tolerance).rounded(.down) + 1)
    }

    /// The samples with start < t < end.
    func samples(strictlyBetween start: Double, and end: Double) -> Range<Int> {
        let first = firstSample(after: start)
        return first..<max(first, firstSample(atOrAfter: end))
    }

    /// The samples with start ≤ t < end.
    func samples(from start: Double, upTo end: Double) -> Range<Int> {
        let first = firstSample(atOrAfter: start)
        return first..<max(first, firstSample(atOrAfter: end))
    }

    private func position(of time: Double) -> Double { (time - startTime) / interval }

    private func clamped(_ sample: Double) -> Int { Int(max(0, min(sample, Double(count)))) }

    private var tolerance: Double { 1e-6 }
}
