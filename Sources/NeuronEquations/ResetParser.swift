/// Parses a statement of the reset: `name = expression`, or with `+= -= *= /=`; in ANNarchy's form
/// also with the flag `unless_refractory`, which all statements have here.
enum ResetParser {
    struct Statement {
        var assignment: NeuronModel.Assignment
        /// Index of the name's first character.
        var offset: Int
        /// The operator of `+=` and its like; nil for `=`.
        var symbol: BinaryOperator?
        /// The right side as it was read, for the places of mistakes.
        var right: ExpressionParser.Term
        var references: [ExpressionParser.Reference]
    }

    /// - Parameters:
    ///   - conditions: names that are true or false.
    ///   - integers: names that are integers.
    static func statement(
        _ statement: NeuronEquations.Statement, of source: SourceText, form: EquationForm,
        conditions: Set<String>, integers: Set<String>
    ) throws(EquationError) -> Statement {
        if let offset = statement.openBracket { throw source.error(.unclosedBracket, at: offset) }
        var parser = ExpressionParser(statement.tokens, of: source, conditions: conditions)
        let offset = parser.current.range.lowerBound
        guard case .name(let name) = parser.current.kind else {
            throw parser.unexpected("the name of a state variable")
        }
        if let problem = ReservedName.problem(with: name) {
            throw source.error(problem, at: offset)
        }
        parser.advance()
        let symbol = try parser.assignment()
        let isCondition = symbol == nil && conditions.contains(name)
        let right = try isCondition ? parser.condition() : parser.number()
        var value = right.expression
        if let symbol {
            if conditions.contains(name) {
                throw source.error(.conditionInsteadOfNumber, at: offset)
            }
            value = .binary(symbol, .name(name), value)
        }
        if form == .annarchy, parser.current.isSymbol(.colon),
            parser.peek(1).isName("unless_refractory")
        {
            parser.advance()
            parser.advance()
        }
        guard parser.isAtEnd else {
            throw parser.unexpected("an operator or the end of the statement")
        }
        return Statement(
            assignment: NeuronModel.Assignment(
                name: name, expression: integers.contains(name) ? .integer(value) : value),
            offset: offset, symbol: symbol, right: right, references: parser.references)
    }
}
