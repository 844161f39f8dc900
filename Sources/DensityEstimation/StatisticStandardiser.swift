public import LinearAlgebra
import RealModule

/// Brings every statistic to mean 0 and standard deviation 1, after a signed logarithm where its
/// tails are heavy, and leaves out the constant ones.
///
/// With y = x, or y = asinh((x − c)/s) where `SignedLogarithm` found a curve, the network sees
/// z = (y − mean)/deviation, and ±(10 + log(1 + |z| − 10)) where |z| > 10. All of this increases
/// with x, and is finite for every finite x, so that an observation far outside of the simulations
/// is still one.
///
/// NaN stands for a statistic that does not exist. Curve, mean and deviation are those of the
/// existing values, and z = 0, their mean, takes the place of the others. A statistic that is
/// missing in some simulations has an `ExistenceIndicator` as a second input, right behind z, by
/// which the network tells a missing value from an average one.
public struct StatisticStandardiser: Sendable, Equatable {
    /// The number of statistics that go in.
    public let inputCount: Int
    /// The statistics whose values stay, ascending; the others were constant.
    public let retained: [Int]
    /// The curve of every retained statistic with heavy tails, nil for the others.
    public let curves: [SignedLogarithm?]
    /// The mean of y of every retained statistic.
    public let means: [Double]
    /// The standard deviation of y of every retained statistic.
    public let deviations: [Double]
    /// The statistics that were missing in some simulations and not in all, ascending.
    public let indicators: [ExistenceIndicator]

    /// The statistics of which nothing is used, ascending: they were constant and always there.
    public var dropped: [Int] {
        let used = Set(retained).union(indicators.map(\.statistic))
        return (0..<inputCount).filter { !used.contains($0) }
    }

    /// The statistics that a signed logarithm is taken of, ascending.
    public var transformed: [Int] {
        zip(retained, curves).filter { $0.1 != nil }.map(\.0)
    }

    /// The number of network inputs: values and indicators.
    var outputCount: Int { retained.count + indicators.count }

    /// Measures the statistics `[simulations × statistics]`, finite or NaN.
    ///
    /// - Throws: `TrainingError.noVaryingStatistic`.
    package init(fitting statistics: Matrix<Double>) throws(TrainingError) {
        let existing = (0..<statistics.columns).map { column in
            statistics.column(column).filter { !$0.isNaN }
        }
        inputCount = statistics.columns
        retained = existing.indices.filter {
            guard existing[$0].count > 1 else { return false }
            let values = Matrix(column: existing[$0])
            return isVarying(
                mean: values.columnMeans()[0], deviation: values.columnStandardDeviations()[0])
        }
        indicators = existing.indices.compactMap {
            let count = existing[$0].count
            guard count > 0 && count < statistics.rows else { return nil }
            return ExistenceIndicator(statistic: $0, share: Double(count) / Double(statistics.rows))
        }
        guard !retained.isEmpty || !indicators.isEmpty else { throw .noVaryingStatistic }
        let curves = retained.map { SignedLogarithm(fittingSorted: existing[$0].sorted()) }
        let y = zip(retained, curves).map { column, curve in
            Matrix(column: existing[column].map { curve?($0) ?? $0 })
        }
        self.curves = curves
        means = y.map { $0.columnMeans()[0] }
        deviations = y.map { $0.columnStandardDeviations()[0] }
    }

    /// Measures learned statistics, of which none is left out and no logarithm is taken.
    init(fittingLearned statistics: Matrix<Double>) throws(TrainingError) {
        let means = statistics.columnMeans()
        let deviations = statistics.columnStandardDeviations()
        let varies = means.indices.map { isVarying(mean: means[$0], deviation: deviations[$0]) }
        guard varies.contains(true) else { throw .noVaryingStatistic }
        inputCount = statistics.columns
        retained = Array(means.indices)
        curves = means.map { _ in nil }
        self.means = means
        self.deviations = means.indices.map { varies[$0] ? deviations[$0] : 1 }
        indicators = []
    }

    /// Standardised statistics, `[rows × (retained + indicators)]`, in the order of `inputs`.
    public func standardise(_ statistics: Matrix<Double>) -> Matrix<Double> {
        precondition(
            statistics.columns == inputCount,
            "\(statistics.columns) statistics given, the estimator was trained on \(inputCount)")
        let inputs = inputs
        return Matrix(rows: statistics.rows, columns: inputs.count) { row, index in
            let input = inputs[index]
            return standardise(statistics[row, input.statistic], as: input)
        }
    }

    /// What one network input is made of.
    struct Input {
        /// The column of the statistics.
        let statistic: Int
        /// The place among the retained ones of a value, among the indicators of an indicator.
        let position: Int
        let isIndicator: Bool
    }

    /// The network inputs in order: by statistic, the value before the indicator.
    var inputs: [Input] {
        let values = retained.enumerated().map {
            Input(statistic: $1, position: $0, isIndicator: false)
        }
        let existences = indicators.enumerated().map {
            Input(statistic: $1.statistic, position: $0, isIndicator: true)
        }
        return (values + existences).sorted {
            ($0.statistic, $0.isIndicator ? 1 : 0) < ($1.statistic, $1.isIndicator ? 1 : 0)
        }
    }

    /// The network input for one value of its statistic.
    func standardise(_ x: Double, as input: Input) -> Double {
        input.isIndicator
            ? indicators[input.position](x) : standardise(x, position: input.position)
    }

    /// One value of the statistic at a position among the retained ones.
    func standardise(_ x: Double, position: Int) -> Double {
        guard !x.isNaN else { return 0 }
        let y = curves[position]?(x) ?? x
        return Self.bounded((y - means[position]) / deviations[position])
    }

    static func bounded(_ z: Double) -> Double {
        let excess = abs(z.clampedToFinite) - linearRange
        guard excess > 0 else { return z }
        return .init(signOf: z, magnitudeOf: linearRange + .log(onePlus: excess))
    }

    /// Ten deviations: farther out than ten thousand simulations of a statistic without heavy
    /// tails reach.
    private static let linearRange = 10.0
}

extension StatisticStandardiser: Codable {
    private enum CodingKeys: String, CodingKey {
        case inputCount, retained, curves, means, deviations, indicators
    }

    /// Reads what was encoded; without indicators, which were added later, there are none.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        inputCount = try values.decode(Int.self, forKey: .inputCount)
        retained = try values.decode([Int].self, forKey: .retained)
        curves = try values.decode([SignedLogarithm?].self, forKey: .curves)
        means = try values.decode([Double].self, forKey: .means)
        deviations = try values.decode([Double].self, forKey: .deviations)
        indicators =
            try values.decodeIfPresent([ExistenceIndicator].self, forKey: .indicators) ?? []
    }
}

/// Whether a column differs from a constant by more than the rounding of its mean.
func isVarying(mean: Double, deviation: Double) -> Bool {
    deviation > 1e-12 * abs(mean) && deviation > .leastNormalMagnitude
}

extension Matrix<Double> {
    fileprivate init(column: [Double]) {
        self.init(rows: column.count, columns: 1, elements: column)
    }
}
