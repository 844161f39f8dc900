/// A piece of text that the grammar cannot divide.
struct Token: Equatable {
    enum Kind: Equatable {
        case number(Double)
        /// Looks like a number and is none that a `Double` can hold.
        case malformedNumber
        case name(String)
        case symbol(Symbol)
        /// A character that starts nothing; an error unless it stands in a unit.
        case unknown(Character)
        /// A line end or a semicolon.
        case statementEnd
        case end
    }

    var kind: Kind
    /// Index of the first character, and the index after the last one.
    var range: Range<Int>
}

/// Keywords, operators and punctuation; the raw value is the usual spelling.
enum Symbol: String {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case floorOver = "//"
    case remainder = "%"
    case power = "**"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case assign = "="
    case addAssign = "+="
    case subtractAssign = "-="
    case multiplyAssign = "*="
    case divideAssign = "/="
    case open = "("
    case close = ")"
    case comma = ","
    case colon = ":"
    case and, or, not
    case `if`, `else`

    /// Other spellings of symbols that have two.
    static let synonyms: [String: Symbol] = ["^": .power, "&&": .and, "||": .or, "!": .not]

    static let words: Set<String> = ["and", "or", "not", "if", "else"]
}

extension Token {
    /// How a message calls the token.
    func found(in source: SourceText) -> String {
        switch kind {
        case .end: "the end of the text"
        case .statementEnd:
            source.characters[range.lowerBound] == ";" ? "\";\"" : "the end of the line"
        default: "\"" + String(source.characters[range]) + "\""
        }
    }

    func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

    func isName(_ text: String) -> Bool { kind == .name(text) }
}
