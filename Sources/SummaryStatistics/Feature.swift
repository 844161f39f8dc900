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
    /// Computes the values, nil where the feature does not exist.
    let compute: @Sendable (FeatureTrace) -> [Double]?

    /// A feature that is a single number.
    static func number(
        _ name: String, unit: String, _ summary: String,
        _ compute: @escaping @Sendable (FeatureTrace) -> Double?
    ) -> Feature {
        Feature(name: name, unit: unit, summary: summary, isList: false) { trace in
            compute(trace).map { [$0] }
        }
    }

    /// A feature with one value per spike, interval or burst; it does not exist without any.
    static func list(
        _ name: String, unit: String, _ summary: String,
        _ compute: @escaping @Sendable (FeatureTrace) -> [Double]?
    ) -> Feature {
        Feature(name: name, unit: unit, summary: summary, isList: true) { trace in
            compute(trace).flatMap { $0.isEmpty ? nil : $0 }
        }
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
