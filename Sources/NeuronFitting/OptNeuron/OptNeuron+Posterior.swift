import BatchSimulation
import LinearAlgebra
import NeuronEquations
import PosteriorInference
import Probability

extension OptNeuron {
    /// Learns the posterior from simulations of the prior, and takes its maximum.
    func infer(
        _ plan: OptNeuronPosterior, _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> OptNeuronResult {
        let start = ContinuousClock.now
        let (names, observed) = try plan.statistics.evaluate(target)
        let missing = zip(names, observed).filter { !$1.isFinite }.map(\.0)
        guard missing.isEmpty else { throw OptNeuronError.targetStatistics(missing) }

        let fitted = parameters.prior.sample(
            count: plan.simulations, seed: settings.seed, firstIndex: InstanceIndices.training)
        let set = try await simulationSet(plan, fitted: fitted, names: names, progress)
        let posterior = try await NeuralPosterior.train(
            on: set, settings: plan.training, ensemble: plan.ensemble,
            threads: settings.threads ?? 2, seed: settings.seed
        ) { member, report in progress(.epoch(member: member, report)) }
        let maximum = try posterior.maximum(observation: observed, seed: settings.seed)
        let confirmation = settings.confirmation?.repetitions ?? (isNoisy ? 10 : 1)
        let confirmed = try await confirm(
            maximum.parameters, repetitions: max(1, confirmation),
            index: InstanceIndices.confirmation)
        return try await result(
            confirmed, study: nil, history: [], posterior: posterior,
            seconds: (ContinuousClock.now - start) / .seconds(1))
    }

    /// Simulates parameter sets and computes their statistics.
    private func simulationSet(
        _ plan: OptNeuronPosterior, fitted: Matrix<Double>, names: [String],
        _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> SimulationSet {
        let collector = TableCollector(rows: fitted.rows)
        try await runner.run(
            experiment, parameters: parameters.modelMatrix(fitted: fitted),
            instances: .consecutive(from: InstanceIndices.training)
        ) { tile in
            let (found, values) = try plan.statistics.evaluate(tile)
            guard found == names else {
                throw OptNeuronError.valueCount(
                    of: "statistics", found: found.count, expected: names.count)
            }
            collector.store(
                values, names: found, isValid: tile.tile.isValid, rows: tile.tile.rows)
            progress(.simulated(tile.count))
        }
        return try SimulationSet(
            parameterNames: parameters.fittedNames, statisticNames: names, parameters: fitted,
            statistics: collector.values, isValid: collector.isValid,
            firstIndex: InstanceIndices.training, seed: settings.seed, prior: parameters.prior,
            metadata: ["model": model.printed, "neurosbi_version": NeuroSBIVersion.current])
    }
}
