import NeuronEquations
import RealModule

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
    /// A column of the varied parameters.
    case parameter(Int)
    /// A register that survives from step to step; see ``CompiledModel`` for the numbering.
    case state(Int)
    /// A standard normal number of this step, by the number of the white noise.
    case normal(Int)
    case unary(UnaryOperation, ValueID)
    case binary(BinaryOperation, ValueID, ValueID)
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
/// Constants are folded in double precision; divisions by a value that changes less often than
/// the dividend become products with its reciprocal; small integer powers become products. These
/// change results by rounding only: products with 0 stay, because they may be NaN, except those with
/// white noise, so that noise switched off costs nothing.
package struct ValueGraph: Sendable {
    package private(set) var values: [Value] = []
    package private(set) var variabilities: [Variability] = []
    private var known: [Value: ValueID] = [:]

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
        case .constant, .time, .stimulus, .parameter, .state, .normal: []
        case .unary(_, let x): [x]
        case .binary(_, let x, let y): [x, y]
        case .select(let mask, let x, let y): [mask, x, y]
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
            case .state, .normal: .perStepAndInstance
            case .unary, .binary, .select:
                operands(id).reduce(.constant) { $0.joined(with: variabilities[$1.index]) }
            }
        variabilities.append(variability)
        known[value] = id
        return id
    }

    package mutating func unary(_ operation: UnaryOperation, _ x: ValueID) -> ValueID {
        if let number = constant(x) { return self.number(operation(number)) }
        if operation == .negate, case .unary(.negate, let inner) = self[x] { return inner }
        return insert(.unary(operation, x))
    }

    package mutating func binary(
        _ operation: BinaryOperation, _ x: ValueID, _ y: ValueID
    ) -> ValueID {
        let (a, b) = (constant(x), constant(y))
        if let a, let b { return number(operation(a, b)) }
        switch operation {
        case .add:
            if b == 0 { return x }
            if a == 0 { return y }
        case .subtract:
            if b == 0 { return x }
            if a == 0 { return unary(.negate, y) }
        case .multiply:
            if b == 1 { return x }
            if a == 1 { return y }
            if b == -1 { return unary(.negate, x) }
            if a == -1 { return unary(.negate, y) }
            if a == 0, isNoise(y) { return x }
            if b == 0, isNoise(x) { return y }
        case .divide:
            if b == 1 { return x }
            if b == -1 { return unary(.negate, x) }
        case .power:
            if let b, b == b.rounded(), b.magnitude <= 64 { return power(x, Int(b)) }
        default:
            break
        }
        if operation == .add, case .unary(.negate, let inner) = self[y] {
            return binary(.subtract, x, inner)
        }
        if operation == .subtract, case .unary(.negate, let inner) = self[y] {
            return binary(.add, x, inner)
        }
        if operation == .divide, variability(y) < variability(x), constant(y) != 0 {
            let one = number(1)
            return binary(.multiply, x, binary(.divide, one, y))
        }
        // One order of the operands of a commutative operation, so that a·b is b·a.
        if operation.isCommutative, y < x { return insert(.binary(operation, y, x)) }
        return insert(.binary(operation, x, y))
    }

    package mutating func select(_ mask: ValueID, _ x: ValueID, _ y: ValueID) -> ValueID {
        if let holds = constant(mask) { return holds != 0 ? x : y }
        if x == y { return x }
        return insert(.select(mask, x, y))
    }

    /// Whether the value is white noise, which is finite, so that 0 times it is certainly 0.
    private func isNoise(_ id: ValueID) -> Bool {
        switch self[id] {
        case .normal: true
        case .binary(.multiply, let x, let y):
            constant(x)?.isFinite == true && isNoise(y)
                || constant(y)?.isFinite == true && isNoise(x)
        default: false
        }
    }

    /// x to an integer power by repeated squaring; the squares are shared with other powers.
    private mutating func power(_ x: ValueID, _ exponent: Int) -> ValueID {
        if exponent < 0 {
            let one = number(1)
            return binary(.divide, one, power(x, -exponent))
        }
        if exponent == 0 { return number(1) }
        var remaining = exponent
        var square = x
        var product: ValueID?
        while true {
            if remaining & 1 == 1 {
                product = product.map { binary(.multiply, $0, square) } ?? square
            }
            remaining >>= 1
            if remaining == 0 { break }
            square = binary(.multiply, square, square)
        }
        return product ?? x
    }
}
