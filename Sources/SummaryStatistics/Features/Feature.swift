/// One electrophysiological feature: what it is called, what it means, how it is computed.
///
/// Names and definitions are those of eFEL (Blue Brain Project), so that tables can be compared.
public struct Feature: Sendable {
    /// eFEL's name, for example `AP_amplitude`.
    public let name: String
    /// Unit of the values: `mV`, `ms`, `Hz`, `mV/ms`, `MOhm`, or `1` for a pure number.
    public let unit: String
    /// The definition in one sentence.
    public let summary: String
    /// Whether the feature has one value per spike or interval instead of a single number.
    public let isList: Bool
    /// How the values come about; nil stands for a feature that does not exist.
    let computation: Computation

    enum Computation: Sendable {
        /// From parts of the summary of a trace.
        case summary(Set<SummaryPart>, @Sendable (TraceSummary) -> [Double]?)
        /// From the whole trace.
        case trace(@Sendable (FeatureTrace) -> [Double]?)
    }

    /// What of the summary the feature needs; everything where it needs the trace.
    var parts: Set<SummaryPart> {
        switch computation {
        case .summary(let parts, _): parts
        case .trace: SummaryPart.all
        }
    }

    /// Whether the feature needs the whole trace.
    var needsTrace: Bool {
        switch computation {
        case .summary: false
        case .trace: true
        }
    }

    /// The values on a whole trace.
    func compute(_ trace: FeatureTrace) -> [Double]? {
        switch computation {
        case .summary(_, let compute): compute(trace.summary)
        case .trace(let compute): compute(trace)
        }
    }

    /// A single number of the whole trace.
    static func number(
        _ name: String, unit: String, _ summary: String,
        _ compute: @escaping @Sendable (FeatureTrace) -> Double?
    ) -> Feature {
        Feature(
            name: name, unit: unit, summary: summary, isList: false,
            computation: .trace { trace in compute(trace).map { [$0] } })
    }

    /// A single number of parts of the summary.
    static func number(
        _ name: String, unit: String, from parts: SummaryPart..., summary: String,
        _ compute: @escaping @Sendable (TraceSummary) -> Double?
    ) -> Feature {
        Feature(
            name: name, unit: unit, summary: summary, isList: false,
            computation: .summary(Set(parts)) { trace in compute(trace).map { [$0] } })
    }

    /// One value per spike, interval or burst of the whole trace; it does not exist without any.
    static func list(
        _ name: String, unit: String, _ summary: String,
        _ compute: @escaping @Sendable (FeatureTrace) -> [Double]?
    ) -> Feature {
        Feature(
            name: name, unit: unit, summary: summary, isList: true,
            computation: .trace { trace in compute(trace).flatMap { $0.isEmpty ? nil : $0 } })
    }

    /// One value per spike, interval or burst from parts of the summary.
    static func list(
        _ name: String, unit: String, from parts: SummaryPart..., summary: String,
        _ compute: @escaping @Sendable (TraceSummary) -> [Double]?
    ) -> Feature {
        Feature(
            name: name, unit: unit, summary: summary, isList: true,
            computation: .summary(Set(parts)) { trace in
                compute(trace).flatMap { $0.isEmpty ? nil : $0 }
            })
    }
}

/// The value of a feature on one trace.
public enum FeatureValue: Sendable, Equatable {
    /// A single number.
    case number(Double)
    /// One value per spike, interval or burst; never empty.
    case list([Double])
    /// The feature does not exist on this trace.
    case missing

    /// The value as one number: the mean of a list, nil for a missing feature.
    public var mean: Double? {
        switch self {
        case .number(let value): value
        case .list(let values): values.reduce(0, +) / Double(values.count)
        case .missing: nil
        }
    }
}
