public import LinearAlgebra

/// Statistics of many instances, with a flag for every value that does not exist.
public struct StatisticTable: Sendable, Equatable {
    /// Values, `[instances × statistics]`, each in the unit its `StatisticSet` states. An entry
    /// that is not valid holds NaN, so that it cannot pass for a number by accident.
    public let values: Matrix<Double>
    /// Whether each value exists, row-major, `[instances × statistics]`.
    public let isValid: [Bool]

    /// Creates a table; a value that is not finite counts as not valid.
    init(values: Matrix<Double>) {
        var values = values
        isValid = values.elements.map(\.isFinite)
        for (index, valid) in isValid.enumerated() where !valid { values.elements[index] = .nan }
        self.values = values
    }

    /// Whether one value exists.
    public func isValid(instance: Int, statistic: Int) -> Bool {
        precondition(
            instance >= 0 && instance < values.rows && statistic >= 0 && statistic < values.columns,
            "entry (\(instance), \(statistic)) of [\(values.rows) × \(values.columns)] statistics")
        return isValid[instance * values.columns + statistic]
    }

    /// Whether every statistic of one instance exists.
    public func isComplete(instance: Int) -> Bool {
        isValid[instance * values.columns..<(instance + 1) * values.columns].allSatisfy { $0 }
    }

    /// The values of one instance, nil where a statistic does not exist.
    public func row(_ instance: Int) -> [Double?] {
        (0..<values.columns).map {
            isValid(instance: instance, statistic: $0) ? values[instance, $0] : nil
        }
    }
}

extension StatisticTable {
    /// Compares values and validity; two values that do not exist are equal.
    public static func == (left: StatisticTable, right: StatisticTable) -> Bool {
        left.isValid == right.isValid && left.values.rows == right.values.rows
            && left.values.columns == right.values.columns
            && zip(left.values.elements, right.values.elements).allSatisfy {
                $0 == $1 || ($0.isNaN && $1.isNaN)
            }
    }
}
