public import LinearAlgebra

/// The statistics that describe a trace to an inference: a fixed list with names and units.
///
/// ```swift
/// let set = try StatisticSet([
///     StatisticSpecification("goncalves2020"),
///     StatisticSpecification("AP_amplitude", options: ["threshold": -10]),
/// ])
/// let table = set.evaluate(batch)  // [instances × 8]
/// ```
/// A list feature (one value per spike) enters as its mean, or as one of its values with the
/// option `position`. The set is a value: equal specifications give bitwise equal statistics,
/// whichever instances share a batch. Statistics of one's own are a ``CustomStatistic``.
public struct StatisticSet: Sendable, Equatable {
    /// What was asked for, groups unexpanded.
    public let specifications: [StatisticSpecification]
    /// Which rules the features follow.
    public let mode: FeatureMode
    /// Statistics of one's own, which come after the others.
    public let custom: [CustomStatistic]
    let columns: [StatisticColumn]

    /// Creates a set from names and options.
    ///
    /// Throws when a name or an option is unknown (with the nearest known one), when the value of an
    /// option is out of range, when a statistic occurs twice, or when there is none.
    /// - Parameter custom: statistics of one's own, which follow the others.
    public init(
        _ specifications: [StatisticSpecification], custom: [CustomStatistic] = [],
        mode: FeatureMode = .native
    ) throws(StatisticError) {
        guard !(specifications.isEmpty && custom.isEmpty) else { throw .noStatistics }
        var columns: [StatisticColumn] = []
        var names: Set<String> = []
        for specification in specifications {
            columns += try StatisticColumn.columns(for: specification, mode: mode)
        }
        columns += custom.flatMap(\.columns)
        for column in columns {
            guard names.insert(column.name).inserted else {
                throw .duplicateStatistic(name: column.name)
            }
        }
        self.specifications = specifications
        self.mode = mode
        self.custom = custom
        self.columns = columns
    }

    /// The set with one more statistic behind those of the catalogue; the same where it has that
    /// already.
    public func adding(
        _ specification: StatisticSpecification
    ) throws(StatisticError) -> StatisticSet {
        if specifications.contains(specification) { return self }
        return try StatisticSet(specifications + [specification], custom: custom, mode: mode)
    }

    /// Number of statistics.
    public var count: Int { columns.count }

    /// Names of the statistics; options that were given follow in brackets, for example
    /// `AP_amplitude[threshold=-10.0]`.
    public var names: [String] { columns.map(\.name) }

    /// Units of the statistics: `mV`, `ms`, `Hz`, …, `1` for a pure number.
    public var units: [String] { columns.map(\.unit) }

    /// Whether a ``StatisticAccumulator`` can compute all statistics without keeping a trace:
    /// moments, counts, spike times and what follows from them, extremes and levels of the voltage,
    /// but not the shapes of spikes, and nothing in eFEL's mode, which resamples the trace.
    public var isStreamable: Bool { columns.allSatisfy { !$0.needsTrace } }

    /// Names of the statistics that need whole traces.
    var namesOfWholeTraces: [String] { columns.filter(\.needsTrace).map(\.name) }

    /// Computes the statistics of every instance.
    ///
    /// A statistic that does not exist on a trace, and every statistic of a trace with a sample that
    /// is not finite, is marked as not valid.
    /// - Returns: `[instances × statistics]`.
    /// - Complexity: O(samples · instances) for the moments, all instances in one pass; a pass over
    ///   each trace for the features.
    public func evaluate<Scalar: BLASScalar>(_ batch: TraceBatch<Scalar>) -> StatisticTable {
        // The two precisions by name: the compiler specialises the loops for both of them.
        if let double = batch as? TraceBatch<Double> {
            return StatisticEvaluation(columns: columns, batch: double).table()
        }
        if let single = batch as? TraceBatch<Float> {
            return StatisticEvaluation(columns: columns, batch: single).table()
        }
        preconditionFailure("traces of \(Scalar.self), expected Float or Double")
    }

    /// Compares what was asked for; of statistics of one's own all but the closures.
    public static func == (left: StatisticSet, right: StatisticSet) -> Bool {
        left.specifications == right.specifications && left.mode == right.mode
            && CustomStatistic.haveEqualNames(left.custom, right.custom)
    }
}

extension StatisticSet: Codable {
    private enum CodingKeys: CodingKey { case specifications, mode, custom }

    /// Reads the specifications and checks them as `init(_:custom:mode:)` does.
    ///
    /// Throws ``StatisticError/closuresNotStored(names:)`` for a set with statistics of one's own.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let custom = try container.decodeIfPresent([String].self, forKey: .custom) ?? []
        guard custom.isEmpty else { throw StatisticError.closuresNotStored(names: custom) }
        try self.init(
            try container.decode([StatisticSpecification].self, forKey: .specifications),
            mode: try container.decode(FeatureMode.self, forKey: .mode))
    }

    /// Writes the specifications, the mode, and the names of statistics of one's own.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(specifications, forKey: .specifications)
        try container.encode(mode, forKey: .mode)
        if !custom.isEmpty { try container.encode(custom.map(\.name), forKey: .custom) }
    }
}
