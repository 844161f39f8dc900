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

    /// Compiles a model for an experiment.
    /// - Parameters:
    ///   - variedParameters: names of the columns of `parameters`: parameters, inputs, or state
    ///     variables, whose initial values they are then.
    ///   - constants: values instead of the defaults, for the same kinds of names.
    ///   - seed: of the white noise.
    ///   - tileSize: instances that are simulated together; nil takes a size that keeps their
    ///     state in the first cache. It never changes a result.
    ///   - threads: tasks at work at a time; nil takes one for each processor.
    public init(
        model: NeuronModel, experiment: Experiment, integrator: Integrator,
        variedParameters: [String], constants: [String: Double] = [:], seed: UInt64 = 1,
        tileSize: Int? = nil, threads: Int? = nil
    ) throws(SimulationError) {
        let compiled = try CompiledModel(
            model: model, experiment: experiment, integrator: integrator,
            variedParameters: variedParameters, constants: constants)
        let program = BlockProgram(compiled)
        self.variedParameters = variedParameters
        variablesAdvancedByEuler = compiled.variablesAdvancedByEuler
        tileRun = TileRun(
            program: program, noise: RandomStream(seed: seed, purpose: .simulationNoise))
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

    /// Simulates one instance for each row of parameters and hands the results over tile by tile.
    ///
    /// The results of an instance depend on its parameters and, with noise, on its global index
    /// and the seed; never on the other instances, tiles or threads, to the last bit.
    /// - Parameters:
    ///   - parameters: `[instances × varied parameters]`.
    ///   - firstInstance: the global index of the first row, which addresses its noise.
    ///   - consume: called once for each tile, from several tasks at a time and in no certain
    ///     order; what it throws ends the run and is thrown on.
    /// - Throws: what `consume` throws, or `CancellationError`.
    /// - Complexity: memory O(threads × tile × samples), whatever the number of instances.
    public func run(
        parameters: Matrix<Double>, firstInstance: Int = 0,
        consume: @escaping @Sendable (SimulatedTile<Scalar>) throws -> Void
    ) async throws {
        precondition(
            parameters.columns == variedParameters.count,
            "\(parameters.columns) columns for \(variedParameters.count) varied parameters")
        precondition(firstInstance >= 0, "the first instance has the index \(firstInstance)")
        let tileCount = (parameters.rows + tileSize - 1) / tileSize
        let queue = TileQueue()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, tileCount) {
                group.addTask {
                    try runTiles(queue, tileCount, parameters, firstInstance, consume)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Runs one tile after the other as long as the queue has some.
    private func runTiles(
        _ queue: TileQueue, _ tileCount: Int, _ parameters: Matrix<Double>, _ firstInstance: Int,
        _ consume: (SimulatedTile<Scalar>) throws -> Void
    ) throws {
        let granule = TileWorkspace<Scalar>.laneGranule
        let largest = min(tileSize, parameters.rows)
        var workspace = TileWorkspace<Scalar>(
            program: tileRun.program, laneCapacity: (largest + granule - 1) / granule * granule)
        var tile = tileRun.emptyTile()
        while let index = queue.next(below: tileCount) {
            try Task.checkCancellation()
            let start = index * tileSize
            tileRun.run(
                start..<min(start + tileSize, parameters.rows), of: parameters,
                firstInstance: firstInstance, in: &workspace, into: &tile)
            try consume(tile)
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
