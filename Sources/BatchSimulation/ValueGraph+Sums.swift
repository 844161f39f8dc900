/// Sums and differences: terms that change seldom are added first.
extension ValueGraph {
    /// x + y.
    mutating func sum(_ x: ValueID, _ y: ValueID) -> ValueID {
        if constant(x) == 0 { return y }
        if constant(y) == 0 { return x }
        if let inner = negatedOperand(y, beside: x) { return difference(x, inner) }
        if let inner = negatedOperand(x, beside: y) { return difference(y, inner) }
        return gathered(x, plus: y) ?? gathered(y, plus: x) ?? ordered(.add, x, y)
    }

    /// x − y; x − constant is written x + (−constant), so that equal sums meet.
    mutating func difference(_ x: ValueID, _ y: ValueID) -> ValueID {
        if let number = constant(y) {
            return sum(x, self.number(-number))
        }
        if constant(x) == 0 { return unary(.negate, y) }
        if let inner = negatedOperand(y, beside: x) { return sum(x, inner) }
        if let inner = negatedOperand(x, beside: y) {
            return unary(.negate, sum(inner, y))
        }
        return gathered(x, minus: y) ?? gathered(minuend: x, minus: y)
            ?? insert(.binary(.subtract, x, y))
    }

    /// x + (a ± b) as (x + a) ± b where x + a is computed less often than a ± b; nil elsewhere.
    private mutating func gathered(_ x: ValueID, plus y: ValueID) -> ValueID? {
        switch self[y] {
        case .binary(.add, let a, let b) where joins(x, a, of: y):
            return binary(.add, binary(.add, x, a), b)
        case .binary(.add, let a, let b) where joins(x, b, of: y):
            return binary(.add, binary(.add, x, b), a)
        case .binary(.subtract, let a, let b) where joins(x, a, of: y):
            return binary(.subtract, binary(.add, x, a), b)
        case .binary(.subtract, let a, let b) where joins(x, b, of: y):
            return binary(.add, binary(.subtract, x, b), a)
        default:
            return nil
        }
    }

    /// x − (a ± b) as (x − a) ∓ b, likewise.
    private mutating func gathered(_ x: ValueID, minus y: ValueID) -> ValueID? {
        switch self[y] {
        case .binary(.add, let a, let b) where joins(x, a, of: y):
            return binary(.subtract, binary(.subtract, x, a), b)
        case .binary(.add, let a, let b) where joins(x, b, of: y):
            return binary(.subtract, binary(.subtract, x, b), a)
        case .binary(.subtract, let a, let b) where joins(x, a, of: y):
            return binary(.add, binary(.subtract, x, a), b)
        case .binary(.subtract, let a, let b) where joins(x, b, of: y):
            return binary(.subtract, binary(.add, x, b), a)
        default:
            return nil
        }
    }

    /// (a ± b) − y as a ± (b ∓ y), likewise.
    private mutating func gathered(minuend x: ValueID, minus y: ValueID) -> ValueID? {
        switch self[x] {
        case .binary(.add, let a, let b) where joins(y, a, of: x):
            return binary(.add, binary(.subtract, a, y), b)
        case .binary(.add, let a, let b) where joins(y, b, of: x):
            return binary(.add, binary(.subtract, b, y), a)
        case .binary(.subtract, let a, let b) where joins(y, a, of: x):
            return binary(.subtract, binary(.subtract, a, y), b)
        case .binary(.subtract, let a, let b) where joins(y, b, of: x):
            return binary(.subtract, a, binary(.add, b, y))
        default:
            return nil
        }
    }
}
