import ArgumentParser
import Foundation
import NeuroSBI

/// `neurosbi fit`: the whole road from a configuration and a recording to a posterior.
struct FitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Simulates, trains, samples the posterior of a recording, checks and reports.",
        discussion: """
            Without a recording the configuration's target is simulated and fitted. The report \
            folder gets index.html, every figure with its data, the posterior (posterior.h5), its \
            samples, and the simulations (simulations.h5). While it runs these stand in \
            simulations.parts: the same command goes on where it was stopped. All keys of a configuration are described \
            in Documentation/Configuration.md of the package. With --method tpe or cma only the \
            parameters with the smallest loss are searched, as by neurosbi search.
            """)

    enum Method: String, ExpressibleByArgument, CaseIterable {
        case posterior, tpe, cma

        /// The search; nil for the posterior.
        var search: OptNeuronMethod? {
            switch self {
            case .posterior: nil
            case .tpe: .tpe
            case .cma: .cmaEvolution
            }
        }
    }

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Argument(help: "The recording: NWB, ABF, CSV or NPY.")
    var recording: String?

    @Option(help: "The folder of the report.")
    var report: String

    @Option(
        help: """
            posterior: neural posterior estimation; tpe, cma: the parameters with the smallest loss \
            (search.loss of the configuration), no posterior.
            """)
    var method: Method = .posterior

    @Option(help: "Simulations to draw in each round (default: the configuration's).")
    var simulations: Int?

    @Option(
        help: """
            Rounds; the second and later ones draw where the posterior before has its mass \
            (default: the configuration's, or 1).
            """)
    var rounds: Int?

    @Option(help: "Estimators that are joined (default: the configuration's).")
    var ensemble: Int?

    @Option(
        help: "automatic, native or interpreter; the results are the same.",
        transform: EnumerationArgument.parse)
    var backend: Backend = .automatic

    @OptionGroup var training: TrainingOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard rounds ?? 1 >= 1 else {
            throw ValidationError("--rounds is \(rounds ?? 0), expected at least 1")
        }
        guard ensemble ?? 1 >= 1 else {
            throw ValidationError("--ensemble is \(ensemble ?? 0), expected at least 1")
        }
        guard simulations ?? 1_000 >= 100 else {
            throw ValidationError("--simulations is \(simulations ?? 0), expected at least 100")
        }
        let options = [
            (simulations != nil, "--simulations"), (rounds != nil, "--rounds"),
            (ensemble != nil, "--ensemble"), (training.areGiven, "a training option"),
        ]
        if method.search != nil, let option = options.first(where: \.0)?.1 {
            throw ValidationError(
                "found \(option), expected it with --method posterior only; "
                    + "evaluations are an option of neurosbi search")
        }
    }

    mutating func run() async throws {
        var configuration = try FitConfiguration(
            contentsOf: Paths.input(config, "a configuration"))
        if let seed = global.seed { configuration.seed = seed }
        if let search = method.search {
            configuration.search.method = search
            return try await SearchRun(
                configuration: configuration, recording: recording, studyPath: nil,
                report: report, backend: backend, global: global
            ).run()
        }
        if let simulations { configuration.simulationCount = simulations }
        if let rounds { configuration.roundCount = rounds }
        if let effort = training.effort {
            configuration.effort = effort
            configuration.ensembleSize = nil
        }
        if let ensemble { configuration.ensembleSize = ensemble }
        training.apply(to: &configuration.training)
        let sweeps = try recording.map {
            try RecordingFile.read(Paths.input($0, "a recording"))
        }
        _ = try Paths.output(report)
        let workflow = try await FitWorkflow(
            configuration, sweeps: sweeps, file: recording ?? "target", threads: global.threads,
            backend: backend)
        try BackendNotice.show(workflow.plan, instances: configuration.simulationCount)
        let store = RoundStore(folder: report + "/simulations.parts")
        let result = try await run(workflow, keeping: store)
        try FileManager.default.createDirectory(
            atPath: report, withIntermediateDirectories: true)
        for round in result.rounds {
            let suffix = round.number == 1 ? "" : "-round-\(round.number)"
            try round.simulations.write(to: "\(report)/simulations\(suffix).h5")
        }
        try result.posterior.write(to: report + "/posterior.h5")
        try store.remove()
        let files = try await result.report().write(to: report)
        if let missing = files.missingFigures { StandardError.write("neurosbi: \(missing)") }
        if global.json {
            try StandardOutput.writeJSON(FitSummary(result, page: files.page))
        } else {
            printSummary(result)
            print("Report: \(files.page)")
        }
    }

    /// Runs the fit; Ctrl-C while it simulates ends it at the next safe place.
    private func run(
        _ workflow: FitWorkflow, keeping store: RoundStore
    ) async throws -> FitResult {
        let display = FitDisplay(isQuiet: global.quiet)
        defer { display.finish() }
        let running = Replaceable<Task<FitResult, any Error>>()
        let task = Task {
            try await workflow.run(keeping: store) { progress in
                display.show(progress)
                if case .stage(_, let count) = progress {
                    // Stages that count are simulations: the others do not ask whether to stop,
                    // and have nothing that would be lost.
                    if count != nil {
                        InterruptSignal.catchFirst()
                    } else {
                        InterruptSignal.letThrough()
                    }
                }
                if InterruptSignal.isRequested { running.value?.cancel() }
            }
        }
        running.value = task
        do {
            return try await task.value
        } catch is CancellationError {
            throw Interrupted(
                "interrupted; run the same command again to go on with \(store.folder)")
        }
    }

    private func printSummary(_ result: FitResult) {
        var table = TextTable([
            ("parameter", .left), ("maximum", .right), ("90 % interval", .left),
        ])
        for (index, name) in result.posterior.parameterNames.enumerated() {
            let interval = result.credibleIntervals[index]
            table.add([
                name, NumberFormat.significant(result.maximum.parameters[index]),
                "\(NumberFormat.significant(interval.lowerBound)) to "
                    + NumberFormat.significant(interval.upperBound),
            ])
        }
        for line in table.lines { print(line) }
        print("")
        table = TextTable([
            ("statistic", .left), ("observed", .right), ("predicted, 90 %", .left), ("", .left),
        ])
        for comparison in result.statisticComparisons {
            let interval = comparison.predicted.map {
                "\(NumberFormat.significant($0.interval.lowerBound)) to "
                    + NumberFormat.significant($0.interval.upperBound)
            }
            table.add([
                comparison.name, NumberFormat.significant(comparison.observed),
                interval ?? "does not exist", comparison.isInside ? "" : "OUTSIDE",
            ])
        }
        for line in table.lines { print(line) }
        print("")
        print("Simulations: \(result.distribution.explanation)")
        // The prior of a later round is where the one before had its mass.
        let posterior = result.rounds.count == 1 ? "Posterior" : "Posterior of the last round"
        if let calibration = result.calibration { print("\(posterior): \(calibration.verdict)") }
        if let likelihood = result.likelihood { print("\(posterior): \(likelihood.verdict)") }
        for round in result.rounds { print(SimulationTally(round.simulations).sentence) }
        for warning in result.regionWarnings { print("Warning: \(warning)") }
        for timing in result.timings {
            print("  \(timing.stage): \(NumberFormat.duration(timing.seconds)), \(timing.detail)")
        }
    }
}

/// What the workflow is doing, on standard error.
private final class FitDisplay: Sendable {
    private let isQuiet: Bool
    private let bar: Replaceable<ProgressBar>
    /// Whether the cursor stands behind an epoch, at the end of its line.
    private let isBehindEpoch = Replaceable<Bool>()
    private let epochs: EpochLine

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        bar = Replaceable()
        epochs = EpochLine(isQuiet: isQuiet)
    }

    func show(_ progress: FitWorkflow.Progress) {
        switch progress {
        case .stage(let name, let count):
            finish()
            if let count {
                bar.value = ProgressBar(name, total: count, unit: "simulations", isQuiet: isQuiet)
            } else if !isQuiet, StandardError.isTerminal {
                StandardError.write("\(name) …")
            }
        case .advanced(let count): bar.value?.advance(by: count)
        case .resumed(let count):
            bar.value?.advance(by: count)
            if !isQuiet { StandardError.write("\(count) simulations are there already") }
        case .epoch(let network, let epoch):
            epochs.show(epoch, network: network)
            isBehindEpoch.value = true
        }
    }

    func finish() {
        bar.value?.finish()
        bar.value = nil
        if isBehindEpoch.value == true { epochs.finish() }
        isBehindEpoch.value = nil
    }
}

private struct FitSummary: Encodable {
    struct Parameter: Encodable {
        let name: String
        let maximum: Double
        let interval90: [Double]
    }

    struct Statistic: Encodable {
        let name: String
        let unit: String
        let observed: Double
        let predictedMedian: Double?
        let predicted90: [Double]?
        let isInside: Bool
    }

    let report: String
    let parameters: [Parameter]
    let statistics: [Statistic]
    let rounds: Int
    let simulations: Int
    let invalidFraction: Double
    /// Of each round.
    let counts: [SimulationTally]
    /// The share of candidates inside of the region that was drawn from, of the second round and
    /// later ones; empty where they drew from ranges.
    let acceptance: [Double]
    /// What should be known about these regions.
    let warnings: [String]
    let insideSimulatedDistribution: Bool
    let offendingStatistics: [String]
    let calibrationPasses: Bool?
    /// Means over the held-out simulations of the last round, in nats.
    let logDensity: Double?
    let priorLogDensity: Double?
    let seconds: [String: Double]

    init(_ result: FitResult, page: String) {
        report = page
        parameters = result.posterior.parameterNames.enumerated().map { index, name in
            let interval = result.credibleIntervals[index]
            return Parameter(
                name: name, maximum: result.maximum.parameters[index],
                interval90: [interval.lowerBound, interval.upperBound])
        }
        statistics = result.statisticComparisons.map {
            Statistic(
                name: $0.name, unit: $0.unit, observed: $0.observed,
                predictedMedian: $0.predicted?.median,
                predicted90: $0.predicted.map { [$0.interval.lowerBound, $0.interval.upperBound] },
                isInside: $0.isInside)
        }
        rounds = result.rounds.count
        simulations = result.simulationCount
        invalidFraction = Double(result.invalidCount) / Double(result.simulationCount)
        counts = result.rounds.map { SimulationTally($0.simulations) }
        acceptance = result.rounds.compactMap { $0.proposal.draw?.acceptance }
        warnings = result.regionWarnings
        insideSimulatedDistribution = result.distribution.isInside
        offendingStatistics = result.distribution.offendingStatistics
        calibrationPasses = result.calibration?.passes()
        logDensity = result.likelihood?.logDensity
        priorLogDensity = result.likelihood?.priorLogDensity
        seconds = Dictionary(uniqueKeysWithValues: result.timings.map { ($0.stage, $0.seconds) })
    }
}
