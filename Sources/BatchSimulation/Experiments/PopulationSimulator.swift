import Foundation
public import LinearAlgebra
public import NeuronEquations
import RandomStreams

/// Runs experiments that are written as programs, on any number of instances of a model.
///
/// An experiment is run once for each tile of instances, with a ``Population`` that stands for all
/// of them.
///
/// ```swift
/// let simulator = try PopulationSimulator<Double>(
///     model: model, timeStep: 0.1, integrator: .euler, variedParameters: ["a", "b"],
///     recorded: [.init("v")])
/// try await simulator.run(parameters: parameters) { population in
///     population["I"] = 0
///     try population.simulate(100)
///     population.startRecording()
///     population["I"] = 10
///     try population.simulate(400)
///     return try population.values(of: "u")
/// } consume: { tile, lastValues in
///     print(tile.rows, tile.chunks[0].spikes[0], lastValues)
/// }
/// ```
///
/// Names that the experiment sets need not be declared. Where it sets one for the first time after
/// steps were taken, it is run again from its start, with that name as a register from the
/// beginning: results are, to the last bit, those with the name declared in `variedParameters`.
/// The experiment should therefore do nothing that must not be done twice, and the same to every
/// tile; results belong into what it returns. With that, results depend neither on the tile size
/// nor on the number of threads.
///
/// For one stimulus and one reading, ``BatchSimulator`` is the simpler tool.
public struct PopulationSimulator<Scalar: SimulationScalar>: Sendable {
    /// How many instances a tile has.
    public let tileSize: Int
    /// How many tasks are at work at a time.
    public let threads: Int
    private let basis: PopulationBasis<Scalar>

    /// Prepares a model.
    /// - Parameters:
    ///   - timeStep: in ms.
    ///   - variedParameters: names of the columns of `parameters`; for state variables they are
    ///     the initial values.
    ///   - constants: values instead of the defaults.
    ///   - recorded: what experiments can record. Spikes always can be; `.init("spike", every: 5)`
    ///     gives them a period of their own, see ``SpikePeriod``.
    ///   - sampling: which samples a recording has.
    ///   - seed: of the noise.
    ///   - tileSize: instances that are simulated together; it never changes a result.
    ///   - threads: tasks at work at a time; nil takes one for each processor.
    ///   - backend: what executes the model; it never changes a result.
    public init(
        model: NeuronModel, timeStep: Double, integrator: Integrator,
        variedParameters: [String] = [], constants: [String: Double] = [:],
        recorded: [Experiment.Recorded] = [], sampling: SamplingRule = .states, seed: UInt64 = 1,
        tileSize: Int = 256, threads: Int? = nil, backend: Backend = .automatic
    ) throws(SimulationError) {
        try self.init(
            model: model, timeStep: timeStep, integrator: integrator,
            variedParameters: variedParameters, constants: constants, recorded: recorded,
            sampling: sampling, seed: seed, tileSize: tileSize, threads: threads,
            backend: backend, cache: .standard)
    }

    /// The same with kernels from another cache than the user's.
    package init(
        model: NeuronModel, timeStep: Double, integrator: Integrator,
        variedParameters: [String] = [], constants: [String: Double] = [:],
        recorded: [Experiment.Recorded] = [], sampling: SamplingRule = .states, seed: UInt64 = 1,
        tileSize: Int = 256, threads: Int? = nil, backend: Backend = .automatic,
        cache: KernelCache
    ) throws(SimulationError) {
        guard timeStep > 0, timeStep.isFinite else { throw .timeStep(timeStep) }
        var demand = SimulationDemand(
            timeStep: timeStep, integrator: integrator, variedParameters: variedParameters)
        demand.constants = constants
        let variables =
            model.stateVariables.map(\.name) + model.subexpressions.map(\.name) + model.inputs
        let spikeName = Experiment.Recorded.spikeName
        var spikesEvery = 1
        for item in recorded {
            guard item.variable == spikeName, !variables.contains(spikeName) else {
                demand.recorded.append(item)
                continue
            }
            guard item.every >= 1 else { throw .recordingInterval(spikeName, every: item.every) }
            spikesEvery = item.every
        }
        try GivenValues(demand).check(against: model, demand)
        basis = PopulationBasis(
            demand: demand, rule: sampling, spikesEvery: spikesEvery,
            noise: RandomStream(seed: seed, purpose: .simulationNoise),
            programs: ProgramStore(model, backend, cache))
        self.tileSize = tileSize
        self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        precondition(self.tileSize > 0, "a tile of \(self.tileSize) instances")
        precondition(self.threads > 0, "\(self.threads) threads")
    }

    /// Runs an experiment on one instance for each row of parameters.
    /// - Parameters:
    ///   - parameters: `[instances × varied parameters]`.
    ///   - instances: the global indices of the rows, which address their noise.
    ///   - experiment: run once for each tile of instances, and again where it sets a new name.
    ///   - consume: called once for each tile with what was recorded and what the experiment
    ///     returned, from several tasks at a time and in no certain order.
    /// - Throws: what the closures throw, ``SimulationError``, or `CancellationError`.
    /// - Complexity: memory O(threads × tile × recorded samples), whatever the number of instances.
    public func run<Result>(
        parameters: Matrix<Double>, instances: GlobalIndices = .consecutive(from: 0),
        _ experiment: @escaping @Sendable (inout Population<Scalar>) throws -> Result,
        consume: @escaping @Sendable (PopulationTile<Scalar>, Result) throws -> Void
    ) async throws {
        precondition(
            parameters.columns == basis.demand.variedParameters.count,
            "\(parameters.columns) columns for \(basis.demand.variedParameters.count) "
                + "varied parameters")
        instances.check(count: parameters.rows)
        let tileCount = (parameters.rows + tileSize - 1) / tileSize
        let queue = TileQueue()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(threads, tileCount) {
                group.addTask {
                    let memory = PopulationMemory<Scalar>(
                        instanceCapacity: min(tileSize, parameters.rows))
                    while let index = queue.next(below: tileCount) {
                        let start = index * tileSize
                        let rows = start..<min(start + tileSize, parameters.rows)
                        let (tile, result) = try perform(
                            experiment, rows, of: parameters, instances, memory)
                        try consume(tile, result)
                        basis.recycle(tile)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Runs an experiment on one tile, as often as it takes until it sets no new name.
    private func perform<Result>(
        _ experiment: (inout Population<Scalar>) throws -> Result, _ rows: Range<Int>,
        of parameters: Matrix<Double>, _ instances: GlobalIndices,
        _ memory: PopulationMemory<Scalar>
    ) throws -> (PopulationTile<Scalar>, Result) {
        let laneCount = TileWorkspace<Scalar>.lanes(for: rows.count)
        var declared: [String: [Scalar]] = [:]
        for (column, name) in basis.demand.variedParameters.enumerated() {
            declared[name] = (0..<laneCount).map { lane in
                Scalar(parameters[min(rows.lowerBound + lane, rows.upperBound - 1), column])
            }
        }
        let indices = instances.addresses(of: rows, laneCount: laneCount)
        while true {
            try Task.checkCancellation()
            var population = Population(
                basis: basis, memory: memory, rows: rows, declared: declared,
                noiseIndices: indices)
            do {
                let result = try experiment(&population)
                if let failure = population.failure { throw failure }
                return (population.finish(), result)
            } catch {
                // An experiment may have caught the error and thrown its own.
                if population.failure is PopulationRestart { continue }
                throw population.failure ?? error
            }
        }
    }
}
