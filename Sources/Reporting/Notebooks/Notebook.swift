import Foundation

/// A script that reads like a notebook: texts, code with its output, and figures on one page.
///
/// The script is an ordinary program. Texts and code cells stand in it in the order in which they
/// are read; when the script runs, every code cell is woven into the page together with its own
/// source text, what it printed and the figures it showed.
///
/// ```swift
/// let notebook = Notebook.fromCommandLine(title: "A decaying membrane")
/// notebook.text("""
///     The membrane potential returns to rest with its *time constant*.
///     """)
/// let trace = notebook.code("Compute the trace") {
///     let trace = (0..<100).map { -70 + 10 / Double(1 + $0) }
///     notebook.print("last value:", trace[99])
///     return trace
/// }
/// try notebook.write()
/// ```
///
/// Notebooks take `--output DIR` for the folder of the page and `--quick` for a small version of
/// the problem, which tests run. Everything happens on the main actor, like a script's own code.
@MainActor
public final class Notebook {
    /// What the command line asked for.
    public let options: NotebookOptions
    private let title: String
    private let source: NotebookSource
    private let figures: FigureWriter
    private var blocks: [HTMLReport.Block] = []
    private var output = ""
    private var notes: [HTMLReport.SummaryLine] = []

    /// Creates an empty notebook.
    /// - Parameters:
    ///   - arguments: The command line with the name of the program, from which the options are read.
    ///   - figures: Draws the figures; without gnuplot the page says what is missing.
    ///   - file: The script, whose text is shown; leave it out.
    public init(
        title: String, arguments: [String], figures: FigureWriter = FigureWriter(),
        file: String = #filePath
    ) throws(ReportingError) {
        self.title = title
        self.options = try NotebookOptions(arguments: Array(arguments.dropFirst()))
        self.figures = figures
        self.source = NotebookSource(path: file)
    }

    /// Creates a notebook from the command line of the program; a wrong one ends the program with a
    /// message and the status 64, as usual for wrong usage.
    public static func fromCommandLine(title: String, file: String = #filePath) -> Notebook {
        do {
            return try Notebook(title: title, arguments: CommandLine.arguments, file: file)
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(64)
        }
    }

    /// Whether a small version of the problem is wanted.
    public var isQuick: Bool { options.isQuick }

    /// Adds a text cell.
    /// - Parameter markdown: What `Markdown` knows.
    public func text(_ markdown: String) {
        blocks.append(.markdown(markdown))
    }

    /// Runs a code cell and adds its source, its output and its figures.
    /// - Parameter label: What the cell does, shown above it.
    @discardableResult
    public func code<Result>(
        _ label: String, line: Int = #line, _ body: () throws -> Result
    ) rethrows -> Result {
        begin(label, line: line)
        defer { endOutput() }
        return try body()
    }

    /// Runs a code cell that waits for something, such as simulations or figures.
    @discardableResult
    public func code<Result>(
        _ label: String, line: Int = #line, _ body: @MainActor () async throws -> Result
    ) async rethrows -> Result {
        begin(label, line: line)
        defer { endOutput() }
        return try await body()
    }

    /// Prints on the page and to standard output, like Swift's `print`.
    public func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
        let text = items.map { "\($0)" }.joined(separator: separator) + terminator
        output += text
        Swift.print(text, terminator: "")
    }

    /// Draws a figure into the folder of the page and shows it.
    public func show(_ figure: Figure, caption: String = "") async throws(ReportingError) {
        endOutput()
        do throws(ReportingError) {
            let files = try await figures.write(figure, to: options.output)
            let png = try ReportFile.read(files.png)
            blocks.append(
                .image(HTMLReport.Image(png: png, width: figure.width, caption: caption)))
        } catch {
            switch error {
            case .gnuplotMissing, .gnuplotFailed:
                blocks.append(.note(.warning, "\(error)"))
            case .fileNotRead, .fileNotWritten, .unknownArgument: throw error
            }
        }
    }

    /// Shows a table.
    public func show(_ table: HTMLReport.Table) {
        endOutput()
        blocks.append(.table(table))
    }

    /// Adds a sentence with a verdict to the summary at the head of the page.
    public func conclude(_ verdict: Verdict, _ text: String) {
        notes.append(HTMLReport.SummaryLine(verdict, text))
    }

    /// The page with everything so far.
    public var page: HTMLReport {
        var page = HTMLReport(title: title, subtitle: isQuick ? "Quick mode: a small problem" : "")
        page.summary = notes
        page.sections = [HTMLReport.Section("", blocks)]
        page.footer = "Woven from \(source.fileName)."
        return page
    }

    /// Writes `index.html` into the output folder and returns its path.
    @discardableResult
    public func write() throws(ReportingError) -> String {
        endOutput()
        let path = options.output + "/index.html"
        try page.write(to: path)
        return path
    }

    private func begin(_ label: String, line: Int) {
        endOutput()
        blocks.append(.codeCell(label: label, source: source.body(ofCellAt: line)))
    }

    private func endOutput() {
        guard !output.isEmpty else { return }
        blocks.append(.output(output))
        output = ""
    }
}
