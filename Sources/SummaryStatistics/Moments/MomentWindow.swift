/// The window of time a moment is taken over.
struct MomentWindow: Hashable, Sendable {
    /// Where the window lies when start or end are not given.
    private enum Place: Hashable {
        /// From the first sample (or the last part of the rest) up to the stimulus.
        case rest(fraction: Double)
        /// Strictly between start and end of the stimulus.
        case stimulus
    }

    private let place: Place
    private let start: Double?
    private let end: Double?

    init(_ moment: MomentStatistic, _ options: StatisticOptions) throws(StatisticError) {
        let fraction = try options.value("fraction", "a number in (0, 1]") { $0 > 0 && $0 <= 1 }
        switch moment {
        case .restingMean: place = .rest(fraction: 1)
        case .restingDeviation: place = .rest(fraction: fraction ?? 0.1)
        case .mean, .variance, .skewness, .kurtosis: place = .stimulus
        }
        start = options["start"]
        let start = start ?? -.infinity
        end = try options.value("end", "a time after the window's start") { $0 > start }
    }

    /// The samples of the window: start ≤ t < end where given or before the stimulus,
    /// start < t < end for the stimulus itself.
    func samples(of frame: TraceFrame) -> Range<Int> {
        let clock = frame.clock
        switch place {
        case .rest(let fraction):
            let rest = frame.stimulusStart - frame.startTime
            return clock.samples(
                from: start ?? frame.startTime + (1 - fraction) * rest,
                upTo: end ?? frame.stimulusStart)
        case .stimulus:
            let first =
                start.map(clock.firstSample(atOrAfter:))
                ?? clock.firstSample(after: frame.stimulusStart)
            return first..<max(first, clock.firstSample(atOrAfter: end ?? frame.stimulusEnd))
        }
    }
}
