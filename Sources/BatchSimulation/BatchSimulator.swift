import Foundation
public import LinearAlgebra
public import NeuronEquations
import RandomStreams
import Synchronization

/// Simulates any number of instances of a neuron model that differ in some parameters.
///
/// ```swift
/// let simulator = try BatchSimulator<Double>(
///     model: model,
///     experiment: Experiment(
///         timeStep: 0.01, duration: 120, input: "I",
///         stimulus: Stimulus(.step(start: 10, stop: 110, amplitude: 3.248)),
///         recorded: [.init("V")]),
///     integrator: .exponentialEulerStaggered, variedParameters: ["g_Na", "g_K"], seed: 1)
/// try await simulator.run(parameters: Matrix([[50, 5], [4, 1.5]])) { tile in
///     print(tile.rows, tile.traces[0].rows, tile.isValid)
/// }
/// ```
///
/// Not for networks: instances never see each other.
public struct BatchSimulator<Scalar: SimulationScalar>: Sendable {
    /// State variables that are not linear in themselves, which exponential Euler therefore
    /// advances by forward Euler; empty for the other methods.
    public let variablesAdvancedByEuler: [String]
    /// How many instances a tile has.
    public let tileSize: Int
    /// How many tasks are at work at a time.
    public let threads: Int
    private let experiment: Experiment
    private let noise: RandomStream
    private let demand: SimulationDemand
    private let programs: ProgramStore<Scalar>
    private var usesPathOfHalfTimeStep = false

    /// Compiles a model for an experiment.
    /// - Parameters:
    ///   - variedParameters: names of the columns of `parameters`: parameters, inputs, or state
    ///     variables, whose initial values they are then.
    ///   - constants: values instead of the defaults, for the same kinds of names.
    ///   - seed: of the white noise.
    ///   - tileSize: instances that are simulated together; nil takes a size that keeps their
    ///     state in the first cache. It never changes a result.
    ///   - threads: tasks at work at a time; nil takes one for each processor.
    ///   - backend: what executes the model; it never changes a result.
    public init(
        model: NeuronModel, experiment: Experiment, integrator: Integrator,
        variedParameters: [String], constants: [String: Double] = [:], seed: UInt64 = 1,
        tileSize: Int? = nil, threads: Int? = nil, backend: Backend = .automatic
    ) throws(SimulationError) {
        try self.init(
            model: model, experiment: experiment, integrator: integrator,
            variedParameters: variedParameters, constants: constants, seed: seed,
            tileSize: tileSize, threads: threads, backend: backend, cache: .standard)
    }

    /// The same with kernels from another cache than the user's.
    package init(
        model: NeuronModel, experiment: Experiment, integrator: Integrator,
        variedParameters: [String], constants: [String: Double] = [:], seed: UInt64 = 1,
        tileSize: Int? = nil, threads: Int? = nil, backend: Backend = .automatic,
        cache: KernelCache
    ) throws(SimulationError) {
        try experiment.check(against: model)
        self.experiment = experiment
        noise = RandomStream(seed: seed, purpose: .simulationNoise)
        demand = SimulationDemand(
            experiment, integrator: integrator, variedParameters: variedParameters,
            constants: constants)
        programs = ProgramStore(model, backend, cache)
        let program = try programs.entry(demand).program
        variablesAdvancedByEuler = program.model.variablesAdvancedByEuler
        self.tileSize = tileSize ?? Self.favourableTileSize(program)
        self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        precondition(self.tileSize > 0, "a tile of \(self.tileSize) instances")
        precondition(self.threads > 0, "\(self.threads) threads")
    }

    /// The number of instances whose registers fill the first cache, between 64 (below, the call
    /// of an instruction costs more than its work) and 512; with recordings no more than those
    /// whose samples of a chunk of steps stay near in the second while a reducer reads them.
    static func favourableTileSize(_ program: BlockProgram) -> Int {
        let bytes = MemoryLayout<Scalar>.stride
        func granules(of size: Int, for count: Int) -> Int {
            max(64, size / max(1, count * bytes) / 64 * 64)
        }
        let rows = program.recordings.reduce(0) {
            $0 + TileWorkspace<Scalar>.chunkSteps / $1.every
        }
        return min(
            512, granules(of: 32_768, for: program.registerCount),
            granules(of: 65_536, for: rows))
    }

    /// The same simulator on the Brownian path of one with half the time step and the same seed:
    /// the white noise of step k is that of steps 2k and 2k + 1 of the other, added.
    package func onPathOfHalfTimeStep() -> BatchSimulator {
        var other = self
        other.usesPathOfHalfTimeStep = true
        return other
    }

    /// The backend that a run of so many instances uses; compiles where that is needed.
    ///
    /// Where the choice is ``Backend/automatic``, the work of earlier runs counts too.
    /// - Parameter stimuli: of the run; instances with stimuli of their own need another kernel.
    public func backend(
        instances: Int, stimuli: StimulusAssignment = .ofExperiment
    ) -> BackendChoice {
        var demand = demand
        demand.stimulusIsPerInstance = stimuli.isPerInstance
        guard let entry = try? programs.entry(demand) else {
            preconditionFailure("the model was compiled by the initialiser")
        }
        return entry.selection.executor(
            instances: instances, steps: experiment.stepCount, isCounted: false
        ).1
    }

    /// Simulates one instance for each row of parameters and hands the results over tile by tile.
    ///
    /// The results of an instance depend on its parameters and, with noise, on its global index
    /// and the seed; never on the other instances, tiles or threads, to the last bit.
    ///
    /// An f–I family, each current with each row of parameters:
    /// ```swift
    /// let currents = (0..<10).map { Stimulus(.constant(Double($0))) }
    /// try await simulator.run(parameters: parameters, stimuli: .each(currents)) { tile in
    ///     print("current", tile.stimulus, "of rows", tile.rows)
    /// }
    /// ```
    /// - Parameters:
    ///   - parameters: `[instances × varied parameters]`.
    ///   - firstInstance: the global index of the first row, which addresses its noise; the others
    ///     follow.
    ///   - stimuli: instead of the stimulus of the experiment. An instance's own stimulus and a
    ///     shared one of the same values give the same results to rounding only, since more is
    ///     computed of a shared one before the first step.
    ///   - consume: called once for each tile, from several tasks at a time and in no certain
    ///     order; what it throws ends the run and is thrown on.
    /// - Throws: what `consume` throws, `CancellationError`, or
    ///   ``SimulationError/stimulusWithoutInput(inputs:)``.
    /// - Complexity: memory O(threads × tile × samples), whatever the number of instances.
    public func run(
        parameters: Matrix<Double>, firstInstance: Int = 0,
        stimuli: StimulusAssignment = .ofExperiment,
        consume: @escaping @Sendable (SimulatedTile<Scalar>) throws -> Void
    ) async throws {
        try await run(
            parameters: parameters, instances: .consecutive(from: firstInstance),
            stimuli: stimuli, consume: consume)
    }

    /// Simulates instances of any global indices and hands the results over tile by tile.
    public func run(
        parameters: Matrix<Double>, instances: GlobalIndices,
        stimuli: StimulusAssignment = .ofExperiment,
        consume: @escaping @Sendable (SimulatedTile<Scalar>) throws -> Void
    ) async throws {
        let entry = try entry(for: stimuli)
        let program = entry.program
        let stepCount = experiment.stepCount
        try await run(
            entry, parameters: parameters, instances: instances, stimuli: stimuli,
            reducer: { TraceStorage(program, stepCount: stepCount) },
            finish: { tile, storage, deadSteps in
                for (lane, step) in deadSteps.enumerated() where step != .max {
                    storage.erase(lane: lane, fromStep: Int(step), of: program)
                }
                swap(&tile.traces, &storage.traces)
                try consume(tile)
                swap(&tile.traces, &storage.traces)
            })
    }

    /// Simulates without storing traces: recorded samples go to a reducer as they come.
    ///
    /// Memory is O(threads × tile), whatever the number of samples. An instance that breaks down
    /// leaves the reducer with samples that are not finite, and a tile in which every instance has
    /// broken down ends early; `isValid` of the tile says which instances to believe.
    /// - Parameters:
    ///   - parameters: `[instances × varied parameters]`.
    ///   - stimuli: instead of the stimulus of the experiment.
    ///   - reducer: makes the reducer of one task.
    ///   - consume: called once for each tile, whose traces are empty, with the reducer that has
    ///     taken in its samples; from several tasks at a time and in no certain order.
    public func run<Reducer: TraceReducer<Scalar>>(
        parameters: Matrix<Double>, instances: GlobalIndices = .consecutive(from: 0),
        stimuli: StimulusAssignment = .ofExperiment,
        reducer: @escaping @Sendable () -> Reducer,
        consume: @escaping @Sendable (SimulatedTile<Scalar>, inout Reducer) throws -> Void
    ) async throws {
        try await run(
            try entry(for: stimuli), parameters: parameters, instances: instances,
            stimuli: stimuli, reducer: reducer,
            finish: { tile, reducer, _ in try consume(tile, &reducer) })
    }

    /// The program of a run; instances with stimuli of their own need another one.
    private func entry(
        for stimuli: StimulusAssignment
    ) throws(SimulationError) -> ProgramStore<Scalar>.Entry {
        if case .ofExperiment = stimuli {
        } else if experiment.input == nil {
            throw .stimulusWithoutInput(inputs: programs.model.inputs)
        }
        var demand = demand
        demand.stimulusIsPerInstance = stimuli.isPerInstance
        return try programs.entry(demand)
    }

    /// What happens with a finished tile: the tile, its reducer, and the step in which each lane
    /// broke down.
    private typealias Finish<Reducer> =
        @Sendable (inout SimulatedTile<Scalar>, inout Reducer, ArraySlice<Int32>) throws -> Void

    private func run<Reducer: TraceReducer<Scalar>>(
        _ entry: ProgramStore<Scalar>.Entry, parameters: Matrix<Double>,
        instances: GlobalIndices, stimuli: StimulusAssignment,
        reducer: @escaping @Sendable () -> Reducer, finish: @escaping Finish<Reducer>
    ) async throws {
        check(parameters, instances, stimuli)
        let steps = 0..<experiment.stepCount
        let tables = stimuli.shared(experiment).map {
            StepTable<Scalar>(entry.program, steps: steps, stimulus: $0)
        }
        let tileCount = (parameters.rows + tileSize - 1) / tileSize
        let queue = TileQueue()
        let (executor, _) = entry.selection.executor(
            instances: parameters.rows * tables.count, steps: steps.count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, tileCount * tables.count) {
                group.addTask {
                    var workspace = TileWorkspace<Scalar>(
                        program: entry.program,
                        instanceCapacity: min(tileSize, parameters.rows))
                    var tile = entry.run.emptyTile()
                    var reducer = reducer()
                    while let index = queue.next(below: tileCount * tables.count) {
                        try Task.checkCancellation()
                        let start = index % tileCount * tileSize
                        let rows = start..<min(start + tileSize, parameters.rows)
                        let laneCount = TileWorkspace<Scalar>.lanes(for: rows.count)
                        tile.stimulus = index / tileCount
                        let noise = NoiseSource(
                            stream: noise,
                            indices: instances.addresses(of: rows, laneCount: laneCount),
                            slotOffset: stimuli.slotOffset(of: tile.stimulus),
                            combinesStepPairs: usesPathOfHalfTimeStep)
                        entry.run.run(
                            rows, of: parameters, stepCount: steps.count,
                            StepInputs(table: tables[tile.stimulus], noise: noise),
                            stimuli.lanes(of: rows, laneCount: laneCount, experiment), by: executor,
                            in: &workspace, reducing: &reducer, into: &tile)
                        try finish(&tile, &reducer, workspace.deadSteps[..<rows.count])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Traps where numbers of rows and columns do not fit.
    private func check(
        _ parameters: Matrix<Double>, _ instances: GlobalIndices, _ stimuli: StimulusAssignment
    ) {
        precondition(
            parameters.columns == demand.variedParameters.count,
            "\(parameters.columns) columns for \(demand.variedParameters.count) varied parameters")
        instances.check(count: parameters.rows)
        guard case .waveforms(let samples) = stimuli else { return }
        precondition(
            samples.columns == parameters.rows,
            "waveforms for \(samples.columns) instances of \(parameters.rows)")
        precondition(
            samples.rows > experiment.stepCount,
            "waveforms of \(samples.rows) samples for \(experiment.stepCount) steps")
    }
}

/// Hands out tile numbers to the tasks.
final class TileQueue: Sendable {
    private let taken = Atomic(0)

    func next(below count: Int) -> Int? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
