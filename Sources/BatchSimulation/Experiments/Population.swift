import NeuronEquations
import Synchronization

/// The instances of one tile in an experiment that is written as a program.
///
/// ```swift
/// try await simulator.run(parameters: parameters) { population in
///     try population.simulate(100)
///     population.startRecording()
///     population["I"] = 5
///     try population.simulate(500)
/// } consume: { tile, _ in
///     print(tile.chunks[0].spikes[0])
/// }
/// ```
///
/// Steps are whole: a segment ends at the step that is nearest to the sum of the durations since
/// the last reset, so that cutting a time into segments changes nothing. Time, refractoriness, the
/// search for spikes and the noise go on from segment to segment.
public struct Population<Scalar: SimulationScalar>: ~Copyable {
    /// The rows of parameters that the instances have.
    public let rows: Range<Int>
    let basis: PopulationBasis<Scalar>
    let memory: PopulationMemory<Scalar>
    let noiseIndices: NoiseSource.Indices

    /// The columns of parameters as registers, by name; of what was declared.
    let declared: [String: [Scalar]]
    /// Parameters and inputs as they are now, `[lanes]`; what is not here has its standard value.
    var settings: [String: [Scalar]]
    /// The names of this tile that are registers though not declared.
    var setNames: Set<String>
    /// The input that a stimulus feeds.
    var stimulus: FedStimulus?
    var monitors: Monitors<Scalar>
    var finishedChunks: [FinishedChunk<Scalar>] = []
    /// The reusable simulations so far.
    var performed: [PerformedSimulation] = []

    /// Steps since the last reset.
    var clock = 0
    /// Steps before the last reset.
    var offset = 0
    /// The sum of the durations since the last reset, ms.
    var plannedTime = 0.0
    /// The program at work.
    var active: ActiveProgram<Scalar>?
    /// What has changed since the program was chosen.
    var needsProgram = true
    var needsRefresh = false
    /// Whether no step was taken since the state was the initial one; it is computed then when it
    /// is needed.
    var isInitial = true
    var isInitialised = false
    /// States set while ``isInitial``, by slot.
    var overrides: [Int: [Scalar]] = [:]
    var stored: StoredState<Scalar>?
    /// What a subscript could not throw, or ended the experiment.
    var failure: (any Error)?

    init(
        basis: PopulationBasis<Scalar>, memory: PopulationMemory<Scalar>, rows: Range<Int>,
        declared: [String: [Scalar]], noiseIndices: NoiseSource.Indices
    ) {
        self.basis = basis
        self.memory = memory
        self.rows = rows
        self.declared = declared
        self.noiseIndices = noiseIndices
        settings = declared
        setNames = basis.setNames.withLock { $0 }
        monitors = Monitors(basis.recorded, rule: basis.rule)
    }

    /// How many instances there are.
    public var count: Int { rows.count }

    /// The time since the beginning or the last reset, ms.
    public var time: Double { Double(clock) * basis.timeStep }

    var laneCount: Int { TileWorkspace<Scalar>.lanes(for: count) }

    // MARK: Attributes

    /// A parameter, an input or a state variable, for all instances or for each.
    ///
    /// Any of them can be set without declaring it. A subscript cannot throw: a mistake ends the
    /// experiment at its next step or its end. Reading gives ``InstanceValues/each(_:)``.
    public subscript(name: String) -> InstanceValues {
        mutating get {
            do {
                return .each(try values(of: name))
            } catch {
                failure = failure ?? error
                return .each([Double](repeating: .nan, count: count))
            }
        }
        set {
            do {
                try set(name, to: newValue)
            } catch {
                failure = failure ?? error
            }
        }
    }

    /// Sets a parameter, an input or a state variable.
    ///
    /// A state variable changes alone: the others keep their values, also those whose initial value
    /// is computed from it. Setting an input ends its stimulus.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)`` or
    ///   ``SimulationError/settingCount(_:found:expected:)``.
    public mutating func set(_ name: String, to setting: InstanceValues) throws {
        if let failure { throw failure }
        guard basis.settableNames.contains(name) else {
            throw SimulationError.unknownName(
                name, role: "a name to set", known: basis.settableNames)
        }
        let values = lanes(try setting.values(of: name, count: count))
        if let slot = basis.model.stateVariables.firstIndex(where: { $0.name == name }) {
            try setState(slot, values)
            return
        }
        if stimulus?.input == name {
            stimulus = nil
            needsProgram = true
        }
        settings[name] = values
        register(name)
        if isInitial { isInitialised = false } else { needsRefresh = true }
    }

    /// The values of a parameter, an input or a state variable, one for each instance.
    public mutating func values(of name: String) throws -> [Double] {
        if let failure { throw failure }
        if let slot = basis.model.stateVariables.firstIndex(where: { $0.name == name }) {
            try prepare()
            return stateLanes(slot).prefix(count).map { Double($0) }
        }
        guard basis.settableNames.contains(name) else {
            throw SimulationError.unknownName(
                name, role: "a name to read", known: basis.settableNames)
        }
        if let values = settings[name] { return values.prefix(count).map { Double($0) } }
        return [Double](repeating: try basis.standardValue(name), count: count)
    }

    /// Feeds an input with a stimulus, a function of ``time``, until it is set otherwise.
    ///
    /// One input at a time.
    public mutating func stimulate(_ input: String, with stimulus: Stimulus) throws {
        try feed(FedStimulus(input: input, shared: stimulus, lanes: nil))
    }

    /// Feeds an input with a stimulus for each row of parameters.
    public mutating func stimulate(_ input: String, withEach stimulus: (Int) -> Stimulus) throws {
        let own = rows.map(stimulus)
        let lanes = (0..<laneCount).map { own[min($0, own.count - 1)] }
        try feed(FedStimulus(input: input, shared: Stimulus(), lanes: .functions(lanes)))
    }

    // MARK: Recording

    /// Starts recordings that the simulator declares.
    public mutating func startRecording(_ selection: MonitorSelection = .all) {
        turn(selection, on: true)
    }

    /// Pauses recordings; the next start begins another period.
    public mutating func pauseRecording(_ selection: MonitorSelection = .all) {
        turn(selection, on: false)
    }

    private mutating func turn(_ selection: MonitorSelection, on isOn: Bool) {
        if case .variables(let names) = selection {
            let known = basis.recorded.map(\.variable) + [Experiment.Recorded.spikeName]
            if let name = names.first(where: { !known.contains($0) }) {
                failure =
                    failure
                    ?? SimulationError.unknownName(name, role: "a recording", known: known)
            }
        }
        monitors.turn(selection, on: isOn)
        needsProgram = true
    }
}
