import NameSuggestions

extension ExpressionParser {
    /// A function's name (the current token) with its arguments in brackets.
    mutating func call(_ name: String, at offset: Int) throws(EquationError) -> Term {
        let distribution = FunctionForm.distributions[name].map { FunctionForm.distribution($0) }
        guard let form = ReservedName.functions[name] ?? distribution else {
            let known = Array(ReservedName.functions.keys) + FunctionForm.distributions.keys
            let nearest = NearestName.of(name, in: known)
            throw source.error(.unknownFunction(name, nearest: nearest), at: offset)
        }
        advance()
        let arguments = try arguments()
        let counts = form.argumentCounts
        guard counts.contains(arguments.count) else {
            let expected =
                arguments.count < counts.lowerBound ? counts.lowerBound : counts.upperBound
            throw source.error(
                .wrongArgumentCount(
                    function: name, expected: expected, found: arguments.count), at: offset)
        }
        if form.isRandom { note(ReservedName.draw, at: offset) }
        if form.repeatsFirstArgument, !arguments[0].expression.draws.isEmpty {
            throw source.error(.nestedDraw(name), at: arguments[0].offset)
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
    var isRandom: Bool {
        switch self {
        case .draw, .distribution: true
        default: false
        }
    }

    /// Whether the first argument stands twice in the tree of a call.
    var repeatsFirstArgument: Bool {
        self == .distribution(.uniform) || self == .distribution(.discreteUniform)
    }

    /// The tree of a call with the right number of arguments.
    func apply(
        to arguments: [ExpressionParser.Term], in parser: ExpressionParser, at offset: Int
    ) throws(EquationError) -> ExpressionParser.Term {
        if self == .choice {
            return try parser.choice(arguments[0], arguments[1], arguments[2], at: offset)
        }
        if case .plain(.int) = self, arguments[0].expression.isCondition {
            return try parser.term(
                .conditional(arguments[0].expression, .number(1), .number(0)), of: arguments,
                at: offset)
        }
        var numbers: [Expression] = []
        for argument in arguments { numbers.append(try parser.asNumber(argument).expression) }
        let (expression, levels) = tree(of: numbers)
        var term = try parser.term(expression, of: arguments, at: offset)
        // What a call stands for may be a few levels deep.
        term.depth += levels
        return term
    }

    /// What a call of numbers stands for, and how many levels deeper than one node that is.
    private func tree(of x: [Expression]) -> (Expression, levels: Int) {
        switch self {
        case .plain(let function): return (.call(function, x), 0)
        case .power: return (.binary(.power, x[0], x[1]), 0)
        case .positivePart: return (.call(.max, [x[0], .number(0)]), 0)
        case .negativePart: return (.call(.min, [x[0], .number(0)]), 0)
        case .isNaN:
            // The sign of every number is below 2; that of NaN is NaN, which is not.
            return (.not(.comparison(.less, .call(.sign, x), .number(2))), 2)
        case .timeStep:
            // A thousandth of a step absorbs the rounding of times.
            let steps = Expression.binary(.divide, x[0], x[1])
            return (.call(.floor, [.binary(.add, steps, .number(0.001))]), 2)
        case .draw(let kind): return (.draw(RandomDraw(kind, slot: 0)), 0)
        case .distribution(let distribution): return (distribution.tree(of: x), 4)
        case .choice: preconditionFailure("ite has a condition among its arguments")
        }
    }
}

extension FunctionForm.Distribution {
    /// The distribution as a transform of one uniform or normal number.
    fileprivate func tree(of x: [Expression]) -> Expression {
        let uniform = Expression.draw(RandomDraw(.uniform, slot: 0))
        let normal = Expression.draw(RandomDraw(.normal, slot: 0))
        switch self {
        case .uniform:
            return .sum(x[0], .product(.difference(x[1], x[0]), uniform))
        case .normal:
            return .sum(x[0], .product(x[1], normal))
        case .logNormal:
            return .call(.exp, [.sum(x[0], .product(x[1], normal))])
        case .exponential:
            return .quotient(.negative(.call(.log, [uniform])), x[0])
        case .gamma:
            let standard = Expression.call(.gammaQuantile, [uniform, x[0]])
            return x.count == 1 ? standard : .product(x[1], standard)
        case .binomial:
            return .call(.binomialQuantile, [uniform, x[0], x[1]])
        case .discreteUniform:
            // The largest uniform number is below 1, so that b + 1 is never reached.
            let count = Expression.sum(.difference(x[1], x[0]), .number(1))
            return .sum(x[0], .call(.floor, [.product(count, uniform)]))
        }
    }
}
