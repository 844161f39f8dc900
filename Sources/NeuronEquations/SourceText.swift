/// One part of a model's text, which knows how to point at its characters.
struct SourceText {
    /// Far beyond any model, and short enough that no text takes noticeable time.
    static let maximumLength = 100_000

    let part: EquationError.Part
    let characters: [Character]
    /// The ASCII codes of the characters, ``UInt8/other`` for those that have none.
    let codes: [UInt8]

    init(_ text: String, part: EquationError.Part) throws(EquationError) {
        // One more than allowed is enough to see that there are too many.
        characters = Array(text.prefix(Self.maximumLength + 1))
        codes = characters.map { $0.asciiValue ?? .other }
        self.part = part
        if characters.count > Self.maximumLength {
            throw error(.tooLong(limit: Self.maximumLength), at: Self.maximumLength)
        }
    }

    /// The line of a character, from 1, and the index of the line's first character.
    func place(of offset: Int) -> (line: Int, start: Int) {
        var line = 1
        var start = 0
        for index in 0..<offset where characters[index].isNewline {
            line += 1
            start = index + 1
        }
        return (line, start)
    }

    /// A mistake at a character, by its index; the end of the text is allowed.
    func error(_ problem: EquationError.Problem, at offset: Int) -> EquationError {
        let (line, lineStart) = place(of: offset)
        let lineEnd = characters[lineStart...].firstIndex(where: \.isNewline) ?? characters.count
        return EquationError(
            problem: problem, part: part, line: line, column: offset - lineStart + 1,
            sourceLine: String(characters[lineStart..<lineEnd]))
    }
}

extension EquationError {
    /// A mistake in a declaration that has no text of its own.
    init(_ problem: Problem, in part: Part) {
        self.init(problem: problem, part: part, line: 1, column: 1, sourceLine: "")
    }

    /// For sorting: the part, the line, the column.
    var position: (Int, Int, Int) {
        let order =
            switch part {
            case .parameter: 0
            case .parameterStatements: 0
            case .derived: 1
            case .input: 2
            case .equations, .expression: 3
            case .spike: 4
            case .reset: 5
            case .refractory: 6
            case .initial: 7
            }
        return (order, line, column)
    }
}
