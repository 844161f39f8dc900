import NeuroSBI

/// `--observation`: a table of statistics (NPY), or a recording that they are computed from.
struct ObservationInput {
    /// `[observations × statistics]`.
    let statistics: Matrix<Double>
    /// What each row is, for messages.
    let labels: [String]

    /// - Parameter read: reads the sweeps of a recording.
    /// - Throws: where the file does not fit what the posterior was trained on.
    init(
        _ path: String, posterior: NeuralPosterior,
        read: (String) throws -> [Recording] = { try RecordingFile.read($0) }
    ) throws {
        _ = try Paths.input(path, "an NPY table of statistics, or a recording")
        guard !path.hasSuffix(".npy") else {
            statistics = try ParameterFile.read(
                path, columns: posterior.statisticNames, meaning: "statistics")
            labels = (0..<statistics.rows).map { "row \($0)" }
            return
        }
        let source = try ObservedStatistics(posterior, file: path)
        statistics = Matrix([try source.statistics(of: read(path), file: path)])
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

/// Makes of recordings the statistics that a posterior was trained on; NaN where one does not exist.
struct ObservedStatistics {
    /// What the posterior was trained with.
    let configuration: FitConfiguration

    /// - Parameter file: the recording, for messages.
    init(_ posterior: NeuralPosterior, file: String) throws {
        guard let text = posterior.provenance["configuration"] else {
            throw UnusableInput(
                "\(file): the posterior was trained on tables from elsewhere and does not know how "
                    + "to make statistics of a recording; expected an NPY table")
        }
        configuration = try FitConfiguration(text: text, file: "configuration in the posterior")
        // Those of a trace are its samples, whose number the posterior checks.
        guard configuration.traces == nil else { return }
        guard configuration.statistics.names == posterior.statisticNames else {
            let known = Set(configuration.statistics.names)
            let own = posterior.statisticNames.filter { !known.contains($0) }
            throw UnusableInput(
                "\(file): the posterior was trained on other statistics than its configuration "
                    + "names"
                    + (own.isEmpty ? "" : " (\(own.joined(separator: ", ")), made by a program)")
                    + "; expected an NPY table of "
                    + posterior.statisticNames.joined(separator: ", "))
        }
    }

    /// The statistics of the sweep that the configuration names, or of the only one.
    func statistics(of sweeps: [Recording], file: String) throws -> [Double] {
        try statistics(of: sweeps, file: file, settings: configuration.recording)
    }

    /// The statistics of one sweep, whatever sweep the configuration names.
    func statistics(of sweep: Recording) throws -> [Double] {
        var settings = configuration.recording
        settings.sweep = nil
        return try statistics(of: [sweep], file: sweep.source, settings: settings)
    }

    private func statistics(
        of sweeps: [Recording], file: String, settings: RecordingSettings
    ) throws -> [Double] {
        let observation = try PreparedObservation(
            sweeps, file: file, settings: settings,
            timeStep: configuration.protocolSettings.timeStep)
        let plan = try SimulationPlan(configuration, observation: observation, threads: 1)
        return try plan.observed(observation.recording)
    }
}
