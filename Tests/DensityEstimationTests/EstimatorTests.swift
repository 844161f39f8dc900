import DensityEstimation
import Foundation
import LinearAlgebra
import Probability
import RealModule
import Testing

@Suite struct EstimatorTests {
    private func trained(
        _ theta: Matrix<Double>, _ x: Matrix<Double>, linear: Bool = true
    ) throws -> MixtureDensityEstimator {
        var settings = Fixture.quick
        settings.maximumEpochs = 4
        settings.usesLinearPart = linear
        return try .train(parameters: theta, statistics: x, settings: settings, seed: 9)
    }

    @Test(arguments: [true, false]) func logDensityIsThatOfTheMixture(linear: Bool) throws {
        let (theta, x) = Fixture.linearGaussian(600)
        let estimator = try trained(theta, x, linear: linear)
        let densities = estimator.logDensity(parameters: theta, statistics: x)
        let mixtures = estimator.mixtures(at: x)
        #expect(mixtures.count == 600)
        for row in 0..<600 {
            let point = Matrix(rows: 1, columns: 2, elements: Array(theta.row(row)))
            let expected = mixtures[row].logDensity(point)[0]
            // Two orders of the same double-precision operations; the fused kernel's tanh is good
            // to some 1e-16 absolutely.
            #expect(abs(densities[row] - expected) < 1e-10 * (1 + abs(expected)))
            let single = estimator.mixture(at: Array(x.row(row))).logDensity(point)[0]
            #expect(abs(single - expected) < 1e-10 * (1 + abs(expected)))
        }
    }

    @Test func densityIntegratesToOne() throws {
        let (theta, x) = Fixture.linearGaussian(600)
        let estimator = try trained(theta, x)
        let step = 0.05
        let (side, low) = (200, -5.0)
        let grid = Matrix(rows: side * side, columns: 2) {
            low + step * (0.5 + Double($1 == 0 ? $0 / side : $0 % side))
        }
        let observations = Matrix(rows: side * side, columns: 3) { x[0, $1] }
        let mass =
            estimator.logDensity(parameters: grid, statistics: observations)
            .reduce(0) { $0 + .exp($1) } * step * step
        // The posterior is some 0.3 wide: six steps, and the box holds ten deviations.
        #expect(abs(mass - 1) < 1e-6)
    }

    /// Powers of two are exact in floating point, so the network sees the same numbers.
    @Test(arguments: [true, false]) func unitsOfParametersAndStatisticsDoNotMatter(linear: Bool)
        throws
    {
        let (theta, x) = Fixture.linearGaussian(400)
        let scaledTheta = Matrix(rows: 400, columns: 2) { theta[$0, $1] * ($1 == 0 ? 1024 : 0.125) }
        let scaledX = Matrix(rows: 400, columns: 3) { x[$0, $1] * ($1 == 0 ? 0.0625 : 64) }
        let plain = try trained(theta, x, linear: linear)
        let scaled = try trained(scaledTheta, scaledX, linear: linear)
        #expect(plain.weights == scaled.weights)
        let first = plain.logDensity(parameters: theta, statistics: x)
        let second = scaled.logDensity(parameters: scaledTheta, statistics: scaledX)
        // log(1024 · 0.125) = 7·log 2.
        for (a, b) in zip(first, second) {
            #expect(abs(a - (b + 7 * .log(2))) < 1e-9 * (1 + abs(a)))
        }
    }

    @Test func theLinearPartLeavesAWhiteResidual() throws {
        let (theta, x) = Fixture.linearGaussian(5000)
        let estimator = try trained(theta, x)
        let linear = estimator.parameterStandardiser
        let scaled = estimator.statisticStandardiser.standardise(x)
        let slope = Matrix(rows: 2, columns: 3, elements: linear.slope)
        let factor = Matrix(rows: 2, columns: 2, elements: linear.factor)
        var centred = Matrix(rows: 5000, columns: 2) { theta[$0, $1] - linear.offset[$1] }
        centred.accumulateProduct(of: scaled, slope, transposingSecond: true, scale: -1)
        let white = centred.times(factor)
        let covariance = white.covariance()
        for i in 0..<2 {
            // All 5,000 rows against a fit to 4,500 of them: a few of √(2/5000) = 0.02 at most.
            #expect(abs(white.columnMeans()[i]) < 0.05)
            for j in 0..<2 { #expect(abs(covariance[i, j] - (i == j ? 1 : 0)) < 0.05) }
        }
    }

    @Test func constantStatisticsAreDroppedAndReported() throws {
        let (theta, x) = Fixture.linearGaussian(300)
        let padded = Matrix(rows: 300, columns: 5) { row, column in
            column == 1 ? 0.1 : column == 3 ? -1e6 : x[row, [0, 0, 1, 0, 2][column]]
        }
        let (plain, dropped) = (try trained(theta, x), try trained(theta, padded))
        #expect(dropped.droppedStatistics == [1, 3])
        #expect(dropped.statisticCount == 5)
        #expect(dropped.weights == plain.weights)
        #expect(
            dropped.mixture(at: Array(padded.row(3))) == plain.mixture(at: Array(x.row(3))))
    }

    @Test func collinearStatisticsAndFewSimulationsTrain() throws {
        let (theta, x) = Fixture.linearGaussian(40)
        // 60 statistics, all combinations of three, from 36 training rows.
        let wide = Matrix(rows: 40, columns: 60) { x[$0, $1 % 3] * Double($1 + 1) }
        let estimator = try trained(theta, wide)
        let densities = estimator.logDensity(parameters: theta, statistics: wide)
        #expect(densities.allSatisfy { $0.isFinite })
        // Better than the entropy of the standard normal prior, log(2πe).
        #expect(-densities.reduce(0, +) / 40 < 2.84)
    }

    @Test func aStateComesBackBitByBit() throws {
        let (theta, x) = Fixture.linearGaussian(200)
        let estimator = try trained(theta, x)
        let data = try JSONEncoder().encode(estimator.state)
        let state = try JSONDecoder().decode(MixtureDensityEstimator.State.self, from: data)
        let restored = try MixtureDensityEstimator(state: state)
        #expect(restored == estimator)
        #expect(restored.mixture(at: [0, 1, 2]) == estimator.mixture(at: [0, 1, 2]))
    }

    @Test func aDamagedStateIsRefused() throws {
        let (theta, x) = Fixture.linearGaussian(200)
        let state = try trained(theta, x).state
        func field(_ change: (inout MixtureDensityEstimator.State) -> Void) -> String? {
            var damaged = state
            change(&damaged)
            do throws(MixtureDensityEstimator.StateError) {
                _ = try MixtureDensityEstimator(state: damaged)
                return nil
            } catch {
                return error.field
            }
        }
        #expect(field { _ in } == nil)
        #expect(field { $0.weights.removeLast() } == "weights")
        #expect(field { $0.weights[3] = .nan } == "weights")
        let other = MixtureArchitecture(
            statisticCount: 3, parameterCount: 7, hiddenWidths: [20, 20], activation: .relu,
            components: 4)
        #expect(field { $0.architecture = other } == "weights")
        #expect(
            field {
                $0.architecture = other
                $0.weights = [Float](repeating: 0, count: other.weightCount)
            } == "parameterStandardiser")
    }

    @Test func theBenchmarkMeasures() {
        var benchmark = TrainingBenchmark(batchSize: 100)
        benchmark.simulations = 1000
        benchmark.repetitions = 2
        let result = benchmark.run()
        #expect(result.epochSeconds.count == 2)
        #expect(result.matrixProductSecondsPerEpoch > 0)
        #expect(result.weightGradientSecondsPerEpoch > 0)
        #expect(result.secondsPerEpoch < 60)
    }
}
