public import HDF5Storage

/// What is wrong with a set of simulations or its files.
public enum SimulationSetError: Error, Equatable, CustomStringConvertible {
    /// Tables or lists of names do not fit each other.
    case shape(what: String, found: String, expected: String)
    /// A row whose global index another row has as well.
    case repeatedIndex(Int, file: String?)
    /// No path was given, or a folder holds no shards.
    case empty(path: String?)
    /// The file is HDF5 but not a set of simulations.
    case notASimulationSet(file: String, found: String)
    /// The file was written by a later version of the format.
    case newerVersion(file: String, found: Int, supported: Int)
    /// A part of the file cannot be what was written.
    case damaged(file: String, part: String, reason: String)
    /// A file does not belong together with those read before it.
    case inconsistent(file: String, what: String, found: String, expected: String)
    /// The storage reported an error, which names file and object.
    case storage(HDF5Error)
    /// A file could not be written.
    case writing(FileWritingError)

    /// Whether a file that was named is not there.
    public var isMissingFile: Bool {
        if case .storage(.noSuchFile) = self { return true }
        return false
    }

    public var description: String {
        switch self {
        case .shape(let what, let found, let expected):
            "simulations: \(what): found \(found), expected \(expected)"
        case .repeatedIndex(let index, let file):
            "\(file.map { "\($0): " } ?? "")simulation \(index) occurs more than once"
        case .empty(let path):
            path.map { "\($0): found no simulations in the folder" }
                ?? "no files of simulations were given, expected at least one"
        case .notASimulationSet(let file, let found):
            "\(file): found \(found), expected a set of simulations"
        case .newerVersion(let file, let found, let supported):
            "\(file): format version \(found), this program reads up to \(supported)"
        case .damaged(let file, let part, let reason):
            "\(file): \(part) is damaged: \(reason)"
        case .inconsistent(let file, let what, let found, let expected):
            "\(file): does not belong to the other simulations: \(what) is \(found), "
                + "expected \(expected)"
        case .storage(let error): error.description
        case .writing(let error): error.description
        }
    }
}
