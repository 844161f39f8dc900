import DensityEstimation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

/// The densities without hidden layers.
@Suite struct LinearDensityTests {
    /// θ = Σ of some statistics + noise, `[count × 1]` and `[count × statistics]`.
    private static func simulate(_ count: Int, statistics: Int, set: Int) -> (
        theta: Matrix<Double>, x: Matrix<Double>
    ) {
        func index(_ row: Int) -> UInt64 { UInt64(set * 10_000 + row) }
        let x = Matrix(rows: count, columns: statistics) {
            Fixture.stream.normal(index: index($0), slot: UInt32(200 + $1))
        }
        let theta = Matrix(rows: count, columns: 1) { row, _ in
            x[row, 0] - x[row, 1] + Fixture.stream.normal(index: index(row), slot: 199)
        }
        return (theta, x)
    }

    private static func densities(
        _ theta: Matrix<Double>, _ x: Matrix<Double>, isBounded: Bool = false
    ) throws -> [MixtureDensityEstimator] {
        let settings = Fixture.quick
        return try MixtureDensityEstimator.linearDensities(
            on: TrainingTable(
                parameters: theta, statistics: x, settings: settings, isBounded: isBounded,
                splitSeed: 1), settings: settings, seed: 1)
    }

    /// With a third as many statistics as simulations what is left over of those regressed on is far
    /// smaller than what is left over of new ones; the density must be as wide as the latter.
    @Test func theRegressionIsAsWideAsItsErrorsOnNewSimulations() throws {
        let (count, statistics, sets) = (67, 20, 200)
        var ratios: [Double] = []
        for set in 0..<sets {
            let (theta, x) = Self.simulate(count, statistics: statistics, set: 2 * set)
            let regression = try Self.densities(theta, x)[0]
            let fresh = Self.simulate(200, statistics: statistics, set: 2 * set + 1)
            let mixtures = regression.mixtures(at: fresh.x)
            let squares = mixtures.indices.map { row -> Double in
                let z =
                    (fresh.theta[row, 0] - mixtures[row].mean[0])
                    / mixtures[row].covariance[0, 0].squareRoot()
                return z * z
            }
            ratios.append(squares.reduce(0, +) / Double(squares.count))
        }
        let average = ratios.reduce(0, +) / Double(sets)
        let variance =
            ratios.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(sets - 1)
        // V estimates the error on new rows of the same statistics to the order of 1/(n − df); of new
        // statistics the error is larger by as much again. 60 of the 67 are regressed on.
        let bias = 2 / Double(60 - statistics - 1)
        #expect(
            abs(average - 1) < bias + 4 * (variance / Double(sets)).squareRoot(),
            "\(average)")
    }

    @Test func theTrainedDensityIsAtLeastAsLikelyAsTheRegression() throws {
        // The deviation of the noise grows with the first statistic, which a regression cannot say.
        let (theta, x) = Self.simulate(2_000, statistics: 2, set: 500)
        let grown = Matrix(rows: 2_000, columns: 1) { row, _ in
            theta[row, 0] * .exp(0.5 * x[row, 0])
        }
        let densities = try Self.densities(grown, x)
        #expect(densities.allSatisfy { $0.architecture.isLinear })
        #expect(densities[0].weights.allSatisfy { $0 == 0 })
        #expect(densities[0].validationLoss == densities[1].history[0].validationLoss)
        #expect(densities[1].validationLoss < densities[0].validationLoss - 0.05)
    }

    /// Truncated to [0, 1], where a regression knows nothing of the ends.
    @Test func boundsAreRespected() throws {
        let (theta, x) = Self.simulate(500, statistics: 2, set: 600)
        let unit = Matrix(rows: 500, columns: 1) { row, _ in
            1 / (1 + .exp(-theta[row, 0]))
        }
        for density in try Self.densities(unit, x, isBounded: true) {
            let estimator = try AutoregressiveEstimator(
                order: [0],
                factors: [PooledFactor(networks: [density], shares: [1], medianShare: 0)])
            // In the normal scores of the parameter, over all of which it must integrate to one.
            let places = (0...2_400).map { -6 + 0.005 * Double($0) }
            let values = estimator.logDensity(
                parameters: Matrix(rows: places.count, columns: 1, elements: places),
                statistics: x.selectingRows([0])
            ).map { Double.exp($0) }
            let integral = zip(values, values.dropFirst()).reduce(0) { $0 + 0.0025 * ($1.0 + $1.1) }
            // The trapezoidal rule as in PooledFactorTests, and single precision.
            #expect(abs(integral - 1) < 3e-4, "\(integral)")
        }
    }
}
