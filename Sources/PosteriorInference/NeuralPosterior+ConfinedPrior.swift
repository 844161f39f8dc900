import LinearAlgebra
public import Probability

extension NeuralPosterior {
    /// How much wider than the posterior a confined range is: a tenth of its prior mass on each side.
    ///
    /// A first posterior is rough, and what is cut off no later round can bring back. Of a normal
    /// posterior 99.9 % lie within ±3.29 standard deviations, and the range reaches to ±3.95: it still
    /// holds 99.9 % of a posterior that is wider by a fifth, or that lies two thirds of a standard
    /// deviation elsewhere. In eight dimensions it costs a factor of 1.2⁸ = 4.3 in volume.
    static let confinementMargin = 0.1

    /// The prior confined, coordinate by coordinate, to where the posterior of one observation has
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
    /// The coordinates are the parameters, but for those of a multivariate normal its standardised
    /// ones (`JointPrior.axes`).
    /// - Parameters:
    ///   - observation: `[statistics]`.
    ///   - mass: of every coordinate's posterior inside of its range, which is then made wider by a
    ///     tenth of its prior mass on each side.
    ///   - sampleCount: posterior samples that the ranges are estimated from.
    /// - Throws: where the observation is not one of the posterior, or the posterior is so narrow that
    ///   no range can be represented.
    public func confinedPrior(
        observation: [Double], mass: Double = 0.999, sampleCount: Int = 20_000, seed: UInt64
    ) throws(PosteriorError) -> JointPrior {
        precondition(mass > 0 && mass < 1, "mass \(mass), expected between 0 and 1")
        precondition(sampleCount >= 1_000, "\(sampleCount) samples, expected at least 1000")
        let samples = prior.axisCoordinates(
            try sample(observation: observation, count: sampleCount, seed: seed))
        let ranges = prior.axes.enumerated().map { column, axis in
            let sorted = samples.column(column).map { axis.cumulative($0) }.sorted()
            let lower = sorted.quantile((1 - mass) / 2)
            let upper = sorted.quantile((1 + mass) / 2)
            let wider = Self.confinementMargin * (upper - lower)
            return axis.quantile(max(0, lower - wider))...axis.quantile(min(1, upper + wider))
        }
        do {
            return try prior.confined(to: ranges)
        } catch {
            throw .confinement(error)
        }
    }
}
