import RealModule

extension Expression {
    /// Computes the value of the tree by walking it; conditions give 1 or 0.
    ///
    /// This is the meaning of an expression and the oracle of every backend. It is not the way to
    /// simulate: it looks every name up at every visit. Of a conditional only the branch that is
    /// taken is evaluated.
    /// - Parameter lookup: the value of a name, of `t` and `dt`, of each white noise by its full
    ///   name (`xi`) and of each random number by its ``RandomDraw/key``; nil where there is none.
    /// - Returns: nil when a needed name has no value.
    public func evaluate(_ lookup: (String) -> Double?) -> Double? {
        switch self {
        case .number(let value): return value
        case .name(let name), .flag(let name), .whiteNoise(let name): return lookup(name)
        case .unit(_, let value): return value
        case .draw(let draw): return lookup(draw.key)
        case .negate(let operand): return operand.evaluate(lookup).map { -$0 }
        case .binary(let symbol, let left, let right):
            guard let x = left.evaluate(lookup), let y = right.evaluate(lookup) else { return nil }
            return symbol(x, y)
        case .call(let function, let arguments):
            var values: [Double] = []
            for argument in arguments {
                guard let value = argument.evaluate(lookup) else { return nil }
                values.append(value)
            }
            return function(values)
        case .conditional(let condition, let then, let otherwise):
            guard let holds = condition.evaluate(lookup) else { return nil }
            return holds != 0 ? then.evaluate(lookup) : otherwise.evaluate(lookup)
        case .comparison(let symbol, let left, let right):
            guard let x = left.evaluate(lookup), let y = right.evaluate(lookup) else { return nil }
            return symbol(x, y) ? 1 : 0
        case .not(let operand):
            return operand.evaluate(lookup).map { $0 == 0 ? 1 : 0 }
        case .and(let left, let right):
            guard let x = left.evaluate(lookup), let y = right.evaluate(lookup) else { return nil }
            return x != 0 && y != 0 ? 1 : 0
        case .or(let left, let right):
            guard let x = left.evaluate(lookup), let y = right.evaluate(lookup) else { return nil }
            return x != 0 || y != 0 ? 1 : 0
        }
    }
}

extension BinaryOperator {
    /// Computes the operator directly, in double precision; the reference for every backend.
    public func callAsFunction(_ x: Double, _ y: Double) -> Double {
        switch self {
        case .add: return x + y
        case .subtract: return x - y
        case .multiply: return x * y
        case .divide: return x / y
        case .power:
            // RealModule defines real powers of positive bases and integer powers of all.
            if let exponent = Int(exactly: y) { return .pow(x, exponent) }
            return .pow(x, y)
        }
    }
}

extension Comparison {
    /// Compares directly; the reference for every backend.
    public func callAsFunction(_ x: Double, _ y: Double) -> Bool {
        switch self {
        case .less: x < y
        case .lessOrEqual: x <= y
        case .greater: x > y
        case .greaterOrEqual: x >= y
        case .equal: x == y
        case .notEqual: x != y
        }
    }
}
