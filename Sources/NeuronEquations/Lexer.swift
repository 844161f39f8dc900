/// Cuts text into tokens; never fails, because what is wrong depends on where it stands.
struct Lexer {
    private let characters: [Character]
    private var position = 0
    private var tokens: [Token] = []

    /// All tokens, the last one being `.end`.
    static func tokens(of source: SourceText) -> [Token] {
        var lexer = Lexer(characters: source.characters)
        while lexer.position < lexer.characters.count { lexer.scanOne() }
        lexer.tokens.append(
            Token(kind: .end, range: lexer.position..<lexer.position))
        return lexer.tokens
    }

    private init(characters: [Character]) {
        self.characters = characters
    }

    private mutating func scanOne() {
        let start = position
        let character = characters[position]
        if character == "#" {
            skip { !$0.isNewline }
        } else if character == "\\", isContinuation {
            skip { !$0.isNewline }
            position = min(position + 1, characters.count)
        } else if character.isNewline || character == ";" {
            position += 1
            append(.statementEnd, from: start)
        } else if character.isWhitespace {
            position += 1
        } else if Self.isDigit(character) || (character == "." && Self.isDigit(peek(1))) {
            scanNumber()
        } else if Self.startsName(character) {
            skip { Self.startsName($0) || Self.isDigit($0) }
            let text = String(characters[start..<position])
            if Symbol.words.contains(text), let symbol = Symbol(rawValue: text) {
                append(.symbol(symbol), from: start)
            } else {
                append(.name(text), from: start)
            }
        } else {
            scanSymbol()
        }
    }

    /// Longest spelling first: `**` before `*`.
    private mutating func scanSymbol() {
        let start = position
        for length in [2, 1] where start + length <= characters.count {
            let text = String(characters[start..<start + length])
            if let symbol = Symbol(rawValue: text) ?? Symbol.synonyms[text] {
                position += length
                append(.symbol(symbol), from: start)
                return
            }
        }
        position += 1
        append(.unknown(characters[start]), from: start)
    }

    /// Digits with at most one point and an exponent: `2`, `.5`, `1.`, `6.02e+23`.
    private mutating func scanNumber() {
        let start = position
        skip(Self.isDigit)
        if peek(0) == "." {
            position += 1
            skip(Self.isDigit)
        }
        if let mark = peek(0), mark == "e" || mark == "E" {
            let hasSign = peek(1) == "+" || peek(1) == "-"
            if Self.isDigit(peek(hasSign ? 2 : 1)) {
                position += hasSign ? 2 : 1
                skip(Self.isDigit)
            }
        }
        // A point or letter right behind it belongs to the same mistake: 1.2.3, 5mV, 0x1F.
        let tail = position
        skip { $0 == "." || Self.startsName($0) || Self.isDigit($0) }
        let text = String(characters[start..<position])
        let digits = text.hasSuffix(".") ? text + "0" : text
        if tail == position, let value = Double(digits), value.isFinite {
            append(.number(value), from: start)
        } else {
            append(.malformedNumber, from: start)
        }
    }

    /// Whether only blanks and a comment stand between a backslash and the end of its line.
    private var isContinuation: Bool {
        let next = characters[(position + 1)...].first { !$0.isWhitespace || $0.isNewline }
        return next == nil || next == "#" || next?.isNewline == true
    }

    private func peek(_ distance: Int) -> Character? {
        let index = position + distance
        return index < characters.count ? characters[index] : nil
    }

    private mutating func skip(_ belongs: (Character) -> Bool) {
        while position < characters.count, belongs(characters[position]) { position += 1 }
    }

    private mutating func append(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<position))
    }

    static func isDigit(_ character: Character?) -> Bool {
        guard let character else { return false }
        return ("0"..."9").contains(character)
    }

    /// ASCII letters and the underscore. Other alphabets are refused: γ and 𝛾 look the same.
    static func startsName(_ character: Character) -> Bool {
        ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_"
    }
}
