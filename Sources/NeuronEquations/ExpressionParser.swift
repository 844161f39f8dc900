/// A recursive-descent parser of expressions with the precedences of Python.
///
/// From loosest to tightest: conditional, `or`, `and`, `not`, comparison, `+ -`, `* / // %`,
/// unary minus, `**`. It checks at once that numbers and conditions stand where they may, and it
/// bounds its recursion and the depth of its trees, so that no text exhausts the stack.
struct ExpressionParser {
    /// Brackets, signs and powers inside each other; bounds the parser's own recursion.
    static let maximumNesting = 50
    /// Depth of a tree, which a long sum reaches without any bracket.
    static let maximumDepth = 300

    /// A name in the text and the index of its first character.
    struct Reference {
        /// Also `dv/dt` on a left side, and ``ReservedName/draw`` for a random number.
        let name: String
        let offset: Int

        var isDerivative: Bool { name.contains("/") }
    }

    /// A parsed part with what its context must know about it.
    struct Term {
        var expression: Expression
        var depth: Int
        /// Index of the first character.
        var offset: Int
        /// What the text has between the term's operators, for the places of mistakes.
        var parts: [Term] = []
    }

    let source: SourceText
    /// Names that are true or false rather than numbers.
    let conditions: Set<String>
    /// Whether `dx/dt` is a value, as on the left of an equation; its name is then "dx/dt".
    var allowsDerivatives: Bool
    private let tokens: [Token]
    private var position = 0
    private(set) var nesting = 0
    /// Every name that was used, `t`, `dt`, noises and derivatives included.
    private(set) var references: [Reference] = []

    /// - Parameter tokens: not empty; the last one stands for the end and is never consumed.
    init(
        _ tokens: [Token], of source: SourceText, conditions: Set<String> = [],
        allowsDerivatives: Bool = false
    ) {
        precondition(!tokens.isEmpty, "a parser needs at least the token of the end")
        self.tokens = tokens
        self.source = source
        self.conditions = conditions
        self.allowsDerivatives = allowsDerivatives
    }

    // MARK: Tokens

    var current: Token { tokens[position] }

    var isAtEnd: Bool { position == tokens.count - 1 }

    func peek(_ distance: Int) -> Token {
        tokens[min(position + distance, tokens.count - 1)]
    }

    mutating func advance() {
        if !isAtEnd { position += 1 }
    }

    mutating func skip(_ symbol: Symbol) -> Bool {
        guard current.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: Symbol, or expected: String? = nil) throws(EquationError) {
        if !skip(symbol) { throw unexpected(expected ?? "\"\(symbol.rawValue)\"") }
    }

    /// Whether flags in brackets such as `(unless refractory)` begin at a token.
    func startsFlags(_ distance: Int) -> Bool {
        guard peek(distance).isSymbol(.open), case .name(let word) = peek(distance + 1).kind,
            BrianFlag.firstWords.contains(word)
        else { return false }
        switch peek(distance + 2).kind {
        case .name, .symbol(.close), .symbol(.comma): return true
        case .symbol(.minus): return peek(distance + 3).isName("driven")
        default: return false
        }
    }

    /// Notes the use of a name that does not stand in the text.
    mutating func note(_ name: String, at offset: Int) {
        references.append(Reference(name: name, offset: offset))
    }

    /// Drops the references behind the first ones.
    mutating func forgetReferences(after count: Int) {
        references.removeSubrange(count...)
    }

    // MARK: Depth

    private mutating func nested(
        _ parse: (inout ExpressionParser) throws(EquationError) -> Term
    ) throws(EquationError) -> Term {
        guard nesting < Self.maximumNesting else {
            throw source.error(
                .tooDeep(limit: Self.maximumNesting), at: current.range.lowerBound)
        }
        nesting += 1
        let term = try parse(&self)
        nesting -= 1
        return term
    }

    func term(
        _ expression: Expression, of parts: [Term], at offset: Int
    ) throws(EquationError) -> Term {
        let depth = 1 + (parts.map(\.depth).max() ?? 0)
        guard depth <= Self.maximumDepth else {
            throw source.error(.tooDeep(limit: Self.maximumDepth), at: offset)
        }
        return Term(expression: expression, depth: depth, offset: offset, parts: parts)
    }

    // MARK: Kinds

    mutating func number() throws(EquationError) -> Term {
        try asNumber(try expression())
    }

    mutating func condition() throws(EquationError) -> Term {
        try asCondition(try expression())
    }

    func asNumber(_ term: Term) throws(EquationError) -> Term {
        if term.expression.isCondition {
            throw source.error(.conditionInsteadOfNumber, at: term.offset)
        }
        return term
    }

    private func asCondition(_ term: Term) throws(EquationError) -> Term {
        if !term.expression.isCondition {
            throw source.error(.numberInsteadOfCondition, at: term.offset)
        }
        return term
    }

    // MARK: Grammar

    /// `if c: a else: b`, `a if c else b`, or anything tighter.
    mutating func expression() throws(EquationError) -> Term {
        try nested { (parser: inout ExpressionParser) throws(EquationError) -> Term in
            try parser.conditional()
        }
    }

    private mutating func conditional() throws(EquationError) -> Term {
        let offset = current.range.lowerBound
        if skip(.if) {
            let condition = try asCondition(try disjunction())
            try expect(.colon)
            let then = try asNumber(try expression())
            try expect(.else)
            try expect(.colon)
            return try choice(condition, then, try expression(), at: offset)
        }
        let then = try disjunction()
        guard skip(.if) else { return then }
        let condition = try asCondition(try disjunction())
        try expect(.else)
        return try choice(condition, then, try expression(), at: offset)
    }

    func choice(
        _ condition: Term, _ then: Term, _ otherwise: Term, at offset: Int
    ) throws(EquationError) -> Term {
        let parts = [
            try asCondition(condition), try asNumber(then), try asNumber(otherwise),
        ]
        return try term(
            .conditional(parts[0].expression, parts[1].expression, parts[2].expression),
            of: parts, at: offset)
    }

    private mutating func disjunction() throws(EquationError) -> Term {
        var left = try conjunction()
        while skip(.or) {
            let parts = [try asCondition(left), try asCondition(try conjunction())]
            left = try term(
                .or(parts[0].expression, parts[1].expression), of: parts, at: left.offset)
        }
        return left
    }

    private mutating func conjunction() throws(EquationError) -> Term {
        var left = try inversion()
        while skip(.and) {
            let parts = [try asCondition(left), try asCondition(try inversion())]
            left = try term(
                .and(parts[0].expression, parts[1].expression), of: parts, at: left.offset)
        }
        return left
    }

    private mutating func inversion() throws(EquationError) -> Term {
        let offset = current.range.lowerBound
        guard skip(.not) else { return try comparison() }
        let operand = try asCondition(
            try nested { (parser: inout ExpressionParser) throws(EquationError) -> Term in
                try parser.inversion()
            })
        return try term(.not(operand.expression), of: [operand], at: offset)
    }

    private mutating func comparison() throws(EquationError) -> Term {
        let left = try sum()
        guard let symbol = currentComparison else { return left }
        advance()
        let parts = [try asNumber(left), try asNumber(try sum())]
        if currentComparison != nil {
            throw source.error(.chainedComparison, at: current.range.lowerBound)
        }
        return try term(
            .comparison(symbol, parts[0].expression, parts[1].expression),
            of: parts, at: left.offset)
    }

    private var currentComparison: Comparison? {
        guard case .symbol(let symbol) = current.kind else { return nil }
        return Comparison(rawValue: symbol.rawValue)
    }

    private mutating func sum() throws(EquationError) -> Term {
        var left = try product()
        while true {
            let symbol: BinaryOperator
            switch current.kind {
            case .symbol(.plus): symbol = .add
            case .symbol(.minus): symbol = .subtract
            default: return left
            }
            advance()
            left = try binary(symbol, left, try product())
        }
    }

    private mutating func product() throws(EquationError) -> Term {
        var left = try signed()
        while case .symbol(let symbol) = current.kind {
            switch symbol {
            case .times:
                advance()
                left = try binary(.multiply, left, try signed())
            case .over:
                advance()
                left = try binary(.divide, left, try signed())
            case .floorOver:
                advance()
                let ratio = try binary(.divide, left, try signed())
                left = try term(
                    .call(.floor, [ratio.expression]), of: [ratio], at: left.offset)
            case .remainder:
                advance()
                let parts = [try asNumber(left), try asNumber(try signed())]
                left = try term(
                    .call(.modulo, parts.map(\.expression)), of: parts, at: left.offset)
            default: return left
            }
        }
        return left
    }

    private func binary(
        _ symbol: BinaryOperator, _ left: Term, _ right: Term
    ) throws(EquationError) -> Term {
        let parts = [try asNumber(left), try asNumber(right)]
        return try term(
            .binary(symbol, left.expression, right.expression), of: parts, at: left.offset)
    }

    private mutating func signed() throws(EquationError) -> Term {
        let offset = current.range.lowerBound
        let isNegative = current.isSymbol(.minus)
        guard isNegative || current.isSymbol(.plus) else { return try power() }
        advance()
        let operand = try asNumber(
            try nested { (parser: inout ExpressionParser) throws(EquationError) -> Term in
                try parser.signed()
            })
        guard isNegative else { return operand }
        if case .number(let value) = operand.expression {
            return Term(expression: .number(-value), depth: 1, offset: offset)
        }
        return try term(.negate(operand.expression), of: [operand], at: offset)
    }

    /// Right-associative, and the exponent may carry a sign: `2**-x`, `a**b**c` = `a**(b**c)`.
    private mutating func power() throws(EquationError) -> Term {
        let base = try atom()
        guard skip(.power) else { return base }
        let exponent = try nested {
            (parser: inout ExpressionParser) throws(EquationError) -> Term in
            try parser.signed()
        }
        return try binary(.power, base, exponent)
    }

    private mutating func atom() throws(EquationError) -> Term {
        let offset = current.range.lowerBound
        switch current.kind {
        case .number(let value):
            advance()
            return Term(expression: .number(value), depth: 1, offset: offset)
        case .name(let name):
            return try named(name, at: offset)
        case .symbol(.open):
            advance()
            var inner = try expression()
            try expect(.close, or: "an operator or \")\"")
            inner.offset = offset
            return inner
        default:
            throw unexpected("a number, a name or \"(\"")
        }
    }

    private mutating func named(_ name: String, at offset: Int) throws(EquationError) -> Term {
        let isFunction = ReservedName.functions[name] != nil
        // `I (unless refractory)` is no call of I.
        if peek(1).isSymbol(.open), isFunction || !startsFlags(1) {
            return try call(name, at: offset)
        }
        if ReservedName.isAlwaysFunction(name) {
            throw source.error(.functionWithoutArguments(name), at: offset)
        }
        advance()
        if let constant = ReservedName.constants[name] {
            return Term(expression: constant, depth: 1, offset: offset)
        }
        var symbol = name
        if allowsDerivatives, let variable = derivative {
            symbol = "d\(variable)/dt"
            advance()
            advance()
        }
        note(symbol, at: offset)
        let expression: Expression =
            if ReservedName.isNoise(name) {
                .whiteNoise(name)
            } else if name == ReservedName.notRefractory || conditions.contains(symbol) {
                .flag(symbol)
            } else {
                .name(symbol)
            }
        return Term(expression: expression, depth: 1, offset: offset)
    }

    /// The variable of a `dx / dt` whose `dx` was just consumed.
    private var derivative: String? {
        guard position > 0, case .name(let name) = tokens[position - 1].kind,
            name.hasPrefix("d"), name.count > 1,
            current.isSymbol(.over), peek(1).isName("dt")
        else { return nil }
        return String(name.dropFirst())
    }
}
