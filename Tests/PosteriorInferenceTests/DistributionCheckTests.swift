import LinearAlgebra
import PosteriorInference
import RandomStreams
import Testing

@Suite struct DistributionCheckTests {
    /// Two correlated statistics, one constant, one count.
    static func statistics(_ count: Int, seed: UInt64) -> Matrix<Double> {
        let stream = RandomStream(seed: seed, purpose: .simulationNoise)
        return Matrix(rows: count, columns: 4) { row, column in
            let a = stream.normal(index: UInt64(row), slot: 0)
            let b = stream.normal(index: UInt64(row), slot: 1)
            return [a, 10 + 0.9 * a + 0.1 * b, 5, (2 * b).rounded()][column]
        }
    }

    static let names = ["first", "second", "constant", "count"]

    @Test func simulationsThemselvesLieInside() {
        let check = DistributionCheck(Self.statistics(20_000, seed: 1), names: Self.names)
        let fresh = Self.statistics(5_000, seed: 2)
        var outside = 0
        var quantiles: [Double] = []
        for row in 0..<5_000 {
            let result = check(Array(fresh.row(row)))
            if !result.isInside { outside += 1 }
            quantiles.append(result.distanceQuantile)
        }
        // Two tests at 0.1 %: ten expected, 25 are five standard errors away.
        #expect(outside < 25, "\(outside) of 5000 outside")
        // Quantiles of fresh distances are uniform: Kolmogorov and Smirnov's test of two samples
        // (5,000 fresh and 20,000 behind the check) at 0.1 %.
        let distance = quantiles.sorted().enumerated().reduce(0.0) {
            max($0, abs($1.element - Double($1.offset) / 5_000))
        }
        #expect(distance * (5_000.0 * 20_000 / 25_000).squareRoot() < 1.95)
    }

    @Test func outlyingStatisticIsNamed() {
        let check = DistributionCheck(Self.statistics(20_000, seed: 1), names: Self.names)
        let result = check([0, 10, 5, 40])
        #expect(!result.isInside && result.offendingStatistics == ["count"])
        #expect(result.statistics[3].tailProbability == 0)
        #expect(result.statistics[3].simulated == -5...5)
        #expect(
            result.explanation.contains("OUTSIDE") && result.explanation.contains("count = 40.0"))
    }

    @Test func unusualCombinationIsFoundByTheDistance() {
        let check = DistributionCheck(Self.statistics(20_000, seed: 1), names: Self.names)
        // Each value is ordinary, but 10 − 0.9·2 has never gone with +2: 18 deviations of b.
        let result = check([2, 8.2, 5, 0])
        #expect(!result.isInside && result.offendingStatistics.isEmpty)
        #expect(result.distanceQuantile == 1)
        #expect(result.explanation.contains("combination"))
    }

    @Test func constantStatisticMustKeepItsValue() {
        let check = DistributionCheck(Self.statistics(5_000, seed: 1), names: Self.names)
        #expect(check([0, 10, 5, 0]).isInside)
        #expect(check([0, 10, 5.001, 0]).offendingStatistics == ["constant"])
    }

    /// Tail probabilities count ties to both sides: P(count ≥ 0) and P(count ≤ 0) are both above ½.
    @Test func tiedValuesAreOrdinary() {
        let check = DistributionCheck(Self.statistics(5_000, seed: 1), names: Self.names)
        #expect(check([0, 10, 5, 0]).statistics[3].tailProbability == 1)
        // |N(0, 2²)| ≥ 3.5 has probability 0.080; standard error 0.004.
        #expect(abs(check([0, 10, 5, 4]).statistics[3].tailProbability - 0.080) < 0.02)
    }

    @Test func distanceIsThatOfMahalanobis() throws {
        let statistics = Self.statistics(5_000, seed: 1).selectingColumns([0, 1, 3])
        let check = DistributionCheck(statistics, names: ["a", "b", "c"])
        let observation = [0.5, 9, 2.0]
        let difference = zip(observation, statistics.columnMeans()).map { $0 - $1 }
        let solved = try Cholesky(statistics.covariance()).solve(difference)
        let expected = zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
        // The covariance of a and b has the condition 400.
        #expect(abs(check(observation).distance - expected) < 1e-10 * expected)
    }

    /// The table of all tests without the second statistic wherever the first is below `edge`.
    private func incomplete(_ edge: Double, count: Int, seed: UInt64) -> Matrix<Double> {
        var statistics = Self.statistics(count, seed: seed)
        for row in 0..<count where statistics[row, 0] < edge { statistics[row, 1] = .nan }
        return statistics
    }

    @Test func incompleteSimulationsLieInside() {
        let check = DistributionCheck(incomplete(0, count: 20_000, seed: 1), names: Self.names)
        // Five standard errors of the binomial distribution with p = ½.
        #expect(abs(check.missingShares[1] - 0.5) < 5 * (0.25 / 20_000).squareRoot())
        #expect(check.missingShares[0] == 0 && check.missingShares[3] == 0)
        let fresh = incomplete(0, count: 5_000, seed: 2)
        let outside = (0..<5_000).count { !check(Array(fresh.row($0))).isInside }
        // As without missing statistics: ten expected, 25 are five standard errors away.
        #expect(outside < 25, "\(outside) of 5000 outside")
    }

    @Test func existingStatisticsAreComparedWithExistingOnes() {
        let check = DistributionCheck(incomplete(0, count: 20_000, seed: 1), names: Self.names)
        let result = check([-1, .nan, 5, 40])
        #expect(result.offendingStatistics == ["count"])
        #expect(result.statistics[1].isMissing && result.statistics[1].missingShare > 0.4)
        #expect(result.statistics[1].tailProbability == result.statistics[1].missingShare)
        // Only positive first statistics go with the second: the smaller half of it has no place
        // among those that exist, 10 + 0.9·|a| + 0.1·b > 9.5.
        #expect(check([1, 9, 5, 0]).offendingStatistics == ["second"])
    }

    @Test func anAbsenceThatSimulationsHardlyEverShowIsNamed() {
        // Φ(−2) = 2 % of simulations lack the second statistic: that is ordinary.
        let often = DistributionCheck(incomplete(-2, count: 20_000, seed: 1), names: Self.names)
        #expect(often([0, .nan, 5, 0]).isInside)
        // None and one of 20,000 are below 0.001 divided by four statistics.
        let never = DistributionCheck(Self.statistics(20_000, seed: 1), names: Self.names)
        var statistics = Self.statistics(20_000, seed: 1)
        statistics[4, 1] = .nan
        let once = DistributionCheck(statistics, names: Self.names)
        for (check, percent) in [(never, "0.0"), (once, "0.005")] {
            let result = check([0, .nan, 5, 0])
            #expect(!result.isInside && result.offendingStatistics == ["second"])
            #expect(
                result.explanation.contains(
                    "second does not exist (nor in \(percent) % of simulations)"))
        }
        #expect(once([0, 10, 5, 0]).isInside)
    }
}
