import ArgumentParser
import NeuroSBI

/// `neurosbi logdensity`: the posterior density of given parameters.
struct LogDensityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logdensity",
        abstract: "Evaluates the normalised log posterior density of given parameters.",
        discussion: """
            The output is NPY [rows × observations]: the natural logarithm of the density over the \
            prior's support, −inf outside of it.
            """)

    @Argument(help: "The posterior (.h5).")
    var posterior: String

    @Option(help: "Statistics (NPY, a row an observation), or a recording.")
    var observation: String

    @Option(help: "Parameters: NPY [rows × parameters].")
    var parameters: String

    @Option(help: "Where the log densities go (.npy).")
    var output: String

    @OptionGroup var global: GlobalOptions

    mutating func run() async throws {
        let trained = try NeuralPosterior.read(Paths.input(posterior, "a posterior"))
        let theta = try ParameterFile.read(parameters, prior: trained.prior)
        _ = try Paths.output(output)
        let input = try ObservationInput(observation, posterior: trained)
        _ = input.report(trained.distributionCheck, say: global.say)
        var densities = Matrix<Double>(rows: theta.rows, columns: input.statistics.rows)
        for column in 0..<input.statistics.rows {
            let values = try trained.logDensity(
                theta, observation: Array(input.statistics.row(column)))
            for (row, value) in values.enumerated() { densities[row, column] = value }
        }
        try NPYFile.write(densities, to: output)
        if global.json {
            try StandardOutput.writeJSON(
                DensitySummary(
                    output: output, rows: theta.rows, observations: input.statistics.rows,
                    outsidePrior: (0..<theta.rows).count { densities[$0, 0] == -.infinity }))
        } else {
            global.say("Wrote \(theta.rows) log densities to \(output)")
        }
    }
}

private struct DensitySummary: Encodable {
    let output: String
    let rows: Int
    let observations: Int
    let outsidePrior: Int
}
