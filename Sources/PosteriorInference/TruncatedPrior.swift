public import LinearAlgebra
public import Probability
import RandomStreams

/// The prior restricted to where a posterior of one observation has nearly all of its mass.
///
/// Simulations drawn from it are spent where they matter for that observation, and a network
/// trained on them needs no correction: inside of the region the prior is the same up to a constant
/// (truncated sequential neural posterior estimation; Deistler, Gonçalves and Macke 2022,
/// arXiv 2210.04815). The region is the highest-density region of q(z | x) in unconstrained
/// coordinates.
///
/// ```swift
/// let region = try TruncatedPrior(posterior, observation: x, seed: 1)
/// let parameters = try region.sample(count: 20_000, seed: 1)
/// ```
/// What is trained on such simulations answers this observation only.
public struct TruncatedPrior: Sendable {
    public let prior: JointPrior
    /// The share of the posterior's mass that the region holds.
    public let mass: Double
    private let posterior: NeuralPosterior
    private let observation: Matrix<Double>
    /// The log density over z on the edge of the region.
    private let threshold: Double
    /// A box of z that holds the region, as far as posterior samples show.
    private let box: [ClosedRange<Double>]

    /// Candidates that are examined for each sample before the region counts as too small to draw
    /// from.
    static let candidatesPerSample = 2_000

    /// Finds the region from samples of the posterior.
    ///
    /// - Parameters:
    ///   - mass: share of the posterior inside of the region. Too small a share cuts off what a
    ///     first, rough posterior holds improbable by mistake.
    ///   - sampleCount: posterior samples that the edge is estimated from.
    public init(
        _ posterior: NeuralPosterior, observation: [Double], mass: Double = 0.999,
        sampleCount: Int = 20_000, seed: UInt64
    ) throws(PosteriorError) {
        precondition(mass > 0 && mass < 1, "mass \(mass), expected between 0 and 1")
        precondition(sampleCount >= 1_000, "\(sampleCount) samples, expected at least 1000")
        prior = posterior.prior
        self.mass = mass
        self.posterior = posterior
        let row = try posterior.row(observation)
        self.observation = row
        let samples = posterior.unconstrainedSample(
            observations: row, count: sampleCount, seed: seed)
        let densities = posterior.unconstrainedLogDensity(samples, observations: row)
        threshold = densities.sorted().quantile(1 - mass)
        let inside = (0..<sampleCount).filter { [threshold] in densities[$0] >= threshold }
        box = (0..<samples.columns).map { axis in
            let values = inside.map { samples[$0, axis] }
            let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
            // The extremes of finitely many samples fall short of the region's own.
            let margin = 0.1 * (greatest - least)
            return least - margin...greatest + margin
        }
    }

    /// Whether each row of parameters `[n × dimension]` lies inside of the region.
    public func contains(_ parameters: Matrix<Double>) -> [Bool] {
        let isInside = prior.containsRows(parameters)
        let z = prior.toUnconstrained(parameters)
        // Outside of the prior z is not a number; the mixture is not asked there.
        let rows = isInside.indices.filter { isInside[$0] }
        let kept = Set(
            zip(rows, contains(unconstrained: z.selectingRows(rows))).filter(\.1).map(\.0))
        return (0..<parameters.rows).map { kept.contains($0) }
    }

    /// Draws parameters `[count × dimension]` from the prior inside of the region.
    ///
    /// Candidates come from the prior inside of the box and are kept where the posterior's density
    /// is high enough, so the result is exactly the prior up to the region. Candidate i uses the
    /// random numbers of address i: a longer draw begins with a shorter one.
    /// - Throws: where the region is so small a part of the box that too few candidates are kept.
    public func sample(count: Int, seed: UInt64) throws(PosteriorError) -> Matrix<Double> {
        let stream = RandomStream(seed: seed, purpose: .truncatedPrior)
        let block = 8_192
        var kept: [Double] = []
        var found = 0
        var candidate = 0
        while found < count {
            guard candidate < Self.candidatesPerSample * Swift.max(count, 100) else {
                throw .truncationTooNarrow(
                    found: found, wanted: count, candidates: candidate)
            }
            let z = candidates(from: candidate, count: block, stream)
            for (row, isKept) in contains(unconstrained: z).enumerated()
            where isKept && found < count {
                kept += z.row(row)
                found += 1
            }
            candidate += block
        }
        return prior.fromUnconstrained(
            Matrix(rows: count, columns: prior.dimension, elements: kept))
    }

    /// Whether each row of unconstrained coordinates lies inside of the region.
    func contains(unconstrained z: Matrix<Double>) -> [Bool] {
        let densities = posterior.unconstrainedLogDensity(z, observations: observation)
        return (0..<z.rows).map { row in
            densities[row] >= threshold && zip(box, z.row(row)).allSatisfy { $0.contains($1) }
        }
    }

    /// N(0, I) inside of the box, by the inverse of the cumulative distribution.
    private func candidates(
        from first: Int, count: Int, _ stream: RandomStream
    ) -> Matrix<Double> {
        var z = Matrix<Double>(rows: count, columns: box.count)
        for (axis, range) in box.enumerated() {
            // Above zero the upper tail is used, where the cumulative is too close to one.
            let isUpper = range.lowerBound > 0
            let low = isUpper ? -range.upperBound : range.lowerBound
            let high = isUpper ? -range.lowerBound : range.upperBound
            let start = StandardNormal.cumulative(low)
            let width = StandardNormal.cumulative(high) - start
            let uniforms = stream.uniforms(
                count: count, firstIndex: UInt64(first), slot: UInt32(axis))
            for row in 0..<count {
                let value = StandardNormal.quantile(start + width * uniforms[row])
                z[row, axis] = isUpper ? -value : value
            }
        }
        return z
    }
}

extension StreamPurpose {
    static let truncatedPrior = StreamPurpose("truncated prior")
}
