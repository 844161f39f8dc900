import LinearAlgebra
import Probability

/// The most probable parameters of a posterior, in the sense of `NeuralPosterior.maximum`.
public struct PosteriorMaximum: Equatable, Sendable {
    /// The parameters `[dimension]`.
    public let parameters: [Double]
    /// The log density over θ there.
    public let logDensity: Double
}

extension NeuralPosterior {
    /// Finds the peak of the posterior in unconstrained coordinates, mapped back to parameters.
    ///
    /// The density is that of z, the coordinates in which the prior is N(0, I). A prior whose map is
    /// affine (normal, multivariate normal) makes this the ordinary maximum of the posterior density
    /// over θ. Other priors weigh the density over θ by the steepness of their map: for a uniform
    /// one the result maximises p(θ | x)·φ(z(θ)), φ the density of N(0, I). Well inside the prior
    /// both maxima agree up to a shift of z·σ² in z, with σ² the posterior variance there; a posterior
    /// piled up at an end of the prior has its maximum over θ on that end and this one inside, at
    /// the middle of the pile; a parameter that the observation says nothing about is put to its
    /// prior median.
    ///
    /// The maximum over θ was rejected for bounded priors. It maximises q(z | x)/φ(z), a ratio that
    /// cannot be learned where the prior has next to no mass: there no simulation lies, and any
    /// component wider than N(0, 1) makes it grow without limit. That maximum is therefore a corner
    /// of the prior chosen by extrapolation. Keeping it inside the 50 % highest-density region of q
    /// was tried and does not help with many parameters: in eight of them such a region reaches
    /// beyond the 99 % interval of each single one, and the maximum again ends in a corner.
    ///
    /// Ascent from the densest of `starts` samples (ten of a mixture, three otherwise), so that a
    /// component of so little weight that none of the samples comes from it is not looked at,
    /// however high its peak.
    /// A peak still says little about mass: with many parameters a narrow component of small weight
    /// may be the highest, so simulate with samples of the posterior before trusting this one point.
    public func maximum(
        observation: [Double], starts: Int = 2_000, seed: UInt64 = 0
    ) throws(PosteriorError) -> PosteriorMaximum {
        precondition(starts >= 100, "\(starts) starts, expected at least 100")
        let row = try row(observation)
        let samples = unconstrainedSample(observations: row, count: starts, seed: seed)
        let densities = unconstrainedLogDensity(samples, observations: row)
        let densest = densities.indices.sorted { densities[$0] > densities[$1] }
        let peaks: Matrix<Double>
        if let mixture = mixturesOfAllMembers(row)?[0] {
            peaks = Matrix(
                densest.prefix(10).map { mixture.mode(uphillOf: Array(samples.row($0))) })
        } else {
            let ascent = DensityAscent(scales: samples.columnStandardDeviations()) {
                unconstrainedLogDensity($0, observations: row)
            }
            peaks = Matrix(densest.prefix(3).map { ascent.peak(from: Array(samples.row($0))) })
        }
        let heights = unconstrainedLogDensity(peaks, observations: row)
        var best = 0
        for peak in heights.indices where heights[peak] > heights[best] { best = peak }
        let theta = prior.fromUnconstrained(peaks.selectingRows([best]))
        return PosteriorMaximum(
            parameters: theta.elements,
            logDensity: try logDensity(theta, observation: observation)[0])
    }
}
