import ArgumentParser
import NeuroSBI

/// `neurosbi diagnose`: is the posterior calibrated?
struct DiagnoseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose",
        abstract: "Checks the calibration of a posterior on simulations it was not trained on.",
        discussion: """
            Simulation-based calibration: the rank of the true parameter among posterior samples \
            is uniform for a right posterior. Coverage is that of highest-density regions.

            Either a set written by 'neurosbi simulate', or tables from elsewhere: --parameters and \
            --statistics (NPY, a row a simulation).
            """)

    @Argument(help: "The posterior (.h5).")
    var posterior: String

    @Option(help: "A set of simulations that the posterior was not trained on.")
    var simulations: String?

    @Option(help: "θ made elsewhere, drawn from the prior: NPY [simulations × parameters].")
    var parameters: String?

    @Option(help: "x made elsewhere: NPY [simulations × statistics].")
    var statistics: String?

    @Option(help: "Simulations to use at most.")
    var count = 1_000

    @Option(help: "Posterior samples for each simulation.")
    var samples = 1_000

    @Option(help: "A folder for figures of ranks and coverage.")
    var report: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        let tables = [parameters, statistics].compactMap { $0 }.count
        guard simulations == nil ? tables == 2 : tables == 0 else {
            throw ValidationError(
                "expected either --simulations, or --parameters and --statistics")
        }
        for (name, value) in [("count", count), ("samples", samples)] where value < 1 {
            throw ValidationError("--\(name) is \(value), expected at least 1")
        }
    }

    mutating func run() async throws {
        let trained = try NeuralPosterior.read(Paths.input(posterior, "a posterior"))
        let set = try readSimulations(trained)
        guard set.parameterNames == trained.parameterNames else {
            throw PosteriorError.parameterNames(
                found: set.parameterNames, expected: trained.parameterNames)
        }
        let usable = set.selectingRows(Array(set.usableRows.prefix(count)))
        let check = try await CalibrationCheck(
            trained, parameters: usable.parameters, statistics: usable.statistics,
            sampleCount: samples, threads: global.threads, seed: global.seed ?? 1)
        if let report {
            let ranks = CalibrationRanks(
                parameterNames: check.parameterNames, ranks: check.ranks,
                sampleCount: check.sampleCount, pValues: check.uniformity.map(\.pValue))
            for figure in [Figure.rankHistograms(ranks), Figure.coverage(ranks)] {
                _ = try await FigureWriter().write(figure, to: report)
            }
        }
        let checks = HeldOutChecks(
            likelihood: try HeldOutLikelihood(
                trained, parameters: usable.parameters, statistics: usable.statistics),
            calibration: check)
        if global.json { return try StandardOutput.writeJSON(checks.summary(withRanks: true)) }
        for line in checks.lines { print(line) }
        var table = TextTable([("region", .right), ("holds the truth", .right)])
        for mass in HeldOutChecks.masses {
            table.add([
                "\(NumberFormat.significant(100 * mass)) %",
                "\(NumberFormat.significant(100 * check.coverage(ofMass: mass), digits: 3)) %",
            ])
        }
        for line in table.lines { print(line) }
    }

    private func readSimulations(_ posterior: NeuralPosterior) throws -> SimulationSet {
        guard let parameters, let statistics else {
            return try SimulationSet.read(
                [simulations].compactMap { $0 }.map { try Paths.input($0, "simulations") })
        }
        return try SimulationTables.read(
            parameters: parameters, statistics: statistics, prior: posterior.prior)
    }
}
