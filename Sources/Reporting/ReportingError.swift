/// What can go wrong while figures and reports are written.
public enum ReportingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The plotting program is not installed; everything but the images is still there.
    case gnuplotMissing(executable: String)
    /// The plotting program ran and refused a figure.
    case gnuplotFailed(figure: String, message: String)
    /// A file could not be read.
    case fileNotRead(path: String, reason: String)
    /// A file or folder could not be written.
    case fileNotWritten(path: String, reason: String)
    /// The command line of a notebook holds something that it does not know.
    case unknownArgument(found: String, expected: String)

    public var description: String {
        switch self {
        case .gnuplotMissing(let executable):
            """
            figures need gnuplot, but the program '\(executable)' was not found; \
            install it with `apt-get install gnuplot-nox`
            """
        case .gnuplotFailed(let figure, let message):
            "gnuplot could not draw the figure '\(figure)': \(message)"
        case .fileNotRead(let path, let reason):
            "cannot read '\(path)': \(reason)"
        case .fileNotWritten(let path, let reason):
            "cannot write '\(path)': \(reason)"
        case .unknownArgument(let found, let expected):
            "unknown argument '\(found)'; expected \(expected)"
        }
    }
}
