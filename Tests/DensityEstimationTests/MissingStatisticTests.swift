import DensityEstimation
import Foundation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

/// Statistics that do not exist in every simulation.
@Suite struct MissingStatisticTests {
    /// θ ~ N(0, 1) twice; x₀ and x₂ always exist, x₁ only where θ₀ > 0, and is constant in column 3.
    private static func problem(_ count: Int) -> (theta: Matrix<Double>, x: Matrix<Double>) {
        let theta = Matrix(rows: count, columns: 2) {
            Fixture.stream.normal(index: UInt64($0), slot: UInt32(70 + $1))
        }
        let x = Matrix(rows: count, columns: 4) { row, column in
            let noise = Fixture.stream.normal(index: UInt64(row), slot: UInt32(72 + column))
            switch column {
            case 0: return theta[row, 0] + 0.5 * noise
            case 1: return theta[row, 0] > 0 ? 5 + theta[row, 0] + 0.2 * noise : .nan
            case 2: return theta[row, 1] - theta[row, 0] + 0.5 * noise
            default: return theta[row, 1] > -1 ? 3 : .nan
            }
        }
        return (theta, x)
    }

    @Test func completeStatisticsHaveNoIndicatorAndTheSameBits() throws {
        let (_, x) = Fixture.linearGaussian(500)
        let standardiser = try StatisticStandardiser(fitting: x)
        #expect(standardiser.indicators.isEmpty && standardiser.retained == [0, 1, 2])
        let (means, deviations) = (x.columnMeans(), x.columnStandardDeviations())
        let z = standardiser.standardise(x)
        #expect(z.columns == 3)
        for row in 0..<x.rows {
            for column in 0..<3 {
                let expected = (x[row, column] - means[column]) / deviations[column]
                #expect(z[row, column].bitPattern == expected.bitPattern)
            }
        }
    }

    @Test func missingValuesAreTheMeanAndTheIndicatorIsStandardised() throws {
        let (_, x) = Self.problem(2_000)
        let standardiser = try StatisticStandardiser(fitting: x)
        #expect(standardiser.retained == [0, 1, 2] && standardiser.dropped == [])
        #expect(standardiser.indicators.map(\.statistic) == [1, 3])
        let z = standardiser.standardise(x)
        // x₀; x₁ and whether it exists; x₂; whether x₃, which is constant, exists.
        #expect(z.columns == 5)
        let isThere = x.column(1).map { !$0.isNaN }
        let values = zip(z.column(1), isThere).filter(\.1).map(\.0)
        let table = Matrix(rows: values.count, columns: 1, elements: values)
        // Sums of 2,000 numbers of order 1 in double precision.
        #expect(abs(table.columnMeans()[0]) < 1e-12)
        #expect(abs(table.columnStandardDeviations()[0] - 1) < 1e-12)
        for (index, value) in z.column(1).enumerated() where !isThere[index] {
            #expect(value == 0)
        }
        let (means, deviations) = (z.columnMeans(), z.columnStandardDeviations())
        for (column, statistic) in [(2, 1), (4, 3)] {
            #expect(abs(means[column]) < 1e-12)
            // The deviation of n − 1 is larger than √(p(1 − p)) by 1/(2n).
            #expect(abs(deviations[column] - 1) < 1 / 2_000.0)
            for row in 0..<x.rows { #expect((z[row, column] > 0) == !x[row, statistic].isNaN) }
        }
        let complete = try StatisticStandardiser(fitting: x.selectingColumns([0, 2]))
            .standardise(x.selectingColumns([0, 2]))
        #expect(complete.column(0) == z.column(0) && complete.column(1) == z.column(3))
    }

    @Test func aRareAbsenceIsAnInputOfOrdinarySize() throws {
        var (_, x) = Fixture.linearGaussian(20_000)
        x[77, 1] = .nan
        let indicator = try #require(StatisticStandardiser(fitting: x).indicators.first)
        // √(p(1 − p)) = 0.007 would make it 141.
        #expect(abs(indicator(.nan) + indicator.share / 0.1) < 1e-12)
        #expect(indicator(3) > 0 && indicator(3) < 1e-3)
    }

    @Test func whatNeverExistsIsNotUsedAndInfinityIsRefused() throws {
        let (theta, clean) = Fixture.linearGaussian(200)
        var x = clean
        for row in 0..<200 { x[row, 1] = .nan }
        let standardiser = try StatisticStandardiser(fitting: x)
        #expect(standardiser.dropped == [1] && standardiser.retained == [0, 2])
        x[5, 2] = -.infinity
        #expect(throws: TrainingError.notFinite(table: .statistics, row: 5, column: 2)) {
            try MixtureDensityEstimator.train(parameters: theta, statistics: x, seed: 1)
        }
    }

    /// The product of factors evaluates prefixes of statistics once for many parameters; each
    /// factor by itself standardises the whole row.
    @Test func theProductIsThatOfItsFactors() throws {
        let (theta, x) = Self.problem(600)
        var settings = Fixture.quick
        settings.maximumEpochs = 3
        let estimator = try AutoregressiveEstimator.train(
            parameters: theta, statistics: x, order: [1, 0], settings: settings, seed: 2)
        let whole = estimator.logDensity(parameters: theta, statistics: x)
        let first = estimator.factors[0].networks[0].logDensity(
            parameters: theta.selectingColumns([1]), statistics: x)
        let second = estimator.factors[1].networks[0].logDensity(
            parameters: theta.selectingColumns([0]), statistics: x.joined(with: theta, columns: [1])
        )
        for row in 0..<600 {
            // The same double-precision operations up to the order of sums over tens of inputs.
            #expect(abs(whole[row] - first[row] - second[row]) < 1e-11)
        }

        // Sampling fills the inputs by itself. For any density p, the mean of p/q over samples of q
        // is 1; p is a normal one amidst the samples.
        for row in [0, 1, 2, 3] {
            let observation = x.selectingRows([row])
            let samples = estimator.sample(
                statistics: observation, ranges: [0..<10_000], stream: Fixture.stream,
                firstStep: UInt32(row))
            let means = samples.columnMeans()
            let deviations = samples.columnStandardDeviations().map { 0.7 * $0 }
            let ratios = zip(
                0..<10_000, estimator.logDensity(parameters: samples, statistics: observation)
            ).map { sample, logDensity in
                let logNormal = (0..<2).reduce(-logDensity) {
                    let z = (samples[sample, $1] - means[$1]) / deviations[$1]
                    return $0 + StandardNormal.logDensity(z) - .log(deviations[$1])
                }
                return Double.exp(logNormal)
            }
            let table = Matrix(rows: 10_000, columns: 1, elements: ratios)
            let error = table.columnStandardDeviations()[0] / 100
            // Five standard errors of 10,000 samples.
            #expect(abs(table.columnMeans()[0] - 1) < 5 * error, "\(error)")
            #expect(error < 0.05)
        }
    }

    @Test func indicatorsAreKeptInTheStateAndChecked() throws {
        let (theta, x) = Self.problem(300)
        var settings = Fixture.quick
        settings.maximumEpochs = 2
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: 1)
        #expect(estimator.incompleteStatistics == [1, 3])
        let data = try JSONEncoder().encode(estimator.state)
        let state = try JSONDecoder().decode(MixtureDensityEstimator.State.self, from: data)
        #expect(try MixtureDensityEstimator(state: state) == estimator)
        let text = String(decoding: data, as: UTF8.self)
        for (found, damaged) in [
            ("\"share\":0", "\"share\":7"), ("\"statistic\":3", "\"statistic\":9"),
        ] {
            try #require(text.contains(found))
            let other = try JSONDecoder().decode(
                MixtureDensityEstimator.State.self,
                from: Data(text.replacingOccurrences(of: found, with: damaged).utf8))
            do throws(MixtureDensityEstimator.StateError) {
                _ = try MixtureDensityEstimator(state: other)
                Issue.record("\(damaged) was accepted")
            } catch {
                #expect(error.field == "statisticStandardiser")
            }
        }
    }
}
