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
    /// - Complexity: O(samples).
    public func stimulusWindow() -> StimulusWindow? {
        current.flatMap { CurrentStretches($0) }?.mainStep.map {
            StimulusWindow(
                start: time(ofSample: $0.samples.lowerBound),
                stop: time(ofSample: $0.samples.upperBound), amplitude: $0.amplitude,
                baseline: $0.baseline)
        }
    }
}

extension CurrentStretches {
    /// The plateau that moves the most charge.
    struct Step {
        let samples: Range<Int>
        /// Above the baseline.
        let amplitude: Double
        let baseline: Double
    }

    /// Nil where the current never leaves the baseline.
    var mainStep: Step? {
        guard sampleCount >= 2 else { return nil }
        let edge = max(1, sampleCount / 50)
        let (before, after) = (0..<edge, sampleCount - edge..<sampleCount)
        let values = stretches.lazy.map(\.value)
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        let isBack = abs(median(over: before) - median(over: after)) <= 0.02 * range
        let baseline = isBack ? median(over: before, after) : median(over: before)
        let deviations = stretches.map { $0.value - baseline }
        let largest = deviations.reduce(0) { max($0, abs($1)) }
        // Commands are free of noise; a measured current is not, and its noise must not cut runs.
        let threshold = max(6 * noiseLevel, 0.02 * largest)
        guard largest > threshold else { return nil }
        let main = plateaus(deviations, threshold: threshold)
            .max { abs(charge($0, deviations)) < abs(charge($1, deviations)) }
        guard let main else { return nil }
        let amplitude = median(
            over: stretches[main.lowerBound].samples
                .lowerBound..<stretches[main.upperBound - 1]
                .samples.upperBound, above: baseline)
        let isOn = { (index: Int) in abs(deviations[index]) >= abs(amplitude) / 2 }
        guard let first = main.first(where: isOn), let last = main.last(where: isOn) else {
            return nil
        }
        return Step(
            samples: stretches[first].samples.lowerBound..<stretches[last].samples.upperBound,
            amplitude: amplitude, baseline: baseline)
    }

    /// Stretches beyond the threshold that follow each other, cut where the level jumps or the sign
    /// changes.
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

    /// The sum over the samples of some stretches.
    func charge(_ run: Range<Int>, _ deviations: [Double]) -> Double {
        run.reduce(0) { $0 + deviations[$1] * Double(stretches[$1].samples.count) }
    }
}
