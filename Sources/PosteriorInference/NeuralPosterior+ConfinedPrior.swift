import LinearAlgebra
public import Probability

extension NeuralPosterior {
    /// The prior confined, parameter by parameter, to where the posterior of one observation has
    /// nearly all of its mass.
    ///
    /// Simulations drawn from it are spent where they matter for that observation, and a network
    /// trained on them with this prior needs no correction (truncated sequential neural posterior
    /// estimation; Deistler, Gonçalves and Macke 2022, arXiv 2210.04815). It is wider than a
    /// `TruncatedPrior`, the prior inside of a highest-density region, but its edges are those of
    /// ranges, at which no density of bounded parameters leaks. Inside of a region the posteriors
    /// of an eight-parameter neuron were too wide, and cut off at its edge too narrow (one run each);
    /// that networks do not learn such an edge would explain both, and was not tested by itself.
    ///
    /// Log-normal and multivariate normal parameters are not confined.
    /// - Parameters:
    ///   - observation: `[statistics]`.
    ///   - mass: of every parameter's posterior inside of its range, which is then made wider by a
    ///     tenth of its prior mass on each side.
    ///   - sampleCount: posterior samples that the ranges are estimated from.
    public func confinedPrior(
        observation: [Double], mass: Double = 0.999, sampleCount: Int = 20_000, seed: UInt64
    ) throws -> JointPrior {
        precondition(mass > 0 && mass < 1, "mass \(mass), expected between 0 and 1")
        precondition(sampleCount >= 1_000, "\(sampleCount) samples, expected at least 1000")
        let samples = try sample(observation: observation, count: sampleCount, seed: seed)
        let margin = 0.1
        return try prior.confined(
            to: prior.marginals.enumerated().map { column, marginal in
                let sorted = samples.column(column).map { marginal.cumulative($0) }.sorted()
                let lower = sorted.quantile((1 - mass) / 2)
                let upper = sorted.quantile((1 + mass) / 2)
                let wider = margin * (upper - lower)
                return marginal.quantile(
                    max(0, lower - wider))...marginal.quantile(
                        min(1, upper + wider))
            })
    }
}
