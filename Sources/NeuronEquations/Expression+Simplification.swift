/// Constructors that remove zeros and ones and fold numbers.
///
/// Exact as algebra over finite numbers: `0*x` becomes 0, which differs from IEEE arithmetic
/// where x is infinite or NaN. Folding never creates a number that is not finite.
extension Expression {
    static func negative(_ operand: Expression) -> Expression {
        switch operand {
        case .number(let value): .number(value == 0 ? 0 : -value)
        case .negate(let inner): inner
        default: .negate(operand)
        }
    }

    static func sum(_ left: Expression, _ right: Expression) -> Expression {
        switch (left, right) {
        case (.number(0), _): right
        case (_, .number(0)): left
        case (_, .negate(let subtrahend)): .difference(left, subtrahend)
        default: .folded(.add, left, right)
        }
    }

    static func difference(_ left: Expression, _ right: Expression) -> Expression {
        switch (left, right) {
        case (_, .number(0)): left
        case (.number(0), _): .negative(right)
        default: .folded(.subtract, left, right)
        }
    }

    static func product(_ left: Expression, _ right: Expression) -> Expression {
        switch (left, right) {
        case (.number(0), _), (_, .number(0)): .number(0)
        case (.number(1), _): right
        case (_, .number(1)): left
        case (.number(-1), _): .negative(right)
        case (_, .number(-1)): .negative(left)
        default: .folded(.multiply, left, right)
        }
    }

    static func quotient(_ left: Expression, _ right: Expression) -> Expression {
        switch (left, right) {
        case (_, .number(1)): left
        case (_, .number(-1)): .negative(left)
        case (.number(0), _) where right != .number(0): .number(0)
        default: .folded(.divide, left, right)
        }
    }

    static func choice(
        _ condition: Expression, _ then: Expression, _ otherwise: Expression
    ) -> Expression {
        then == otherwise ? then : .conditional(condition, then, otherwise)
    }

    private static func folded(
        _ symbol: BinaryOperator, _ left: Expression, _ right: Expression
    ) -> Expression {
        if case .number(let x) = left, case .number(let y) = right, symbol(x, y).isFinite {
            return .number(symbol(x, y))
        }
        return .binary(symbol, left, right)
    }
}
