import BatchSimulation
import LinearAlgebra
import NeuronEquations
public import PosteriorInference
import Probability

extension OptNeuron {
    /// Learns the posterior from simulations of the prior, and takes its maximum.
    func infer(
        _ plan: OptNeuronPosterior, _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> OptNeuronResult {
        let start = ContinuousClock.now
        let (names, observed) = try plan.statistics.evaluate(target)
        let set = try await simulations(
            plan.simulations, of: plan.statistics, firstIndex: InstanceIndices.training
        ) { progress(.simulated($0)) }
        // What the absence of a statistic means is learned from simulations that lack it too.
        let usable = set.usableRows
        let missing = names.indices.filter { column in
            !observed[column].isFinite
                && usable.allSatisfy { set.statistics[$0, column].isFinite }
        }
        guard missing.isEmpty else {
            throw OptNeuronError.targetStatistics(missing.map { names[$0] })
        }
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

    /// Draws parameter sets from the prior and simulates their statistics, to train on or to check
    /// a posterior with.
    ///
    /// - Parameters:
    ///   - firstIndex: of the global indices, which address parameters and noise; a posterior is
    ///     trained on those from 0 on.
    ///   - progress: is told how many simulations were just finished, from several tasks at a time.
    public func simulations(
        _ count: Int, of statistics: ExperimentStatistics, firstIndex: Int,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> SimulationSet {
        let fitted = parameters.prior.sample(
            count: count, seed: settings.seed, firstIndex: firstIndex)
        let names = try statistics.evaluate(target).names
        let collector = StatisticsCollector(instances: count, statistics: names.count)
        try await runner.run(
            experiment, parameters: parameters.modelMatrix(fitted: fitted),
            instances: .consecutive(from: firstIndex)
        ) { tile in
            let (found, values) = try statistics.evaluate(tile)
            guard found == names else {
                throw OptNeuronError.valueCount(
                    of: "statistics", found: found.count, expected: names.count)
            }
            collector.store(
                values.elements, isValid: tile.tile.isValid, rows: tile.tile.rows)
            progress(tile.count)
        }
        let simulated = collector.statistics
        return try SimulationSet(
            parameterNames: parameters.fittedNames, statisticNames: names, parameters: fitted,
            statistics: simulated.values, isValid: simulated.isValid,
            firstIndex: firstIndex, seed: settings.seed, prior: parameters.prior,
            metadata: ["model": model.printed, "neurosbi_version": NeuroSBIVersion.current])
    }
}
