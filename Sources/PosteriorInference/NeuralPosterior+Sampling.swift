public import LinearAlgebra
import Probability

extension NeuralPosterior {
    /// Draws from the posterior of one observation, `[count × parameters]`.
    ///
    /// No sample is outside of the prior: the bijection maps every z into its closed support. None is
    /// rejected, for any observation: the acceptance is 1 by construction, and `count` samples cost
    /// the same wherever the posterior lies.
    /// - Parameters:
    ///   - seed: with `observationIndex` and the row it addresses the random numbers, so a row does
    ///     not depend on how many are drawn.
    ///   - observationIndex: gives observations that are sampled with one seed their own numbers.
    public func sample(
        observation: [Double], count: Int, seed: UInt64, observationIndex: Int = 0
    ) throws(PosteriorError) -> Matrix<Double> {
        prior.fromUnconstrained(
            unconstrainedSample(
                observations: try row(observation), count: count, seed: seed,
                firstObservation: observationIndex))
    }

    /// Draws from the posterior of every observation; the networks run once for all of them.
    ///
    /// - Parameter observations: `[observations × statistics]`.
    /// - Returns: `[count × parameters]` for each observation, the same as one by one with
    ///   `observationIndex` 0, 1, ….
    public func sample(
        observations: Matrix<Double>, count: Int, seed: UInt64
    ) throws(PosteriorError) -> [Matrix<Double>] {
        try check(observations: observations)
        let theta = prior.fromUnconstrained(
            unconstrainedSample(observations: observations, count: count, seed: seed))
        return (0..<observations.rows).map {
            theta.selectingRows($0 * count..<($0 + 1) * count)
        }
    }
}
