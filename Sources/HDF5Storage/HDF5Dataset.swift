import CHDF5

/// What the elements of a dataset or attribute are.
public enum HDF5ElementKind: Equatable, Sendable, CustomStringConvertible {
    /// Whole numbers, with their size in the file.
    case integer(bytes: Int, isSigned: Bool)
    /// Floating-point numbers, with their size in the file.
    case real(bytes: Int)
    /// Texts, of a fixed number of bytes or (nil) each of its own length.
    case text(bytes: Int?)
    /// References to objects of the file.
    case reference
    /// Rows of named fields.
    case compound(fields: [String])
    /// Anything else that HDF5 knows.
    case other

    /// How error messages call it.
    public var description: String {
        switch self {
        case .integer(let bytes, let isSigned):
            "\(isSigned ? "" : "unsigned ")integers of \(bytes) bytes"
        case .real(let bytes): "floating-point numbers of \(bytes) bytes"
        case .text: "texts"
        case .reference: "object references"
        case .compound(let fields): "rows of (\(fields.joined(separator: ", ")))"
        case .other: "elements of an unknown kind"
        }
    }

    var isNumber: Bool {
        switch self {
        case .integer, .real: true
        default: false
        }
    }
}

/// An array of numbers, texts, references or rows in a file.
public final class HDF5Dataset: HDF5Object {
    /// Extent along each dimension; empty for a single value.
    public let shape: [Int]
    /// What the elements are.
    public let elementKind: HDF5ElementKind
    /// Size of one element in the file in bytes.
    let elementSize: Int

    /// Number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// Reads shape and type of an open dataset.
    /// - Throws: where they make no sense, or claim more elements than can be counted.
    init(
        opening identifier: consuming HDF5Identifier, file: HDF5File, path: String
    ) throws(HDF5Error) {
        let raw = identifier.raw
        let form = try HDF5Library.locked { () throws(HDF5Error) in
            try HDF5Form(
                type: H5Dget_type(raw), space: H5Dget_space(raw), file: file.path, object: path)
        }
        shape = form.shape
        elementKind = form.kind
        elementSize = form.elementSize
        super.init(identifier: identifier, file: file, path: path)
    }
}

/// Shape and element type of a dataset or an attribute.
struct HDF5Form {
    let shape: [Int]
    let kind: HDF5ElementKind
    let elementSize: Int
    let isUTF8: Bool
    /// Where a text of fixed length ends short of its bytes: filled up with spaces, not with zeros.
    let isSpacePadded: Bool

    var count: Int { shape.reduce(1, *) }

    /// Reads both and closes their handles; inside the lock.
    init(type: hid_t, space: hid_t, file: String, object: String) throws(HDF5Error) {
        let type = HDF5Identifier(type)
        let space = HDF5Identifier(space)
        guard type.isValid, space.isValid else {
            throw .damaged(file: file, object: object, reason: HDF5Library.lastMessage())
        }
        var extents = [hsize_t](repeating: 0, count: Int(H5S_MAX_RANK))
        let rank = H5Sget_simple_extent_dims(space.raw, &extents, nil)
        guard rank >= 0 else {
            throw .damaged(file: file, object: object, reason: HDF5Library.lastMessage())
        }
        elementSize = H5Tget_size(type.raw)
        guard elementSize > 0 else {
            throw .damaged(file: file, object: object, reason: "its elements have no size")
        }
        let isNull = H5Sget_simple_extent_type(space.raw) == H5S_NULL
        var bytes: UInt64 = UInt64(elementSize)
        for extent in extents.prefix(Int(rank)) {
            let (product, overflows) = bytes.multipliedReportingOverflow(by: max(extent, 1))
            // Below 2⁶² every later product of counts and element sizes fits an `Int` too.
            guard !overflows, product < 1 << 58 else {
                throw .tooLarge(
                    file: file, object: object,
                    bytes: extents.prefix(Int(rank)).map(String.init).joined(separator: " × ")
                        + " × \(elementSize)",
                    limit: HDF5Dataset.largestRead)
            }
            bytes = product
        }
        shape = isNull ? [0] : extents.prefix(Int(rank)).map { Int($0) }
        isUTF8 = H5Tget_cset(type.raw) == H5T_CSET_UTF8
        isSpacePadded = H5Tget_strpad(type.raw) == H5T_STR_SPACEPAD
        kind = Self.kind(of: type.raw, size: elementSize)
    }

    private static func kind(of type: hid_t, size: Int) -> HDF5ElementKind {
        switch H5Tget_class(type) {
        case H5T_INTEGER: .integer(bytes: size, isSigned: H5Tget_sign(type) == H5T_SGN_2)
        case H5T_ENUM: .integer(bytes: size, isSigned: true)
        case H5T_FLOAT: .real(bytes: size)
        case H5T_STRING: .text(bytes: H5Tis_variable_str(type) > 0 ? nil : size)
        case H5T_REFERENCE: size == MemoryLayout<hobj_ref_t>.size ? .reference : .other
        case H5T_COMPOUND:
            .compound(
                fields: (0..<max(0, H5Tget_nmembers(type))).map { index in
                    guard let name = H5Tget_member_name(type, UInt32(index)) else { return "?" }
                    defer { H5free_memory(name) }
                    return String(cString: name)
                })
        default: .other
        }
    }
}
