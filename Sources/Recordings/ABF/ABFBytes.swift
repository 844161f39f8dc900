/// The bytes of an ABF file, every number of which is read within their bounds.
///
/// Format: little-endian; places of fields as in Molecular Devices' ABF 2 header structures.
struct ABFBytes {
    let bytes: [UInt8]
    let file: String

    /// A whole number at a byte position.
    func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type, at offset: Int
    ) throws(RecordingError) -> Integer {
        let size = MemoryLayout<Integer>.size
        guard offset >= 0, offset <= bytes.count - size else {
            throw malformed(
                at: offset, found: "the end of the file at byte \(bytes.count)",
                expected: "a field of \(size) bytes")
        }
        return bytes.withUnsafeBytes {
            Integer(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Integer.self))
        }
    }

    /// A number of single precision at a byte position.
    func number(at offset: Int) throws(RecordingError) -> Double {
        Double(Float(bitPattern: try integer(UInt32.self, at: offset)))
    }

    /// A finite number of single precision at a byte position.
    func finiteNumber(at offset: Int, _ meaning: String) throws(RecordingError) -> Double {
        let value = try number(at: offset)
        guard value.isFinite else {
            throw malformed(
                at: offset, found: "\(value)", expected: "a finite number: \(meaning)")
        }
        return value
    }

    /// The section that a triplet in the file's header describes.
    /// - Parameters:
    ///   - place: byte position of the triplet.
    ///   - leastEntrySize: bytes of an entry that are going to be read.
    /// - Throws: where the section does not lie within the file.
    func section(
        _ name: String, at place: Int, leastEntrySize: Int
    ) throws(RecordingError) -> ABFSection {
        let block = Int(try integer(UInt32.self, at: place))
        let entrySize = Int(try integer(UInt32.self, at: place + 4))
        let count = Int(try integer(Int32.self, at: place + 8))
        if count == 0 || block == 0 { return ABFSection(start: 0, entrySize: 0, count: 0) }
        let start = block * 512
        // Block and entry size are below 2³² and the count below 2³¹: no product overflows.
        guard count > 0, entrySize >= leastEntrySize, start <= bytes.count,
            entrySize * count <= bytes.count - start
        else {
            throw malformed(
                at: place, found: "\(count) entries of \(entrySize) bytes from byte \(start)",
                expected: "a section '\(name)' with entries of at least \(leastEntrySize) bytes "
                    + "within the \(bytes.count) bytes of the file")
        }
        return ABFSection(start: start, entrySize: entrySize, count: count)
    }

    /// The texts of the file, numbered from 1 where fields refer to them.
    func texts() throws(RecordingError) -> [String] {
        // The count is that of the texts; the entry size is that of the block which holds them all.
        let start = Int(try integer(UInt32.self, at: 220)) * 512
        let size = Int(try integer(UInt32.self, at: 224))
        if start == 0 || size == 0 { return [] }
        guard start <= bytes.count, size <= bytes.count - start else {
            throw malformed(
                at: 220, found: "\(size) bytes of texts from byte \(start)",
                expected: "texts within the \(bytes.count) bytes of the file")
        }
        // Forty-four bytes about the block itself begin with its signature.
        let block = bytes[start..<start + size]
        guard block.starts(with: Array("SSCH".utf8)), size > 44 else { return [] }
        return block.dropFirst(44).split(separator: 0, omittingEmptySubsequences: false)
            .map { text in
                // Windows' code page: µ is byte 0xB5; other bytes above 127 carry no unit or name.
                String(text.map { $0 < 128 ? Character(Unicode.Scalar($0)) : "µ" })
            }
    }

    func malformed(at offset: Int, found: String, expected: String) -> RecordingError {
        .malformed(file: file, location: "byte \(offset)", found: found, expected: expected)
    }
}

/// Where a table of equal entries stands in the file.
struct ABFSection {
    let start: Int
    let entrySize: Int
    let count: Int

    /// Byte positions of the entries.
    var entries: [Int] { (0..<count).map { start + $0 * entrySize } }
}
