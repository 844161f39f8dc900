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
        let drawn = try await region.sample(count: 4_000, seed: 2).parameters
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

    /// Two discs that overlap: the second region keeps to the first.
    @Test func aRegionWithinAnotherIsWhatBothShare() async throws {
        let posterior = try await Self.disc()
        let outer = try TruncatedPrior(posterior, observation: [0.2, -0.1], seed: 1)
        let alone = try TruncatedPrior(posterior, observation: [0.4, 0], seed: 1)
        let inner = try TruncatedPrior(
            posterior, observation: [0.4, 0], within: outer, seed: 1)
        let plain = posterior.prior.sample(count: 20_000, seed: 3)
        let shared = zip(outer.contains(plain), alone.contains(plain)).map { $0 && $1 }
        #expect(inner.contains(plain) == shared)
        #expect(shared.contains(true) && shared != alone.contains(plain))
        let drawn = try await inner.sample(count: 1_000, seed: 2)
        #expect(inner.contains(drawn.parameters).allSatisfy { $0 })
        let free = try await alone.sample(count: 1_000, seed: 2)
        #expect(drawn.acceptance < free.acceptance)
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

    /// A prior that is not uniform, and a region in its upper tail: inside of the region, one
    /// interval, the prior's cumulative distribution is uniform.
    @Test func inATailTheDrawsAreThePriorToo() async throws {
        let posterior = try await NoisyStatisticProblem(noise: 0.3).posterior(components: 1)
        let region = try TruncatedPrior(posterior, observation: [4], seed: 1)
        let drawn = try await region.sample(count: 20_000, seed: 2)
        let grid = Matrix(rows: 60_001, columns: 1) { row, _ in Double(row) * 1e-4 }
        let inside = region.contains(grid)
        let first = try #require(inside.firstIndex(of: true))
        let last = try #require(inside.lastIndex(of: true))
        #expect(inside[first...last].allSatisfy { $0 })
        let (low, high) = (grid[first, 0], grid[last, 0])
        #expect(low > 1 && high < 6)
        let mass = StandardNormal.survival(low) - StandardNormal.survival(high)
        let positions = drawn.parameters.elements.map {
            (StandardNormal.survival($0) - StandardNormal.survival(high)) / mass
        }.sorted()
        let distance = positions.enumerated().reduce(0.0) {
            max($0, abs($1.element - (Double($1.offset) + 0.5) / 20_000))
        }
        // Kolmogorov: 1.95/√n is passed once in a thousand times; the grid adds its step.
        #expect(distance < 1.95 / 20_000.0.squareRoot() + 1e-3, "\(distance)")
    }

    /// A posterior along a diagonal of five parameters fills a small part of its box, and most of
    /// its ellipsoid.
    @Test func anEllipsoidHoldsARidge() async throws {
        let names = ["a", "b", "c", "d", "e"]
        let prior = try JointPrior(
            names.map { .marginal($0, .uniform(try Uniform(lower: -1, upper: 1))) })
        let theta = prior.sample(count: 4_000, seed: 5)
        // Five sums are known well, up to the one that is known badly.
        let noise = try JointPrior(
            names.map { .marginal($0, .normal(try Normal(mean: 0, standardDeviation: 0.05))) }
        ).sample(count: 4_000, seed: 6)
        let statistics = Matrix<Double>(rows: 4_000, columns: 5) { row, column in
            column == 0
                ? theta.row(row).reduce(0, +) + 6 * noise[row, 0]
                : theta[row, column] - theta[row, 0] + noise[row, column]
        }
        var settings = TrainingSettings()
        settings.components = 1
        let posterior = try await NeuralPosterior.train(
            parameters: theta, statistics: statistics, prior: prior, settings: settings, seed: 1)
        let observation = [0.0, 0, 0, 0, 0]
        let region = try TruncatedPrior(posterior, observation: observation, seed: 1)
        let drawn = try await region.sample(count: 4_000, seed: 2)
        // The margin of 5 % leaves 1.05⁻⁵ = 78 % of the ellipsoid of a normal density; z is not a
        // straight image of the parameters.
        #expect(drawn.acceptance > 0.5, "\(drawn.summary)")
        #expect(drawn.warning == nil)
        #expect(region.contains(drawn.parameters).allSatisfy { $0 })

        // Box and ellipsoid cut off next to nothing that is dense enough.
        let samples = try posterior.sample(observation: observation, count: 20_000, seed: 9)
        let isDense = region.highestDensity.contains(samples)
        let isInside = region.contains(samples)
        let cut = isDense.indices.count { isDense[$0] && !isInside[$0] }
        // One in 20,000 samples is beyond the outermost of 20,000 others, before any margin.
        #expect(cut <= 5, "\(cut)")
        #expect(isDense.indices.allSatisfy { isDense[$0] || !isInside[$0] })
    }

    /// Two narrow peaks far apart fill little of what encloses them.
    @Test func aLowAcceptanceIsTold() async throws {
        let posterior = try await NoisyStatisticProblem.squares(noise: 0.02).posterior()
        let region = try TruncatedPrior(posterior, observation: [1], mass: 0.9, seed: 1)
        let drawn = try await region.sample(count: 1_000, seed: 2)
        #expect(drawn.acceptance < 0.1, "\(drawn.summary)")
        #expect(drawn.warning?.hasPrefix("only ") == true)
        #expect(drawn.keptCount >= 1_000 && drawn.candidateCount > 10 * drawn.keptCount)
        // Both peaks are drawn from.
        let left = drawn.parameters.elements.count { $0 < 0 }
        #expect(left > 300 && left < 700)
    }

    @Test func aLongerDrawBeginsWithAShorterOne() async throws {
        let region = try TruncatedPrior(try await Self.disc(), observation: [0, 0], seed: 1)
        let short = try await region.sample(count: 100, seed: 4).parameters
        let long = try await region.sample(count: 10_000, seed: 4)
        #expect(long.parameters.selectingRows(0..<100) == short)
        #expect(try await region.sample(count: 100, seed: 5).parameters != short)
        // Several blocks of candidates, on any number of threads.
        #expect(try await region.sample(count: 10_000, threads: 3, seed: 4) == long)
        #expect(Set(long.parameters.column(0)).count == 10_000)
    }

    @Test func calibrationInsideARegionAsksForSamplesInside() async throws {
        // θ ~ N(0, 1), x = θ + N(0, 1): the posterior N(x/2, 1/2) is wider than a region that holds
        // half of it, so true values from the region are central among all samples, and uniform
        // only among those inside.
        let problem = try NoisyStatisticProblem(noise: 1)
        let posterior = try await problem.posterior()
        let region = try TruncatedPrior(posterior, observation: [0], mass: 0.5, seed: 1)
        let truths = try await region.sample(count: 1_000, seed: 11).parameters
        let statistics = problem.statistics(of: truths, seed: 12)
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
