/// Folding: what a value is made of is simplified while it is made.
///
/// Priorities, in order: a result that is finite as written stays finite; the result changes by
/// rounding only; no rule adds work per step and instance (a rule that saves work only when nobody
/// else needs an intermediate value is left out); then speed. Three liberties are taken and no
/// others:
/// - products and quotients of factors beyond 10^±300 (10^±37 in single precision) may overflow or
///   vanish where the written order would not have; constants are only combined where that is
///   impossible;
/// - the sign of a zero that is the difference of equal numbers is not kept;
/// - quotients that are 0/0 as written get their limit, see ``rateQuotient(_:_:)``.
///
/// Products with 0 stay, because they may be NaN, except those with white noise, so that noise
/// switched off costs nothing.
extension ValueGraph {
    package mutating func unary(_ operation: UnaryOperation, _ x: ValueID) -> ValueID {
        if let number = constant(x) { return self.number(operation(number)) }
        if operation == .negate {
            if case .unary(.negate, let inner) = self[x] { return inner }
            return insert(.unary(.negate, x))
        }
        return insert(.unary(operation, withoutSign(x)))
    }

    package mutating func binary(
        _ operation: BinaryOperation, _ x: ValueID, _ y: ValueID
    ) -> ValueID {
        if let a = constant(x), let b = constant(y) { return number(operation(a, b)) }
        switch operation {
        case .add: return sum(x, y)
        case .subtract: return difference(x, y)
        case .multiply: return product(x, y)
        case .divide: return quotient(x, y)
        case .power: return power(withoutSign(x), withoutSign(y))
        default: return ordered(operation, withoutSign(x), withoutSign(y))
        }
    }

    package mutating func select(_ mask: ValueID, _ x: ValueID, _ y: ValueID) -> ValueID {
        if let holds = constant(mask) { return holds != 0 ? x : y }
        if x == y { return x }
        if case .unary(.not, let inner) = self[mask] { return select(inner, y, x) }
        return insert(.select(mask, withoutSign(x), withoutSign(y)))
    }

    // MARK: What the rules are made of

    /// The operation as it is, with one order of operands that may be exchanged: a·b is b·a.
    mutating func ordered(
        _ operation: BinaryOperation, _ x: ValueID, _ y: ValueID
    ) -> ValueID {
        if operation.isCommutative, y < x { return insert(.binary(operation, y, x)) }
        return insert(.binary(operation, x, y))
    }

    /// Whether `x` is computed less often than `y`.
    func isSlower(_ x: ValueID, than y: ValueID) -> Bool { variability(x) < variability(y) }

    /// Whether combining `x` with the operand `part` of `whole` saves an operation: the
    /// combination is computed less often than `whole`.
    func joins(_ x: ValueID, _ part: ValueID, of whole: ValueID) -> Bool {
        variability(x).joined(with: variability(part)) < variability(whole)
    }

    /// The same value, for a place that cannot take in a minus sign.
    ///
    /// Sums, products and quotients hand the signs of their operands outwards, so that x and −x
    /// share what they are made of; the sum or function at the end takes the sign in, here by
    /// giving it to a factor or term that changes seldom, or by turning a difference round.
    private mutating func withoutSign(_ x: ValueID) -> ValueID {
        guard case .unary(.negate, let inner) = self[x] else { return x }
        switch self[inner] {
        case .binary(.multiply, let a, let b) where isSlower(a, than: b):
            return product(unary(.negate, a), b)
        case .binary(.multiply, let a, let b) where isSlower(b, than: a):
            return product(unary(.negate, b), a)
        case .binary(.divide, let a, let b) where isSlower(a, than: b):
            return quotient(unary(.negate, a), b)
        case .binary(.subtract, let a, let b):
            return difference(b, a)
        case .binary(.add, let a, let b) where isSlower(a, than: b):
            return difference(unary(.negate, a), b)
        case .binary(.add, let a, let b) where isSlower(b, than: a):
            return difference(unary(.negate, b), a)
        default:
            return x
        }
    }

    /// The inner value of −x; nil where x is no negation, or one that is computed less often than
    /// `other` and therefore for free.
    func negatedOperand(_ x: ValueID, beside other: ValueID) -> ValueID? {
        guard case .unary(.negate, let inner) = self[x], !isSlower(x, than: other) else {
            return nil
        }
        return inner
    }
}
