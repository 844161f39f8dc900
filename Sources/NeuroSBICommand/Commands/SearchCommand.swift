import ArgumentParser
import NeuroSBI

/// `neurosbi search`: minimises a loss against a recording or the configuration's target.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Searches the parameters with the smallest loss; no posterior.",
        discussion: """
            The loss is the key search.loss of the configuration, such as {rmse: v}. Without a \
            recording the configuration's target is simulated and searched. With --study every \
            evaluation is kept in a file: a search that was stopped goes on where it was, and \
            several processes may work on the same one. The report folder gets index.html, every \
            figure with its data, the table of all evaluations (evaluations.csv) and the result \
            (result.json and result.h5).
            """)

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Argument(help: "The recording: NWB, ABF, CSV or NPY.")
    var recording: String?

    @Option(help: "Parameter sets to evaluate (default: the configuration's, or 2000).")
    var evaluations: Int?

    @Option(
        help: "Parameter sets that are evaluated together (default: the configuration's, or 256).")
    var batch: Int?

    @Option(
        help: "tpe, cma, random, sobol or hyperopt (default: the configuration's, or tpe).",
        transform: SearchMethodArgument.parse)
    var method: OptNeuronMethod?

    @Option(help: "The file that keeps the search (SQLite).")
    var study: String?

    @Option(help: "A folder for the report.")
    var report: String?

    @Option(
        help: "automatic, native or interpreter; the results are the same.",
        transform: EnumerationArgument.parse)
    var backend: Backend = .automatic

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard evaluations ?? 1 >= 1 else {
            throw ValidationError("--evaluations is \(evaluations ?? 0), expected at least 1")
        }
        guard batch ?? 1 >= 1 else {
            throw ValidationError("--batch is \(batch ?? 0), expected at least 1")
        }
    }

    mutating func run() async throws {
        var configuration = try FitConfiguration(
            contentsOf: Paths.input(config, "a configuration"))
        if let seed = global.seed { configuration.seed = seed }
        if let evaluations { configuration.search.evaluations = evaluations }
        if let batch { configuration.search.batch = batch }
        if let method { configuration.search.method = method }
        try await SearchRun(
            configuration: configuration, recording: recording, studyPath: study, report: report,
            backend: backend, global: global
        ).run()
    }
}
