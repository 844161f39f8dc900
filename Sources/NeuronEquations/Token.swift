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
enum Symbol: String, CaseIterable {
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

    /// The symbol that two ASCII codes begin with, the longer spelling first: `**` before `*`.
    /// - Parameter next: 0 where there is none.
    static func first(_ code: UInt8, _ next: UInt8) -> (Symbol, length: Int)? {
        if next != 0, let symbol = byCodes[[code, next]] { return (symbol, 2) }
        return byCodes[[code, 0]].map { ($0, 1) }
    }

    /// Symbols that are no words by the ASCII codes of their spellings, 0 for one that is not there.
    private static let byCodes: [SIMD2<UInt8>: Symbol] = {
        let spellings = allCases.map { ($0.rawValue, $0) } + synonyms.map { ($0.key, $0.value) }
        return Dictionary(
            uniqueKeysWithValues: spellings.filter { !words.contains($0.0) }.map { text, symbol in
                let codes = Array(text.utf8)
                return ([codes[0], codes.count > 1 ? codes[1] : 0], symbol)
            })
    }()
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
