import ArgumentParser
import NeuroSBI

/// `neurosbi logdensity`: the posterior density of given parameters.
struct LogDensityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logdensity",
        abstract: "Evaluates the normalised log posterior density of given parameters.",
        discussion: """
            The output is NPY [rows × observations]: the natural logarithm of the density over the \
            prior's support, −inf outside of it. With --pairs it is [rows × 1]: row i of the parameters \
            given row i of the observations.
            """)

    @Argument(help: "The posterior (.h5).")
    var posterior: String

    @Option(help: "Statistics (NPY, a row an observation), or a recording.")
    var observation: String

    @Option(help: "Parameters: NPY [rows × parameters].")
    var parameters: String

    @Option(help: "Where the log densities go (.npy).")
    var output: String

    @Flag(help: "Row i of the parameters with row i of the observations, not each with all.")
    var pairs = false

    @OptionGroup var global: GlobalOptions

    mutating func run() async throws {
        let trained = try NeuralPosterior.read(Paths.input(posterior, "a posterior"))
        let theta = try ParameterFile.read(parameters, prior: trained.prior)
        _ = try Paths.output(output)
        let input = try ObservationInput(observation, posterior: trained)
        _ = input.report(trained.distributionCheck, say: global.say)
        let densities = try densities(of: theta, input.statistics, trained)
        try NPYFile.write(densities, to: output)
        if global.json {
            try StandardOutput.writeJSON(
                DensitySummary(
                    output: output, rows: theta.rows, observations: input.statistics.rows,
                    pairs: pairs,
                    outsidePrior: (0..<theta.rows).count { densities[$0, 0] == -.infinity }))
        } else {
            global.say("Wrote \(theta.rows) log densities to \(output)")
        }
    }

    /// `[rows × observations]`, or of pairs `[rows × 1]`.
    private func densities(
        of theta: Matrix<Double>, _ statistics: Matrix<Double>, _ posterior: NeuralPosterior
    ) throws -> Matrix<Double> {
        if pairs {
            guard statistics.rows == theta.rows else {
                throw UnusableInput(
                    "\(parameters): found \(theta.rows) rows, expected \(statistics.rows) for "
                        + "--pairs, one for each observation in \(observation)")
            }
            return Matrix(
                rows: theta.rows, columns: 1,
                elements: try posterior.logDensity(theta, observations: statistics))
        }
        var densities = Matrix<Double>(rows: theta.rows, columns: statistics.rows)
        for column in 0..<statistics.rows {
            let values = try posterior.logDensity(
                theta, observation: Array(statistics.row(column)))
            for (row, value) in values.enumerated() { densities[row, column] = value }
        }
        return densities
    }
}

private struct DensitySummary: Encodable {
    let output: String
    let rows: Int
    let observations: Int
    let pairs: Bool
    let outsidePrior: Int
}
