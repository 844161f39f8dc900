import NameSuggestions

extension ExpressionParser {
    /// A function's name (the current token) with its arguments in brackets.
    mutating func call(_ name: String, at offset: Int) throws(EquationError) -> Term {
        guard let form = ReservedName.functions[name] else {
            let nearest = NearestName.of(name, in: ReservedName.functions.keys)
            throw source.error(.unknownFunction(name, nearest: nearest), at: offset)
        }
        advance()
        let arguments = try arguments()
        guard arguments.count == form.argumentCount else {
            throw source.error(
                .wrongArgumentCount(
                    function: name, expected: form.argumentCount, found: arguments.count),
                at: offset)
        }
        return try form.apply(to: arguments, in: self, at: offset)
    }

    private mutating func arguments() throws(EquationError) -> [Term] {
        try expect(.open)
        if skip(.close) { return [] }
        var arguments = [try expression()]
        while skip(.comma) { arguments.append(try expression()) }
        try expect(.close, or: "an operator, \",\" or \")\"")
        return arguments
    }
}

extension FunctionForm {
    var argumentCount: Int {
        switch self {
        case .plain(let function): function.argumentCount
        case .power: 2
        case .choice: 3
        case .positivePart, .negativePart: 1
        }
    }

    /// The tree of a call with the right number of arguments.
    func apply(
        to arguments: [ExpressionParser.Term], in parser: ExpressionParser, at offset: Int
    ) throws(EquationError) -> ExpressionParser.Term {
        func numbers() throws(EquationError) -> [Expression] {
            var numbers: [Expression] = []
            for argument in arguments {
                numbers.append(try parser.asNumber(argument).expression)
            }
            return numbers
        }
        let zero = Expression.number(0)
        let expression: Expression
        switch self {
        case .plain(.int) where arguments[0].expression.isCondition:
            expression = .conditional(arguments[0].expression, .number(1), zero)
        case .plain(let function): expression = .call(function, try numbers())
        case .power:
            let numbers = try numbers()
            expression = .binary(.power, numbers[0], numbers[1])
        case .choice:
            return try parser.choice(arguments[0], arguments[1], arguments[2], at: offset)
        case .positivePart: expression = .call(.max, try numbers() + [zero])
        case .negativePart: expression = .call(.min, try numbers() + [zero])
        }
        return try parser.term(expression, of: arguments, at: offset)
    }
}
