public import LinearAlgebra
import RealModule

/// The distribution of simulated statistics, to be asked whether an observation lies inside of it.
///
/// A network extrapolates silently: where the observation is unlike every simulation, its posterior
/// means nothing. Two tests: the Mahalanobis distance against the distances of the simulations
/// themselves (no normality is assumed), and the tail probability of each statistic.
///
/// Statistics may be missing (NaN). Those of the observation that exist are compared with the
/// existing ones of the simulations; one that is missing is unusual where it is rarely missing in
/// simulations. In the distance the mean stands for a missing value, in simulations as well, so
/// that it adds nothing of its own.
public struct DistributionCheck: Equatable, Sendable {
    /// Names of the statistics.
    public let names: [String]
    /// The number of simulations it was made from.
    public let simulationCount: Int
    /// The share of simulations in which each statistic is missing, below 1.
    public let missingShares: [Double]
    /// Means and standard deviations of the statistics; deviation 0 marks a constant one.
    let means: [Double]
    let deviations: [Double]
    /// y = whitening · standardised statistics has unit covariance, `[directions × statistics]`.
    let whitening: Matrix<Double>
    /// Quantiles of each statistic at `gridSize` equal steps of probability, `[statistics × grid]`.
    let statisticQuantiles: Matrix<Double>
    /// The same of the simulations' Mahalanobis distances, `[grid]`.
    let distanceQuantiles: [Double]

    /// Nodes of stored quantiles: probability 0, 0.001, …, 1.
    static let gridSize = 1001

    /// An observation with a probability below this, corrected for the number of statistics, lies
    /// outside. Rarer than one simulation in a thousand is where a network has seen next to nothing.
    public static let level = 0.001

    /// Summarises simulated statistics `[simulations × statistics]`, at least two rows: finite, or
    /// NaN where one does not exist, but each exists in some simulation.
    public init(_ statistics: Matrix<Double>, names: [String]) {
        precondition(
            statistics.columns == names.count && statistics.rows > 1,
            "statistics [\(statistics.rows) × \(statistics.columns)] for \(names.count) names")
        self.names = names
        simulationCount = statistics.rows
        let existing = names.indices.map { column in
            statistics.column(column).filter { !$0.isNaN }
        }
        if let column = existing.firstIndex(where: \.isEmpty) {
            preconditionFailure("statistic \(names[column]) exists in no simulation")
        }
        missingShares = existing.map { 1 - Double($0.count) / Double(statistics.rows) }
        let columns = existing.map { Matrix(rows: $0.count, columns: 1, elements: $0) }
        let means = columns.map { $0.columnMeans()[0] }
        let deviations = columns.map { column in
            column.elements.allSatisfy { $0 == column[0, 0] }
                ? 0 : column.columnStandardDeviations()[0]
        }
        self.means = means
        self.deviations = deviations
        let standardised = Self.standardise(statistics, means: means, deviations: deviations)
        whitening = Self.whitening(of: standardised)
        distanceQuantiles = Self.quantiles(Self.lengths(standardised, whitening))
        statisticQuantiles = Matrix(
            existing.map { Self.quantiles($0) })
    }

    /// Whether some simulations have exactly the means that these were made from.
    func hasMeans(of statistics: Matrix<Double>) -> Bool {
        names.indices.allSatisfy { column in
            let existing = statistics.column(column).filter { !$0.isNaN }
            guard !existing.isEmpty else { return false }
            return Matrix(rows: existing.count, columns: 1, elements: existing).columnMeans()[0]
                == means[column]
        }
    }

    init(
        names: [String], simulationCount: Int, missingShares: [Double], means: [Double],
        deviations: [Double], whitening: Matrix<Double>, statisticQuantiles: Matrix<Double>,
        distanceQuantiles: [Double]
    ) {
        self.names = names
        self.simulationCount = simulationCount
        self.missingShares = missingShares
        self.means = means
        self.deviations = deviations
        self.whitening = whitening
        self.statisticQuantiles = statisticQuantiles
        self.distanceQuantiles = distanceQuantiles
    }
}

extension DistributionCheck {
    /// What an observation looks like among the simulations.
    public struct Result: Equatable, Sendable {
        /// The Mahalanobis distance from the mean of the simulations.
        public let distance: Double
        /// The share of simulations that lie closer to the mean.
        public let distanceQuantile: Double
        /// One entry for each statistic, in order.
        public let statistics: [StatisticResult]
        /// The names of statistics that stand out, the least probable first.
        public let offendingStatistics: [String]
        /// Whether the observation lies inside the simulated distribution.
        public let isInside: Bool
        /// The finding in words and numbers.
        public let explanation: String
    }

    /// What one statistic of an observation looks like among the simulations.
    public struct StatisticResult: Equatable, Sendable {
        public let name: String
        public let observed: Double
        /// Twice the smaller of the shares of simulations at or below and at or above the value,
        /// among those in which the statistic exists; the missing share where it does not exist
        /// in the observation.
        public let tailProbability: Double
        /// The median of the simulations in which the statistic exists.
        public let median: Double
        /// The interval that holds 99 % of the simulations in which the statistic exists.
        public let simulated: ClosedRange<Double>
        /// The share of simulations in which the statistic does not exist.
        public let missingShare: Double

        /// Whether the statistic does not exist in the observation.
        public var isMissing: Bool { observed.isNaN }
    }

    /// Looks at one observation `[statistics]`, finite, or NaN where a statistic does not exist.
    public func callAsFunction(_ observation: [Double]) -> Result {
        precondition(
            observation.count == names.count && !observation.contains(where: \.isInfinite),
            "observation of \(observation.count) for \(names.count) statistics, none infinite")
        let row = Matrix(rows: 1, columns: names.count, elements: observation)
        let distance = Self.lengths(
            Self.standardise(row, means: means, deviations: deviations), whitening)[0]
        let statistics = names.indices.map { column in
            let grid = Array(statisticQuantiles.row(column))
            let value = observation[column]
            let (below, above) = Self.tails(value, grid)
            return StatisticResult(
                name: names[column], observed: value,
                tailProbability: value.isNaN
                    ? missingShares[column] : Swift.min(1, 2 * Swift.min(below, above)),
                median: grid[500], simulated: grid[5]...grid[995],
                missingShare: missingShares[column])
        }
        // Smaller probabilities cannot be told apart by fewer simulations, only values outside.
        let limit = Self.level / Double(Swift.max(1, names.count))
        let offending = statistics.filter { $0.tailProbability < limit }.sorted {
            $0.tailProbability < $1.tailProbability
        }
        let closer = 1 - Self.tails(distance, distanceQuantiles).above
        let isFar = 1 - closer < Self.level
        return Result(
            distance: distance, distanceQuantile: closer, statistics: statistics,
            offendingStatistics: offending.map(\.name), isInside: !isFar && offending.isEmpty,
            explanation: explain(
                distance: distance, closer: closer, isFar: isFar, offending: offending))
    }

    private func explain(
        distance: Double, closer: Double, isFar: Bool, offending: [StatisticResult]
    ) -> String {
        let share = (closer * 1000).rounded(.down) / 10
        let place =
            "its Mahalanobis distance \(Self.short(distance)) is larger than that of "
            + "\(share) % of \(simulationCount) simulations"
        if !isFar && offending.isEmpty {
            return "the observation lies inside the simulated distribution: \(place)"
        }
        let list = offending.prefix(5).map {
            $0.isMissing
                ? "\($0.name) does not exist (nor in \(Self.short(100 * $0.missingShare)) % of "
                    + "simulations)"
                : "\($0.name) = \(Self.short($0.observed)) (99 % of simulations between "
                    + "\(Self.short($0.simulated.lowerBound)) and "
                    + "\(Self.short($0.simulated.upperBound)))"
        }.joined(separator: ", ")
        let which =
            offending.isEmpty
            ? "no statistic by itself, but their combination is unusual" : "unlike them: \(list)"
        return "the observation lies OUTSIDE the simulated distribution: \(place); \(which)"
    }

    /// Four significant digits, enough to compare by eye.
    private static func short(_ value: Double) -> String {
        guard value.isFinite && value != 0 else { return "\(value)" }
        let scale = Double.exp10((3 - Double.log10(abs(value)).rounded(.down)))
        let rounded = (value * scale).rounded() / scale
        return "\(rounded.isFinite ? rounded : value)"
    }
}

extension DistributionCheck {
    /// (x − mean) / deviation; constant statistics give 0, their test is the tail probability, and
    /// missing ones give 0, their mean.
    private static func standardise(
        _ statistics: Matrix<Double>, means: [Double], deviations: [Double]
    ) -> Matrix<Double> {
        Matrix(rows: statistics.rows, columns: statistics.columns) { row, column in
            let value = statistics[row, column]
            return deviations[column] > 0 && !value.isNaN
                ? (value - means[column]) / deviations[column] : 0
        }
    }

    /// Eigenvectors of the covariance divided by the roots of their eigenvalues.
    ///
    /// Directions with less than 1e-10 of the largest eigenvalue are left out: there statistics
    /// depend on each other to rounding, and a distance would measure only that.
    private static func whitening(of standardised: Matrix<Double>) -> Matrix<Double> {
        let size = standardised.columns
        guard size > 0, let (values, vectors) = try? standardised.covariance().symmetricEigen()
        else { return Matrix(rows: 0, columns: size) }
        let kept = values.indices.filter { values[$0] > 1e-10 * (values.last ?? 0) }
        return Matrix(rows: kept.count, columns: size) { direction, statistic in
            vectors[statistic, kept[direction]] / values[kept[direction]].squareRoot()
        }
    }

    private static func lengths(
        _ standardised: Matrix<Double>, _ whitening: Matrix<Double>
    ) -> [Double] {
        let whitened = standardised.times(whitening, transposingOther: true)
        return (0..<whitened.rows).map { row in
            whitened.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
    }

    /// Values at equal steps of probability, linear between order statistics.
    private static func quantiles(_ values: [Double]) -> [Double] {
        let sorted = values.sorted()
        return (0..<gridSize).map { node in
            sorted.quantile(Double(node) / Double(gridSize - 1))
        }
    }

    /// The shares of simulations at or below and at or above a value, linear between quantiles.
    static func tails(_ value: Double, _ grid: [Double]) -> (below: Double, above: Double) {
        let steps = Double(grid.count - 1)
        guard let last = grid.last, value >= grid[0] else { return (0, 1) }
        guard value <= last else { return (1, 0) }
        // Nodes equal to the value count to both sides, as ties of the simulations do.
        let atOrBelow = grid.partitioningIndex { $0 > value } - 1
        let atOrAbove = grid.partitioningIndex { $0 >= value }
        if atOrAbove <= atOrBelow {
            return (Double(atOrBelow) / steps, 1 - Double(atOrAbove) / steps)
        }
        let fraction =
            (value - grid[atOrBelow]) / (grid[atOrAbove] - grid[atOrBelow])
        let position = (Double(atOrBelow) + fraction) / steps
        return (position, 1 - position)
    }
}
