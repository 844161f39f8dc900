import NeuronEquations

/// A function of one number that the instruction set has.
package enum UnaryOperation: UInt8, Hashable, Sendable, CaseIterable {
    case negate, not, abs, sign, floor, ceil, round, truncate, sqrt
    case exp, expm1, exprel, log, log1p, log10
    case sin, cos, tan, sinh, cosh, tanh, arcsin, arccos, arctan

    /// The operation on one number; folds constants and computes what all instances share.
    package func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .negate: -x
        case .not: x == 0 ? 1 : 0
        case .abs: MathFunction.abs([x])
        case .sign: MathFunction.sign([x])
        case .floor: MathFunction.floor([x])
        case .ceil: MathFunction.ceil([x])
        case .round: MathFunction.round([x])
        case .truncate: MathFunction.int([x])
        case .sqrt: MathFunction.sqrt([x])
        case .exp: MathFunction.exp([x])
        case .expm1: MathFunction.expm1([x])
        case .exprel: MathFunction.exprel([x])
        case .log: MathFunction.log([x])
        case .log1p: MathFunction.log1p([x])
        case .log10: MathFunction.log10([x])
        case .sin: MathFunction.sin([x])
        case .cos: MathFunction.cos([x])
        case .tan: MathFunction.tan([x])
        case .sinh: MathFunction.sinh([x])
        case .cosh: MathFunction.cosh([x])
        case .tanh: MathFunction.tanh([x])
        case .arcsin: MathFunction.arcsin([x])
        case .arccos: MathFunction.arccos([x])
        case .arctan: MathFunction.arctan([x])
        }
    }
}

/// A function of two numbers that the instruction set has; conditions are 1 or 0.
package enum BinaryOperation: UInt8, Hashable, Sendable, CaseIterable {
    case add, subtract, multiply, divide, power, modulo, minimum, maximum, gammaQuantile
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    case and, or

    /// Whether exchanging the operands leaves the result as it is.
    package var isCommutative: Bool {
        switch self {
        case .add, .multiply, .equal, .notEqual, .and, .or: true
        default: false
        }
    }

    /// The operation on two numbers; folds constants and computes what all instances share.
    package func callAsFunction(_ x: Double, _ y: Double) -> Double {
        switch self {
        case .add: x + y
        case .subtract: x - y
        case .multiply: x * y
        case .divide: x / y
        case .power: BinaryOperator.power(x, y)
        case .modulo: MathFunction.modulo([x, y])
        case .minimum: MathFunction.min([x, y])
        case .maximum: MathFunction.max([x, y])
        case .gammaQuantile: MathFunction.gammaQuantile([x, y])
        case .less: x < y ? 1 : 0
        case .lessOrEqual: x <= y ? 1 : 0
        case .greater: x > y ? 1 : 0
        case .greaterOrEqual: x >= y ? 1 : 0
        case .equal: x == y ? 1 : 0
        case .notEqual: x != y ? 1 : 0
        case .and: x != 0 && y != 0 ? 1 : 0
        case .or: x != 0 || y != 0 ? 1 : 0
        }
    }
}
