/// Cuts text into tokens; never fails, because what is wrong depends on where it stands.
///
/// What tokens are made of is ASCII, so that the text's codes tell it; other characters count only
/// where they are blanks or nothing known.
struct Lexer {
    private let characters: [Character]
    private let codes: [UInt8]
    private var position = 0
    private var tokens: [Token] = []

    /// All tokens, the last one being `.end`.
    static func tokens(of source: SourceText) -> [Token] {
        var lexer = Lexer(source)
        while lexer.position < lexer.codes.count { lexer.scanOne() }
        lexer.append(.end, from: lexer.position)
        return lexer.tokens
    }

    private init(_ source: SourceText) {
        characters = source.characters
        codes = source.codes
    }

    private mutating func scanOne() {
        let start = position
        let code = codes[position]
        if code == UInt8(ascii: "#") {
            skipLine()
        } else if code == UInt8(ascii: "\\"), isContinuation {
            skipLine()
            position = min(position + 1, codes.count)
        } else if isNewline(at: position) || code == UInt8(ascii: ";") {
            position += 1
            append(.statementEnd, from: start)
        } else if isBlank(at: position) {
            position += 1
        } else if code.isDigit || (code == UInt8(ascii: ".") && peek(1).isDigit) {
            scanNumber()
        } else if code.startsName {
            skip { $0.startsName || $0.isDigit }
            let text = text(from: start)
            if Symbol.words.contains(text), let symbol = Symbol(rawValue: text) {
                append(.symbol(symbol), from: start)
            } else {
                append(.name(text), from: start)
            }
        } else if let (symbol, length) = Symbol.first(code, peek(1)) {
            position += length
            append(.symbol(symbol), from: start)
        } else {
            position += 1
            append(.unknown(characters[start]), from: start)
        }
    }

    /// Digits with at most one point and an exponent: `2`, `.5`, `1.`, `6.02e+23`.
    private mutating func scanNumber() {
        let start = position
        skip(\.isDigit)
        if peek(0) == UInt8(ascii: ".") {
            position += 1
            skip(\.isDigit)
        }
        if peek(0) == UInt8(ascii: "e") || peek(0) == UInt8(ascii: "E") {
            let hasSign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
            if peek(hasSign ? 2 : 1).isDigit {
                position += hasSign ? 2 : 1
                skip(\.isDigit)
            }
        }
        // A point or letter right behind it belongs to the same mistake: 1.2.3, 5mV, 0x1F.
        let tail = position
        skip { $0 == UInt8(ascii: ".") || $0.startsName || $0.isDigit }
        let text = text(from: start)
        let digits = text.hasSuffix(".") ? text + "0" : text
        if tail == position, let value = Double(digits), value.isFinite {
            append(.number(value), from: start)
        } else {
            append(.malformedNumber, from: start)
        }
    }

    /// Whether only blanks and a comment stand between a backslash and the end of its line.
    private var isContinuation: Bool {
        for index in (position + 1)..<codes.count where !isBlank(at: index) {
            return codes[index] == UInt8(ascii: "#") || isNewline(at: index)
        }
        return true
    }

    private func isNewline(at index: Int) -> Bool {
        codes[index] < UInt8.other ? codes[index].isNewline : characters[index].isNewline
    }

    /// Whether a character is a blank within a line.
    private func isBlank(at index: Int) -> Bool {
        codes[index] < UInt8.other
            ? codes[index].isBlank : characters[index].isWhitespace && !characters[index].isNewline
    }

    /// The code so far ahead; 0, which stands for nothing, behind the end.
    private func peek(_ distance: Int) -> UInt8 {
        let index = position + distance
        return index < codes.count ? codes[index] : 0
    }

    private mutating func skip(_ belongs: (UInt8) -> Bool) {
        while position < codes.count, belongs(codes[position]) { position += 1 }
    }

    private mutating func skipLine() {
        while position < codes.count, !isNewline(at: position) { position += 1 }
    }

    /// What stands between an index and here, all of it ASCII.
    private func text(from start: Int) -> String {
        String(decoding: codes[start..<position], as: UTF8.self)
    }

    private mutating func append(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<position))
    }

    static func isDigit(_ character: Character?) -> Bool {
        character?.asciiValue?.isDigit == true
    }

    static func startsName(_ character: Character) -> Bool {
        character.asciiValue?.startsName == true
    }
}

extension UInt8 {
    /// Stands for every character that is not ASCII.
    static let other: UInt8 = 0x80

    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// ASCII letters and the underscore. Other alphabets are refused: γ and 𝛾 look the same.
    var startsName: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) || self == UInt8(ascii: "_")
    }

    /// LF (which stands for CR LF too), VT, FF, CR.
    fileprivate var isNewline: Bool { (0x0A...0x0D).contains(self) }

    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
