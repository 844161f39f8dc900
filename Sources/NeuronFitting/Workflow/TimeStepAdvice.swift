import BatchSimulation
import LinearAlgebra
import Probability
import SummaryStatistics

/// Whether the time step is small enough: statistics at it and at half of it.
///
/// Both simulate the same draws of the prior on the same Brownian path: the noise of a step is the
/// sum of that of the two half steps, so that what differs is the integration alone. Statistics are
/// taken of the same samples, those of the whole steps. Half the step has an error of its own:
/// a method of order p leaves 1/(2^p − 1) of the difference as the remaining error, all of it for
/// forward Euler, a third of it for a second-order method.
///
/// ```swift
/// let advice = try await plan.timeStepAdvice(count: 500)
/// for item in advice.comparisons { print(item.name, item.rootMeanSquare, item.verdict) }
/// ```
public struct TimeStepAdvice: Sendable {
    /// What a difference means for an inference.
    public enum Verdict: String, Sendable, CaseIterable, Codable {
        /// At most a twentieth of the prior-predictive deviation.
        case negligible
        /// At most a quarter of it: adds less than 7 % to the variance of the statistic.
        case small
        /// More than that: take a smaller step.
        case large
        /// The statistic exists in too few simulations, or does not vary.
        case undecided
    }

    /// One statistic at both steps.
    public struct Comparison: Sendable {
        public let name: String
        public let unit: String
        /// Means over the simulations in which the statistic exists at both steps.
        public let value: Double
        public let valueAtHalf: Double
        /// Standard deviation over draws of the prior, at the step.
        public let deviation: Double
        /// Mean difference (step minus half step) in units of the deviation.
        public let bias: Double
        /// Root of the mean squared difference in units of the deviation.
        public let rootMeanSquare: Double
        /// Simulations in which the statistic exists at both steps, and at one only.
        public let count: Int
        public let countAtOneOnly: Int
        public let verdict: Verdict
    }

    /// Milliseconds.
    public let timeStep: Double
    /// In the order of the configuration.
    public let comparisons: [Comparison]

    /// Nil where every statistic is at most a small difference away.
    public var firstLarge: Comparison? { comparisons.first { $0.verdict == .large } }

    /// The whole advice in one sentence.
    public var explanation: String {
        if let worst = comparisons.filter({ $0.verdict == .large }).max(by: {
            $0.rootMeanSquare < $1.rootMeanSquare
        }) {
            return "dt = \(timeStep) ms is too large: \(worst.name) changes with it most"
        }
        return comparisons.contains { $0.verdict == .small }
            ? "dt = \(timeStep) ms is usable: differences are small, but can be seen"
            : "dt = \(timeStep) ms is small enough"
    }
}

extension SimulationPlan {
    /// Simulates draws of the prior at the time step and at half of it.
    ///
    /// - Parameters:
    ///   - count: draws; some hundred tell, since both runs share their noise.
    ///   - progress: called with the number of simulations that have just been finished, 2·count
    ///     in all.
    public func timeStepAdvice(
        count: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> TimeStepAdvice {
        let parameters = configuration.prior.sample(
            count: count, seed: configuration.seed, firstIndex: 0)
        var whole = self
        whole.usesPathOfHalfTimeStep = true
        let coarse = try await whole.statistics(
            of: parameters, firstInstance: InstanceIndices.training, progress: progress)
        let fine = try await halvingTimeStep().statistics(
            of: parameters, firstInstance: InstanceIndices.training, progress: progress)
        let names = zip(statisticNames, statisticUnits)
        return TimeStepAdvice(
            timeStep: experiment.timeStep,
            comparisons: names.enumerated().map { column, name in
                TimeStepAdvice.Comparison(
                    name: name.0, unit: name.1, coarse: coarse.values.column(column),
                    fine: fine.values.column(column))
            })
    }

    /// The same plan with half the time step, whose samples are those of the whole steps.
    private func halvingTimeStep() -> SimulationPlan {
        var half = self
        half.stepsPerSample = 2
        half.experiment.duration = Double(experiment.stepCount) * experiment.timeStep
        half.experiment.timeStep = experiment.timeStep / 2
        for index in half.experiment.recorded.indices { half.experiment.recorded[index].every = 2 }
        return half
    }
}

extension TimeStepAdvice.Comparison {
    /// Compares the values of one statistic; those that are not finite do not exist.
    init(name: String, unit: String, coarse: [Double], fine: [Double]) {
        let both = zip(coarse, fine).filter { $0.isFinite && $1.isFinite }
        count = both.count
        countAtOneOnly = zip(coarse, fine).count { $0.isFinite != $1.isFinite }
        self.name = name
        self.unit = unit
        let size = Double(both.count)
        let mean = both.reduce(0) { $0 + $1.0 } / size
        value = mean
        valueAtHalf = both.reduce(0) { $0 + $1.1 } / size
        let variance = both.reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) } / (size - 1)
        let deviation = variance.squareRoot()
        self.deviation = deviation
        bias = (value - valueAtHalf) / deviation
        let squares = both.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / size
        rootMeanSquare = squares.squareRoot() / deviation
        // A statistic that comes and goes with the step is as unsure as one that changes.
        let share = Double(countAtOneOnly) / Double(max(1, countAtOneOnly + both.count))
        verdict =
            both.count < 10 || !(deviation > 0)
            ? .undecided
            : rootMeanSquare <= 0.05 && share <= 0.01
                ? .negligible : rootMeanSquare <= 0.25 && share <= 0.05 ? .small : .large
    }
}
