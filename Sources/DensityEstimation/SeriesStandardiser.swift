import LinearAlgebra

/// Brings the samples of traces to numbers of ordinary size for an embedding.
///
/// z = (x − mean)/deviation of every sample, and ±(10 + log(1 + |z| − 10)) where |z| > 10, which is
/// finite for every finite x. A convolution looks for the same shapes everywhere, so all samples
/// have one deviation there, and none is left out.
public struct SeriesStandardiser: Sendable, Equatable, Codable {
    /// The mean of every sample over the simulations.
    public let means: [Double]
    /// What deviations from the mean are divided by; 0 where a sample is constant and not used.
    public let deviations: [Double]

    /// Takes means and deviations, one of each for every sample.
    package init(means: [Double], deviations: [Double]) {
        self.means = means
        self.deviations = deviations
    }

    /// Measures some rows of traces `[simulations × samples]`, all finite.
    ///
    /// - Parameters:
    ///   - sharesDeviation: whether all samples have the same one.
    ///   - beside: how many of the last columns are no samples, and have one of their own.
    /// - Throws: `TrainingError.noVaryingStatistic`.
    init(
        fitting traces: Matrix<Double>, rows: [Int], sharesDeviation: Bool, beside: Int = 0
    ) throws(TrainingError) {
        let count = Double(rows.count)
        var sums = [Double](repeating: 0, count: traces.columns)
        for row in rows {
            for (column, value) in traces.row(row).enumerated() { sums[column] += value }
        }
        let means = sums.map { $0 / count }
        var squares = [Double](repeating: 0, count: traces.columns)
        for row in rows {
            for (column, value) in traces.row(row).enumerated() {
                squares[column] += (value - means[column]) * (value - means[column])
            }
        }
        let deviations = squares.indices.map { column in
            let deviation = (squares[column] / (count - 1)).squareRoot()
            return isVarying(mean: means[column], deviation: deviation) ? deviation : 0
        }
        let samples = deviations.dropLast(beside)
        guard samples.contains(where: { $0 > 0 }) else { throw .noVaryingStatistic }
        self.means = means
        guard sharesDeviation else {
            self.deviations = deviations
            return
        }
        let mean = samples.reduce(0) { $0 + $1 * $1 } / Double(samples.count)
        self.deviations = samples.map { _ in mean.squareRoot() } + deviations.suffix(beside)
    }

    /// One sample at its place in the trace.
    func standardise(_ x: Double, at column: Int) -> Double {
        guard deviations[column] > 0 else { return 0 }
        return StatisticStandardiser.bounded((x - means[column]) / deviations[column])
    }
}
