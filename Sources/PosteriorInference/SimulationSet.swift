public import LinearAlgebra
public import Probability

/// Parameters, the statistics simulated with them, and which of the simulations are valid.
///
/// A row keeps the global index that addressed its random numbers, so sets simulated in parts can
/// be put together, and an interrupted run knows what is missing.
///
/// ```swift
/// let set = try SimulationSet(
///     parameterNames: ["g"], statisticNames: ["rate"], parameters: theta, statistics: x,
///     isValid: valid, seed: 1, prior: prior)
/// try set.write(to: "set.h5")
/// let again = try SimulationSet.read("set.h5")
/// ```
public struct SimulationSet: Equatable, Sendable {
    /// Names of the columns of `parameters`.
    public let parameterNames: [String]
    /// Names of the columns of `statistics`.
    public let statisticNames: [String]
    /// `[simulations × parameters]`.
    public let parameters: Matrix<Double>
    /// `[simulations × statistics]`; NaN where a statistic does not exist.
    public let statistics: Matrix<Double>
    /// Whether a simulation stayed finite, `[simulations]`.
    public let isValid: [Bool]
    /// The global indices of the rows, all different, `[simulations]`.
    public let indices: [Int]
    /// The seed of parameters and simulations.
    public let seed: UInt64
    /// What the parameters were drawn from, where that is known.
    public let prior: JointPrior?
    /// Where the simulations come from, such as model equations and versions.
    public let metadata: [String: String]

    /// Takes rows with consecutive global indices from `firstIndex` on.
    public init(
        parameterNames: [String], statisticNames: [String], parameters: Matrix<Double>,
        statistics: Matrix<Double>, isValid: [Bool]? = nil, firstIndex: Int = 0,
        seed: UInt64 = 0, prior: JointPrior? = nil, metadata: [String: String] = [:]
    ) throws(SimulationSetError) {
        try self.init(
            parameterNames: parameterNames, statisticNames: statisticNames,
            parameters: parameters, statistics: statistics, isValid: isValid,
            indices: Array(firstIndex..<firstIndex + parameters.rows), seed: seed, prior: prior,
            metadata: metadata)
    }

    /// Takes rows with any global indices; without `isValid` all rows count as valid.
    public init(
        parameterNames: [String], statisticNames: [String], parameters: Matrix<Double>,
        statistics: Matrix<Double>, isValid: [Bool]? = nil, indices: [Int], seed: UInt64 = 0,
        prior: JointPrior? = nil, metadata: [String: String] = [:]
    ) throws(SimulationSetError) {
        func check(_ what: String, _ found: Int, _ expected: Int) throws(SimulationSetError) {
            guard found == expected else {
                throw .shape(what: what, found: "\(found)", expected: "\(expected)")
            }
        }
        let isValid = isValid ?? [Bool](repeating: true, count: parameters.rows)
        try check("columns of parameters", parameters.columns, parameterNames.count)
        try check("columns of statistics", statistics.columns, statisticNames.count)
        try check("rows of statistics", statistics.rows, parameters.rows)
        try check("length of the mask of valid simulations", isValid.count, parameters.rows)
        try check("length of the global indices", indices.count, parameters.rows)
        if let prior, prior.names != parameterNames {
            throw .shape(
                what: "names of the prior", found: "\(prior.names)", expected: "\(parameterNames)")
        }
        for (what, names) in [("parameter", parameterNames), ("statistic", statisticNames)] {
            var seen: Set<String> = []
            if let name = names.first(where: { !seen.insert($0).inserted }) {
                throw .shape(what: "\(what) \"\(name)\"", found: "twice", expected: "once")
            }
        }
        var seen: Set<Int> = []
        if let index = indices.first(where: { !seen.insert($0).inserted }) {
            throw .repeatedIndex(index, file: nil)
        }
        self.parameterNames = parameterNames
        self.statisticNames = statisticNames
        self.parameters = parameters
        self.statistics = statistics
        self.isValid = isValid
        self.indices = indices
        self.seed = seed
        self.prior = prior
        self.metadata = metadata
    }

    /// The number of simulations.
    public var count: Int { parameters.rows }

    /// Rows that can be learned from: valid, with finite parameters and no infinite statistic.
    ///
    /// A statistic that does not exist, such as the width of a spike where there is none, is
    /// something to learn from; rows without it tend to have other parameters than the rest.
    public var usableRows: [Int] {
        (0..<count).filter { row in
            isValid[row] && parameters.row(row).allSatisfy(\.isFinite)
                && !statistics.row(row).contains(where: \.isInfinite)
        }
    }

    /// The usable rows in which every statistic exists.
    public var completeRows: [Int] {
        usableRows.filter { statistics.row($0).allSatisfy(\.isFinite) }
    }

    /// The number of rows that cannot be learned from.
    public var invalidCount: Int { count - usableRows.count }

    /// The share of rows that cannot be learned from; 0 for an empty set.
    public var invalidFraction: Double {
        count == 0 ? 0 : Double(invalidCount) / Double(count)
    }

    /// The global indices as ranges, ascending and as few as possible.
    public var completedRanges: [Range<Int>] {
        IndexRanges.merged(indices.sorted().map { $0..<$0 + 1 })
    }

    /// The set with only the given rows, in their order.
    public func selectingRows(_ rows: [Int]) -> SimulationSet {
        SimulationSet(
            self, parameters: parameters.selectingRows(rows),
            statistics: statistics.selectingRows(rows), isValid: rows.map { isValid[$0] },
            indices: rows.map { indices[$0] })
    }

    /// Takes rows that are consistent already.
    private init(
        _ other: SimulationSet, parameters: Matrix<Double>, statistics: Matrix<Double>,
        isValid: [Bool], indices: [Int]
    ) {
        parameterNames = other.parameterNames
        statisticNames = other.statisticNames
        seed = other.seed
        prior = other.prior
        metadata = other.metadata
        self.parameters = parameters
        self.statistics = statistics
        self.isValid = isValid
        self.indices = indices
    }
}
