import LinearAlgebra
import PosteriorInference
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

    @Test func missingRangesAreFoundBetweenCompletedOnes() {
        #expect(IndexRanges.merged([5..<8, 0..<2, 2..<3, 7..<9]) == [0..<3, 5..<9])
        #expect(
            IndexRanges.missing(from: [5..<8, 0..<2], in: 0..<12, piecesOf: 2)
                == [2..<4, 4..<5, 8..<10, 10..<12])
        #expect(IndexRanges.missing(from: [0..<20], in: 3..<7, piecesOf: 2) == [])
        #expect(IndexRanges.missing(from: [], in: 3..<7, piecesOf: 9) == [3..<7])
    }
}
