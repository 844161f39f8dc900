import DensityEstimation
import Foundation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

@Suite struct StatisticStandardiserTests {
    /// Kinds of statistics, each a function of a standard normal number.
    private static let heavy: [@Sendable (Double) -> Double] = [
        { .exp(2 * $0) },  // positive, over decades
        { -.exp(-3 * $0) },  // negative
        { .sinh(2 * $0) },  // of both signs
        { 1e-12 * .exp(4 * $0) },
    ]
    private static let light: [@Sendable (Double) -> Double] = [
        { -70 + 10 * $0 },
        { StandardNormal.cumulative($0) },  // uniform
        { $0 + ($0 > 0 ? 5 : -5) },  // two modes
        { max(0, (40 * $0 - 30).rounded()) },  // a count that is mostly zero
    ]

    private func columns(_ kinds: [@Sendable (Double) -> Double], rows: Int) -> Matrix<Double> {
        Matrix(rows: rows, columns: kinds.count) {
            kinds[$1](Fixture.stream.normal(index: UInt64($0), slot: UInt32(40 + $1)))
        }
    }

    @Test func heavyTailsAreRecognisedAndOthersAreNot() throws {
        let x = columns(Self.heavy + Self.light, rows: 3000)
        let standardiser = try StatisticStandardiser(fitting: x)
        #expect(standardiser.transformed == Array(0..<Self.heavy.count))
        let z = standardiser.standardise(x)
        let deviations = z.columnStandardDeviations()
        for (column, mean) in z.columnMeans().enumerated() {
            // Nothing lies beyond ten deviations, so that mean and deviation are exact.
            #expect(abs(mean) < 1e-10)
            #expect(abs(deviations[column] - 1) < 1e-10)
        }
    }

    @Test(arguments: [20, 100, 1000, 5000]) func gaussianStatisticsStayZScored(rows: Int) throws {
        let x = Matrix(rows: rows, columns: 300) {
            3 + 0.5 * Fixture.stream.normal(index: UInt64($0), slot: UInt32(100 + $1))
        }
        let standardiser = try StatisticStandardiser(fitting: x)
        // 1 − W′ of 20 values of a normal distribution is above 0.08 once in about ten times, and
        // then a curve must also halve it; from 100 on it is above the threshold never.
        #expect(standardiser.transformed.count <= (rows == 20 ? 15 : 0))
        let z = standardiser.standardise(x)
        let (means, deviations) = (x.columnMeans(), x.columnStandardDeviations())
        for column in 0..<300 where !standardiser.transformed.contains(column) {
            // The same operations.
            #expect(
                z.column(column)
                    == x.column(column).map { ($0 - means[column]) / deviations[column] })
        }
    }

    @Test func orderIsKeptAndEveryInputIsFinite() throws {
        let x = columns(Self.heavy + Self.light, rows: 2000)
        let standardiser = try StatisticStandardiser(fitting: x)
        for column in 0..<x.columns {
            let far = (-300...307).map { Double.pow(10, Double($0)) }
            let probes = Set(
                x.column(column) + far + far.map { -$0 }
                    + [0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude]
            ).sorted()
            let z = standardiser.standardise(
                Matrix(rows: probes.count, columns: x.columns) { row, _ in probes[row] }
            ).column(column)
            // At most log(1e308) beyond ten deviations.
            #expect(z.allSatisfy { abs($0) < 730 })
            for (low, high) in zip(z, z.dropFirst()) { #expect(low <= high) }
            // Values of the simulations that differ are told apart.
            let own = standardiser.standardise(x).column(column)
            #expect(Set(own).count == Set(x.column(column)).count)
        }
    }

    /// θ ~ N(0, 1), x = exp(4θ + ε), ε ~ N(0, 0.5²): log x has all that x tells of θ, and
    /// θ | x ~ N(m, v) with v = 1/(1 + 16/0.25), m = v·4·log x/0.25.
    private func lognormal(_ count: Int) -> (theta: Matrix<Double>, x: Matrix<Double>) {
        let theta = Matrix(rows: count, columns: 1) { row, _ in
            Fixture.stream.normal(index: UInt64(row), slot: 60)
        }
        let x = Matrix(rows: count, columns: 1) { row, _ in
            Double.exp(
                4 * theta[row, 0] + 0.5 * Fixture.stream.normal(index: UInt64(row), slot: 61))
        }
        return (theta, x)
    }

    @Test func learnsWhatOnlyTheLogarithmTells() throws {
        let (theta, x) = lognormal(12_000)
        let (trained, fresh) = (0..<8_000, 8_000..<12_000)
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta.selectingRows(trained), statistics: x.selectingRows(trained),
            settings: Fixture.quick, seed: 1)
        let variance = 1.0 / 65
        let densities = estimator.logDensity(
            parameters: theta.selectingRows(fresh), statistics: x.selectingRows(fresh))
        var divergence = 0.0
        for (row, density) in zip(fresh, densities) {
            let offset = theta[row, 0] - variance * 16 * .log(x[row, 0])
            let exact = -0.5 * (offset * offset / variance + .log(2 * .pi * variance))
            divergence += (exact - density) / Double(fresh.count)
        }
        // The posterior is eight times narrower than the prior: a divergence of log 8 = 2.1 is to
        // be won. The standard error with 4,000 pairs is near 0.003.
        #expect(divergence < 0.03)
        #expect(divergence > -0.015)
    }

    @Test func anObservationFarOutsideHasAFinitePosterior() throws {
        let (theta, x) = lognormal(500)
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: Fixture.quick, seed: 1)
        for observation: Double in [-.greatestFiniteMagnitude, -1, 0, 1e-300, 1e300] {
            let mixture = estimator.mixture(at: [observation])
            #expect(mixture.mean.allSatisfy { $0.isFinite })
            #expect(mixture.covariance.elements.allSatisfy { $0.isFinite && $0 > 0 })
        }
    }

    @Test func curvesAreKeptInTheState() throws {
        let (theta, x) = lognormal(300)
        let both = Matrix(rows: 300, columns: 2) {
            $1 == 0 ? x[$0, 0] : Fixture.stream.normal(index: UInt64($0), slot: 62)
        }
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta, statistics: both, settings: Fixture.quick, seed: 1)
        #expect(estimator.statisticStandardiser.transformed == [0])
        let data = try JSONEncoder().encode(estimator.state)
        var state = try JSONDecoder().decode(MixtureDensityEstimator.State.self, from: data)
        let restored = try MixtureDensityEstimator(state: state)
        #expect(restored == estimator)

        let text = try #require(
            String(data: JSONEncoder().encode(state.statisticStandardiser), encoding: .utf8))
        let scale = try #require(text.firstRange(of: "\"scale\":"))
        let damaged = text.replacingCharacters(in: scale, with: "\"scale\":-")
        state.statisticStandardiser = try JSONDecoder().decode(
            StatisticStandardiser.self, from: Data(damaged.utf8))
        do throws(MixtureDensityEstimator.StateError) {
            _ = try MixtureDensityEstimator(state: state)
            Issue.record("a negative scale was accepted")
        } catch {
            #expect(error.field == "statisticStandardiser")
        }
    }
}
