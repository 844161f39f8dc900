public import LinearAlgebra
import RealModule

/// Brings every statistic to mean 0 and standard deviation 1, after a signed logarithm where its
/// tails are heavy, and leaves out the constant ones.
///
/// With y = x, or y = asinh((x − c)/s) where `SignedLogarithm` found a curve, the network sees
/// z = (y − mean)/deviation, and ±(10 + log(1 + |z| − 10)) where |z| > 10. All of this increases
/// with x, and is finite for every finite x, so that an observation far outside of the simulations
/// is still one.
public struct StatisticStandardiser: Sendable, Equatable, Codable {
    /// The number of statistics that go in.
    public let inputCount: Int
    /// The statistics that stay, ascending; the others were constant.
    public let retained: [Int]
    /// The curve of every retained statistic with heavy tails, nil for the others.
    public let curves: [SignedLogarithm?]
    /// The mean of y of every retained statistic.
    public let means: [Double]
    /// The standard deviation of y of every retained statistic.
    public let deviations: [Double]

    /// The statistics that were constant over the simulations and are not used, ascending.
    public var dropped: [Int] {
        (0..<inputCount).filter { !retained.contains($0) }
    }

    /// The statistics that a signed logarithm is taken of, ascending.
    public var transformed: [Int] {
        zip(retained, curves).filter { $0.1 != nil }.map(\.0)
    }

    /// Measures the statistics `[simulations × statistics]`, which must be finite.
    ///
    /// - Throws: `TrainingError.noVaryingStatistic`.
    package init(fitting statistics: Matrix<Double>) throws(TrainingError) {
        let means = statistics.columnMeans()
        let deviations = statistics.columnStandardDeviations()
        inputCount = statistics.columns
        retained = (0..<statistics.columns).filter {
            isVarying(mean: means[$0], deviation: deviations[$0])
        }
        guard !retained.isEmpty else { throw .noVaryingStatistic }
        let curves = retained.map { SignedLogarithm(fittingSorted: statistics.column($0).sorted()) }
        let retained = retained
        let y = Matrix(rows: statistics.rows, columns: retained.count) { row, position in
            let x = statistics[row, retained[position]]
            return curves[position]?(x) ?? x
        }
        self.curves = curves
        self.means = y.columnMeans()
        self.deviations = y.columnStandardDeviations()
    }

    /// Standardised statistics, `[rows × retained]`.
    public func standardise(_ statistics: Matrix<Double>) -> Matrix<Double> {
        precondition(
            statistics.columns == inputCount,
            "\(statistics.columns) statistics given, the estimator was trained on \(inputCount)")
        return Matrix(rows: statistics.rows, columns: retained.count) { row, position in
            standardise(statistics[row, retained[position]], position: position)
        }
    }

    /// One value of the statistic at a position among the retained ones.
    func standardise(_ x: Double, position: Int) -> Double {
        let y = curves[position]?(x) ?? x
        return bounded((y - means[position]) / deviations[position])
    }

    private func bounded(_ z: Double) -> Double {
        let excess = abs(z.clampedToFinite) - Self.linearRange
        guard excess > 0 else { return z }
        return .init(signOf: z, magnitudeOf: Self.linearRange + .log(onePlus: excess))
    }

    /// Ten deviations: farther out than ten thousand simulations of a statistic without heavy
    /// tails reach.
    private static let linearRange = 10.0
}

/// Whether a column differs from a constant by more than the rounding of its mean.
func isVarying(mean: Double, deviation: Double) -> Bool {
    deviation > 1e-12 * abs(mean) && deviation > .leastNormalMagnitude
}
