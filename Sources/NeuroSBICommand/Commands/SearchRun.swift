import Foundation
import NeuroSBI

/// A search from its configuration to its summary and its report: the same for `search` and `fit`.
///
/// Progress goes to standard error; Ctrl-C ends it after the batch in progress.
struct SearchRun {
    let configuration: FitConfiguration
    /// Nil searches the configuration's target.
    let recording: String?
    let studyPath: String?
    let report: String?
    let backend: Backend
    let global: GlobalOptions

    func run() async throws {
        let sweeps = try recording.map {
            try RecordingFile.read(Paths.input($0, "a recording"))
        }
        if let studyPath { _ = try Paths.output(studyPath) }
        if let report { _ = try Paths.output(report) }
        let workflow = try await SearchWorkflow(
            configuration, sweeps: sweeps, file: recording ?? "target", threads: global.threads,
            studyPath: studyPath, backend: backend)
        let result = try await search(workflow)
        let page = try await write(result, of: workflow)
        if global.json {
            try StandardOutput.writeJSON(SearchSummary(result, report: page))
        } else {
            SearchSummary(result, report: page).printTable(truth: workflow.truth)
        }
    }

    private func search(_ workflow: SearchWorkflow) async throws -> OptNeuronResult {
        InterruptSignal.catchFirst()
        let bar = ProgressBar(
            "search", total: configuration.search.evaluations, unit: "evaluations",
            isQuiet: global.quiet)
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

    /// Writes the report and returns its page; nil where none is wanted.
    private func write(
        _ result: OptNeuronResult, of workflow: SearchWorkflow
    ) async throws -> String? {
        guard let report else { return nil }
        try result.write(to: report)
        let files = try await workflow.report(of: result).write(to: report)
        if let missing = files.missingFigures { StandardError.write("neurosbi: \(missing)") }
        return files.page
    }
}
