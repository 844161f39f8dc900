/// The command line of a notebook.
public struct NotebookOptions: Hashable, Sendable {
    /// Whether a small version of the problem is wanted.
    public var isQuick: Bool
    /// The folder of the page and its figures.
    public var output: String

    /// Creates options.
    public init(isQuick: Bool = false, output: String = "notebook-output") {
        self.isQuick = isQuick
        self.output = output
    }

    /// Reads `--quick` and `--output DIR`.
    /// - Parameter arguments: The arguments without the name of the program.
    public init(arguments: [String]) throws(ReportingError) {
        self.init()
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--quick": isQuick = true
            case "--output":
                guard let folder = rest.popFirst(), !folder.isEmpty else {
                    throw .unknownArgument(
                        found: argument, expected: "a folder after --output")
                }
                output = folder
            default:
                throw .unknownArgument(found: argument, expected: "--quick or --output DIR")
            }
        }
    }
}
