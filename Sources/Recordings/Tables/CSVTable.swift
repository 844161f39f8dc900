public import LinearAlgebra

/// A table of numbers in a text file: a header line with names, then a line per row.
///
/// Fields are separated by commas (or throughout by semicolons or tabs). Empty lines and lines that
/// begin with `#` are skipped.
///
/// ```swift
/// let table = CSVTable(names: ["g_Na", "g_K"], values: Matrix([[50, 5], [48, 5.2]]))
/// try table.write(to: "samples.csv")
/// let again = try CSVTable(reading: "samples.csv")  // equal to table
/// ```
public struct CSVTable: Sendable, Equatable {
    /// The names in the header line.
    public var names: [String]
    /// The numbers, `[rows × columns]`.
    public var values: Matrix<Double>
    /// The line of each row in the file, counted from 1; empty for a table made in memory.
    private(set) var lines: [Int] = []

    /// Creates a table.
    public init(names: [String], values: Matrix<Double>) {
        precondition(
            names.count == values.columns, "\(names.count) names for \(values.columns) columns")
        self.names = names
        self.values = values
    }

    public static func == (left: CSVTable, right: CSVTable) -> Bool {
        left.names == right.names && left.values == right.values
    }

    /// Reads a file.
    /// - Throws: with line and column where a field is no number or a row has the wrong length.
    public init(reading path: String) throws(RecordingError) {
        try self.init(parsing: FileInput.bytes(of: path), file: path)
    }

    init(parsing bytes: [UInt8], file: String) throws(RecordingError) {
        var content = bytes[...]
        if content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
        var names: [String]?
        var separator = UInt8(ascii: ",")
        var numbers: [Double] = []
        var lines: [Int] = []
        var lineNumber = 0
        while !content.isEmpty {
            let end = content.firstIndex { $0 == 10 || $0 == 13 } ?? content.endIndex
            let line = content[..<end]
            // A line ends with LF, CR LF, or CR alone as old spreadsheets have it.
            let isPair =
                end + 1 < content.endIndex && content[end] == 13 && content[end + 1] == 10
            content = content[min(end + (isPair ? 2 : 1), content.endIndex)...]
            lineNumber += 1
            if line.first == UInt8(ascii: "#") || line.allSatisfy({ $0 == 32 || $0 == 9 }) {
                continue
            }
            guard let header = names else {
                separator = Self.separator(of: line)
                names = Self.fields(of: line, separator).map(Self.name)
                continue
            }
            let fields = Self.fields(of: line, separator)
            guard fields.count == header.count else {
                throw .malformed(
                    file: file, location: "line \(lineNumber)", found: "\(fields.count) fields",
                    expected: "\(header.count) as in the header")
            }
            for (column, field) in fields.enumerated() {
                guard let number = Self.number(field) else {
                    let text = String(decoding: field.prefix(40), as: UTF8.self)
                    throw .malformed(
                        file: file,
                        location: "line \(lineNumber), column \(column + 1) (\(header[column]))",
                        found: "'\(text)'",
                        expected: text.contains(",") ? "a number with a decimal point" : "a number")
                }
                numbers.append(number)
            }
            lines.append(lineNumber)
        }
        guard let names else {
            throw .malformed(
                file: file, location: "line 1", found: "an empty file",
                expected: "a header line with the names of the columns")
        }
        if let column = names.firstIndex(where: { Self.number(Array($0.utf8)[...]) != nil }) {
            throw .malformed(
                file: file, location: "line 1, column \(column + 1)",
                found: "the number \(names[column])",
                expected: "a header line with the names of the columns")
        }
        self.init(
            names: names,
            values: Matrix(rows: lines.count, columns: names.count, elements: numbers))
        self.lines = lines
    }

    /// Writes a file, each number with as many digits as it needs to be read back the same.
    ///
    /// The file appears when it is complete, replacing one that has its name.
    public func write(to path: String) throws(RecordingError) {
        var text: [UInt8] = Array(names.joined(separator: ",").utf8)
        text.append(10)
        text.reserveCapacity(values.elements.count * 20)
        for row in 0..<values.rows {
            for (column, number) in values.row(row).enumerated() {
                if column > 0 { text.append(UInt8(ascii: ",")) }
                text.append(contentsOf: number.description.utf8)
            }
            text.append(10)
        }
        try FileOutput.write(text, to: path)
    }

    private static func separator(of header: ArraySlice<UInt8>) -> UInt8 {
        for candidate in [UInt8(ascii: ","), UInt8(ascii: ";"), 9] where header.contains(candidate)
        {
            return candidate
        }
        return UInt8(ascii: ",")
    }

    private static func fields(
        of line: ArraySlice<UInt8>, _ separator: UInt8
    ) -> [ArraySlice<UInt8>] {
        line.split(separator: separator, omittingEmptySubsequences: false).map(trimmed)
    }

    private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var field = field
        while let first = field.first, first == 32 || first == 9 { field.removeFirst() }
        while let last = field.last, last == 32 || last == 9 { field.removeLast() }
        return field
    }

    private static func name(_ field: ArraySlice<UInt8>) -> String {
        var field = field
        let quote = UInt8(ascii: "\"")
        if field.count >= 2, field.first == quote, field.last == quote {
            field = field.dropFirst().dropLast()
        }
        return String(decoding: field, as: UTF8.self)
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Double? {
        Double(Substring(decoding: field, as: UTF8.self))
    }
}
