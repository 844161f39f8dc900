import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import Testing

@Suite struct TruncatedPriorTests {
    /// Uniform prior on two parameters, x = θ + noise: the posterior is a small disc.
    private static func disc() async throws -> NeuralPosterior {
        let prior = try JointPrior([
            .marginal("a", .uniform(Uniform(lower: -1, upper: 1))),
            .marginal("b", .uniform(Uniform(lower: -1, upper: 1))),
        ])
        let theta = prior.sample(count: 4_000, seed: 5)
        let noise = try JointPrior([
            .marginal("a", .normal(Normal(mean: 0, standardDeviation: 0.1))),
            .marginal("b", .normal(Normal(mean: 0, standardDeviation: 0.1))),
        ]).sample(count: 4_000, seed: 6)
        return try await NeuralPosterior.train(
            parameters: theta, statistics: theta + noise, prior: prior,
            settings: TrainingSettings(),
            seed: 1)
    }

    @Test func samplesAreThePriorInsideTheRegion() async throws {
        let posterior = try await Self.disc()
        let region = try TruncatedPrior(posterior, observation: [0.2, -0.1], seed: 1)
        let drawn = try region.sample(count: 4_000, seed: 2)
        #expect(region.contains(drawn).allSatisfy { $0 })

        // Oracle: plain rejection of prior draws by the same region. Both are samples of one
        // distribution, so their means differ by a few standard errors only.
        let plain = posterior.prior.sample(count: 60_000, seed: 3)
        let inside = region.contains(plain)
        let kept = plain.selectingRows((0..<plain.rows).filter { inside[$0] })
        #expect(kept.rows > 1_000)
        for axis in 0..<2 {
            let deviation = kept.columnStandardDeviations()[axis]
            let standardError =
                deviation * (1 / Double(kept.rows) + 1 / Double(drawn.rows)).squareRoot()
            #expect(
                abs(kept.columnMeans()[axis] - drawn.columnMeans()[axis]) <= 4 * standardError)
            // A standard deviation is known to σ/√(2n).
            let spread =
                deviation * (0.5 / Double(kept.rows) + 0.5 / Double(drawn.rows)).squareRoot()
            #expect(abs(deviation - drawn.columnStandardDeviations()[axis]) <= 4 * spread)
        }
        // The region is a disc of about 3.7 deviations of 0.1, a small part of the square.
        #expect(kept.rows < plain.rows / 5)
    }

    @Test func theRegionHoldsTheStatedMass() async throws {
        let posterior = try await Self.disc()
        let region = try TruncatedPrior(
            posterior, observation: [0.2, -0.1], mass: 0.95, seed: 1)
        let samples = try posterior.sample(observation: [0.2, -0.1], count: 10_000, seed: 9)
        let share = Double(region.contains(samples).count { $0 }) / 10_000
        // Binomial error of 10,000 samples and that of the edge from 20,000.
        let standardError = (0.95 * 0.05 * (1.0 / 10_000 + 1.0 / 20_000)).squareRoot()
        #expect(abs(share - 0.95) <= 4 * standardError)
    }

    @Test func aLongerDrawBeginsWithAShorterOne() async throws {
        let region = try TruncatedPrior(try await Self.disc(), observation: [0, 0], seed: 1)
        let short = try region.sample(count: 100, seed: 4)
        let long = try region.sample(count: 300, seed: 4)
        #expect(long.selectingRows(0..<100) == short)
        #expect(try region.sample(count: 100, seed: 5) != short)
    }

    @Test func calibrationInsideARegionAsksForSamplesInside() async throws {
        // θ ~ N(0, 1), x = θ + N(0, 1): the posterior N(x/2, 1/2) is wider than a region that holds
        // half of it, so true values from the region are central among all samples, and uniform
        // only among those inside.
        let standard = try JointPrior([
            .marginal("a", .normal(Normal(mean: 0, standardDeviation: 1)))
        ])
        let theta = standard.sample(count: 4_000, seed: 5)
        let posterior = try await NeuralPosterior.train(
            parameters: theta, statistics: theta + standard.sample(count: 4_000, seed: 6),
            prior: standard, settings: TrainingSettings(), seed: 1)
        let region = try TruncatedPrior(posterior, observation: [0], mass: 0.5, seed: 1)
        let truths = try region.sample(count: 1_000, seed: 11)
        let statistics = truths + standard.sample(count: 1_000, seed: 12)
        let inside = try await CalibrationCheck(
            posterior, parameters: truths, statistics: statistics, region: region,
            sampleCount: 200, seed: 3)
        #expect(inside.passes(), "\(inside.verdict)")
        let anywhere = try await CalibrationCheck(
            posterior, parameters: truths, statistics: statistics, sampleCount: 200, seed: 3)
        let passes = anywhere.passes()
        #expect(!passes)
    }
}
