public import LinearAlgebra
import Probability
import RealModule

/// How much more likely than the prior a posterior makes the true parameters of simulations that it
/// was not trained on.
///
/// The mean of log q(θ | x) − log p(θ) is on the average at most the mutual information of parameters
/// and statistics, which only the exact posterior reaches (Barber and Agakov 2003, "The IM
/// algorithm"): the larger, the better the posterior, and 0 is what the prior itself comes to.
public struct HeldOutLikelihood: Equatable, Sendable {
    /// log q(θ | x) of every simulation inside of the prior's support, nats.
    public let logDensities: [Double]
    /// log p(θ) of the same.
    public let priorLogDensities: [Double]
    /// Simulations whose parameters the prior excludes, and which are therefore left out.
    public let outsidePrior: Int

    /// - Parameters:
    ///   - parameters: true θ `[simulations × parameters]`.
    ///   - statistics: x `[simulations × statistics]` simulated with them. A simulation that lacks
    ///     what none in the training lacked is left out, as the posterior does not answer it.
    public init(
        _ posterior: NeuralPosterior, parameters: Matrix<Double>, statistics: Matrix<Double>
    ) throws(PosteriorError) {
        try posterior.check(parameters: parameters)
        try posterior.check(observationColumns: statistics.columns)
        let answerable = posterior.answerableRows(statistics)
        let isInside = posterior.prior.containsRows(parameters)
        let rows = answerable.filter { isInside[$0] }
        guard !rows.isEmpty else {
            throw .shape(
                what: "simulations inside of the prior that lack no required statistic",
                found: "0 of \(parameters.rows)", expected: "at least 1")
        }
        outsidePrior = answerable.count - rows.count
        let theta = parameters.selectingRows(rows)
        logDensities = try posterior.logDensity(
            theta, observations: statistics.selectingRows(rows))
        priorLogDensities = posterior.prior.logDensity(theta)
    }

    /// The mean of `logDensities`, nats.
    public var logDensity: Double { Self.mean(logDensities) }

    /// The mean of `priorLogDensities`, nats.
    public var priorLogDensity: Double { Self.mean(priorLogDensities) }

    /// How much the statistics tell about the parameters by this posterior, nats.
    public var gain: Double { Self.mean(gains) }

    /// The standard error of the gain.
    public var gainError: Double {
        let (gains, mean) = (gains, gain)
        guard gains.count > 1 else { return .infinity }
        let squares = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(gains.count - 1) / Double(gains.count)).squareRoot()
    }

    private var gains: [Double] { zip(logDensities, priorLogDensities).map { $0 - $1 } }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }

    /// The finding in words and numbers; a gain below two standard errors is none.
    public var verdict: String {
        let numbers =
            "mean log density of the true parameters \(Self.short(logDensity)), of the prior "
            + "\(Self.short(priorLogDensity))"
        let basis = "\(logDensities.count) held-out simulations"
        let excluded = outsidePrior == 0 ? "" : "; \(outsidePrior) more lie outside of the prior"
        let finding =
            gain > 2 * gainError
            ? "the statistics tell \(Self.short(gain)) ± \(Self.short(gainError)) nats about the "
                + "parameters"
            : "the posterior knows NO more than the prior (\(Self.short(gain)) ± "
                + "\(Self.short(gainError)) nats)"
        return "\(finding): \(numbers) (\(basis)\(excluded))"
    }

    private static func short(_ value: Double) -> String {
        let rounded = (value * 1_000).rounded() / 1_000
        return "\(rounded == 0 ? 0 : rounded)"
    }
}
