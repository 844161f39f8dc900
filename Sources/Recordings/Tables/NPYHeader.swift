/// The description of an array at the beginning of an NPY file (versions 1.0 to 3.0).
///
/// Format: the magic string, two version bytes, the length of the header (2 bytes in version 1,
/// 4 later, little-endian), and a Python dictionary literal with the keys `descr`,
/// `fortran_order` and `shape` (NumPy Enhancement Proposal 1).
struct NPYHeader: Equatable {
    /// The element types that are read, by the text NumPy gives them.
    enum ElementType: String, CaseIterable {
        case float32 = "<f4"
        case float64 = "<f8"
        case int8 = "|i1"
        case int16 = "<i2"
        case int32 = "<i4"
        case int64 = "<i8"
        case uint8 = "|u1"
        case uint16 = "<u2"
        case uint32 = "<u4"
        case uint64 = "<u8"
        case boolean = "|b1"

        /// Size of one element in bytes.
        var size: Int {
            switch self {
            case .int8, .uint8, .boolean: 1
            case .int16, .uint16: 2
            case .float32, .int32, .uint32: 4
            case .float64, .int64, .uint64: 8
            }
        }
    }

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    var elementType: ElementType
    /// Extent along each dimension; empty for a single number.
    var shape: [Int]
    /// Position of the first element in the file.
    var dataOffset: Int

    /// Reads the header of a file's bytes.
    init(parsing bytes: [UInt8], file: String) throws(RecordingError) {
        guard bytes.starts(with: Self.magic), bytes.count >= 10 else {
            throw .malformed(
                file: file, location: "byte 0",
                found: "\(bytes.count) bytes without NPY's signature",
                expected: "the signature of an NPY file")
        }
        let version = bytes[6]
        guard (1...3).contains(version) else {
            throw .unsupported(
                file: file, location: "byte 6", found: "NPY version \(version)",
                expected: "version 1, 2 or 3")
        }
        let lengthBytes = version == 1 ? 2 : 4
        let length = bytes[8...].prefix(lengthBytes).reversed().reduce(0) { $0 << 8 | Int($1) }
        dataOffset = 8 + lengthBytes + length
        guard dataOffset <= bytes.count else {
            throw .malformed(
                file: file, location: "byte 8", found: "a header of \(length) bytes",
                expected: "at most \(max(0, bytes.count - 8 - lengthBytes)), the file ends there")
        }
        var literal = PythonLiteral(bytes[(8 + lengthBytes)..<dataOffset], file: file)
        let entries = try literal.dictionary()
        elementType = try Self.elementType(of: entries["descr"], file: file)
        shape = try Self.shape(of: entries, file: file)
    }

    /// The header of a matrix in version 1.0, padded so that the data begin at a multiple of 64.
    static func bytes(elementType: ElementType, rows: Int, columns: Int) -> [UInt8] {
        var text =
            "{'descr': '\(elementType.rawValue)', 'fortran_order': False, "
            + "'shape': (\(rows), \(columns)), }"
        let unpadded = 10 + text.utf8.count + 1
        text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = text.utf8.count
        return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
    }

    private static func elementType(
        of value: PythonLiteral.Value?, file: String
    ) throws(RecordingError) -> ElementType {
        guard case .text(let name) = value else {
            throw .unsupported(
                file: file, location: "header, 'descr'",
                found: value == nil ? "no element type" : "an array of records",
                expected: "one of \(knownTypes)")
        }
        guard let type = ElementType(rawValue: name) else {
            let found =
                name.hasPrefix(">")
                ? "big-endian '\(name)'"
                : name.contains("O") ? "an array of Python objects '\(name)'" : "'\(name)'"
            throw .unsupported(
                file: file, location: "header, 'descr'", found: found,
                expected: "one of \(knownTypes)")
        }
        return type
    }

    private static let knownTypes = ElementType.allCases.map(\.rawValue).joined(separator: ", ")

    private static func shape(
        of entries: [String: PythonLiteral.Value], file: String
    ) throws(RecordingError) -> [Int] {
        guard case .boolean(let isFortran) = entries["fortran_order"] else {
            throw .malformed(
                file: file, location: "header", found: "no 'fortran_order'",
                expected: "True or False")
        }
        guard case .integers(let shape) = entries["shape"] else {
            throw .malformed(
                file: file, location: "header", found: "no 'shape'",
                expected: "a tuple of integers")
        }
        // With at most one dimension longer than 1 both orders are the same.
        guard !isFortran || shape.filter({ $0 > 1 }).count <= 1 else {
            throw .unsupported(
                file: file, location: "header, 'fortran_order'",
                found: "an array of shape \(shape) in Fortran order",
                expected: "C order (numpy.ascontiguousarray)")
        }
        return shape
    }
}
