/// Parses a statement of the reset: `name = expression`, or with `+= -= *= /=`.
enum ResetParser {
    struct Statement {
        var assignment: NeuronModel.Assignment
        /// Index of the name's first character.
        var offset: Int
        var references: [ExpressionParser.Reference]
    }

    static func statement(
        _ statement: NeuronEquations.Statement, of source: SourceText
    ) throws(EquationError) -> Statement {
        if let offset = statement.openBracket { throw source.error(.unclosedBracket, at: offset) }
        var parser = ExpressionParser(statement.tokens, of: source)
        let offset = parser.current.range.lowerBound
        guard case .name(let name) = parser.current.kind else {
            throw parser.unexpected("the name of a state variable")
        }
        if let problem = ReservedName.problem(with: name) {
            throw source.error(problem, at: offset)
        }
        parser.advance()
        let symbol = try assignmentSymbol(&parser)
        let value = try parser.number().expression
        guard parser.isAtEnd else {
            throw parser.unexpected("an operator or the end of the statement")
        }
        return Statement(
            assignment: NeuronModel.Assignment(
                name: name,
                expression: symbol.map { .binary($0, .name(name), value) } ?? value),
            offset: offset, references: parser.references)
    }

    /// Consumes `=` (nil) or the operator of `+=` and its like.
    private static func assignmentSymbol(
        _ parser: inout ExpressionParser
    ) throws(EquationError) -> BinaryOperator? {
        let symbols: [(Symbol, BinaryOperator?)] = [
            (.assign, nil), (.addAssign, .add), (.subtractAssign, .subtract),
            (.multiplyAssign, .multiply), (.divideAssign, .divide),
        ]
        for (symbol, meaning) in symbols where parser.skip(symbol) { return meaning }
        throw parser.unexpected("=, +=, -=, *= or /=")
    }
}
