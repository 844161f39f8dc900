/// The text of a script, from which code cells quote themselves.
struct NotebookSource {
    /// The name of the file without its folders.
    let fileName: String
    private let lines: [String]?

    /// Reads a script; a script that has moved away since it was compiled leaves the cells without
    /// their source.
    init(path: String) {
        fileName = path.split(separator: "/").last.map(String.init) ?? path
        lines = (try? ReportFile.read(path)).map {
            String(decoding: $0, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// Creates a source from its text.
    init(fileName: String, text: String) {
        self.fileName = fileName
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The code between the braces of the cell whose call stands on a line (from 1), without the
    /// indentation that all its lines share.
    func body(ofCellAt line: Int) -> String {
        guard let lines, line >= 1, line <= lines.count else {
            return "// The source of this cell is not at hand: \(fileName) was not found."
        }
        let text = lines[(line - 1)...].joined(separator: "\n")
        guard let body = BraceMatcher.firstBody(in: text) else { return lines[line - 1] }
        return Self.withoutSharedIndentation(body)
    }

    private static func withoutSharedIndentation(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " } }
        while let first = lines.first, isBlank(first) { lines.removeFirst() }
        while let last = lines.last, isBlank(last) { lines.removeLast() }
        let shared = lines.filter { !isBlank($0) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(isBlank($0) ? $0.count : shared)) }
            .joined(separator: "\n")
    }
}

/// Finds the end of a block in Swift source: braces inside of strings and comments do not count.
struct BraceMatcher {
    private let characters: [Character]
    private var position = 0

    private init(_ text: String) { characters = Array(text) }

    /// The text between the first opening brace and the one that closes it.
    static func firstBody(in text: String) -> String? {
        var matcher = BraceMatcher(text)
        var depth = 0
        var start: Int?
        while matcher.position < matcher.characters.count {
            if matcher.skipCommentOrString() { continue }
            switch matcher.characters[matcher.position] {
            case "{":
                depth += 1
                if start == nil { start = matcher.position + 1 }
            case "}":
                depth -= 1
                if depth == 0, let start {
                    return String(matcher.characters[start..<matcher.position])
                }
            default: break
            }
            matcher.position += 1
        }
        return nil
    }

    private func has(_ text: String, at offset: Int = 0) -> Bool {
        let expected = Array(text)
        let start = position + offset
        return start + expected.count <= characters.count
            && Array(characters[start..<start + expected.count]) == expected
    }

    /// Moves behind a comment or a string that starts here.
    private mutating func skipCommentOrString() -> Bool {
        if has("//") {
            while position < characters.count, characters[position] != "\n" { position += 1 }
            return true
        }
        if has("/*") {
            skipBlockComment()
            return true
        }
        let hashes = characters[position...].prefix { $0 == "#" }.count
        if has("\"\"\"", at: hashes) {
            skipString(delimiter: "\"\"\"", hashes: hashes)
            return true
        }
        if has("\"", at: hashes) {
            skipString(delimiter: "\"", hashes: hashes)
            return true
        }
        return false
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if has("/*") {
                depth += 1
                position += 2
            } else if has("*/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < characters.count
    }

    private mutating func skipString(delimiter: String, hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        position += hashes + delimiter.count
        while position < characters.count {
            if has(delimiter + fence) {
                position += delimiter.count + hashes
                return
            }
            if has("\\" + fence + "(") {
                position += 1 + hashes
                skipInterpolation()
            } else if has("\\" + fence) {
                // The escaped character cannot end the string.
                position += 2 + hashes
            } else {
                position += 1
            }
        }
    }

    /// Moves behind `(…)` of an interpolation, which may hold strings again.
    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            if skipCommentOrString() { continue }
            if characters[position] == "(" { depth += 1 }
            if characters[position] == ")" { depth -= 1 }
            position += 1
        } while depth > 0 && position < characters.count
    }
}
