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
            """)

    @Argument(help: "The posterior (.h5).")
    var posterior: String

    @Option(help: "A set of simulations that the posterior was not trained on.")
    var simulations: String

    @Option(help: "Simulations to use at most.")
    var count = 1_000

    @Option(help: "Posterior samples for each simulation.")
    var samples = 1_000

    @Option(help: "A folder for figures of ranks and coverage.")
    var report: String?

    @OptionGroup var global: GlobalOptions

    mutating func run() async throws {
        let trained = try NeuralPosterior.read(Paths.input(posterior, "a posterior"))
        let set = try SimulationSet.read(Paths.input(simulations, "simulations"))
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
        let densities = try trained.logDensity(
            usable.parameters, observations: usable.statistics)
        let logDensity = densities.reduce(0, +) / Double(densities.count)
        let masses = [0.5, 0.8, 0.9, 0.95]
        if global.json {
            try StandardOutput.writeJSON(
                CalibrationSummary(
                    simulations: check.simulationCount, samples: check.sampleCount,
                    passes: check.passes(), verdict: check.verdict,
                    logDensity: logDensity.isFinite ? logDensity : nil,
                    pValues: Dictionary(
                        uniqueKeysWithValues: zip(
                            check.parameterNames, check.uniformity.map(\.pValue))),
                    coverage: Dictionary(
                        uniqueKeysWithValues: masses.map { ("\($0)", check.coverage(ofMass: $0)) }),
                    ranks: Dictionary(
                        uniqueKeysWithValues: zip(check.parameterNames, check.ranks))))
            return
        }
        print(check.verdict)
        print(
            "mean log density of the true parameters: "
                + NumberFormat.significant(logDensity, digits: 4))
        var table = TextTable([("region", .right), ("holds the truth", .right)])
        for mass in masses {
            table.add([
                "\(NumberFormat.significant(100 * mass)) %",
                "\(NumberFormat.significant(100 * check.coverage(ofMass: mass), digits: 3)) %",
            ])
        }
        for line in table.lines { print(line) }
    }
}

private struct CalibrationSummary: Encodable {
    let simulations: Int
    let samples: Int
    let passes: Bool
    let verdict: String
    /// Mean over the simulations, of the parameters that they were simulated with.
    let logDensity: Double?
    let pValues: [String: Double]
    let coverage: [String: Double]
    let ranks: [String: [Int]]
}
