/// What is wrong with the file of a study, or with what is done to it.
public enum StudyFileError: Error, Equatable, CustomStringConvertible {
    /// There is no file at the path.
    case noSuchFile(String)
    /// The file cannot be opened, read or written.
    case access(file: String, reason: String)
    /// The file is something else.
    case notAStudy(file: String, found: String)
    /// The file was written by a later version of the format.
    case newerVersion(file: String, found: Int, supported: Int)
    /// A part of the file cannot be what was written.
    case damaged(file: String, reason: String)
    /// The study searches another space; the first lines of the descriptions that differ.
    case otherSpace(file: String, found: String, expected: String)
    /// The study was started with another method, seed or number of objectives.
    case otherSetting(file: String, name: String, found: String, expected: String)
    /// Another process kept the file locked.
    case busy(file: String, waited: Duration)
    /// A result that the study cannot take; nothing of its batch was stored.
    case study(StudyError)
    /// An enqueued point that is not in the space.
    case point(SearchSpaceError)

    /// Whether a file that was named is not there.
    public var isMissingFile: Bool {
        if case .noSuchFile = self { true } else { false }
    }

    public var description: String {
        switch self {
        case .noSuchFile(let file): "\(file): no such file"
        case .access(let file, let reason): "\(file): \(reason)"
        case .notAStudy(let file, let found): "\(file): found \(found), expected a study"
        case .newerVersion(let file, let found, let supported):
            "\(file): format version \(found), this program reads up to \(supported)"
        case .damaged(let file, let reason): "\(file): the study is damaged: \(reason)"
        case .otherSpace(let file, let found, let expected):
            "\(file): the study searches another space: found \"\(found)\", expected "
                + "\"\(expected)\""
        case .otherSetting(let file, let name, let found, let expected):
            "\(file): the study has another \(name): found \(found), expected \(expected)"
        case .busy(let file, let waited):
            "\(file): another process kept the study locked for \(waited)"
        case .study(let error): error.description
        case .point(let error): error.description
        }
    }
}
