import DensityEstimation
public import LinearAlgebra
public import Probability

/// Where the posterior of one observation is densest: the smallest set of unconstrained coordinates
/// z that holds a given share of its mass.
///
/// The density is that of z, in which the prior is N(0, I), and not that of the parameters: the
/// region is then the same for any units or scale of the parameters, and a bounded prior does not
/// pull it towards its ends (see `NeuralPosterior.maximum`). It may consist of several pieces.
///
/// ```swift
/// let region = try posterior.highestDensityRegion(observation: x, mass: 0.9, seed: 1)
/// let isPlausible = region.contains(parameters)
/// ```
public struct HighestDensityRegion: Sendable {
    /// The prior of the parameters.
    public let prior: JointPrior
    /// The share of the posterior's mass that the region holds.
    public let mass: Double
    /// The log density over z on the edge of the region; inside it is at least as high.
    public let logDensityThreshold: Double
    private let posterior: NeuralPosterior
    private let observation: Matrix<Double>

    /// Whether each row of parameters `[n × dimension]` lies inside of the region; none outside of
    /// the prior does.
    public func contains(_ parameters: Matrix<Double>) -> [Bool] {
        prior.rows(of: parameters) { contains(unconstrained: $0) }
    }

    /// Whether each row of unconstrained coordinates lies inside of the region.
    func contains(
        unconstrained z: Matrix<Double>, precision: DensityPrecision = .double
    ) -> [Bool] {
        guard z.rows > 0 else { return [] }
        return posterior.unconstrainedLogDensity(
            z, observations: observation, precision: precision
        ).map { $0 >= logDensityThreshold }
    }

    /// The region, and the samples inside of it that its edge was estimated from.
    static func withSamples(
        _ posterior: NeuralPosterior, observation: [Double], mass: Double, sampleCount: Int,
        seed: UInt64
    ) throws(PosteriorError) -> (region: HighestDensityRegion, inside: Matrix<Double>) {
        precondition(mass > 0 && mass < 1, "mass \(mass), expected between 0 and 1")
        precondition(sampleCount >= 1_000, "\(sampleCount) samples, expected at least 1000")
        let row = try posterior.row(observation)
        let samples = posterior.unconstrainedSample(
            observations: row, count: sampleCount, seed: seed)
        let densities = posterior.unconstrainedLogDensity(samples, observations: row)
        let threshold = densities.sorted().quantile(1 - mass)
        let region = HighestDensityRegion(
            prior: posterior.prior, mass: mass, logDensityThreshold: threshold,
            posterior: posterior, observation: row)
        let inside = densities.indices.filter { densities[$0] >= threshold }
        return (region, samples.selectingRows(inside))
    }
}

extension NeuralPosterior {
    /// The highest-density region of one observation's posterior.
    ///
    /// Its edge is the (1 − mass) quantile of the log density of posterior samples (Hyndman 1996),
    /// so that the mass is right up to a standard error of √(mass·(1 − mass)/sampleCount).
    /// - Parameters:
    ///   - observation: `[statistics]`.
    ///   - mass: share of the posterior inside of the region, between 0 and 1.
    ///   - sampleCount: at least 1,000.
    /// - Throws: where the observation is not one of the posterior.
    public func highestDensityRegion(
        observation: [Double], mass: Double, sampleCount: Int = 20_000, seed: UInt64
    ) throws(PosteriorError) -> HighestDensityRegion {
        try HighestDensityRegion.withSamples(
            self, observation: observation, mass: mass, sampleCount: sampleCount, seed: seed
        ).region
    }
}

extension JointPrior {
    /// Asks about those rows of parameters `[n × dimension]` that lie inside of the prior, in
    /// unconstrained coordinates; the others are answered with no.
    func rows(
        of parameters: Matrix<Double>, _ isInside: (_ z: Matrix<Double>) -> [Bool]
    ) -> [Bool] {
        let isPossible = containsRows(parameters)
        let possible = isPossible.indices.filter { isPossible[$0] }
        var result = [Bool](repeating: false, count: parameters.rows)
        guard !possible.isEmpty else { return result }
        let z = toUnconstrained(parameters.selectingRows(possible))
        for (row, answer) in zip(possible, isInside(z)) { result[row] = answer }
        return result
    }
}
