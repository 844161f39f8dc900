import ArgumentParser
import Foundation
import NeuroSBI

/// `neurosbi ask`: proposes parameters for an objective that is evaluated elsewhere.
struct AskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Proposes parameters for an objective that is evaluated elsewhere.",
        discussion: """
            Prints one JSON line {"trial": i, "parameters": {…}} for each proposal; 'neurosbi tell' \
            takes the losses. With --stream one process serves a whole search: it prints --count \
            lines, and as many more after as many lines {"trial": i, "loss": y} or \
            {"trial": i, "failed": true} from standard input, until that ends.
            """)

    @Argument(help: "The file of the study (SQLite); it is made if it is not there.")
    var study: String

    @Option(help: "The space to search (YAML); may be left out for a study that is there.")
    var space: String?

    @Option(help: "How many parameter sets to propose at a time.")
    var count = 1

    @Option(help: "How many evaluations are planned in all; a stream ends after them.")
    var evaluations: Int?

    @Option(
        help: "tpe, cma, random, sobol or hyperopt, for a new study (default: tpe).",
        transform: SearchMethodArgument.parseSearch)
    var method: SearchMethod?

    @Option(help: "How many losses each evaluation gives, for a new study.")
    var objectives: Int?

    @Flag(help: "Stay open: print asks, read tells, until standard input ends.")
    var stream = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard count >= 1 else { throw ValidationError("--count is \(count), expected at least 1") }
        guard evaluations ?? 1 >= 1, objectives ?? 1 >= 1 else {
            throw ValidationError("--evaluations and --objectives are at least 1")
        }
    }

    mutating func run() throws {
        var stored = try open()
        var awaited = try ask(&stored)
        guard stream else { return }
        var lines = TellLines()
        while awaited > 0, let line = readLine() {
            guard let result = try lines.result(line) else { continue }
            try stored.tell([result])
            awaited -= 1
            if awaited == 0 { awaited = try ask(&stored) }
        }
    }

    private func open() throws -> StoredStudy {
        var text: String?
        let searched: SearchSpace
        if let space {
            let own = try TextFile.read(space, "a space (YAML)")
            searched = try SearchSpace(configuration: own, file: space)
            text = own
        } else {
            let file = try StudyFile(opening: study)
            guard let source = file.spaceSource else {
                throw UnusableInput(
                    "\(study): the study does not hold its space as text, expected --space")
            }
            searched = try SearchSpace(configuration: source, file: study)
        }
        return try StoredStudy(
            path: Paths.output(study), space: searched, spaceSource: text, method: method,
            seed: global.seed, objectives: objectives)
    }

    /// Prints the next proposals.
    ///
    /// Those of a stream belong to this process: what a stream that has ended left untold comes
    /// first in the next one. Others belong to whoever will tell them.
    /// - Returns: how many there are; fewer than wanted when all evaluations are planned for.
    private func ask(_ stored: inout StoredStudy) throws -> Int {
        let left = stream ? try stored.claimPending(count) : []
        let trials = try left.isEmpty ? propose(&stored) : left
        var text = ""
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for trial in trials {
            let line = AskLine(trial: trial.number, parameters: trial.parameters)
            text += String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
        }
        // Written at once and unbuffered: whoever reads a pipe waits for these lines.
        FileHandle.standardOutput.write(Data(text.utf8))
        return trials.count
    }

    private func propose(_ stored: inout StoredStudy) throws -> [Trial] {
        let remaining = evaluations.map { max(0, $0 - stored.study.trials.count) }
        return try stored.ask(
            min(count, remaining ?? count), remaining: remaining,
            for: stream ? .thisProcess : .elsewhere)
    }
}

private struct AskLine: Encodable {
    let trial: Int
    let parameters: [String: ParameterValue]
}

/// Lines `{"trial": i, "loss": y}` or `{"trial": i, "failed": true}`.
struct TellLines {
    private struct Line: Decodable {
        let trial: Int
        let loss: Double?
        let losses: [Double]?
        let constraints: [Double]?
        let failed: Bool?
    }

    private var number = 0
    private let decoder: JSONDecoder

    init() {
        decoder = JSONDecoder()
        // What Python's json writes of its own accord.
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    }

    /// What a line tells; nil for an empty one.
    mutating func result(_ text: String) throws -> TrialResult? {
        number += 1
        let text = text.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { return nil }
        let line: Line
        do {
            line = try decoder.decode(Line.self, from: Data(Self.quotingNonFinite(text).utf8))
        } catch {
            throw UnusableInput(
                "standard input, line \(number): found \(text), expected "
                    + "{\"trial\": i, \"loss\": y} or {\"trial\": i, \"failed\": true}")
        }
        if line.failed == true { return TrialResult(line.trial, .failed) }
        guard let losses = line.losses ?? line.loss.map({ [$0] }) else {
            throw UnusableInput(
                "standard input, line \(number): found neither \"loss\" nor \"losses\" nor "
                    + "\"failed\": true")
        }
        return TrialResult(line.trial, .losses(losses, constraints: line.constraints ?? []))
    }

    /// Puts NaN and Infinity, which Python's json writes bare, into quotation marks.
    private static func quotingNonFinite(_ text: String) -> String {
        guard text.contains("NaN") || text.contains("Infinity") else { return text }
        return text.replacing("-Infinity", with: "\u{1}").replacing(
            "Infinity", with: "\"Infinity\""
        )
        .replacing("\u{1}", with: "\"-Infinity\"").replacing("NaN", with: "\"NaN\"")
    }
}
