public import LinearAlgebra
public import PosteriorInference
import SummaryStatistics

/// What a fit found, with everything a report needs.
public struct FitResult: Sendable {
    /// Posterior samples that intervals and figures are made from.
    public static let posteriorSampleCount = 10_000
    /// Posterior samples that are simulated for predictive intervals.
    public static let predictionCount = 500
    /// Mass of credible and predictive intervals.
    public static let intervalMass = 0.9

    /// The configuration, the observation and how they were put together.
    public let workflow: FitWorkflow
    /// The rounds of simulating and training, at least one; the last one's posterior counts.
    public let rounds: [FitRound]
    /// `[samples × parameters]`.
    public let samples: Matrix<Double>
    public let maximum: PosteriorMaximum
    /// Nil where too few simulations were usable to check it.
    public let calibration: CalibrationCheck?
    /// Of the held-out simulations of the last round; nil where none was usable.
    public let likelihood: HeldOutLikelihood?
    /// Whether the observation lies inside the simulated distribution.
    public let distribution: DistributionCheck.Result
    public let prediction: PosteriorPrediction
    /// Wall times of the stages.
    public let timings: [(stage: String, seconds: Double, detail: String)]

    /// The posterior of the last round.
    public var posterior: NeuralPosterior { rounds[rounds.count - 1].posterior }

    /// The simulations of the first round, drawn from the whole prior.
    public var simulations: SimulationSet { rounds[0].simulations }

    /// How many simulations all rounds made.
    public var simulationCount: Int { rounds.reduce(0) { $0 + $1.simulations.count } }

    /// How many of them have a statistic that is not finite.
    public var invalidCount: Int { rounds.reduce(0) { $0 + $1.simulations.invalidCount } }

    /// How many of the others lack some statistic.
    public var incompleteCount: Int { rounds.reduce(0) { $0 + $1.simulations.incompleteCount } }

    /// What should be known about the regions that later rounds drew from; empty where there is
    /// nothing to say, and for ranges, from which every draw is kept.
    public var regionWarnings: [String] {
        rounds.compactMap { round in
            round.proposal.draw?.warning.map { "round \(round.number): \($0)" }
        }
    }

    /// The credible interval of every parameter.
    public var credibleIntervals: [ClosedRange<Double>] {
        PosteriorSummary(samples, names: posterior.parameterNames)
            .credibleIntervals(mass: Self.intervalMass)
    }

    /// One statistic: observed, predicted by the posterior, simulated from the prior.
    public struct StatisticComparison: Sendable {
        public let name: String
        public let unit: String
        /// NaN where the statistic does not exist in the observation.
        public let observed: Double
        /// Nil where the statistic exists in none of the predictions.
        public let predicted: (median: Double, interval: ClosedRange<Double>)?
        /// The same over the simulations of the prior.
        public let simulated: (median: Double, interval: ClosedRange<Double>)?

        /// The share of predictions in which the statistic does not exist.
        public let predictedMissingShare: Double

        /// Whether the observed value lies inside the predictive interval; for one that does not
        /// exist, whether it is missing in as many predictions as such an interval leaves outside.
        public var isInside: Bool {
            observed.isNaN
                ? predictedMissingShare >= 1 - FitResult.intervalMass
                : predicted?.interval.contains(observed) ?? false
        }
    }

    /// Observed statistics against their predictive intervals, in order.
    public var statisticComparisons: [StatisticComparison] {
        let (names, units) = (workflow.plan.statisticNames, workflow.plan.statisticUnits)
        return names.indices.map { index in
            let values = prediction.statistics.column(index)
            return StatisticComparison(
                name: names[index], unit: units[index],
                observed: workflow.observed[index],
                predicted: prediction.interval(statistic: index, mass: Self.intervalMass),
                simulated: PosteriorPrediction.interval(
                    of: simulations.statistics.column(index), mass: Self.intervalMass),
                predictedMissingShare: Double(values.count(where: \.isNaN)) / Double(values.count))
        }
    }
}
