extension Expression {
    /// Splits the expression into `offset + slope·name`, symbolically.
    ///
    /// Exponential Euler needs this: dx/dt = offset + slope·x has an exact solution while offset
    /// and slope stand still. Followed are `+ - * /` by independent terms, negation, and
    /// conditionals with independent conditions; zeros and ones are removed exactly. Names of
    /// subexpressions count as independent, so expand them first (``inlining(_:)``).
    /// - Returns: two expressions without `name`; nil where the rules above do not show that the
    ///   expression is linear, even if algebra could (`(x + 1)**2 - x**2`).
    public func linearDecomposition(
        in name: String
    ) -> (offset: Expression, slope: Expression)? {
        guard contains(name) else { return (self, .number(0)) }
        switch self {
        case .name:
            return (.number(0), .number(1))
        case .negate(let operand):
            guard let part = operand.linearDecomposition(in: name) else { return nil }
            return (.negative(part.offset), .negative(part.slope))
        case .binary(let symbol, let left, let right):
            guard let first = left.linearDecomposition(in: name),
                let second = right.linearDecomposition(in: name)
            else { return nil }
            switch symbol {
            case .add:
                return (
                    .sum(first.offset, second.offset), .sum(first.slope, second.slope)
                )
            case .subtract:
                return (
                    .difference(first.offset, second.offset),
                    .difference(first.slope, second.slope)
                )
            case .multiply where second.slope == .number(0):
                return (
                    .product(first.offset, second.offset), .product(first.slope, second.offset)
                )
            case .multiply where first.slope == .number(0):
                return (
                    .product(first.offset, second.offset), .product(first.offset, second.slope)
                )
            case .divide where second.slope == .number(0):
                return (
                    .quotient(first.offset, second.offset), .quotient(first.slope, second.offset)
                )
            case .multiply, .divide, .power:
                return nil
            }
        case .conditional(let condition, let then, let otherwise):
            guard !condition.contains(name),
                let first = then.linearDecomposition(in: name),
                let second = otherwise.linearDecomposition(in: name)
            else { return nil }
            return (
                .choice(condition, first.offset, second.offset),
                .choice(condition, first.slope, second.slope)
            )
        case .number, .flag, .unit, .whiteNoise, .draw, .call, .comparison, .not, .and, .or:
            return nil
        }
    }
}
