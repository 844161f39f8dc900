/// Products and quotients: factors that change seldom are multiplied first, and divisions become
/// products where something divides that changes less often than what it divides.
extension ValueGraph {
    /// x·y.
    mutating func product(_ x: ValueID, _ y: ValueID) -> ValueID {
        // Constants and other slow factors on the left.
        if isSlower(y, than: x) { return product(y, x) }
        if constant(x) == 1 { return y }
        if constant(x) == -1 { return unary(.negate, y) }
        if constant(y) == 1 { return x }
        if constant(x) == 0, isNoise(y) { return x }
        if let inner = negatedOperand(y, beside: x) {
            return unary(.negate, binary(.multiply, x, inner))
        }
        if let inner = negatedOperand(x, beside: y) {
            return unary(.negate, binary(.multiply, inner, y))
        }
        return rateProduct(x, y) ?? rateProduct(y, x) ?? gathered(x, times: y)
            ?? turned(x, times: y) ?? ordered(.multiply, x, y)
    }

    /// x/y.
    mutating func quotient(_ x: ValueID, _ y: ValueID) -> ValueID {
        if constant(y) == 1 { return x }
        if constant(y) == -1 { return unary(.negate, x) }
        if let inner = negatedOperand(y, beside: x) {
            return unary(.negate, binary(.divide, x, inner))
        }
        if let inner = negatedOperand(x, beside: y) {
            return unary(.negate, binary(.divide, inner, y))
        }
        if let rate = rateQuotient(x, y) { return rate }
        if isSlower(y, than: x), let reciprocal = reciprocal(y) {
            return binary(.multiply, x, reciprocal)
        }
        switch (self[x], self[y]) {
        case (_, .binary(.divide, let a, let b)):
            // x/(a/b): one division instead of two. Zeros and infinities of a and b give the
            // same: b/a is 0 where a/b is infinite, and the other way round.
            return binary(.multiply, x, binary(.divide, b, a))
        case (.binary(.divide, let a, let b), _) where !isSlower(x, than: y):
            // (a/b)/y: likewise; a slower quotient costs nothing.
            return binary(.divide, a, binary(.multiply, b, y))
        case (_, .binary(.multiply, let a, let b)) where joins(x, a, of: y):
            return gathered(x, over: a, b) ?? insert(.binary(.divide, x, y))
        case (_, .binary(.multiply, let a, let b)) where joins(x, b, of: y):
            return gathered(x, over: b, a) ?? insert(.binary(.divide, x, y))
        default:
            return insert(.binary(.divide, x, y))
        }
    }

    /// x·(a·b) as (x·a)·b, and x·(a/b) as (x·a)/b, where x·a is computed less often; nil elsewhere.
    private mutating func gathered(_ x: ValueID, times y: ValueID) -> ValueID? {
        switch self[y] {
        case .binary(.multiply, let a, let b) where joins(x, a, of: y) && isModerateProduct(x, a):
            return binary(.multiply, binary(.multiply, x, a), b)
        case .binary(.multiply, let a, let b) where joins(x, b, of: y) && isModerateProduct(x, b):
            return binary(.multiply, binary(.multiply, x, b), a)
        case .binary(.divide, let a, let b) where joins(x, a, of: y) && isModerateProduct(x, a):
            return binary(.divide, binary(.multiply, x, a), b)
        default:
            return nil
        }
    }

    /// x/(a·b) as (x/a)/b.
    private mutating func gathered(_ x: ValueID, over a: ValueID, _ b: ValueID) -> ValueID? {
        if let numerator = constant(x), let divisor = constant(a),
            !Self.isModerate(numerator / divisor)
        {
            return nil
        }
        return binary(.divide, binary(.divide, x, a), b)
    }

    /// x·(a − b) with a that is slower than b as (−x)·(b − a): sums beside factors that cost
    /// nothing look the same however they were written, so that equal ones meet.
    private mutating func turned(_ x: ValueID, times y: ValueID) -> ValueID? {
        guard case .binary(.subtract, let a, let b) = self[y], isSlower(a, than: b),
            isSlower(x, than: y)
        else { return nil }
        return product(unary(.negate, x), difference(b, a))
    }

    /// 1/y; nil for a constant whose reciprocal is not moderate.
    private mutating func reciprocal(_ y: ValueID) -> ValueID? {
        if let divisor = constant(y), !Self.isModerate(1 / divisor) { return nil }
        return binary(.divide, number(1), y)
    }

    /// Whether a constant neither overflows nor loses digits in single precision, with room for
    /// what it is multiplied with; 0 is not moderate.
    static func isModerate(_ constant: Double) -> Bool {
        (1e-30...1e30).contains(constant.magnitude)
    }

    /// Whether the product of two values may be formed early: the product of constants must be
    /// moderate, see ``isModerate(_:)``.
    private func isModerateProduct(_ x: ValueID, _ y: ValueID) -> Bool {
        guard let a = constant(x), let b = constant(y) else { return true }
        return Self.isModerate(a * b)
    }

    /// Whether the value is white noise, which is finite, so that 0 times it is certainly 0.
    private func isNoise(_ id: ValueID) -> Bool {
        switch self[id] {
        case .normal, .uniform: true
        case .binary(.multiply, let x, let y):
            constant(x)?.isFinite == true && isNoise(y)
                || constant(y)?.isFinite == true && isNoise(x)
        default: false
        }
    }
}
