/// The tokens of one statement; the last one is what ends it.
struct Statement {
    let tokens: [Token]
    /// Index of the first bracket that is left open.
    let openBracket: Int?

    /// Cuts a text at semicolons and at line ends outside brackets; empty statements are left out.
    ///
    /// A bracket that is never closed would swallow all lines below it, so a line end inside
    /// brackets counts all the same when the next line holds a `=`: no bracket can hold one.
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
                if !open.isEmpty, !isSemicolon, !lineHoldsAssignment(tokens[(index + 1)...]) {
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
            if token.isSymbol(.assign) { return true }
            if token.kind == .statementEnd || token.kind == .end { return false }
        }
        return false
    }
}
