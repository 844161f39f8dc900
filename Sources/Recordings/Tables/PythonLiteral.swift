/// Reads the one form of Python literal that NPY headers hold: a dictionary from texts to texts,
/// truth values and tuples of integers.
struct PythonLiteral {
    enum Value: Equatable {
        case text(String)
        case boolean(Bool)
        case integers([Int])
        /// Something legal that is of no use here, such as a list of record fields.
        case other
    }

    private let characters: [UInt8]
    private let file: String
    private var position = 0

    init(_ characters: ArraySlice<UInt8>, file: String) {
        self.characters = Array(characters)
        self.file = file
    }

    /// Reads `{'key': value, …}` and the white space around it.
    mutating func dictionary() throws(RecordingError) -> [String: Value] {
        try expect("{")
        var entries: [String: Value] = [:]
        while !accept("}") {
            let key = try text()
            try expect(":")
            entries[key] = try value()
            if !accept(",") {
                try expect("}")
                break
            }
        }
        skipSpace()
        guard position == characters.count else { throw error("the end of the header") }
        return entries
    }

    private mutating func value() throws(RecordingError) -> Value {
        skipSpace()
        switch peek {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "("): return .integers(try tuple())
        case UInt8(ascii: "["):
            try skipList()
            return .other
        default:
            if accept(word: "True") { return .boolean(true) }
            if accept(word: "False") { return .boolean(false) }
            throw error("a text, True, False or a tuple")
        }
    }

    private mutating func text() throws(RecordingError) -> String {
        skipSpace()
        guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw error("a quoted text")
        }
        position += 1
        let start = position
        while let character = peek, character != quote { position += 1 }
        guard peek == quote else { throw error("a closing quote") }
        position += 1
        return String(decoding: characters[start..<(position - 1)], as: UTF8.self)
    }

    private mutating func tuple() throws(RecordingError) -> [Int] {
        try expect("(")
        var integers: [Int] = []
        while !accept(")") {
            integers.append(try integer())
            if !accept(",") {
                try expect(")")
                break
            }
        }
        return integers
    }

    private mutating func integer() throws(RecordingError) -> Int {
        skipSpace()
        let start = position
        while let character = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) {
            position += 1
        }
        guard let value = Int(String(decoding: characters[start..<position], as: UTF8.self)) else {
            throw error("an integer below 2⁶³")
        }
        // Python 2 wrote long integers with an L.
        if peek == UInt8(ascii: "L") { position += 1 }
        return value
    }

    private mutating func skipList() throws(RecordingError) {
        var depth = 0
        repeat {
            guard let character = peek else { throw error("a closing bracket") }
            if character == UInt8(ascii: "[") { depth += 1 }
            if character == UInt8(ascii: "]") { depth -= 1 }
            position += 1
        } while depth > 0
    }

    private var peek: UInt8? { position < characters.count ? characters[position] : nil }

    private mutating func skipSpace() {
        while let character = peek, [32, 9, 10, 13].contains(character) { position += 1 }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func accept(word: String) -> Bool {
        guard characters[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(RecordingError) {
        guard accept(character) else { throw error("'\(character)'") }
    }

    private func error(_ expected: String) -> RecordingError {
        let found = peek.map { "'\(Unicode.Scalar($0))'" } ?? "the end of the header"
        return .malformed(
            file: file, location: "header, character \(position)", found: found, expected: expected)
    }
}
