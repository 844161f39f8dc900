/// ANNarchy's statements: `left = right : flag, init=value`, also with `+= -= *= /=`.
extension EquationParser {
    mutating func annarchyEquation() throws(EquationError) -> Equation {
        var equation = try leftSide()
        if equation.role == .derivative {
            try parser.expect(.assign)
            try rightSide(of: &equation)
        } else {
            equation.role = .assignment
            let operation = try parser.assignment()
            equation.isPlain = operation == nil
            try rightSide(of: &equation)
            if let operation {
                let value = equation.expression
                if value.isCondition {
                    throw source.error(.conditionInsteadOfNumber, at: equation.offset)
                }
                equation.expression = .binary(operation, .name(equation.target), value)
                parser.note(equation.target, at: equation.offset)
            }
        }
        if parser.skip(.colon) {
            var flags = AnnarchyFlags(self)
            try flags.read(into: &equation)
            self = flags.statement
        }
        guard parser.isAtEnd else {
            throw parser.unexpected("an operator or the end of the equation")
        }
        if equation.type == .integer { equation.expression = .integer(equation.expression) }
        equation.references = references
        return equation
    }
}

extension ExpressionParser {
    /// Consumes `=` (nil) or the operator of `+=` and its like.
    mutating func assignment() throws(EquationError) -> BinaryOperator? {
        let symbols: [(Symbol, BinaryOperator?)] = [
            (.assign, nil), (.addAssign, .add), (.subtractAssign, .subtract),
            (.multiplyAssign, .multiply), (.divideAssign, .divide),
        ]
        for (symbol, meaning) in symbols where skip(symbol) { return meaning }
        throw unexpected("=, +=, -=, *= or /=")
    }
}
