import ArgumentParser
import NeuroSBI

/// `neurosbi sample`: posterior samples for an observation.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Draws posterior samples for each observation.",
        discussion: """
            The output is NPY [samples × parameters], CSV, or .nc for arviz.from_netcdf. Several \
            observations are written one after the other, COUNT rows each; .nc takes one.
            """)

    @Argument(help: "The posterior (.h5).")
    var posterior: String

    @Option(help: "Statistics (NPY, a row an observation), or a recording.")
    var observation: String

    @Option(help: "Samples for each observation.")
    var count: Int = 1_000

    @Option(help: "Where the samples go: .npy, .csv or .nc.")
    var output: String

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count is \(count), expected at least 1") }
        guard ["npy", "csv", "nc"].contains(output.split(separator: ".").last) else {
            throw ValidationError("--output is \(output), expected a name in .npy, .csv or .nc")
        }
    }

    mutating func run() async throws {
        let trained = try NeuralPosterior.read(Paths.input(posterior, "a posterior"))
        _ = try Paths.output(output)
        let input = try ObservationInput(observation, posterior: trained)
        let checks = input.report(trained.distributionCheck, say: global.say)
        let samples = try trained.sample(
            observations: input.statistics, count: count, seed: global.seed ?? 1)
        let table = Matrix(
            rows: samples.count * count, columns: trained.parameterNames.count,
            elements: samples.flatMap(\.elements))
        switch output.split(separator: ".").last {
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
}

private struct SampleSummary: Encodable {
    let output: String
    let observations: Int
    let samplesPerObservation: Int
    let parameters: [String]
    let insideSimulatedDistribution: [Bool]
    let offendingStatistics: [[String]]
}
