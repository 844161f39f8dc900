import LinearAlgebra
import PosteriorInference
import Probability
import RealModule
import Testing

@Suite struct PosteriorSummaryTests {
    /// 0, 1, …, 100 and its negative: everything is known by counting.
    @Test func momentsAndIntervalsOfAnEvenGrid() {
        let samples = Matrix<Double>(rows: 101, columns: 2) { row, column in
            column == 0 ? Double((row * 37) % 101) : -2 * Double((row * 37) % 101)
        }
        let summary = PosteriorSummary(samples, names: ["up", "down"])
        #expect(summary.means == [50, -100] && summary.medians == [50, -100])
        // (n² − 1)/12·n/(n − 1) for n = 101.
        #expect(abs(summary.covariance[0, 0] - 858.5) < 1e-9)
        #expect(abs(summary.correlation[0, 1] + 1) < 1e-12)
        let intervals = summary.credibleIntervals(mass: 0.9)
        #expect(abs(intervals[0].lowerBound - 5) < 1e-9 && abs(intervals[0].upperBound - 95) < 1e-9)
        #expect(abs(intervals[1].lowerBound + 190) < 1e-9)
        #expect(summary.quantiles(1) == [100, 0])
    }

    @Test func momentsAreThoseOfTheMatrixBitByBit() {
        let samples = Matrix<Double>(rows: 999, columns: 3) { row, column in
            Double.sin(Double(row * (column + 3))) * Double.exp(Double(column))
        }
        let summary = PosteriorSummary(samples, names: ["a", "b", "c"])
        #expect(summary.means == samples.columnMeans())
        #expect(summary.covariance == samples.covariance())
        let sorted = (0..<3).map { samples.column($0).sorted() }
        for (number, probability) in (0..<999).map({ ($0, Double($0) / 998) }) {
            let quantiles = summary.quantiles(probability)
            // The probability of an order statistic is rounded.
            for (quantile, values) in zip(quantiles, sorted) {
                #expect(abs(quantile - values[number]) <= 1e-12 * Double.exp(2))
            }
        }
    }

    /// The quantiles of an exponential, whose density falls from 0 on, and of a normal, which is
    /// symmetric.
    @Test func theShortestIntervalLiesWhereTheDensityIsHighest() {
        let count = 20_001
        let samples = Matrix<Double>(rows: count, columns: 2) { row, column in
            let probability = (Double((row * 7) % count) + 0.5) / Double(count)
            return column == 0
                ? -.log(onePlus: -probability) : StandardNormal.quantile(probability)
        }
        let summary = PosteriorSummary(samples, names: ["exponential", "normal"])
        for mass in [0.5, 0.9] {
            let intervals = summary.highestDensityIntervals(mass: mass)
            // Half a sample on each side: 1/count over a density of at least 1 − mass.
            let step = 1 / (Double(count) * (1 - mass))
            #expect(intervals[0].lowerBound <= step)
            #expect(abs(intervals[0].upperBound + .log(1 - mass)) <= 2 * step)
            // The width of a normal's interval changes with the square of a shift only, so rounding
            // of the samples may shift it further.
            let central = StandardNormal.quantile((1 + mass) / 2)
            #expect(abs(intervals[1].upperBound - central) <= 0.02)
            #expect(abs(intervals[1].lowerBound + central) <= 0.02)
            let equal = summary.credibleIntervals(mass: mass)[0]
            let shortest = intervals[0]
            #expect(
                shortest.upperBound - shortest.lowerBound < equal.upperBound - equal.lowerBound)
        }
    }

    @Test func missingRangesAreFoundBetweenCompletedOnes() {
        #expect(IndexRanges.merged([5..<8, 0..<2, 2..<3, 7..<9]) == [0..<3, 5..<9])
        #expect(
            IndexRanges.missing(from: [5..<8, 0..<2], in: 0..<12, piecesOf: 2)
                == [2..<4, 4..<5, 8..<10, 10..<12])
        #expect(IndexRanges.missing(from: [0..<20], in: 3..<7, piecesOf: 2) == [])
        #expect(IndexRanges.missing(from: [], in: 3..<7, piecesOf: 9) == [3..<7])
    }
}
