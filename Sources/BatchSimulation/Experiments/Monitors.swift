/// Which of the declared recordings are meant.
public enum MonitorSelection: Sendable, Hashable, Codable {
    /// All variables and the spikes.
    case all
    /// Variables by name; `spike` stands for the spikes.
    case variables([String])
    case spikes

    /// Whether the spikes are meant.
    /// - Parameter variables: those that can be recorded, of which one may have their name.
    func includesSpikes(among variables: [String]) -> Bool {
        switch self {
        case .all, .spikes: true
        case .variables(let names):
            names.contains(Experiment.Recorded.spikeName)
                && !variables.contains(Experiment.Recorded.spikeName)
        }
    }
}

/// Which samples a recording with a period has.
public enum SamplingRule: String, Sendable, Hashable, Codable {
    /// Sample k·every is the state after k·every steps, the state with which the recording begins
    /// included: that of ``Experiment``.
    case states
    /// The sample at the time t is the state after the step that begins at t, so that a recording
    /// from a to b has the samples a ≤ t < b: that of ANNarchy's monitors.
    case completedSteps
}

/// The recordings of a tile at work.
///
/// Periods are opened and closed when the next steps are run, so that a recording that is paused
/// and started again between two steps goes on.
struct Monitors<Scalar: SimulationScalar> {
    /// A variable, and the samples of the chunk so far.
    struct Monitor {
        let recorded: Experiment.Recorded
        var isOn = false
        var isOpen = false
        var periods: [Period] = []
    }

    /// Samples in a row.
    struct Period {
        /// The state that the first sample shows, in steps since the last reset.
        let firstSample: Int
        /// `[samples × lanes]`.
        var elements: [Scalar] = []
        /// The last sample of each instance, where instances stood still.
        var lastSamples: [Int]?
    }

    /// A recording of spikes without a pause.
    struct SpikePeriod {
        /// When it began and ended, in steps since the last reset.
        let start: Int
        var stop: Int
        /// The last sample of each instance, where instances stood still.
        var lastSamples: [Int]?
    }

    var monitors: [Monitor]
    let rule: SamplingRule
    var recordsSpikes = false
    /// Whether the last of ``spikePeriods`` goes on.
    private var spikesAreOpen = false
    var spikePeriods: [SpikePeriod] = []
    /// Whether spikes were recorded at any time of the chunk.
    var hasRecordedSpikes = false
    /// Spikes of the chunk, by lane and step.
    var spikes: [SpikeEvent] = []
    /// The monitors whose samples come, by their position among the recordings of the program.
    private(set) var active: [Int] = []

    init(_ recorded: [Experiment.Recorded], rule: SamplingRule) {
        monitors = recorded.map { Monitor(recorded: $0) }
        self.rule = rule
    }

    /// The positions of what a program has to record now.
    var activeRecordings: [Int] { monitors.indices.filter { monitors[$0].isOn } }

    /// The phase of the samples of a recording.
    func phase(every: Int) -> Int { rule == .states ? 0 : 1 % every }

    mutating func turn(_ selection: MonitorSelection, on isOn: Bool) {
        for index in monitors.indices {
            switch selection {
            case .all: monitors[index].isOn = isOn
            case .variables(let names) where names.contains(monitors[index].recorded.variable):
                monitors[index].isOn = isOn
            case .variables, .spikes: break
            }
        }
        if selection.includesSpikes(among: monitors.map(\.recorded.variable)) {
            recordsSpikes = isOn
            hasRecordedSpikes = hasRecordedSpikes || isOn
        }
    }

    /// Closes what is off, and opens what is on.
    /// - Parameters:
    ///   - sample: the steps since the last reset.
    ///   - basis: gives storage for samples.
    /// - Returns: the recordings of the program that begin here.
    mutating func openPeriods(
        at sample: Int, storage basis: PopulationBasis<Scalar>
    ) -> [Int] {
        active = activeRecordings
        var fresh: [Int] = []
        for index in monitors.indices {
            if monitors[index].isOn, !monitors[index].isOpen {
                let every = monitors[index].recorded.every
                let phase = phase(every: every)
                // The state at the beginning is the first sample unless steps are sampled.
                let earliest = rule == .states ? sample : sample + 1
                let first = phase + (earliest - phase + every - 1) / every * every
                monitors[index].periods.append(
                    Period(firstSample: first, elements: basis.takeElements()))
                if let position = active.firstIndex(of: index), first == sample {
                    fresh.append(position)
                }
            }
            monitors[index].isOpen = monitors[index].isOn
        }
        if recordsSpikes, !spikesAreOpen {
            spikePeriods.append(SpikePeriod(start: sample, stop: sample))
        }
        spikesAreOpen = recordsSpikes
        return fresh
    }

    /// Ends all periods, at the samples where instances stood still if they did.
    mutating func closePeriods(lastSamples: [Int]? = nil) {
        for index in monitors.indices where monitors[index].isOpen {
            monitors[index].isOpen = false
            let last = monitors[index].periods.count - 1
            monitors[index].periods[last].lastSamples = lastSamples
        }
        if spikesAreOpen { spikePeriods[spikePeriods.count - 1].lastSamples = lastSamples }
        spikesAreOpen = false
    }

    /// Takes in the spikes of the steps up to one, where spikes are recorded.
    mutating func record(_ events: [SpikeEvent], until step: Int) {
        guard recordsSpikes else { return }
        spikes.append(contentsOf: events)
        if spikesAreOpen { spikePeriods[spikePeriods.count - 1].stop = step }
    }

    /// Fills up the samples until a state that were spared because every instance had broken down.
    mutating func fillUp(until sample: Int, laneCount: Int) {
        for index in active {
            let monitor = monitors[index]
            let period = monitor.periods.count - 1
            let expected =
                sample < monitor.periods[period].firstSample
                ? 0 : (sample - monitor.periods[period].firstSample) / monitor.recorded.every + 1
            let missing = expected * laneCount - monitor.periods[period].elements.count
            guard missing > 0 else { continue }
            monitors[index].periods[period].elements.append(
                contentsOf: repeatElement(.nan, count: missing))
        }
    }
}

extension Monitors: TraceReducer {
    mutating func begin(instanceCount: Int, laneCount: Int) {}

    mutating func reduce(
        recording: Int, samples: Range<Int>, values: UnsafeBufferPointer<Scalar>
    ) {
        let index = active[recording]
        let last = monitors[index].periods.count - 1
        monitors[index].periods[last].elements.append(contentsOf: values)
    }
}
