package import NeuronEquations

/// What the names of an expression mean at one moment of a step.
package struct Scope: Sendable {
    /// Values of parameters, inputs, state variables and `t`, `dt`.
    package var values: [String: ValueID]
    /// The model's subexpressions; their meaning follows ``values``.
    package var definitions: [String: Expression]
    /// Values of the white noises by name; absent where noise has no meaning.
    package var noises: [String: ValueID] = [:]
    /// The random numbers of the step by slot; empty where nothing is drawn.
    package var draws: [ValueID] = []
    /// Where the expression stands, for error messages.
    package var place: String

    package init(
        values: [String: ValueID], definitions: [String: Expression], place: String
    ) {
        self.values = values
        self.definitions = definitions
        self.place = place
    }

    /// The same scope with another value of one variable.
    package func replacing(_ name: String, with value: ValueID) -> Scope {
        var copy = self
        copy.values[name] = value
        return copy
    }
}

extension ValueGraph {
    /// Adds an expression to the graph.
    ///
    /// Named subexpressions are looked up, not expanded, and each is lowered once per call.
    /// - Throws: ``SimulationError/whiteNoise(_:place:)`` or
    ///   ``SimulationError/randomNumber(place:)`` where the scope has none.
    package mutating func lower(
        _ expression: Expression, in scope: Scope
    ) throws(SimulationError) -> ValueID {
        var lowered: [String: ValueID] = [:]
        return try lower(expression, in: scope, lowered: &lowered)
    }

    private mutating func lower(
        _ expression: Expression, in scope: Scope, lowered: inout [String: ValueID]
    ) throws(SimulationError) -> ValueID {
        switch expression {
        case .number(let value):
            return number(value)
        case .unit(_, let value):
            return number(value)
        case .draw(let draw):
            guard scope.draws.indices.contains(draw.slot) else {
                throw .randomNumber(place: scope.place)
            }
            return scope.draws[draw.slot]
        case .name(let name), .flag(let name):
            if let value = scope.values[name] ?? lowered[name] { return value }
            guard let definition = scope.definitions[name] else {
                preconditionFailure("a checked model uses the unknown name '\(name)'")
            }
            let value = try lower(definition, in: scope, lowered: &lowered)
            lowered[name] = value
            return value
        case .whiteNoise(let name):
            guard let value = scope.noises[name] else {
                throw .whiteNoise(name, place: scope.place)
            }
            return value
        case .negate(let operand):
            return unary(.negate, try lower(operand, in: scope, lowered: &lowered))
        case .not(let operand):
            return unary(.not, try lower(operand, in: scope, lowered: &lowered))
        case .binary(let symbol, let left, let right):
            return try lower(symbol.operation, left, right, in: scope, lowered: &lowered)
        case .comparison(let symbol, let left, let right):
            return try lower(symbol.operation, left, right, in: scope, lowered: &lowered)
        case .and(let left, let right):
            return try lower(.and, left, right, in: scope, lowered: &lowered)
        case .or(let left, let right):
            return try lower(.or, left, right, in: scope, lowered: &lowered)
        case .conditional(let condition, let then, let otherwise):
            let mask = try lower(condition, in: scope, lowered: &lowered)
            let first = try lower(then, in: scope, lowered: &lowered)
            let second = try lower(otherwise, in: scope, lowered: &lowered)
            return select(mask, first, second)
        case .call(let function, let arguments):
            switch function {
            case .min:
                return try lower(
                    .minimum, arguments[0], arguments[1], in: scope, lowered: &lowered)
            case .max:
                return try lower(
                    .maximum, arguments[0], arguments[1], in: scope, lowered: &lowered)
            case .modulo:
                return try lower(.modulo, arguments[0], arguments[1], in: scope, lowered: &lowered)
            case .gammaQuantile:
                return try lower(
                    .gammaQuantile, arguments[0], arguments[1], in: scope, lowered: &lowered)
            case .binomialQuantile:
                let probability = try lower(arguments[0], in: scope, lowered: &lowered)
                let trials = try lower(arguments[1], in: scope, lowered: &lowered)
                let success = try lower(arguments[2], in: scope, lowered: &lowered)
                return insert(.binomialQuantile(probability, trials, success))
            case .clip:
                let raised = try lower(
                    .maximum, arguments[0], arguments[1], in: scope, lowered: &lowered)
                let top = try lower(arguments[2], in: scope, lowered: &lowered)
                return binary(.minimum, raised, top)
            default:
                let argument = try lower(arguments[0], in: scope, lowered: &lowered)
                return unary(function.operation, argument)
            }
        }
    }

    private mutating func lower(
        _ operation: BinaryOperation, _ left: Expression, _ right: Expression, in scope: Scope,
        lowered: inout [String: ValueID]
    ) throws(SimulationError) -> ValueID {
        let x = try lower(left, in: scope, lowered: &lowered)
        let y = try lower(right, in: scope, lowered: &lowered)
        return binary(operation, x, y)
    }
}

extension BinaryOperator {
    fileprivate var operation: BinaryOperation {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .power: .power
        }
    }
}

extension Comparison {
    fileprivate var operation: BinaryOperation {
        switch self {
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        }
    }
}

extension MathFunction {
    /// The operation of a function of one number.
    fileprivate var operation: UnaryOperation {
        switch self {
        case .exp: .exp
        case .log: .log
        case .log10: .log10
        case .sqrt: .sqrt
        case .abs: .abs
        case .sin: .sin
        case .cos: .cos
        case .tan: .tan
        case .sinh: .sinh
        case .cosh: .cosh
        case .tanh: .tanh
        case .arcsin: .arcsin
        case .arccos: .arccos
        case .arctan: .arctan
        case .exprel: .exprel
        case .expm1: .expm1
        case .log1p: .log1p
        case .sign: .sign
        case .floor: .floor
        case .ceil: .ceil
        case .round: .round
        case .int: .truncate
        case .min, .max, .clip, .modulo, .gammaQuantile, .binomialQuantile:
            preconditionFailure("\(rawValue) is not a function of one number")
        }
    }
}
