/// When the main step of a stimulus was on, and how strong it was.
public struct StimulusWindow: Sendable, Equatable {
    /// Time of the first sample of the step in milliseconds.
    public var start: Double
    /// Time of the first sample after the step in milliseconds; the step is on for
    /// start ≤ t < stop.
    public var stop: Double
    /// Current of the step above the baseline, in the recording's unit.
    public var amplitude: Double
    /// Current outside of the step, in the recording's unit.
    public var baseline: Double

    /// Creates a window.
    public init(start: Double, stop: Double, amplitude: Double, baseline: Double = 0) {
        self.start = start
        self.stop = stop
        self.amplitude = amplitude
        self.baseline = baseline
    }
}

extension Recording {
    /// Finds the main step of the current: the plateau that moves the most charge.
    ///
    /// The baseline is the median of the first and last fiftieth of the sweep, or of the first alone
    /// where the two differ: a step may last until the end. Plateaus are runs of
    /// samples away from the baseline, cut where the current jumps from one level to another; a
    /// test pulse is passed over because it moves less charge than the step. A slow edge counts
    /// from half of the amplitude. Ramps and noise have no plateau: give the window yourself.
    /// - Returns: nil where there is no current or it never leaves the baseline.
    /// - Complexity: O(samples · log(samples)).
    public func stimulusWindow() -> StimulusWindow? {
        guard let current, current.count >= 2, current.allSatisfy(\.isFinite) else { return nil }
        let edge = max(1, current.count / 50)
        let (before, after) = (Array(current.prefix(edge)), Array(current.suffix(edge)))
        let range = (current.max() ?? 0) - (current.min() ?? 0)
        let isBack = abs(median(before) - median(after)) <= 0.02 * range
        let baseline = median(isBack ? before + after : before)
        let deviations = current.map { $0 - baseline }
        let largest = deviations.reduce(0) { max($0, abs($1)) }
        // Commands are free of noise; a measured current is not, and its noise must not cut runs.
        let noise = noiseLevel(deviations)
        let threshold = max(6 * noise, 0.02 * largest)
        guard largest > threshold else { return nil }
        let main = plateaus(deviations, threshold: threshold)
            .max { abs(charge(deviations[$0])) < abs(charge(deviations[$1])) }
        guard let main else { return nil }
        let amplitude = median(Array(deviations[main]))
        let isOn = { (index: Int) in abs(deviations[index]) >= abs(amplitude) / 2 }
        guard let first = main.first(where: isOn), let last = main.last(where: isOn) else {
            return nil
        }
        return StimulusWindow(
            start: time(ofSample: first), stop: time(ofSample: last + 1), amplitude: amplitude,
            baseline: baseline)
    }
}

/// Runs of samples beyond the threshold, cut where the level jumps or the sign changes.
private func plateaus(_ deviations: [Double], threshold: Double) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for index in deviations.indices {
        let isAway = abs(deviations[index]) > threshold
        let jumps = index > 0 && abs(deviations[index] - deviations[index - 1]) > threshold
        if let begun = start, !isAway || jumps {
            runs.append(begun..<index)
            start = nil
        }
        if isAway, start == nil { start = index }
    }
    if let start { runs.append(start..<deviations.count) }
    return runs
}

private func charge(_ samples: ArraySlice<Double>) -> Double { samples.reduce(0, +) }

private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Standard deviation of white noise on a piecewise constant signal: the median absolute
/// difference of neighbours, over 0.6745·√2 (its value for a unit normal).
private func noiseLevel(_ samples: [Double]) -> Double {
    median(zip(samples.dropFirst(), samples).map { abs($0 - $1) }) / 0.9539
}
