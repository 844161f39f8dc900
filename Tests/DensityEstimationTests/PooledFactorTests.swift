import DensityEstimation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

/// Pools of networks: the density that is stated, normalised, and that of its own samples.
@Suite struct PooledFactorTests {
    /// θ given x has two modes and a skewed one; two networks that disagree a little, and one without
    /// hidden layers.
    private static func networks(isBounded: Bool) throws -> [MixtureDensityEstimator] {
        let count = 1_500
        let theta = Matrix(rows: count, columns: 1) { row, _ in
            let uniform = Fixture.stream.uniform(index: UInt64(row), slot: 90)
            return isBounded ? uniform : StandardNormal.quantile(uniform)
        }
        let x = Matrix(rows: count, columns: 1) { row, _ in
            let noise = 0.2 * Fixture.stream.normal(index: UInt64(row), slot: 91)
            return (theta[row, 0] - 0.5) * (theta[row, 0] - 0.5) + noise
        }
        var settings = Fixture.quick
        settings.maximumEpochs = 6
        return try [1, 2, 3].map { (seed: UInt64) in
            if seed == 3 { settings.hiddenWidths = [] }
            return try .train(
                parameters: theta, statistics: x, settings: settings, isBounded: isBounded,
                seed: seed)
        }
    }

    private static func estimator(isBounded: Bool, medianShare: Double) throws
        -> AutoregressiveEstimator
    {
        try AutoregressiveEstimator(
            order: [0],
            factors: [
                PooledFactor(
                    networks: networks(isBounded: isBounded), shares: [0.2, 0.5, 0.3],
                    medianShare: medianShare)
            ])
    }

    /// Places θ and the density there; the parameter of a bounded factor is the normal score of what
    /// lies in [0, 1].
    private static func density(_ estimator: AutoregressiveEstimator, x: Double)
        -> (places: [Double], densities: [Double])
    {
        let places = (0...2_400).map { -6 + 0.005 * Double($0) }
        let logDensities = estimator.logDensity(
            parameters: Matrix(rows: places.count, columns: 1, elements: places),
            statistics: Matrix(rows: 1, columns: 1, elements: [x]))
        return (places, logDensities.map { Double.exp($0) })
    }

    @Test(arguments: [false, true], [0, 0.6, 1])
    func densityIntegratesToOneAndIsThatOfItsSamples(isBounded: Bool, medianShare: Double) throws {
        let estimator = try Self.estimator(isBounded: isBounded, medianShare: medianShare)
        for x in [0.02, 0.4] {
            let (places, densities) = Self.density(estimator, x: x)
            var cumulative = [0.0]
            for (a, b) in zip(densities, densities.dropFirst()) {
                cumulative.append(cumulative.last! + 0.0025 * (a + b))
            }
            // The trapezoidal rule: 0.005²/12 times the curvature, at most some hundred.
            #expect(abs(cumulative.last! - 1) < 3e-4)
            let count = 20_000
            let samples = estimator.sample(
                statistics: Matrix(rows: 1, columns: 1, elements: [x]), ranges: [0..<count],
                stream: Fixture.stream
            ).elements.sorted()
            var distance = 0.0
            for (rank, sample) in samples.enumerated() {
                let place = min(max(0, Int((sample - places[0]) / 0.005)), 2_399)
                let share = (sample - places[place]) / 0.005
                let expected =
                    cumulative[place] + share * (cumulative[place + 1] - cumulative[place])
                distance = max(distance, abs((Double(rank) + 0.5) / Double(count) - expected))
            }
            // Kolmogorov's statistic at the level 1e-4, eight times.
            #expect(distance < 2.23 / Double(count).squareRoot(), "distance \(distance)")
        }
    }

    /// g·((1 − π) + π·6·G·(1 − G)) with g and G by the networks' own densities and quadrature.
    @Test(arguments: [false, true]) func densityIsThePoolSharpenedByTheMedianOfThree(
        isBounded: Bool
    ) throws {
        let share = 0.6
        let plain = try Self.estimator(isBounded: isBounded, medianShare: 0)
        let sharpened = try Self.estimator(isBounded: isBounded, medianShare: share)
        let (_, pool) = Self.density(plain, x: 0.2)
        let (_, found) = Self.density(sharpened, x: 0.2)
        var below = 0.0
        for index in pool.indices.dropFirst() {
            below += 0.0025 * (pool[index - 1] + pool[index])
            let expected = pool[index] * (1 - share + 6 * share * below * (1 - below))
            // The error of the trapezoidal rule as above, and 1.2e-7 of the probabilities.
            #expect(abs(found[index] - expected) < 1e-3 * max(1, expected))
        }
    }

    @Test func sharesAreSharesOfTheDensity() throws {
        let networks = try Self.networks(isBounded: false)
        let estimator = try Self.estimator(isBounded: false, medianShare: 0)
        let (places, found) = Self.density(estimator, x: 0.1)
        let each = networks.map { $0.mixture(at: [0.1]) }
        for (place, density) in zip(places, found) {
            let point = Matrix(rows: 1, columns: 1, elements: [place])
            let expected = zip([0.2, 0.5, 0.3], each).reduce(0) {
                $0 + $1.0 * .exp($1.1.logDensity(point)[0])
            }
            // Two orders of the same operations in double precision.
            #expect(abs(density - expected) < 1e-11 * (1 + expected))
        }
    }

    @Test func poolsThatDoNotFitTogetherAreRefused() throws {
        let networks = try Array(Self.networks(isBounded: false).prefix(2))
        let bounded = try Self.networks(isBounded: true)
        for (networks, shares, medianShare) in [
            ([], [], 0.0), (networks, [1.0], 0), (networks, [0.6, 0.6], 0),
            (networks, [1.2, -0.2], 0), (networks, [0.5, 0.5], 1.1),
            (networks, [0.5, 0.5], .nan), ([networks[0], bounded[0]], [0.5, 0.5], 0),
        ] {
            #expect(throws: MixtureDensityEstimator.StateError.self) {
                try PooledFactor(networks: networks, shares: shares, medianShare: medianShare)
            }
        }
    }
}
