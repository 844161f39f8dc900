import DensityEstimation
import LinearAlgebra
public import PosteriorInference
public import Probability
import SummaryStatistics

/// One round of simulating and training.
///
/// The first draws from the prior. Later ones draw from the prior confined to the ranges where the
/// posterior before has its mass, and their posteriors answer the one observation of the fit. All
/// but the last only say where to draw next and train a single estimator.
///
/// The prior inside of a highest-density region (`TruncatedPrior`) was rejected here, though it is
/// far smaller: posteriors trained in it were not calibrated. Eight parameters of a Hodgkin–Huxley neuron, 24,000
/// simulations, one run each: inside of the region g_Na and g_K were too wide (p down to 1e-8), or with
/// samples confined to it five of nine tests too narrow (p down to 1e-9). Of two runs with ranges one
/// was calibrated (smallest p 0.0145), in the other only g_Na was not (too low, p below 1e-4).
public struct FitRound: Sendable {
    /// From 1.
    public let number: Int
    /// The simulations drawn in this round.
    public let simulations: SimulationSet
    /// Those of them that were kept from training, to check calibration on.
    public let heldOut: SimulationSet
    /// Everything the posterior was trained on, with what earlier rounds have inside of the ranges.
    public let trained: SimulationSet
    public let posterior: NeuralPosterior
    /// What the parameters of this round were drawn from.
    public var prior: JointPrior { posterior.prior }

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
        var prior = configuration.prior
        progress(.stage("simulate" + suffix, count: total))
        if let previous {
            prior = try previous.posterior.confinedPrior(
                observation: observed, seed: configuration.seed)
            // Another seed for each round: the same numbers would favour the same corners again.
            let parameters = prior.sample(
                count: total, seed: configuration.seed &+ UInt64(number))
            let first = InstanceIndices.round(number)
            drawn = try plan.simulationSet(
                parameters: parameters,
                statistics: try await plan.statistics(of: parameters, firstInstance: first) {
                    progress(.advanced($0))
                }, firstIndex: first, prior: prior)
        } else {
            drawn = try await plan.simulationSet(0..<total) { progress(.advanced($0)) }
        }
        guard drawn.invalidCount < total else { throw FitError.noValidSimulation(count: total) }
        try checkObservation(against: drawn)
        stopwatch.lap(
            "simulation" + suffix,
            "\(total) simulations, \(plan.threads) threads" + share(of: prior))

        progress(.stage("train" + suffix, count: nil))
        let split = total - FitRound.heldOutCount(of: total)
        var trained = drawn.selectingRows(Array(0..<split))
        if let previous {
            let isInside = prior.containsRows(previous.trained.parameters)
            trained = try trained.appending(
                previous.trained.selectingRows(isInside.indices.filter { isInside[$0] }))
        }
        let posterior = try await NeuralPosterior.train(
            on: trained, prior: prior, settings: configuration.training,
            ensemble: number < configuration.roundCount ? 1 : configuration.ensembleSize,
            threads: plan.threads, seed: configuration.seed,
            provenance: plan.provenance.merging(["round": "\(number)"]) { $1 }
        ) { progress(.epoch(member: $0, $1)) }
        stopwatch.lap(
            "training" + suffix,
            "\(posterior.networkCount) networks, \(trained.count) simulations")
        return FitRound(
            number: number, simulations: drawn,
            heldOut: drawn.selectingRows(Array(split..<total)), trained: trained,
            posterior: posterior)
    }

    /// How much of the whole prior a confined one holds, in words; empty for the whole one.
    private func share(of prior: JointPrior) -> String {
        guard prior != configuration.prior else { return "" }
        let share = zip(configuration.prior.marginals, prior.marginals).reduce(1.0) {
            let range = $1.1.support
            return $0 * ($1.0.cumulative(range.upperBound) - $1.0.cumulative(range.lowerBound))
        }
        return ", from \((share * 1e4).rounded(.up) / 100) % of the prior"
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
