import ArgumentParser
import NeuroSBI

/// `neurosbi train`: simulations in, posterior out.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Trains a posterior on sets of simulations.",
        discussion: """
            Either sets written by 'neurosbi simulate', or tables from elsewhere: --parameters and \
            --statistics (NPY, a row a simulation) with --prior (YAML with the keys parameters and \
            joint).

            What was learned and whether the posterior is calibrated is told at the end, by the \
            simulations that were held out. They decided when the training stopped, so 'neurosbi \
            diagnose' with other simulations is the strict check.

            --continue goes on from the weights of a posterior: the sets are the simulations that it \
            was trained on, as they were, then further ones (neurosbi simulate --first draws them). It \
            is faster than training anew, but train anew for several times as many simulations, for \
            other ranges of statistics, or for other networks; an embedding of traces is kept.
            """)

    @Argument(help: "Sets of simulations: files (.h5) or folders of shards.")
    var sets: [String] = []

    @Option(help: "Where the posterior goes (.h5).")
    var output: String

    @Option(help: "θ made elsewhere: NPY [simulations × parameters].")
    var parameters: String?

    @Option(help: "x made elsewhere: NPY [simulations × statistics].")
    var statistics: String?

    @Option(help: "The prior of θ made elsewhere (YAML).")
    var prior: String?

    @Option(
        name: .customLong("continue"),
        help: """
            A posterior whose training goes on: the sets are all simulations that it was trained on, \
            in their order, then further ones. Its settings are kept.
            """)
    var earlier: String?

    @Option(help: "Estimators that are trained with different seeds and joined.")
    var ensemble: Int?

    @OptionGroup var training: TrainingOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let ensemble, ensemble < 1 {
            throw ValidationError("--ensemble is \(ensemble), expected at least 1")
        }
        let tables = [parameters, statistics, prior].compactMap { $0 }.count
        if earlier != nil, ensemble != nil || training.areGiven {
            throw ValidationError("--continue keeps the settings of the posterior; found others")
        }
        guard sets.isEmpty ? tables == 3 : tables == 0 else {
            throw ValidationError(
                "expected either sets of simulations, or --parameters, --statistics and --prior")
        }
    }

    mutating func run() async throws {
        _ = try Paths.output(output)
        let set = try readSimulations()
        let start = ContinuousClock.now
        let line = EpochLine(isQuiet: global.quiet)
        let provenance = ["neurosbi_version": NeuroSBIVersion.current]
        let posterior: NeuralPosterior
        if let earlier {
            posterior = try await NeuralPosterior.read(Paths.input(earlier, "a posterior"))
                .continued(
                    with: set, threads: global.threads, seed: global.seed ?? 1,
                    provenance: provenance
                ) { line.show($1, network: $0) }
        } else {
            let effort = training.effort ?? .standard
            var settings = effort.settings
            settings.embedding = try configuredEmbedding(set)
            training.apply(to: &settings)
            let isTrace = set.metadata["trace_sampling"] != nil
            if isTrace, set.statisticNames.last == DrawnStep.statistic {
                settings.embedding = settings.embedding.withStatisticsBeside(1)
            }
            posterior = try await NeuralPosterior.train(
                on: set, settings: settings,
                ensemble: ensemble ?? effort.ensembleSize(simulations: set.count),
                threads: global.threads,
                seed: global.seed ?? 1, provenance: provenance
            ) { line.show($1, network: $0) }
        }
        line.finish()
        try posterior.write(to: output)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let checks = try await HeldOutChecks.afterTraining(
            posterior, on: set, threads: global.threads, seed: global.seed ?? 1)
        try summarise(posterior, SimulationTally(set), checks, seconds: seconds)
    }

    /// The embedding of the configuration that made the simulations, where their statistics are
    /// traces; none for simulations made elsewhere.
    private func configuredEmbedding(_ set: SimulationSet) throws -> Embedding {
        guard set.metadata["trace_sampling"] != nil, let text = set.metadata["configuration"] else {
            return .none
        }
        return try FitConfiguration(text: text, file: "configuration in the simulations")
            .training.embedding
    }

    private func readSimulations() throws -> SimulationSet {
        guard let parameters, let statistics, let prior else {
            return try SimulationSet.read(sets.map { try Paths.input($0, "simulations") })
        }
        let text = try TextFile.read(prior, "a prior (YAML)")
        let joint = try JointPrior(configuration: text, file: prior)
        return try SimulationTables.read(
            parameters: parameters, statistics: statistics, prior: joint)
    }

    private func summarise(
        _ posterior: NeuralPosterior, _ tally: SimulationTally, _ checks: HeldOutChecks,
        seconds: Double
    ) throws {
        let counts = posterior.simulationCounts
        let epochs = posterior.members.map(\.history.count)
        if global.json {
            try StandardOutput.writeJSON(
                TrainingSummary(
                    output: output, simulations: counts.total, used: counts.usable,
                    invalidFraction: counts.invalidFraction, counts: tally, epochs: epochs,
                    validationLoss: posterior.members.map(\.validationLoss), seconds: seconds,
                    unusedStatistics: posterior.unusedStatistics,
                    linearParameters: posterior.linearParameters, checks: checks.summary(),
                    advice: posterior.trainingAdvice.map(\.description)))
            return
        }
        global.say(tally.sentence)
        for advice in posterior.trainingAdvice { global.say("Note: \(advice)") }
        if !posterior.unusedStatistics.isEmpty {
            global.say(
                "Constant statistics, not used: "
                    + posterior.unusedStatistics.joined(separator: ", "))
        }
        if !posterior.linearParameters.isEmpty {
            global.say(
                "A linear regression does as well as any network for: "
                    + posterior.linearParameters.joined(separator: ", "))
        }
        global.say(
            "Wrote \(output): \(epochs.map(String.init).joined(separator: ", ")) epochs in "
                + "\(NumberFormat.duration(seconds)), validation loss "
                + posterior.members.map { NumberFormat.significant($0.validationLoss) }
                .joined(separator: ", "))
        for line in checks.lines { global.say(line) }
    }
}

private struct TrainingSummary: Encodable {
    let output: String
    let simulations: Int
    let used: Int
    let invalidFraction: Double
    let counts: SimulationTally
    /// Epochs of each network of the ensemble.
    let epochs: [Int]
    /// Mean negative log density of each network's validation simulations, in unconstrained
    /// coordinates.
    let validationLoss: [Double]
    let seconds: Double
    let unusedStatistics: [String]
    /// Parameters that a linear regression describes as well as any network.
    let linearParameters: [String]
    /// On simulations that no network was trained on, but which decided when trainings stopped.
    let checks: HeldOutChecks.Summary
    /// What should be known about the simulations.
    let advice: [String]
}
