import NeuroSBI

/// `--observation`: a table of statistics (NPY), or a recording that they are computed from.
struct ObservationInput {
    /// `[observations × statistics]`.
    let statistics: Matrix<Double>
    /// What each row is, for messages.
    let labels: [String]

    /// - Throws: where the file does not fit what the posterior was trained on.
    init(_ path: String, posterior: NeuralPosterior) throws {
        _ = try Paths.input(path, "an NPY table of statistics, or a recording")
        guard !path.hasSuffix(".npy") else {
            statistics = try ParameterFile.read(
                path, columns: posterior.statisticNames, meaning: "statistics")
            labels = (0..<statistics.rows).map { "row \($0)" }
            return
        }
        guard let text = posterior.provenance["configuration"] else {
            throw UnusableInput(
                "\(path): the posterior was trained on tables from elsewhere and does not know how "
                    + "to make statistics of a recording; expected an NPY table")
        }
        let configuration = try FitConfiguration(text: text, file: "configuration in the posterior")
        let observation = try PreparedObservation(
            RecordingFile.read(path), file: path, settings: configuration.recording,
            timeStep: configuration.protocolSettings.timeStep)
        let plan = try SimulationPlan(configuration, observation: observation, threads: 1)
        statistics = try plan.statistics(of: observation.recording).values
        labels = [path]
    }

    /// One warning for each observation that lies outside the simulated distribution.
    func report(_ check: DistributionCheck, say: (String) -> Void) -> [DistributionCheck.Result] {
        zip(labels, 0..<statistics.rows).map { label, row in
            let result = check(Array(statistics.row(row)))
            say("\(label): \(result.explanation)")
            return result
        }
    }
}
