public import HDF5Storage

/// What can go wrong when recordings and tables are read, written or prepared.
public enum RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no file at this path.
    case noSuchFile(file: String)
    /// The file is there but cannot be opened or read.
    case cannotOpen(file: String, reason: String)
    /// The file is of a format that is not read here.
    case unknownFormat(file: String, found: String, expected: String)
    /// An HDF5 file, as NWB is, could not be read or written.
    case hdf5(HDF5Error)
    /// The content breaks the rules of its format; `location` is a line and column, a byte
    /// position or the path of an object.
    case malformed(file: String, location: String, found: String, expected: String)
    /// The content is a legal form that is not read here.
    case unsupported(file: String, location: String, found: String, expected: String)
    /// A current-clamp sweep was needed and the file holds none.
    case noSweeps(file: String, found: String)
    /// There are sweeps, and none of them is wanted.
    case noSelectedSweeps(source: String, selection: String)
    /// The file could not be written.
    case cannotWrite(file: String, reason: String)
    /// A step of the preprocessing cannot be applied to this sweep.
    case preprocessing(sweep: String, step: String, found: String, expected: String)

    public var description: String {
        switch self {
        case .noSuchFile(let file): "\(file): no such file"
        case .cannotOpen(let file, let reason): "\(file): cannot be opened: \(reason)"
        case .unknownFormat(let file, let found, let expected):
            "\(file): found \(found), expected \(expected)"
        case .hdf5(let error): error.description
        case .malformed(let file, let location, let found, let expected):
            "\(file): \(location): found \(found), expected \(expected)"
        case .unsupported(let file, let location, let found, let expected):
            "\(file): \(location): \(found) is not supported, expected \(expected)"
        case .noSweeps(let file, let found):
            "\(file): found \(found), expected at least one current-clamp sweep"
        case .noSelectedSweeps(let source, let selection):
            "\(source): found no sweep that was selected: \(selection)"
        case .cannotWrite(let file, let reason): "\(file): cannot be written: \(reason)"
        case .preprocessing(let sweep, let step, let found, let expected):
            "\(sweep): \(step): found \(found), expected \(expected)"
        }
    }
}
