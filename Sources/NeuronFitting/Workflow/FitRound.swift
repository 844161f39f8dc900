import DensityEstimation
import LinearAlgebra
public import PosteriorInference
public import Probability
import SummaryStatistics

/// One round of simulating and training.
///
/// The first draws from the prior. Later ones draw from the prior restricted to where the posterior
/// before has its mass (`RoundTruncation`), and their posteriors answer the one observation of the
/// fit. All but the last only say where to draw next and train a single estimator.
///
/// Ranges are the default, though a highest-density region is far smaller: posteriors trained in
/// one were not calibrated. Eight parameters of a Hodgkin–Huxley neuron, 24,000
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
    /// Everything the posterior was trained on, with what earlier rounds have inside of the
    /// proposal.
    public let trained: SimulationSet
    public let posterior: NeuralPosterior
    /// What the parameters of this round were drawn from.
    public let proposal: RoundProposal
    /// What the posterior was trained with: the ranges, or the whole prior where a region was cut
    /// out of it.
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
        _ number: Int, after previous: FitRound?, keeping store: RoundStore?,
        _ stopwatch: inout Stopwatch, _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> FitRound {
        let total = configuration.simulationCount
        let suffix = configuration.roundCount > 1 ? ", round \(number)" : ""
        let proposal = try await proposal(
            number, after: previous, suffix: suffix, &stopwatch, progress)
        progress(.stage("simulate" + suffix, count: total))
        let drawn = try await simulations(
            of: draws(number, from: proposal), store, progress)
        guard drawn.invalidCount < total else { throw FitError.noValidSimulation(count: total) }
        try checkObservation(against: drawn)
        stopwatch.lap(
            "simulation" + suffix,
            "\(total) simulations, \(plan.threads) threads" + share(of: proposal))

        progress(.stage("train" + suffix, count: nil))
        let split = total - FitRound.heldOutCount(of: total)
        var trained = drawn.selectingRows(Array(0..<split))
        if let previous {
            let isInside = proposal.contains(previous.trained.parameters)
            trained = try trained.appending(
                previous.trained.selectingRows(isInside.indices.filter { isInside[$0] }))
        }
        let posterior = try await NeuralPosterior.train(
            on: trained, prior: proposal.trainingPrior, settings: configuration.training,
            ensemble: number < configuration.roundCount
                ? 1 : configuration.estimatorCount(simulations: trained.count),
            threads: plan.threads, seed: configuration.seed,
            provenance: plan.provenance.merging(["round": "\(number)"]) { $1 }
        ) { progress(.epoch(member: $0, $1)) }
        stopwatch.lap(
            "training" + suffix,
            "\(posterior.networkCount) networks, \(trained.count) simulations")
        return FitRound(
            number: number, simulations: drawn,
            heldOut: drawn.selectingRows(Array(split..<total)), trained: trained,
            posterior: posterior, proposal: proposal)
    }

    /// Where a round draws from: the prior, or where `previous` points.
    private func proposal(
        _ number: Int, after previous: FitRound?, suffix: String, _ stopwatch: inout Stopwatch,
        _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> RoundProposal {
        guard let previous else { return .prior(configuration.prior) }
        switch configuration.truncation {
        case .ranges:
            return .ranges(
                try previous.posterior.confinedPrior(
                    observation: observed, seed: configuration.seed))
        case .region:
            progress(.stage("truncate" + suffix, count: nil))
            let region = try TruncatedPrior(
                previous.posterior, observation: observed, within: previous.proposal.region,
                seed: configuration.seed)
            let draw = try await region.sample(
                count: configuration.simulationCount, threads: plan.threads,
                seed: seed(ofRound: number))
            stopwatch.lap("truncated prior" + suffix, draw.summary)
            return .region(region, draw)
        }
    }

    /// Another seed for each later round: the same numbers would favour the same corners again.
    private func seed(ofRound number: Int) -> UInt64 { configuration.seed &+ UInt64(number) }

    /// The parameters of a round.
    private func draws(_ number: Int, from proposal: RoundProposal) -> RoundDraws {
        let total = configuration.simulationCount
        let parameters =
            switch proposal {
            case .prior(let prior): prior.sample(count: total, seed: configuration.seed)
            case .ranges(let prior): prior.sample(count: total, seed: seed(ofRound: number))
            case .region(_, let draw): draw.parameters
            }
        return RoundDraws(number: number, parameters: parameters, prior: proposal.trainingPrior)
    }

    /// How much of the whole prior ranges hold, in words; empty where there are none.
    private func share(of proposal: RoundProposal) -> String {
        guard case .ranges(let prior) = proposal else { return "" }
        let share = zip(configuration.prior.axes, prior.axes).reduce(1.0) {
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
