public import LinearAlgebra
import Probability
import RandomStreams

extension NeuralPosterior {
    /// Draws from the posterior of one observation, `[count × parameters]`.
    ///
    /// No sample is outside of the prior: the bijection maps every z into its closed support.
    /// - Parameters:
    ///   - seed: with `observationIndex` and the row it addresses the random numbers, so a row does
    ///     not depend on how many are drawn.
    ///   - observationIndex: gives observations that are sampled with one seed their own numbers.
    public func sample(
        observation: [Double], count: Int, seed: UInt64, observationIndex: Int = 0
    ) throws(PosteriorError) -> Matrix<Double> {
        sample(
            from: try mixture(observation: observation), count: count, seed: seed,
            observationIndex: observationIndex)
    }

    /// Draws from the posterior of every observation; the network runs once for all of them.
    ///
    /// - Parameter observations: `[observations × statistics]`.
    /// - Returns: `[count × parameters]` for each observation, the same as one by one with
    ///   `observationIndex` 0, 1, ….
    public func sample(
        observations: Matrix<Double>, count: Int, seed: UInt64
    ) throws(PosteriorError) -> [Matrix<Double>] {
        try mixtures(observations: observations).enumerated().map { index, mixture in
            sample(from: mixture, count: count, seed: seed, observationIndex: index)
        }
    }

    func sample(
        from mixture: GaussianMixture, count: Int, seed: UInt64, observationIndex: Int
    ) -> Matrix<Double> {
        prior.fromUnconstrained(
            unconstrainedSample(
                from: mixture, count: count, seed: seed, observationIndex: observationIndex))
    }

    /// The same samples before they are mapped to parameters.
    func unconstrainedSample(
        from mixture: GaussianMixture, count: Int, seed: UInt64, observationIndex: Int
    ) -> Matrix<Double> {
        mixture.sample(
            count: count, stream: RandomStream(seed: seed, purpose: .posteriorSampling),
            step: UInt32(observationIndex))
    }
}
