import ArgumentParser
import Foundation
import NeuroSBI

/// `neurosbi sample`: posterior samples for an observation.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Draws posterior samples for each observation.",
        discussion: """
            The output is NPY [samples × parameters], CSV, or .nc for arviz.from_netcdf. Several \
            observations are written one after the other, COUNT rows each; .nc takes one.

            With a folder as the output every sweep of the recordings is an observation: \
            samples.nc holds all samples for ArviZ, sweeps.csv a row for each sweep with means, \
            standard deviations, 90 % intervals and the check whether the sweep lies inside the \
            simulated distribution.
            """)

    @Argument(help: "The posterior (.h5).")
    var posterior: String

    @Option(
        help: "Statistics (NPY, a row an observation), a recording, a folder of them or a pattern.")
    var observation: String

    @Option(help: "Samples for each observation.")
    var count: Int = 1_000

    @Option(help: "Where the samples go: .npy, .csv or .nc, or a folder for recordings.")
    var output: String

    @OptionGroup var sweeps: SweepOptions

    @OptionGroup var global: GlobalOptions

    private var ending: String? {
        let ending = URL(filePath: output).pathExtension
        return ["npy", "csv", "nc"].contains(ending) ? ending : nil
    }

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count is \(count), expected at least 1") }
        guard ending == nil else { return }
        guard !observation.hasSuffix(".npy") else {
            throw ValidationError("--output is \(output), expected a name in .npy, .csv or .nc")
        }
        guard URL(filePath: output).pathExtension.isEmpty else {
            throw ValidationError(
                "--output is \(output), expected a name in .npy, .csv or .nc, or a folder")
        }
        guard count > 1 else {
            throw ValidationError("--count is 1, expected at least 2 for a row of each sweep")
        }
    }

    mutating func run() async throws {
        let trained = try NeuralPosterior.read(Paths.input(posterior, "a posterior"))
        guard let ending else {
            try await sampleSweeps(trained)
            return
        }
        _ = try Paths.output(output)
        let input = try ObservationInput(
            observation, posterior: trained, read: { try sweeps.read([$0]) })
        let checks = input.report(trained.distributionCheck, say: global.say)
        let samples = try await trained.sample(
            observations: input.statistics, count: count, threads: global.threads,
            seed: global.seed ?? 1)
        let table = Matrix(
            rows: samples.count * count, columns: trained.parameterNames.count,
            elements: samples.flatMap(\.elements))
        switch ending {
        case "npy": try NPYFile.write(table, to: output)
        case "csv":
            try CSVTable(names: trained.parameterNames, values: table).write(to: output)
        default:
            guard samples.count == 1 else {
                throw UnusableInput(
                    "\(observation): found \(samples.count) observations, .nc takes one")
            }
            try PosteriorSamplesFile.write(
                samples[0], names: trained.parameterNames, to: output,
                observation: zip(trained.statisticNames, input.statistics.row(0)).map { ($0, $1) })
        }
        if global.json {
            try StandardOutput.writeJSON(
                SampleSummary(
                    output: output, observations: samples.count, samplesPerObservation: count,
                    parameters: trained.parameterNames,
                    insideSimulatedDistribution: checks.map(\.isInside),
                    offendingStatistics: checks.map(\.offendingStatistics)))
        } else {
            global.say("Wrote \(table.rows) samples to \(output)")
        }
    }

    private func sampleSweeps(_ trained: NeuralPosterior) async throws {
        let start = ContinuousClock.now
        let recordings = try sweeps.read([observation])
        let reading = (ContinuousClock.now - start) / .seconds(1)
        var posteriors = try await SweepPosteriors(
            recordings, posterior: trained, file: observation, count: count,
            threads: global.threads, seed: global.seed ?? 1)
        try FileManager.default.createDirectory(
            atPath: output, withIntermediateDirectories: true)
        try posteriors.write(to: output)
        for row in posteriors.rows {
            let name = "\(row.recording.source), sweep \(row.recording.sweep)"
            if let problem = row.problem { global.say("\(name): passed over: \(problem)") }
            if let check = row.answer?.check, !check.isInside {
                global.say("\(name): \(check.explanation)")
            }
        }
        if global.json {
            try StandardOutput.writeJSON(
                SweepSampleSummary(
                    output: output, samplesPerObservation: count,
                    parameters: trained.parameterNames, intervalMass: FitResult.intervalMass,
                    seconds: [
                        "reading": reading, "statistics": posteriors.seconds.statistics,
                        "samples": posteriors.seconds.samples,
                        "writing": posteriors.seconds.writing,
                    ], sweeps: posteriors.rows))
        } else {
            for line in posteriors.lines { print(line) }
            global.say("Wrote samples.nc and sweeps.csv into \(output)")
        }
    }
}

private struct SampleSummary: Encodable {
    let output: String
    let observations: Int
    let samplesPerObservation: Int
    let parameters: [String]
    let insideSimulatedDistribution: [Bool]
    let offendingStatistics: [[String]]
}

private struct SweepSampleSummary: Encodable {
    let output: String
    let samplesPerObservation: Int
    let parameters: [String]
    let intervalMass: Double
    /// Of all sweeps together: reading the files, preparing the sweeps and their statistics, drawing
    /// and summarising the samples, writing.
    let seconds: [String: Double]
    let sweeps: [SweepPosteriors.Row]
}
