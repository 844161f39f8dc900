import DensityEstimation
import LinearAlgebra
public import PosteriorInference
import SummaryStatistics

/// One round of simulating and training.
///
/// The first draws from the prior, and its posterior answers any observation. Later ones draw from
/// the prior restricted to where the posterior before has its mass (`TruncatedPrior`), and their
/// posteriors answer the one observation of the fit.
public struct FitRound: Sendable {
    /// From 1.
    public let number: Int
    /// The simulations drawn in this round.
    public let simulations: SimulationSet
    /// Those of them that were kept from training, to check calibration on.
    public let heldOut: SimulationSet
    /// Everything the posterior was trained on, with what earlier rounds have inside of the region.
    public let trained: SimulationSet
    public let posterior: NeuralPosterior
    /// Where the parameters were drawn from, nil for the whole prior.
    public let region: TruncatedPrior?
    /// The parameters drawn from the region, with the share of candidates that was kept.
    public let draw: TruncatedSample?

    /// How many of the simulations of a round are kept from training.
    ///
    /// A tenth, at most 1,000: then uniformity of ranks can be tested to about 1 %, and training
    /// loses little.
    public static func heldOutCount(of simulations: Int) -> Int {
        min(1_000, simulations / 10)
    }
}

extension FitWorkflow {
    /// Simulates and trains once more, from the prior or from where `previous` points.
    func round(
        _ number: Int, after previous: FitRound?, _ stopwatch: inout Stopwatch,
        _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> FitRound {
        let total = configuration.simulationCount
        let suffix = configuration.roundCount > 1 ? ", round \(number)" : ""
        let drawn: SimulationSet
        var region: TruncatedPrior?
        var draw: TruncatedSample?
        if let previous {
            progress(.stage("truncate" + suffix, count: nil))
            let truncated = try TruncatedPrior(
                previous.posterior, observation: observed, seed: configuration.seed)
            // Another seed for each round: the same numbers would favour the same corners again.
            let sample = try await truncated.sample(
                count: total, threads: plan.threads,
                seed: configuration.seed &+ UInt64(number))
            (region, draw) = (truncated, sample)
            stopwatch.lap("truncated prior" + suffix, sample.summary)
            progress(.stage("simulate" + suffix, count: total))
            let first = InstanceIndices.round(number)
            drawn = try plan.simulationSet(
                parameters: sample.parameters,
                statistics: try await plan.statistics(
                    of: sample.parameters, firstInstance: first
                ) { progress(.advanced($0)) }, firstIndex: first, prior: configuration.prior)
        } else {
            progress(.stage("simulate" + suffix, count: total))
            drawn = try await plan.simulationSet(0..<total) { progress(.advanced($0)) }
        }
        guard drawn.invalidCount < total else { throw FitError.noValidSimulation(count: total) }
        try checkObservation(against: drawn)
        stopwatch.lap("simulation" + suffix, "\(total) simulations, \(plan.threads) threads")

        progress(.stage("train" + suffix, count: nil))
        let split = total - FitRound.heldOutCount(of: total)
        var trained = drawn.selectingRows(Array(0..<split))
        if let region, let previous {
            let isInside = region.contains(previous.trained.parameters)
            trained = try trained.appending(
                previous.trained.selectingRows(isInside.indices.filter { isInside[$0] }))
        }
        let posterior = try await NeuralPosterior.train(
            on: trained, settings: configuration.training, ensemble: configuration.ensembleSize,
            threads: plan.threads, seed: configuration.seed,
            provenance: plan.provenance.merging(["round": "\(number)"]) { $1 }
        ) { progress(.epoch(member: $0, $1)) }
        stopwatch.lap(
            "training" + suffix,
            "\(posterior.networkCount) networks, \(trained.count) simulations")
        return FitRound(
            number: number, simulations: drawn,
            heldOut: drawn.selectingRows(Array(split..<total)), trained: trained,
            posterior: posterior, region: region, draw: draw)
    }

    /// Throws, before any training, where a statistic that the observation lacks exists in every
    /// simulation: no network can learn what its absence means.
    private func checkObservation(against simulations: SimulationSet) throws {
        let usable = simulations.usableRows
        let missing = observed.indices.filter { column in
            observed[column].isNaN
                && usable.allSatisfy { !simulations.statistics[$0, column].isNaN }
        }
        guard missing.isEmpty else {
            throw FitError.observedStatisticsMissing(
                missing.map { plan.statisticNames[$0] })
        }
    }
}
