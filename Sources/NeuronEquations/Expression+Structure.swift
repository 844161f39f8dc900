extension Expression {
    /// The direct parts of the node, from left to right.
    public var children: [Expression] {
        switch self {
        case .number, .name, .flag, .unit, .whiteNoise, .draw: []
        case .negate(let operand), .not(let operand): [operand]
        case .binary(_, let left, let right), .comparison(_, let left, let right),
            .and(let left, let right), .or(let left, let right):
            [left, right]
        case .call(_, let arguments): arguments
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        }
    }

    /// Whether the expression is true or false rather than a number.
    public var isCondition: Bool {
        switch self {
        case .comparison, .not, .and, .or, .flag: true
        default: false
        }
    }

    /// All names that occur, flags, `t` and `dt` among them, without the white noises.
    public var names: Set<String> {
        var found: Set<String> = []
        visit {
            switch $0 {
            case .name(let name), .flag(let name): found.insert(name)
            default: break
            }
        }
        return found
    }

    /// The full names of all white noises that occur.
    public var whiteNoises: Set<String> {
        var found: Set<String> = []
        visit { if case .whiteNoise(let name) = $0 { found.insert(name) } }
        return found
    }

    /// Whether `name` occurs.
    public func contains(_ name: String) -> Bool {
        switch self {
        case .name(let own), .flag(let own): return own == name
        default: break
        }
        return children.contains { $0.contains(name) }
    }

    /// Puts expressions in the place of names, all at once: replacements are not searched again.
    public func substituting(_ replacements: [String: Expression]) -> Expression {
        switch self {
        case .name(let name), .flag(let name): return replacements[name] ?? self
        default: break
        }
        return mappingChildren { $0.substituting(replacements) }
    }

    /// Puts definitions in the place of their names.
    /// - Parameter definitions: sorted, each using only earlier ones, as
    ///   ``NeuronModel/subexpressions`` are.
    /// - Returns: an expression without any of the defined names. A checked model bounds its size
    ///   (``NeuronModel/maximumExpandedSize``); for definitions from elsewhere it can grow
    ///   exponentially with their number.
    public func inlining(_ definitions: [NeuronModel.Definition]) -> Expression {
        var expanded: [String: Expression] = [:]
        for definition in definitions {
            expanded[definition.name] = definition.expression.substituting(expanded)
        }
        return substituting(expanded)
    }

    /// The same node over other parts.
    func mappingChildren(_ transform: (Expression) -> Expression) -> Expression {
        switch self {
        case .number, .name, .flag, .unit, .whiteNoise, .draw: self
        case .negate(let operand): .negate(transform(operand))
        case .not(let operand): .not(transform(operand))
        case .binary(let symbol, let left, let right):
            .binary(symbol, transform(left), transform(right))
        case .comparison(let symbol, let left, let right):
            .comparison(symbol, transform(left), transform(right))
        case .and(let left, let right): .and(transform(left), transform(right))
        case .or(let left, let right): .or(transform(left), transform(right))
        case .call(let function, let arguments): .call(function, arguments.map(transform))
        case .conditional(let condition, let then, let otherwise):
            .conditional(transform(condition), transform(then), transform(otherwise))
        }
    }

    func visit(_ body: (Expression) -> Void) {
        body(self)
        for child in children { child.visit(body) }
    }
}
