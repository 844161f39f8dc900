/// What can go wrong when a file in HDF5 format is read or written.
///
/// Every case names the file and, where there is one, the object inside it by its absolute path.
public enum HDF5Error: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no file at this path.
    case noSuchFile(file: String)
    /// The file is there but cannot be opened; the reason is the system's or the library's.
    case cannotOpen(file: String, reason: String)
    /// The file does not begin as an HDF5 file does.
    case notHDF5(file: String)
    /// The library could not make sense of the object: the file is truncated or damaged.
    case damaged(file: String, object: String, reason: String)
    /// The object, link or attribute is not there; `available` are the names that are.
    case missing(file: String, object: String, available: [String])
    /// The object is of another kind, element type or shape than asked for.
    case mismatch(file: String, object: String, found: String, expected: String)
    /// The object claims more elements than the file can hold or than may be read at once.
    case tooLarge(file: String, object: String, bytes: String, limit: Int)
    /// The object or file could not be written.
    case cannotWrite(file: String, object: String, reason: String)

    public var description: String {
        switch self {
        case .noSuchFile(let file): "\(file): no such file"
        case .cannotOpen(let file, let reason): "\(file): cannot be opened: \(reason)"
        case .notHDF5(let file): "\(file): found no HDF5 signature, expected an HDF5 file"
        case .damaged(let file, let object, let reason):
            "\(file): \(object) cannot be read, the file is truncated or damaged: \(reason)"
        case .missing(let file, let object, let available):
            "\(file): found no \(object)"
                + (available.isEmpty
                    ? "" : ", there are \(available.prefix(12).joined(separator: ", "))")
        case .mismatch(let file, let object, let found, let expected):
            "\(file): \(object): found \(found), expected \(expected)"
        case .tooLarge(let file, let object, let bytes, let limit):
            "\(file): \(object): claims \(bytes) bytes, expected at most \(limit)"
        case .cannotWrite(let file, let object, let reason):
            "\(file): \(object) cannot be written: \(reason)"
        }
    }
}
