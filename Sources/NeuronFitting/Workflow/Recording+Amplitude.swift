import Recordings

extension Recording {
    /// The amplitude of the step that a protocol has at given times, in the unit of the current;
    /// 0 where nothing is injected then.
    ///
    /// - Parameter times: milliseconds on the axis of the sweep.
    /// - Throws: where the current is not known, or does something else than such a step.
    func amplitude(ofStepAt times: ClosedRange<Double>) throws(FitError) -> Double {
        let name = "\(source), \(sweep)"
        guard let current else { throw .currentMissing(sweep: name) }
        // Resampling moves an edge by up to a sample; the rest is rounding of times.
        let tolerance = 1.01 * samplingInterval
        guard let step = stimulusWindow() else { return 0 }
        let startsAndEnds =
            abs(step.start - times.lowerBound) <= tolerance
            && abs(step.stop - times.upperBound) <= tolerance
        if startsAndEnds, stimulusShape()?.kind == .step { return step.amplitude }
        // A sweep without current in the window may have a test pulse elsewhere.
        let isSilent = current.indices.allSatisfy {
            !times.contains(time(ofSample: $0))
                || abs(current[$0] - step.baseline) <= 0.02 * abs(step.amplitude)
        }
        guard isSilent else {
            throw .stimulusTimes(
                sweep: name, found: step.start...step.stop, kind: stimulusShape()?.kind,
                expected: times)
        }
        return 0
    }
}
