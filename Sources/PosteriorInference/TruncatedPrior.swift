import DensityEstimation
public import LinearAlgebra
public import Probability
import RandomStreams

/// The prior restricted to where a posterior of one observation has nearly all of its mass.
///
/// Simulations drawn from it are spent where they matter for that observation, and a network
/// trained on them needs no correction: inside of the region the prior is the same up to a constant
/// (truncated sequential neural posterior estimation; Deistler, Gonçalves and Macke 2022,
/// arXiv 2210.04815). The region is the highest-density region of q(z | x) in unconstrained
/// coordinates, as far as it lies in a box and an ellipsoid that hold the posterior samples inside
/// of it with a margin.
///
/// ```swift
/// let region = try TruncatedPrior(posterior, observation: x, seed: 1)
/// let parameters = try await region.sample(count: 20_000, threads: 2, seed: 1).parameters
/// ```
/// What is trained on such simulations answers this observation only.
public struct TruncatedPrior: Sendable {
    public let prior: JointPrior
    /// Where the density is high enough.
    public let highestDensity: HighestDensityRegion
    private let enclosure: PriorEnclosure
    /// What the region was cut out of: none or one; an array, as a value cannot hold its own kind.
    private let outer: [TruncatedPrior]

    /// The share of the posterior's mass that the region holds, before anything was cut off by the
    /// region that it lies within.
    public var mass: Double { highestDensity.mass }

    /// Candidates whose density is asked for, for each sample, before the region counts as too
    /// small to draw from.
    static let candidatesPerSample = 500

    /// Finds the region from samples of the posterior.
    ///
    /// - Parameters:
    ///   - mass: share of the posterior inside of the region. Too small a share cuts off what a
    ///     first, rough posterior holds improbable by mistake.
    ///   - sampleCount: posterior samples that the region is estimated from.
    ///   - outer: the region that the posterior was trained in. What lies outside of it does not
    ///     belong to the new one either: the draws of both together then are the prior, up to a
    ///     constant, everywhere in the smaller one.
    public init(
        _ posterior: NeuralPosterior, observation: [Double], mass: Double = 0.999,
        sampleCount: Int = 20_000, within outer: TruncatedPrior? = nil, seed: UInt64
    ) throws(PosteriorError) {
        prior = posterior.prior
        self.outer = outer.map { [$0] } ?? []
        let found = try HighestDensityRegion.withSamples(
            posterior, observation: observation, mass: mass, sampleCount: sampleCount, seed: seed)
        highestDensity = found.region
        enclosure = PriorEnclosure(found.inside)
    }

    /// Whether each row of parameters `[n × dimension]` lies inside of the region.
    public func contains(_ parameters: Matrix<Double>) -> [Bool] {
        prior.rows(of: parameters) { contains(unconstrained: $0) }
    }

    /// Draws parameters from the prior inside of the region.
    ///
    /// Candidates come from the prior inside of box and ellipsoid, and are kept where the
    /// posterior's density is high enough, so the result is exactly the prior up to the region.
    /// Candidate i uses the random numbers of address i: a longer draw begins with a shorter one.
    /// - Parameter threads: work on blocks of candidates; the result does not depend on them.
    /// - Throws: where so few candidates are kept that the draw would take too long.
    public func sample(
        count: Int, threads: Int = 1, seed: UInt64
    ) async throws(PosteriorError) -> TruncatedSample {
        precondition(threads > 0, "\(threads) threads")
        let limit = Self.candidatesPerSample * max(count, 100)
        let stream = RandomStream(seed: seed, purpose: .truncatedPrior)
        let wanted = count * prior.dimension
        var drawn = (kept: [Double](), candidates: 0)
        var next = 0
        while drawn.kept.count < wanted && drawn.candidates < limit {
            let blocks = await (next..<next + threads).concurrentMap(threads: threads) {
                block($0, stream)
            }
            next += threads
            // Those beyond the last one needed do not count, so that threads change nothing.
            for block in blocks where drawn.kept.count < wanted && drawn.candidates < limit {
                drawn.kept += block.kept
                drawn.candidates += block.candidates
            }
        }
        let found = drawn.kept.count / prior.dimension
        guard found >= count else {
            throw .truncationTooNarrow(found: found, wanted: count, candidates: drawn.candidates)
        }
        let z = Matrix(
            rows: count, columns: prior.dimension,
            elements: Array(drawn.kept.prefix(wanted)))
        return TruncatedSample(
            parameters: prior.fromUnconstrained(z), keptCount: found,
            candidateCount: drawn.candidates)
    }

    /// Whether each row of unconstrained coordinates lies inside of the region.
    func contains(
        unconstrained z: Matrix<Double>, precision: DensityPrecision = .double
    ) -> [Bool] {
        var result = enclosure.contains(z)
        let near = result.indices.filter { result[$0] }
        let isDense = highestDensity.contains(
            unconstrained: z.selectingRows(near), precision: precision)
        for (row, answer) in zip(near, isDense) { result[row] = answer }
        for region in outer {
            let inside = result.indices.filter { result[$0] }
            let isInOuter = region.contains(
                unconstrained: z.selectingRows(inside), precision: precision)
            for (row, answer) in zip(inside, isInOuter) { result[row] = answer }
        }
        return result
    }

    /// Candidates that are judged together.
    private struct CandidateBlock: Sendable {
        let candidates: Int
        /// Those inside of the region, row after row.
        let kept: [Double]
    }

    private func block(_ number: Int, _ stream: RandomStream) -> CandidateBlock {
        let z = enclosure.candidates(ofBlock: number, stream)
        let isInside = contains(unconstrained: z)
        return CandidateBlock(
            candidates: z.rows,
            kept: isInside.indices.filter { isInside[$0] }.flatMap { z.row($0) })
    }
}

/// Parameters drawn from a truncated prior, and how many candidates were kept.
public struct TruncatedSample: Equatable, Sendable {
    /// `[count × dimension]`.
    public let parameters: Matrix<Double>
    /// How many candidates were inside of the region, at least as many as were wanted.
    public let keptCount: Int
    /// How many candidates were judged by the posterior's density.
    public let candidateCount: Int

    /// The share of the candidates that was kept.
    public var acceptance: Double { Double(keptCount) / Double(max(1, candidateCount)) }

    /// The acceptance in words, for a log.
    public var summary: String {
        "\(parameters.rows) parameter sets, acceptance \(Self.percent(acceptance)) of "
            + "\(candidateCount) candidates"
    }

    /// Below this share a draw costs much, and the region fills little of what encloses it.
    public static let leastAcceptance = 0.1

    /// What should be known about a low acceptance; nil where there is nothing to say.
    public var warning: String? {
        guard acceptance < Self.leastAcceptance else { return nil }
        return "only \(Self.percent(acceptance)) of \(candidateCount) candidates lay inside of the "
            + "posterior's region: its shape is far from an ellipsoid, and drawing from it is slow"
    }

    private static func percent(_ share: Double) -> String {
        // Two digits of a small share.
        share < 0.1
            ? "\((share * 1_000).rounded() / 10) %" : "\(Int((share * 100).rounded())) %"
    }
}
