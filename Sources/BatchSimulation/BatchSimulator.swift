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
    private let variedParameters: [String]
    private let tileRun: TileRun<Scalar>
    private let selection: BackendSelection<Scalar>

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
        let compiled = try CompiledModel(
            model: model, experiment: experiment, integrator: integrator,
            variedParameters: variedParameters, constants: constants)
        let program = BlockProgram(compiled)
        self.variedParameters = variedParameters
        variablesAdvancedByEuler = compiled.variablesAdvancedByEuler
        tileRun = TileRun(
            program: program, noise: RandomStream(seed: seed, purpose: .simulationNoise))
        selection = BackendSelection(tileRun.interpreter, backend, cache)
        self.tileSize = tileSize ?? Self.favourableTileSize(program)
        self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        precondition(self.tileSize > 0, "a tile of \(self.tileSize) instances")
        precondition(self.threads > 0, "\(self.threads) threads")
    }

    /// The number of instances whose registers fill the first cache, between 64 (below, the call
    /// of an instruction costs more than its work) and 512.
    private static func favourableTileSize(_ program: BlockProgram) -> Int {
        let bytes = program.registerCount * MemoryLayout<Scalar>.stride
        return min(512, max(64, 32_768 / max(1, bytes) / 64 * 64))
    }

    /// The backend that a run of so many instances uses; compiles where that is needed.
    public func backend(instances: Int) -> BackendChoice {
        selection.executor(instances: instances).1
    }

    /// Simulates one instance for each row of parameters and hands the results over tile by tile.
    ///
    /// The results of an instance depend on its parameters and, with noise, on its global index
    /// and the seed; never on the other instances, tiles or threads, to the last bit.
    /// - Parameters:
    ///   - parameters: `[instances × varied parameters]`.
    ///   - firstInstance: the global index of the first row, which addresses its noise; the others
    ///     follow.
    ///   - consume: called once for each tile, from several tasks at a time and in no certain
    ///     order; what it throws ends the run and is thrown on.
    /// - Throws: what `consume` throws, or `CancellationError`.
    /// - Complexity: memory O(threads × tile × samples), whatever the number of instances.
    public func run(
        parameters: Matrix<Double>, firstInstance: Int = 0,
        consume: @escaping @Sendable (SimulatedTile<Scalar>) throws -> Void
    ) async throws {
        try await run(
            parameters: parameters, instances: .consecutive(from: firstInstance),
            consume: consume)
    }

    /// Simulates instances of any global indices and hands the results over tile by tile.
    public func run(
        parameters: Matrix<Double>, instances: GlobalIndices,
        consume: @escaping @Sendable (SimulatedTile<Scalar>) throws -> Void
    ) async throws {
        let program = tileRun.program
        try await run(
            parameters: parameters, instances: instances,
            reducer: { TraceStorage(program) },
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
    ///   - reducer: makes the reducer of one task.
    ///   - consume: called once for each tile, whose traces are empty, with the reducer that has
    ///     taken in its samples; from several tasks at a time and in no certain order.
    public func run<Reducer: TraceReducer<Scalar>>(
        parameters: Matrix<Double>, instances: GlobalIndices = .consecutive(from: 0),
        reducer: @escaping @Sendable () -> Reducer,
        consume: @escaping @Sendable (SimulatedTile<Scalar>, inout Reducer) throws -> Void
    ) async throws {
        try await run(
            parameters: parameters, instances: instances, reducer: reducer,
            finish: { tile, reducer, _ in try consume(tile, &reducer) })
    }

    /// What happens with a finished tile: the tile, its reducer, and the step in which each lane
    /// broke down.
    private typealias Finish<Reducer> =
        @Sendable (inout SimulatedTile<Scalar>, inout Reducer, ArraySlice<Int32>) throws -> Void

    private func run<Reducer: TraceReducer<Scalar>>(
        parameters: Matrix<Double>, instances: GlobalIndices,
        reducer: @escaping @Sendable () -> Reducer, finish: @escaping Finish<Reducer>
    ) async throws {
        precondition(
            parameters.columns == variedParameters.count,
            "\(parameters.columns) columns for \(variedParameters.count) varied parameters")
        instances.check(count: parameters.rows)
        let tileCount = (parameters.rows + tileSize - 1) / tileSize
        let queue = TileQueue()
        let (executor, _) = selection.executor(instances: parameters.rows)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, tileCount) {
                group.addTask {
                    var workspace = TileWorkspace<Scalar>(
                        program: tileRun.program,
                        instanceCapacity: min(tileSize, parameters.rows))
                    var tile = tileRun.emptyTile()
                    var reducer = reducer()
                    while let index = queue.next(below: tileCount) {
                        try Task.checkCancellation()
                        let start = index * tileSize
                        let rows = start..<min(start + tileSize, parameters.rows)
                        tileRun.run(
                            rows, of: parameters, instances: instances, by: executor,
                            in: &workspace, reducing: &reducer, into: &tile)
                        try finish(&tile, &reducer, workspace.deadSteps[..<rows.count])
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Hands out tile numbers to the tasks.
private final class TileQueue: Sendable {
    private let taken = Atomic(0)

    func next(below count: Int) -> Int? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
