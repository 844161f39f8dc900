import LinearAlgebra

/// A part of what is known of a trace without the trace.
enum SummaryPart: Hashable, Sendable {
    /// Times and voltages of the spikes' peaks.
    case spikes
    /// Lowest and highest voltage during the stimulus.
    case extremes
    /// The mean voltage of a window.
    case level(LevelWindow)

    /// Every part.
    static let all = Set([.spikes, .extremes] + LevelWindow.allCases.map { SummaryPart.level($0) })
}

/// What is known of a trace when its samples have gone by: its spikes as events, and levels of its
/// voltage. Features that need no more can be streamed.
struct TraceSummary: Sendable {
    let axis: FeatureAxis
    /// What is known of the instance besides the samples.
    private let fact: InstanceFact
    /// Current of the stimulus in nA, where known.
    var stimulusAmplitude: Double? { fact.stimulusAmplitude }
    /// The peaks found in the voltage.
    let peaks: [SpikePeak]
    /// Times of all spikes in ms.
    let spikeTimes: [Double]
    /// Times of the spikes with start ≤ t ≤ end of the stimulus.
    let stimulusSpikeTimes: [Double]
    /// Intervals between successive spikes in ms.
    let intervals: [Double]
    /// Lowest and highest voltage with start ≤ t < end of the stimulus; nil without such samples.
    let stimulusExtremes: (lowest: Double, highest: Double)?
    private let levels: WindowLevels

    init(
        axis: FeatureAxis, peaks: [SpikePeak], fact: InstanceFact,
        extremes: (lowest: Double, highest: Double)?, levels: WindowLevels
    ) {
        self.axis = axis
        self.fact = fact
        self.peaks = peaks
        self.levels = levels
        stimulusExtremes = extremes
        spikeTimes = fact.spikeTimes ?? peaks.map { axis.times[$0.sample] }
        stimulusSpikeTimes =
            fact.spikeTimes?.filter { $0 >= axis.stimulusStart && $0 <= axis.stimulusEnd }
            ?? peaks.filter { axis.isDuringStimulus($0.sample) }.map { axis.times[$0.sample] }
        intervals = zip(spikeTimes.dropFirst(), spikeTimes).map { $0 - $1 }
    }

    /// The same levels with spikes that were found in another way.
    init(_ levels: TraceSummary, peaks: [SpikePeak]) {
        self.init(
            axis: levels.axis, peaks: peaks, fact: levels.fact, extremes: levels.stimulusExtremes,
            levels: levels.levels)
    }

    /// Whether landmarks are paired in the order found, as eFEL does.
    var isCompatible: Bool { axis.isResampled }

    /// The mean voltage of a window; nil where it has no samples.
    func level(_ window: LevelWindow) -> Double? { levels[window] }
}

/// The mean voltages of windows, as far as they were gathered.
struct WindowLevels: Sendable {
    private enum Level { case notGathered, none, mean(Double) }

    private var levels = [Level](repeating: .notGathered, count: LevelWindow.allCases.count)

    /// Nil of a window without samples; traps where the window was not gathered.
    subscript(window: LevelWindow) -> Double? {
        get {
            switch levels[window.rawValue] {
            case .notGathered: preconditionFailure("the level \(window) was not gathered")
            case .none: nil
            case .mean(let mean): mean
            }
        }
        set { levels[window.rawValue] = newValue.map { .mean($0) } ?? .none }
    }
}

/// Where the parts of summaries are in an accumulator.
struct SummarySource: Sendable {
    private let axis: FeatureAxis
    private var spikes: Int?
    private var extremes: Int?
    private var levels: [(window: LevelWindow, place: Int)] = []

    /// Asks an accumulator for parts of summaries.
    init<Scalar>(
        _ parts: Set<SummaryPart>, threshold: Double, axis: FeatureAxis,
        from accumulator: inout TraceAccumulator<Scalar>
    ) {
        self.axis = axis
        if parts.contains(.spikes) { spikes = accumulator.addSpikes(threshold: threshold) }
        if parts.contains(.extremes) {
            extremes = accumulator.addExtremes(axis.atStart..<max(axis.atStart, axis.atEnd))
        }
        for window in LevelWindow.allCases where parts.contains(.level(window)) {
            let place = accumulator.addMoments(window.samples(on: axis), order: 1)
            levels.append((window, place))
        }
    }

    /// The summary of a lane.
    func summary<Scalar>(
        ofLane lane: Int, in accumulator: TraceAccumulator<Scalar>, _ fact: InstanceFact
    ) -> TraceSummary {
        var means = WindowLevels()
        for (window, place) in levels {
            means[window] = accumulator.moments[place].mean(ofLane: lane)
        }
        return TraceSummary(
            axis: axis, peaks: spikes.map { accumulator.spikes[$0].peaks(ofLane: lane) } ?? [],
            fact: fact,
            extremes: extremes.flatMap { accumulator.extremes[$0].extremes(ofLane: lane) },
            levels: means)
    }
}
