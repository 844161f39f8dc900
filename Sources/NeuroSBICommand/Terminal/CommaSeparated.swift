import NeuroSBI

/// A table with texts and numbers as RFC 4180 has it; a number that does not exist is empty.
struct CommaSeparated {
    private var text: String

    init(_ header: [String]) {
        text = Self.line(header)
    }

    mutating func add(_ fields: [String]) { text += Self.line(fields) }

    /// The shortest text that is read back as the same number.
    static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return value.description
    }

    /// The file appears when it is complete.
    func write(to path: String) throws { try AtomicFile.write(text, to: path) }

    private static func line(_ fields: [String]) -> String {
        fields.map { field in
            let isSpecial = field.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
            return isSpecial ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
        }.joined(separator: ",") + "\n"
    }
}
