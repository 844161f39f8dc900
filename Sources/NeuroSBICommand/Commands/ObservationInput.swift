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
        let inference = try SweepInference(posterior, file: path)
        statistics = Matrix([try inference.statistics(of: read(path), file: path)])
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

extension SweepInference {
    /// - Parameter file: the recording, for messages.
    init(_ posterior: NeuralPosterior, file: String) throws {
        do {
            try self.init(posterior)
        } catch let error as FitError {
            throw UnusableInput("\(file): \(error)")
        }
    }
}
