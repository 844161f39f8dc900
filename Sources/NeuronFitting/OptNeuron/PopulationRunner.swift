import BatchSimulation
import Foundation
import LinearAlgebra
import NeuronEquations

/// A model made ready for an experiment, in the precision that was asked for.
struct PopulationRunner: Sendable {
    private enum Simulator: Sendable {
        case single(PopulationSimulator<Float>)
        case double(PopulationSimulator<Double>)
    }

    private let simulator: Simulator

    /// Inputs that are neither columns nor constants are 0 until the experiment sets them.
    /// - Parameters:
    ///   - columns: names of the columns of `parameters`.
    ///   - constants: values instead of the model's defaults.
    init(
        _ model: NeuronModel, columns: [String], constants: [String: Double],
        settings: OptNeuronSettings
    ) throws {
        let recorded = try Self.recordings(settings, of: model)
        var constants = constants
        for input in model.inputs where !columns.contains(input) && constants[input] == nil {
            constants[input] = 0
        }
        let fed = constants
        func make<Scalar: SimulationScalar>(
            _ type: Scalar.Type
        ) throws -> PopulationSimulator<Scalar> {
            try PopulationSimulator<Scalar>(
                model: model, timeStep: settings.timeStep, integrator: settings.integrator,
                variedParameters: columns, constants: fed, recorded: recorded,
                sampling: settings.sampling, seed: settings.seed, tileSize: Self.tileSize(settings),
                threads: settings.threads, backend: settings.backend)
        }
        simulator =
            switch settings.precision {
            case .single: .single(try make(Float.self))
            case .double: .double(try make(Double.self))
            }
    }

    /// What is recorded how often, the spikes included where they have a period of their own.
    private static func recordings(
        _ settings: OptNeuronSettings, of model: NeuronModel
    ) throws(OptNeuronError) -> [Experiment.Recorded] {
        let spikeName = Experiment.Recorded.spikeName
        let periods = settings.recordingPeriods
        let known = settings.recorded + [spikeName]
        for name in periods.keys.sorted() where !known.contains(name) {
            throw .unknownRecording(name, known: known)
        }
        var recordings: [Experiment.Recorded] = []
        for name in settings.recorded where name != spikeName {
            recordings.append(
                .init(name, every: try steps(periods[name] ?? settings.recordingPeriod, settings)))
        }
        // A variable of that name is recorded like any other.
        let isVariable =
            model.stateVariables.contains { $0.name == spikeName }
            || model.subexpressions.contains { $0.name == spikeName }
            || model.inputs.contains(spikeName)
        if isVariable, !settings.recorded.contains(spikeName) { return recordings }
        let period = periods[spikeName] ?? (isVariable ? settings.recordingPeriod : nil)
        recordings.append(.init(spikeName, every: try steps(period, settings)))
        return recordings
    }

    /// A period in time steps.
    private static func steps(
        _ period: Double?, _ settings: OptNeuronSettings
    ) throws(OptNeuronError) -> Int {
        guard let period else { return 1 }
        let every = (period / settings.timeStep).rounded()
        // Decimal periods and steps miss their ratio by rounding only.
        guard every >= 1, every <= 0x1p31, abs(every * settings.timeStep - period) <= 1e-9 * period
        else { throw .recordingPeriod(period, timeStep: settings.timeStep) }
        return Int(every)
    }

    /// Instances of a tile: at most 64, so that its samples stay near the processor, and so that a
    /// batch gives equal work to all threads.
    private static func tileSize(_ settings: OptNeuronSettings) -> Int {
        let threads = settings.threads ?? ProcessInfo.processInfo.activeProcessorCount
        let batch = settings.batchSize * settings.repetitions
        let rounds = max(1, (batch + 64 * threads - 1) / (64 * threads))
        return max(1, (batch + rounds * threads - 1) / (rounds * threads))
    }

    /// Runs an experiment on one instance for each row of parameters.
    /// - Parameters:
    ///   - parameters: `[instances × columns]`.
    ///   - consume: called from several tasks at a time and in no certain order.
    func run(
        _ experiment: any NeuronExperiment, parameters: Matrix<Double>, instances: GlobalIndices,
        consume: @escaping @Sendable (EvaluatedTile) throws -> Void
    ) async throws {
        switch simulator {
        case .single(let simulator):
            try await simulator.run(parameters: parameters, instances: instances) { population in
                try experiment.run(&population)
            } consume: { tile, data in
                try consume(
                    EvaluatedTile(tile: PopulationTile<Double>(tile), data: data))
            }
        case .double(let simulator):
            try await simulator.run(parameters: parameters, instances: instances) { population in
                try experiment.run(&population)
            } consume: { tile, data in
                try consume(EvaluatedTile(tile: tile, data: data))
            }
        }
    }

    /// Runs an experiment on one instance.
    func results(
        of experiment: any NeuronExperiment, parameters: [Double], index: Int
    ) async throws -> ExperimentResults {
        let collector = ResultCollector()
        try await run(
            experiment,
            parameters: Matrix(rows: 1, columns: parameters.count, elements: parameters),
            instances: .consecutive(from: index)
        ) { tile in collector.store(ExperimentResults(tile.tile, instance: 0, data: tile.data)) }
        guard let results = collector.results else {
            preconditionFailure("a run of one instance has one tile")
        }
        return results
    }
}
