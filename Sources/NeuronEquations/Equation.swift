/// One statement of a model's equations, of either form.
struct Equation {
    enum Role {
        /// `dx/dt = …`, solved for the derivative.
        case derivative
        /// `x = …` that always holds.
        case definition
        /// `x = …` or `x += …` that is executed in the step.
        case assignment
        /// `x : unit`, which gives a name a unit and no value.
        case declaration
    }

    var target: String
    /// Index of the target's first character.
    var offset: Int
    var role: Role
    /// The value, or the derivative where that is the role; 0 in a declaration.
    var expression: Expression
    /// Both sides as they were read, for the places of mistakes; the left one where it is more
    /// than a name.
    var left: ExpressionParser.Term?
    var right: ExpressionParser.Term?
    /// Whether the statement is `x = …` rather than `x += …`.
    var isPlain = true
    var unit: String?
    var type = NeuronModel.ValueType.real
    var isHeldWhileRefractory = false
    var initial: ModelText.Single?
    var minimum: Expression?
    var maximum: Expression?
    /// Both of them as they were read, for the places of mistakes.
    var bounds: [ExpressionParser.Term] = []
    var method: NeuronModel.Method?
    /// Names used anywhere in the statement but in its initial value.
    var references: [ExpressionParser.Reference] = []

    /// Whether the statement is `x *= …` or `x /= …`.
    var isScaled: Bool {
        guard !isPlain else { return false }
        // An integer's value is wrapped in a call.
        return ([expression] + expression.children).contains { part in
            switch part {
            case .binary(.multiply, .name(target), _), .binary(.divide, .name(target), _): true
            default: false
            }
        }
    }

    /// The derivative as the model has it and prints it, which may have numbers that stand nowhere
    /// in the text; nil for other statements.
    var solvedTerm: ExpressionParser.Term? {
        guard role == .derivative, let right else { return nil }
        var term = ExpressionParser.Term(expression: expression, depth: 1, offset: offset)
        if expression == right.expression { term = right }
        if case .binary(.divide, right.expression, let slope) = expression {
            term.parts = [
                right, ExpressionParser.Term(expression: slope, depth: 1, offset: offset),
            ]
        }
        return term
    }

    /// Whether the statement defines a state variable.
    var isState: Bool { role == .derivative || role == .assignment }
}

/// Reads the statements of the equations; the forms differ in what may stand on either side of
/// `left = right`, and behind it.
struct EquationParser {
    var parser: ExpressionParser
    let statement: Statement
    let source: SourceText

    /// - Parameter conditions: names that are true or false.
    static func equation(
        _ statement: Statement, of source: SourceText, form: EquationForm, conditions: Set<String>
    ) throws(EquationError) -> Equation {
        if let offset = statement.openBracket { throw source.error(.unclosedBracket, at: offset) }
        var parser = EquationParser(statement, of: source, conditions: conditions)
        return switch form {
        case .brian2: try parser.brianEquation()
        case .annarchy: try parser.annarchyEquation()
        }
    }

    private init(_ statement: Statement, of source: SourceText, conditions: Set<String>) {
        self.statement = statement
        self.source = source
        parser = ExpressionParser(
            statement.tokens, of: source, conditions: conditions, allowsDerivatives: true)
    }

    /// Reads up to the sign of assignment; the expression is the whole left side, the role either
    /// ``Equation/Role/derivative`` or ``Equation/Role/definition``.
    mutating func leftSide() throws(EquationError) -> Equation {
        let first = parser.current
        let offset = first.range.lowerBound
        if case .name(let name) = first.kind, parser.peek(1).startsValue {
            if let problem = ReservedName.problem(with: name) {
                throw source.error(problem, at: offset)
            }
            parser.advance()
            return Equation(
                target: name, offset: offset, role: .definition, expression: .name(name))
        }
        let term = try parser.number()
        let left = term.expression
        let derivatives = parser.references.filter(\.isDerivative)
        guard let derivative = derivatives.first else {
            throw source.error(
                .unexpected(
                    found: "\"\(left)\"", expected: "a name or a derivative such as dv/dt"),
                at: offset)
        }
        let name = String(derivative.name.dropFirst().dropLast("/dt".count))
        if let problem = ReservedName.problem(with: name) {
            throw source.error(problem, at: derivative.offset)
        }
        if let other = derivatives.first(where: { $0.name != derivative.name }) {
            throw source.error(.unsolvableDerivative(name), at: other.offset)
        }
        // Solving may write the left side twice, and a number drawn there would be two.
        if !left.draws.isEmpty { throw source.error(.unsolvableDerivative(name), at: offset) }
        return Equation(
            target: name, offset: derivative.offset, role: .derivative, expression: left,
            left: term)
    }

    /// The derivative of `left = right`, with `left` = offset + slope·derivative.
    func solved(
        _ left: Expression, _ right: Expression, for equation: Equation
    ) throws(EquationError) -> Expression {
        let derivative = "d\(equation.target)/dt"
        guard let parts = left.linearDecomposition(in: derivative), parts.slope != .number(0)
        else { throw source.error(.unsolvableDerivative(equation.target), at: equation.offset) }
        return .quotient(.difference(right, parts.offset), parts.slope)
    }

    /// Reads the value behind the sign of assignment.
    mutating func rightSide(of equation: inout Equation) throws(EquationError) {
        parser.allowsDerivatives = false
        if parser.conditions.contains(equation.target), equation.role != .derivative {
            let condition = try parser.condition()
            equation.right = condition
            equation.expression = condition.expression
            return
        }
        let term = try parser.number()
        equation.right = term
        let right = term.expression
        equation.expression =
            equation.role == .derivative
            ? try solved(equation.expression, right, for: equation) : right
    }

    /// The names that were used, for the checks of the whole model.
    var references: [ExpressionParser.Reference] { parser.references.filter { !$0.isDerivative } }
}

extension Token {
    /// Whether a value follows that a statement gives to the name before.
    var startsValue: Bool {
        switch kind {
        case .symbol(.assign), .symbol(.addAssign), .symbol(.subtractAssign),
            .symbol(.multiplyAssign), .symbol(.divideAssign):
            true
        default: false
        }
    }
}
