import ArgumentParser
import NeuroSBI

/// `neurosbi tell`: takes the losses of proposals.
struct TellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell",
        abstract: "Takes the losses of proposals of 'neurosbi ask' from standard input.",
        discussion: """
            One JSON line for each: {"trial": i, "loss": y}, {"trial": i, "failed": true}, or for \
            several objectives and constraints {"trial": i, "losses": […], "constraints": […]}. \
            Either all lines are stored or, when one is wrong, none.
            """)

    @Argument(help: "The file of the study (SQLite).")
    var study: String

    @OptionGroup var global: GlobalOptions

    mutating func run() throws {
        let file = try StudyFile(opening: Paths.input(study, "a study"))
        var lines = TellLines()
        var results: [TrialResult] = []
        while let line = readLine() {
            if let result = try lines.result(line) { results.append(result) }
        }
        try file.tell(results)
        let trials = try file.trials()
        let told = trials.filter { !$0.isPending }
        let best = told.filter { $0.violation == 0 }
            .min { ($0.loss ?? .infinity, $0.number) < ($1.loss ?? .infinity, $1.number) }
        let summary = StudySummary(
            told: results.count, evaluations: told.count, pending: trials.count - told.count,
            best: best.map {
                StudySummary.Best(
                    trial: $0.number, loss: $0.loss ?? .nan, parameters: $0.parameters)
            })
        if global.json {
            try StandardOutput.writeJSON(summary)
        } else {
            global.say(
                "\(results.count) results stored; \(told.count) of \(trials.count) trials told"
                    + (best?.loss.map { ", the best loss is \(NumberFormat.significant($0))" } ?? "")
            )
        }
    }
}

/// How a study stands.
private struct StudySummary: Encodable {
    struct Best: Encodable {
        let trial: Int
        let loss: Double
        let parameters: [String: ParameterValue]
    }

    let told: Int
    let evaluations: Int
    let pending: Int
    let best: Best?
}
