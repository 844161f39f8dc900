/// One line `dx/dt = …` or `x = …` of a model's equations.
struct Equation {
    var target: String
    /// Index of the target's first character.
    var offset: Int
    var isDerivative: Bool
    /// The value, or the derivative when that is what the left side asks for.
    var expression: Expression
    var unit: String?
    var isHeldWhileRefractory: Bool
    var references: [ExpressionParser.Reference]
}

/// Parses a statement of the equations: `left = right : unit (unless refractory)`.
struct EquationParser {
    private var parser: ExpressionParser
    private let statement: Statement
    private let source: SourceText

    static func equation(
        _ statement: Statement, of source: SourceText
    ) throws(EquationError) -> Equation {
        if let offset = statement.openBracket { throw source.error(.unclosedBracket, at: offset) }
        var parser = EquationParser(statement: statement, source: source)
        return try parser.equation()
    }

    /// What a statement would define, found even where the rest of it is wrong, so that one
    /// mistake is not reported again at every use of the name.
    static func target(of statement: Statement) -> (name: String, isDerivative: Bool)? {
        guard let assignment = statement.tokens.firstIndex(where: { $0.isSymbol(.assign) })
        else { return nil }
        let left = statement.tokens[..<assignment]
        if left.count == 1, case .name(let name) = left[0].kind { return (name, false) }
        for index in left.indices.dropLast(2) where left[index + 1].isSymbol(.over) {
            if case .name(let name) = left[index].kind, name.hasPrefix("d"), name.count > 1,
                left[index + 2].isName("dt")
            {
                return (String(name.dropFirst()), true)
            }
        }
        return nil
    }

    private init(statement: Statement, source: SourceText) {
        self.statement = statement
        self.source = source
        parser = ExpressionParser(statement.tokens, of: source, allowsDerivatives: true)
    }

    private mutating func equation() throws(EquationError) -> Equation {
        var equation = try leftSide()
        let left = equation.expression
        try parser.expect(.assign)
        parser.allowsDerivatives = false
        let right = try parser.number().expression
        if equation.isDerivative {
            equation.expression = try solved(left, right, for: equation)
        } else {
            equation.expression = right
        }
        try suffix(of: &equation)
        equation.references = parser.references.filter { !$0.name.contains("/") }
        if !equation.isDerivative { equation.references.removeFirst() }
        return equation
    }

    /// Reads up to the `=`; the expression is the whole left side.
    private mutating func leftSide() throws(EquationError) -> Equation {
        let first = parser.current
        let offset = first.range.lowerBound
        if case .name(let name) = first.kind, parser.peek(1).isSymbol(.assign),
            let problem = ReservedName.problem(with: name)
        {
            throw source.error(problem, at: offset)
        }
        let left = try parser.number().expression
        let derivatives = parser.references.filter { $0.name.contains("/") }
        if let derivative = derivatives.first {
            let name = String(derivative.name.dropFirst().dropLast("/dt".count))
            if let problem = ReservedName.problem(with: name) {
                throw source.error(problem, at: derivative.offset)
            }
            if let other = derivatives.first(where: { $0.name != derivative.name }) {
                throw source.error(.unsolvableDerivative(name), at: other.offset)
            }
            return Equation(
                target: name, offset: derivative.offset, isDerivative: true, expression: left,
                isHeldWhileRefractory: false, references: [])
        }
        guard case .name(let name) = left, statement.tokens[1] == parser.current else {
            throw source.error(
                .unexpected(
                    found: "\"\(left)\"", expected: "a name or a derivative such as dv/dt"),
                at: offset)
        }
        return Equation(
            target: name, offset: offset, isDerivative: false, expression: left,
            isHeldWhileRefractory: false, references: [])
    }

    /// The derivative of `left = right`, with `left` = offset + slope·derivative.
    private func solved(
        _ left: Expression, _ right: Expression, for equation: Equation
    ) throws(EquationError) -> Expression {
        let derivative = "d\(equation.target)/dt"
        guard let parts = left.linearDecomposition(in: derivative), parts.slope != .number(0)
        else { throw source.error(.unsolvableDerivative(equation.target), at: equation.offset) }
        return .quotient(.difference(right, parts.offset), parts.slope)
    }

    /// Reads `: unit` and `(unless refractory)`, both optional, up to the end of the statement.
    private mutating func suffix(of equation: inout Equation) throws(EquationError) {
        try flag(of: &equation)
        if parser.skip(.colon) {
            equation.unit = try unit()
            try flag(of: &equation)
        }
        guard parser.isAtEnd else {
            throw parser.unexpected("an operator or the end of the equation")
        }
    }

    /// The tokens up to a flag or the end as text, one blank wherever there was a gap.
    private mutating func unit() throws(EquationError) -> String {
        var unit = ""
        var end: Int?
        while !parser.isAtEnd, !isFlag {
            let range = parser.current.range
            if let end, end < range.lowerBound { unit += " " }
            unit += String(source.characters[range])
            end = range.upperBound
            parser.advance()
        }
        guard !unit.isEmpty else { throw parser.unexpected("a unit") }
        return unit
    }

    private var isFlag: Bool {
        parser.current.isSymbol(.open) && parser.peek(1).isName("unless")
    }

    private mutating func flag(of equation: inout Equation) throws(EquationError) {
        guard isFlag else { return }
        let offset = parser.current.range.lowerBound
        parser.advance()
        parser.advance()
        guard parser.current.isName("refractory") else { throw parser.unexpected("refractory") }
        parser.advance()
        try parser.expect(.close)
        guard equation.isDerivative else {
            throw source.error(.notHeldInTime(equation.target), at: offset)
        }
        equation.isHeldWhileRefractory = true
    }
}
