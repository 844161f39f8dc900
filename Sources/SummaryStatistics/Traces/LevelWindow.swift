/// The windows of time whose mean voltage features are made of.
enum LevelWindow: Int, CaseIterable, Hashable, Sendable {
    /// All of the time before the stimulus.
    case beforeStimulus
    /// The last tenth of that time, both ends included.
    case base
    /// From 5 to 15 % of the stimulus.
    case stimulusBegin
    /// The last tenth of the stimulus.
    case stimulusEnd
    /// Ten to six samples of 0.1 ms before the end of the stimulus.
    case deflection
    /// The time after the stimulus.
    case afterStimulus

    /// The samples on an axis; none where the window does not exist.
    func samples(on axis: FeatureAxis) -> Range<Int> {
        let duration = axis.stimulusEnd - axis.stimulusStart
        switch self {
        case .beforeStimulus:
            return 0..<axis.atStart
        case .base:
            let origin = axis.isResampled ? 0 : axis.firstTime
            guard axis.stimulusStart > origin else { return 0..<0 }
            let begin = axis.firstSample(
                atOrAfter: origin + 0.9 * (axis.stimulusStart - origin))
            return begin..<max(begin, axis.afterStart)
        case .stimulusBegin:
            let begin = axis.firstSample(after: axis.stimulusStart + 0.05 * duration)
            let end = axis.firstSample(after: axis.stimulusStart + 0.15 * duration)
            return begin..<max(begin, end)
        case .stimulusEnd:
            let begin = axis.firstSample(atOrAfter: axis.stimulusEnd - 0.1 * duration)
            return begin..<max(begin, axis.atEnd)
        case .deflection:
            // The same duration on another sampling.
            let unit = axis.isResampled ? 1 : max(1, Int((0.1 / axis.interval).rounded()))
            let begin = axis.afterEnd - 10 * unit
            return begin >= 0 ? begin..<begin + 5 * unit : 0..<0
        case .afterStimulus:
            return axis.afterEnd..<axis.count
        }
    }
}
