/// The number of a value in a ``ValueGraph``; operands have smaller numbers than results.
package struct ValueID: Hashable, Sendable, Comparable {
    package let index: Int

    package static func < (a: ValueID, b: ValueID) -> Bool { a.index < b.index }
}

/// What a value is computed from.
package enum Value: Hashable, Sendable {
    /// A number by its bits, so that −0 and 0 differ and NaN equals itself.
    case constant(UInt64)
    /// The time of the sample before the step, or of the one after it, in ms.
    case time(after: Bool)
    /// The stimulus at the sample before the step, or at the one after it.
    case stimulus(after: Bool)
    /// The instance's own stimulus at the sample before the step, or at the one after it.
    case instanceStimulus(after: Bool)
    /// A column of the varied parameters.
    case parameter(Int)
    /// A register that survives from step to step; see ``CompiledModel`` for the numbering.
    case state(Int)
    /// A standard normal number of this step, by its slot: the white noises, then the draws.
    case normal(Int)
    /// A number of this step that is uniform in (0, 1), by its slot.
    case uniform(Int)
    case unary(UnaryOperation, ValueID)
    case binary(BinaryOperation, ValueID, ValueID)
    /// The quantile at a probability of the binomial distribution with trials and a probability.
    case binomialQuantile(ValueID, ValueID, ValueID)
    /// The second where the first is not 0, else the third.
    case select(ValueID, ValueID, ValueID)
}

/// How often a value has to be computed, from seldom to often.
package enum Variability: Int, Comparable, Sendable {
    /// Once, when compiling.
    case constant
    /// Once per step, the same for all instances.
    case perStep
    /// Once per instance, before the first step.
    case perInstance
    /// Once per step and instance.
    case perStepAndInstance

    package static func < (a: Variability, b: Variability) -> Bool { a.rawValue < b.rawValue }

    /// The variability of something that depends on both.
    func joined(with other: Variability) -> Variability {
        switch (self, other) {
        case (.perStep, .perInstance), (.perInstance, .perStep): .perStepAndInstance
        default: max(self, other)
        }
    }
}

/// Expressions as a graph in which equal values exist once (value numbering).
///
/// A variable that changes is a sequence of values, so an expression that is lowered before and
/// after the change gives different values, and parts that do not see the change are shared.
/// Making a value folds it (``unary(_:_:)``, ``binary(_:_:_:)``, ``select(_:_:_:)``): values that
/// nothing uses in the end stay in the graph and cost nothing, because no backend visits them.
package struct ValueGraph: Sendable {
    package private(set) var values: [Value] = []
    package private(set) var variabilities: [Variability] = []
    private(set) var known: [Value: ValueID] = [:]

    package init() {}

    package subscript(id: ValueID) -> Value { values[id.index] }

    package func variability(_ id: ValueID) -> Variability { variabilities[id.index] }

    /// The number of a value that depends on nothing; nil for others.
    package func constant(_ id: ValueID) -> Double? {
        if case .constant(let bits) = self[id] { Double(bitPattern: bits) } else { nil }
    }

    /// The operands of a value.
    package func operands(_ id: ValueID) -> [ValueID] {
        switch self[id] {
        case .constant, .time, .stimulus, .instanceStimulus, .parameter, .state, .normal, .uniform:
            []
        case .unary(_, let x): [x]
        case .binary(_, let x, let y): [x, y]
        case .binomialQuantile(let x, let y, let z), .select(let x, let y, let z): [x, y, z]
        }
    }

    // MARK: Making values

    package mutating func number(_ value: Double) -> ValueID {
        insert(.constant(value.bitPattern))
    }

    package mutating func insert(_ value: Value) -> ValueID {
        if let id = known[value] { return id }
        let id = ValueID(index: values.count)
        values.append(value)
        let variability: Variability =
            switch value {
            case .constant: .constant
            case .time, .stimulus: .perStep
            case .parameter: .perInstance
            case .state, .normal, .uniform, .instanceStimulus: .perStepAndInstance
            case .unary, .binary, .binomialQuantile, .select:
                operands(id).reduce(.constant) { $0.joined(with: variabilities[$1.index]) }
            }
        variabilities.append(variability)
        known[value] = id
        return id
    }
}
