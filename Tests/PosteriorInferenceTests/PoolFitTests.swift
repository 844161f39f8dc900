import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RandomStreams
import RealModule
import Testing

/// How networks are joined on simulations that none was trained on.
@Suite struct PoolFitTests {
    private static let stream = RandomStream(seed: 31, purpose: StreamPurpose("pool fit tests"))

    /// θ ~ N(0, 1), four statistics θ + noise.
    private static func simulate(_ count: Int, first: Int) -> (
        theta: Matrix<Double>, x: Matrix<Double>
    ) {
        let theta = Matrix(rows: count, columns: 1) { row, _ in
            stream.normal(index: UInt64(first + row), slot: 0)
        }
        let x = Matrix(rows: count, columns: 4) { row, column in
            theta[row, 0] + 0.4
                * stream.normal(index: UInt64(first + row), slot: UInt32(column + 1))
        }
        return (theta, x)
    }

    /// Networks of other simulations each, as few as make them differ by about their widths.
    private static func networks(_ count: Int) throws -> [MixtureDensityEstimator] {
        var settings = TrainingSettings()
        settings.usesLinearPart = false
        settings.hiddenWidths = [20]
        settings.components = 2
        settings.maximumEpochs = 40
        return try (0..<count).map { member in
            let (theta, x) = simulate(50, first: 100_000 * (member + 1))
            return try .train(
                parameters: theta, statistics: x, settings: settings, seed: UInt64(member))
        }
    }

    /// Σ (P − ½)² over fresh simulations, as a share of that of a uniform P.
    private static func spread(_ factor: PooledFactor) throws -> Double {
        let (theta, x) = simulate(1_500, first: 50_000)
        let estimator = try AutoregressiveEstimator(order: [0], factors: [factor])
        // P(θ) by the densities of a grid of places around every θ.
        let places = (0...200).map { -5 + 0.05 * Double($0) }
        let grid = Matrix(rows: places.count * x.rows, columns: 1) { row, _ in
            places[row % places.count]
        }
        let densities = estimator.logDensity(parameters: grid, statistics: x).map { Double.exp($0) }
        var sum = 0.0
        for row in 0..<x.rows {
            let own = densities[row * places.count..<(row + 1) * places.count]
            let total = own.reduce(0, +)
            let below = zip(places, own).reduce(0.0) { sum, item in
                // The cell of the place itself counts by the part of it below θ.
                let part = (theta[row, 0] - item.0) / 0.05 + 0.5
                return sum + item.1 * min(max(part, 0), 1)
            }
            let value = below / total - 0.5
            sum += value * value
        }
        return 12 * sum / Double(x.rows)
    }

    @Test func thePoolIsAsWideAsItsErrors() throws {
        let networks = try Self.networks(4)
        let (theta, x) = Self.simulate(2_000, first: 0)
        let fit = PoolFit(position: 0, order: [0], coordinates: theta, statistics: x)
        let pool = fit.pool(networks)
        // 12·(P − ½)² of a uniform P has the variance 0.8: 4 standard errors of the 2,000
        // simulations fitted to and the 1,500 measured on; widths and π are found to 0.02.
        let tolerance = 4 * (0.8 / 2_000 + 0.8 / 1_500).squareRoot() + 0.04
        let unsharpened = try Self.spread(
            PooledFactor(networks: pool.networks, shares: pool.shares, medianShare: 0))
        let found = try Self.spread(pool)
        #expect(unsharpened < 1 - tolerance, "unsharpened \(unsharpened)")
        #expect(abs(found - 1) < tolerance, "found \(found), share \(pool.medianShare)")
        #expect(pool.medianShare > 0)
    }

    /// Densities that are simpler, and networks of the same simulations.
    private static func candidates(
        _ theta: Matrix<Double>, _ x: Matrix<Double>
    ) throws -> [MixtureDensityEstimator] {
        var settings = TrainingSettings()
        settings.hiddenWidths = [20]
        settings.maximumEpochs = 200
        let table = try TrainingTable(
            parameters: theta, statistics: x, settings: settings, isBounded: false, splitSeed: 1)
        return try [1, 2].map { try .train(on: table, settings: settings, seed: $0) }
            + MixtureDensityEstimator.linearDensities(on: table, settings: settings, seed: 1)
    }

    /// The pool of the candidates, fitted to simulations that none of them has seen.
    private static func pool(
        _ simulate: (_ count: Int, _ first: Int) -> (theta: Matrix<Double>, x: Matrix<Double>)
    ) throws -> PooledFactor {
        let (theta, x) = simulate(2_000, 0)
        let fresh = simulate(1_000, 10_000)
        return try PoolFit(
            position: 0, order: [0], coordinates: fresh.theta, statistics: fresh.x
        ).pool(candidates(theta, x))
    }

    @Test func aRegressionIsEnoughWhereItIsRight() throws {
        let pool = try Self.pool(Self.simulate)
        #expect(pool.shares == [0, 0, 1, 0] && pool.medianShare == 0 && pool.isLinear)
    }

    /// One statistic x ~ N(0, 1), and θ as a function of it, of noise and of a fair sign.
    private static func pool(
        _ theta: (_ x: Double, _ noise: Double, _ sign: Double) -> Double
    ) throws -> PooledFactor {
        try pool { count, first in
            func index(_ row: Int) -> UInt64 { UInt64(first + row) }
            let x = Matrix(rows: count, columns: 1) { row, _ in
                stream.normal(index: index(row), slot: 0)
            }
            let values = Matrix(rows: count, columns: 1) { row, _ in
                theta(
                    x[row, 0], stream.normal(index: index(row), slot: 1),
                    stream.uniform(index: index(row), slot: 2) < 0.5 ? -1 : 1)
            }
            return (values, x)
        }
    }

    @Test func aLinearLogDeviationIsEnoughWhereItIsRight() throws {
        let pool = try Self.pool { x, noise, _ in x + .exp(0.5 * x) * noise }
        #expect(pool.shares == [0, 0, 0, 1] && pool.medianShare == 0 && pool.isLinear)
    }

    /// Two modes, which no single Gaussian has.
    @Test func networksAreTakenWhereTheyAreNeeded() throws {
        let pool = try Self.pool { x, noise, sign in sign * x + 0.1 * noise }
        #expect(pool.shares[2...].allSatisfy { $0 == 0 } && !pool.isLinear)
        #expect(pool.shares[..<2].allSatisfy { $0 > 0 })
    }

    @Test func sharesAreThoseThatTheRowsWereDrawnWith() {
        // Rows from N(0, 1) and N(3, 1) at 0.7 and 0.3, and a third density without any.
        let count = 20_000
        let logDensities = [0.0, 3, 40].map { mean in
            (0..<count).map { row -> Double in
                let isFirst = Self.stream.uniform(index: UInt64(row), slot: 8) < 0.7
                let value =
                    Self.stream.normal(index: UInt64(row), slot: 9) + (isFirst ? 0 : 3)
                return -0.5 * (value - mean) * (value - mean)
            }
        }
        let shares = HeldOutFit.shares(logDensities)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        // Binomial error times 1.3 for the overlap of the two, and 1e-4·10 of the iteration.
        let standardError = 1.3 * (0.7 * 0.3 / Double(count)).squareRoot()
        #expect(abs(shares[0] - 0.7) < 4 * standardError + 1e-3, "\(shares)")
        #expect(shares[2] < 1e-3)
        #expect(HeldOutFit.shares([[1, 2]]) == [1])
    }
}
