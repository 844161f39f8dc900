/// The tokens of one statement; the last one is what ends it.
struct Statement {
    let tokens: [Token]
    /// Index of the first bracket that is left open.
    let openBracket: Int?

    /// Cuts a text at semicolons and at line ends outside brackets; empty statements are left out.
    ///
    /// A line end next to an operator or before flags counts as a blank too: `dv/dt = a` may go on
    /// with `+ b` below.
    /// A bracket that is never closed would swallow all lines below it, so a line end inside
    /// brackets counts all the same when the next line gives a value: no bracket can hold that.
    static func statements(of source: SourceText) -> [Statement] {
        let tokens = Lexer.tokens(of: source)
        var statements: [Statement] = []
        var open: [Int] = []
        var held: [Token] = []
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .symbol(.open): open.append(token.range.lowerBound)
            case .symbol(.close): _ = open.popLast()
            case .statementEnd:
                let isSemicolon = source.characters[token.range.lowerBound] == ";"
                if !isSemicolon, !lineHoldsAssignment(tokens[(index + 1)...]),
                    !open.isEmpty || isOpen(held.last, before: tokens[(index + 1)...])
                {
                    continue
                }
            default: break
            }
            held.append(token)
            if token.kind == .statementEnd || token.kind == .end {
                if held.count > 1 {
                    statements.append(Statement(tokens: held, openBracket: open.first))
                }
                held = []
                open = []
            }
        }
        return statements
    }

    private static func lineHoldsAssignment(_ tokens: ArraySlice<Token>) -> Bool {
        for token in tokens {
            if token.startsValue { return true }
            // The sign in `: init=0` begins no statement.
            if token.isSymbol(.colon) { return false }
            if token.kind == .statementEnd || token.kind == .end { return false }
        }
        return false
    }

    /// Whether an expression goes on from the end of a line to the next one.
    private static func isOpen(_ last: Token?, before tokens: ArraySlice<Token>) -> Bool {
        guard let next = tokens.first, next.kind != .statementEnd, next.kind != .end else {
            return false
        }
        if next.isSymbol(.open), case .name(let word)? = tokens.dropFirst().first?.kind,
            BrianFlag.firstWords.contains(word)
        {
            return true
        }
        if case .symbol(let symbol)? = last?.kind, symbol.joins || symbol == .not { return true }
        if last != nil, case .symbol(let symbol) = next.kind { return symbol.joins }
        return false
    }
}

extension Symbol {
    /// Whether something must stand on both sides.
    fileprivate var joins: Bool {
        switch self {
        case .open, .close, .not: false
        default: true
        }
    }
}
