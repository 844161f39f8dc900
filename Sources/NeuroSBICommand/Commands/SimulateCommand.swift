import ArgumentParser
import Foundation
import NeuroSBI

/// `neurosbi simulate`: parameters from the prior, statistics and traces out of the model.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Draws parameters from the prior, simulates them, and writes (θ, x, valid).",
        discussion: """
            An output that ends in .h5 is one file, any other a folder of shards. While a file is \
            being made its shards stand in OUTPUT.parts; a run that was stopped goes on with \
            --resume. --parameters simulates given rows instead of draws, --target the \
            configuration's target. --check-time-step writes nothing: it simulates --count draws \
            (default 500) at dt and at dt/2 on the same noise and prints how their statistics \
            differ, in units of their standard deviation over the prior.
            """)

    @Argument(help: "The configuration (YAML).")
    var config: String

    @Option(help: "Simulations to draw (default: the configuration's).")
    var count: Int?

    @Option(
        help: """
            The global index of the first draw: with the number of simulations that are there \
            already, further ones of the same seed.
            """)
    var first = 0

    @Option(help: "Where the simulations go: a file (.h5) or a folder of shards.")
    var output: String?

    @Option(help: "Parameters to simulate instead of draws: NPY [rows × fitted parameters].")
    var parameters: String?

    @Flag(help: "Simulates the configuration's target once; needs --traces.")
    var target = false

    @Option(help: "Traces of --record: .npy [instances × samples]; with --target also .nwb, .csv.")
    var traces: String?

    @Option(help: "The variable of --traces (default: the first recorded one).")
    var record: String?

    @Option(help: "The recording that the stimulus is taken from, where the protocol says so.")
    var recording: String?

    @Option(
        help: "automatic, native or interpreter; the results are the same.",
        transform: EnumerationArgument.parse)
    var backend: Backend = .automatic

    @Option(
        help: "single or double (default: the configuration's).",
        transform: EnumerationArgument.parse)
    var precision: FitConfiguration.Precision?

    @Option(help: "I/N: only the I-th of N parts, from 1.", transform: ShardArgument.init)
    var shard: ShardArgument?

    @Flag(help: "Compares statistics at dt and at dt/2, on the same noise.")
    var checkTimeStep = false

    @Flag(help: "Goes on with an earlier run that was stopped.")
    var resume = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if checkTimeStep {
            let others = [output, traces, parameters, record].contains { $0 != nil }
            guard !others, !target, !resume, shard == nil else {
                throw ValidationError(
                    "--check-time-step goes with --count, --recording, --backend and --precision")
            }
            guard count ?? 500 >= 10 else {
                throw ValidationError("--count is \(count ?? 0), expected at least 10")
            }
            return
        }
        guard output != nil || traces != nil else {
            throw ValidationError("expected --output, --traces or both")
        }
        guard count ?? 1 > 0 else {
            throw ValidationError("--count is \(count ?? 0), expected at least 1")
        }
        guard first >= 0 else { throw ValidationError("--first is \(first), expected at least 0") }
        if first > 0, output == nil || traces != nil || parameters != nil {
            throw ValidationError("--first goes with --output of draws from the prior")
        }
        if target, traces == nil || output != nil || parameters != nil || count != nil {
            throw ValidationError("--target goes with --traces alone")
        }
        if parameters != nil, count != nil {
            throw ValidationError("--count and --parameters exclude each other")
        }
        if parameters != nil, shard != nil || resume {
            throw ValidationError("--parameters goes with neither --shard nor --resume")
        }
        if traces != nil, shard != nil || resume {
            throw ValidationError("--traces goes with neither --shard nor --resume")
        }
    }

    mutating func run() async throws {
        var configuration = try FitConfiguration(
            contentsOf: Paths.input(config, "a configuration"))
        if let seed = global.seed { configuration.seed = seed }
        if let precision { configuration.precision = precision }
        if let record, !configuration.recordedVariables.contains(record) {
            configuration.recordedVariables.append(record)
        }
        let observation = try recording.map { path in
            try PreparedObservation(
                RecordingFile.read(Paths.input(path, "a recording")), file: path,
                settings: configuration.recording,
                timeStep: configuration.protocolSettings.timeStep)
        }
        var plan = try SimulationPlan(
            configuration, observation: observation, threads: global.threads)
        plan.backend = backend
        if checkTimeStep {
            try await TimeStepCheck(global: global).run(plan, count: count ?? 500)
            return
        }
        for path in [output, traces].compactMap({ $0 }) { _ = try Paths.output(path) }

        if target {
            try await writeTarget(plan)
        } else if let parameters {
            try await simulate(
                plan, given: try ParameterFile.read(parameters, prior: configuration.prior))
        } else if traces != nil {
            let count = count ?? configuration.simulationCount
            try await simulate(
                plan,
                given: configuration.prior.sample(count: count, seed: configuration.seed),
                prior: configuration.prior)
        } else if let output {
            try await simulate(plan, into: output)
        }
    }

    // MARK: Draws from the prior

    private func simulate(_ plan: SimulationPlan, into output: String) async throws {
        let total = count ?? plan.configuration.simulationCount
        let part = shard?.range(of: total) ?? 0..<total
        let range = first + part.lowerBound..<first + part.upperBound
        let store = try ShardedOutput(path: output, plan: plan, isResuming: resume)
        let missing = try store.missingRanges(in: range)
        let left = missing.reduce(0) { $0 + $1.count }
        if left < range.count { global.say("\(range.count - left) simulations are there already") }
        // Shards are short, all of them together are not: this is where a kernel is compiled.
        try BackendNotice.show(plan, instances: left)
        InterruptSignal.catchFirst()
        let bar = ProgressBar("simulate", total: left, unit: "simulations", isQuiet: global.quiet)
        let start = ContinuousClock.now
        for part in missing {
            try InterruptSignal.check("run the same command with --resume to go on")
            try store.write(try await plan.simulationSet(part) { bar.advance(by: $0) })
        }
        bar.finish()
        let set = try store.finish(range)
        try summarise(
            set, simulated: left, seconds: (ContinuousClock.now - start) / .seconds(1),
            output: output)
    }

    // MARK: Given parameters, traces

    private func simulate(
        _ plan: SimulationPlan, given parameters: Matrix<Double>, prior: JointPrior? = nil
    ) async throws {
        let bar = ProgressBar(
            "simulate", total: parameters.rows, unit: "simulations", isQuiet: global.quiet)
        let start = ContinuousClock.now
        try BackendNotice.show(plan, instances: parameters.rows)
        let writer = try traces.map {
            try TraceFile(
                path: $0, rows: parameters.rows, columns: plan.experiment.sampleCount(),
                precision: plan.configuration.precision)
        }
        let statistics: SimulatedStatistics
        if let writer {
            let collector = StatisticsCollector(
                instances: parameters.rows, statistics: plan.statisticNames.count)
            let variable = record ?? plan.configuration.voltageVariable
            try await plan.forEachTile(of: parameters, firstInstance: InstanceIndices.training) {
                tile in
                collector.store(tile)
                try writer.write(
                    tile.trace(variable), count: tile.rows.count, firstRow: tile.rows.lowerBound)
                bar.advance(by: tile.rows.count)
            }
            statistics = collector.statistics
        } else {
            statistics = try await plan.statistics(
                of: parameters, firstInstance: InstanceIndices.training
            ) { bar.advance(by: $0) }
        }
        bar.finish()
        let set = try plan.simulationSet(
            parameters: parameters, statistics: statistics,
            firstIndex: InstanceIndices.training, prior: prior)
        try writer?.commit()
        if let output { try set.write(to: output) }
        try summarise(
            set, simulated: set.count, seconds: (ContinuousClock.now - start) / .seconds(1),
            output: output ?? traces ?? "")
    }

    private func writeTarget(_ plan: SimulationPlan) async throws {
        guard let target = plan.configuration.target else {
            throw UnusableInput("\(config): there is no key \"target\" to simulate")
        }
        guard let traces else { preconditionFailure("checked in validate()") }
        let sweep = try await plan.targetSweep(target)
        switch traces.split(separator: ".").last {
        case "nwb":
            try NWBWriter.write(
                [sweep], to: traces,
                session: NWBSession(
                    description: "One sweep of a simulated neuron, made by neurosbi"))
        case "csv": try sweep.writeCSV(to: traces)
        case "npy":
            try NPYFile.write(
                Matrix(rows: 1, columns: sweep.sampleCount, elements: sweep.voltage), to: traces)
        default:
            throw ValidationError("--traces is \(traces), expected a name in .nwb, .csv or .npy")
        }
        if global.json {
            try StandardOutput.writeJSON(
                TargetSummary(output: traces, samples: sweep.sampleCount))
        } else {
            global.say("Wrote \(traces): \(sweep.stimulusDescription ?? "the target")")
        }
    }

    private func summarise(
        _ set: SimulationSet, simulated: Int, seconds: Double, output: String
    ) throws {
        let tally = SimulationTally(set)
        if global.json {
            try StandardOutput.writeJSON(
                SimulationSummary(
                    output: output, simulations: set.count, invalid: set.invalidCount,
                    invalidFraction: set.invalidFraction, counts: tally, seconds: seconds))
            return
        }
        global.say(
            "Wrote \(set.count) simulations to \(output) in \(NumberFormat.duration(seconds))"
                + " (\(NumberFormat.significant(Double(simulated) / seconds, digits: 3))/s)")
        global.say(tally.sentence)
    }
}

private struct SimulationSummary: Encodable {
    let output: String
    let simulations: Int
    let invalid: Int
    let invalidFraction: Double
    let counts: SimulationTally
    let seconds: Double
}

private struct TargetSummary: Encodable {
    let output: String
    let samples: Int
}

/// `I/N`, counted from 1.
struct ShardArgument {
    let number: Int
    let count: Int

    init(_ text: String) throws {
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 2, parts[1] >= 1, (1...parts[1]).contains(parts[0]) else {
            throw ValidationError("found \"\(text)\", expected I/N with I from 1 to N")
        }
        (number, count) = (parts[0], parts[1])
    }

    /// The part of 0..<total; all parts together are the whole, none overlaps another.
    func range(of total: Int) -> Range<Int> {
        (number - 1) * total / count..<number * total / count
    }
}
