import ArgumentParser
import Foundation
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
            several processes may work on the same one.
            """)

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Argument(help: "The recording: NWB, CSV or NPY.")
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

    @Option(help: "A folder for the result (JSON and HDF5) and the table of all evaluations (CSV).")
    var output: String?

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
        let sweeps = try recording.map {
            try RecordingFile.read(Paths.input($0, "a recording"))
        }
        let path = try study.map { try Paths.output($0) }
        if let output { _ = try Paths.output(output) }
        let workflow = try await SearchWorkflow(
            configuration, sweeps: sweeps, file: recording ?? "target", threads: global.threads,
            studyPath: path, backend: backend)
        let result = try await SearchRun(workflow, isQuiet: global.quiet, studyPath: path).run()
        if let output {
            try result.write(to: output)
            try EvaluationTable(result).write(to: output + "/evaluations.csv")
        }
        if global.json {
            try StandardOutput.writeJSON(SearchSummary(result))
        } else {
            SearchSummary(result).printTable(truth: workflow.truth)
        }
    }
}

/// A search with its progress on standard error, which Ctrl-C ends after the batch in progress.
struct SearchRun {
    private let workflow: SearchWorkflow
    private let isQuiet: Bool
    private let studyPath: String?

    init(_ workflow: SearchWorkflow, isQuiet: Bool, studyPath: String?) {
        self.workflow = workflow
        self.isQuiet = isQuiet
        self.studyPath = studyPath
    }

    func run() async throws -> OptNeuronResult {
        InterruptSignal.catchFirst()
        let bar = ProgressBar(
            "search", total: workflow.configuration.search.evaluations, unit: "evaluations",
            isQuiet: isQuiet)
        let done = Replaceable<Int>()
        defer { bar.finish() }
        do {
            return try await workflow.fit.run { progress in
                guard case .searched(let state) = progress else { return }
                let best = state.best?.loss.map { "best \(NumberFormat.significant($0))" }
                bar.advance(by: state.evaluations - (done.value ?? 0), note: best)
                done.value = state.evaluations
                if InterruptSignal.isRequested { withUnsafeCurrentTask { $0?.cancel() } }
            }
        } catch is CancellationError {
            throw Interrupted(
                studyPath.map { "interrupted; run the same command again to go on with \($0)" }
                    ?? "interrupted; with --study a search can go on where it was")
        }
    }
}

/// What a search found, as a table or as JSON.
struct SearchSummary: Encodable {
    let loss: Double
    let parameters: [String: Double]
    let evaluations: Int
    let seconds: Double
    let standardDeviation: Double
    let repetitions: Int
    let failed: Int

    init(_ result: OptNeuronResult) {
        loss = result.loss
        parameters = result.fitted
        evaluations = result.history.count
        seconds = result.seconds
        standardDeviation = result.standardDeviation
        repetitions = result.repetitions
        failed = result.failedCount
    }

    func printTable(truth: [String: Double]?) {
        var table = TextTable([("parameter", .left), ("best", .right), ("true", .right)])
        for name in parameters.keys.sorted() {
            table.add([
                name, NumberFormat.significant(parameters[name] ?? .nan, digits: 6),
                truth?[name].map { NumberFormat.significant($0, digits: 6) } ?? "",
            ])
        }
        for line in table.lines { print(line) }
        print("")
        let spread =
            repetitions > 1
            ? " ± \(NumberFormat.significant(standardDeviation)) over \(repetitions) repetitions"
            : ""
        print("Loss: \(NumberFormat.significant(loss, digits: 6))\(spread)")
        print("Evaluations: \(evaluations), \(failed) of them without a finite loss")
        print("Time: \(NumberFormat.duration(seconds))")
    }
}

/// All evaluations of a search as a table.
struct EvaluationTable {
    private let lines: [String]

    init(_ result: OptNeuronResult) {
        let names = result.fitted.keys.sorted()
        var lines = [(["evaluation", "loss"] + names).joined(separator: ",")]
        for trial in result.study?.trials ?? [] where !trial.isPending {
            let values = names.map { trial[$0].map { "\($0)" } ?? "" }
            lines.append(
                (["\(trial.number)", trial.loss.map { "\($0)" } ?? "nan"] + values)
                    .joined(separator: ","))
        }
        self.lines = lines
    }

    func write(to path: String) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(
            to: URL(filePath: path), options: .atomic)
    }
}
