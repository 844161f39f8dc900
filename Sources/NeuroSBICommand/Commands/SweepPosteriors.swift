import NeuroSBI

/// The posteriors of many sweeps from one trained network: samples and a row for each.
struct SweepPosteriors {
    /// One sweep with its answer, or why it has none.
    struct Row {
        let recording: Recording
        /// Of its stimulus in nA, where the current is known.
        let amplitude: Double?
        let statistics: [Double]?
        let problem: String?
        var summary: PosteriorSummary?
        var check: DistributionCheck.Result?
    }

    private let posterior: NeuralPosterior
    private(set) var rows: [Row]
    /// Seconds that preparing the sweeps and their statistics took, and the samples.
    private(set) var seconds = (statistics: 0.0, samples: 0.0)

    /// Computes the statistics of every sweep.
    ///
    /// - Throws: where the posterior cannot make statistics of recordings, or of none of these.
    init(_ recordings: [Recording], posterior: NeuralPosterior, file: String) throws {
        self.posterior = posterior
        let source = try ObservedStatistics(posterior, file: file)
        let selection = source.configuration.recording.selection
        let selected = recordings.filter(selection.contains)
        guard !selected.isEmpty else {
            throw RecordingError.noSelectedSweeps(
                source: file, selection: selection.description)
        }
        let start = ContinuousClock.now
        let answers = selected.map { recording in
            Result {
                let statistics = try source.statistics(of: recording)
                try Self.check(statistics, posterior)
                return statistics
            }
        }
        seconds.statistics = (ContinuousClock.now - start) / .seconds(1)
        rows = zip(selected, answers).map { recording, answer in
            let amplitude = recording.stimulusShape()?.amplitude
            switch answer {
            case .success(let statistics):
                return Row(
                    recording: recording, amplitude: amplitude, statistics: statistics,
                    problem: nil)
            case .failure(let error):
                return Row(
                    recording: recording, amplitude: amplitude, statistics: nil,
                    problem: "\(error)")
            }
        }
        guard rows.contains(where: { $0.statistics != nil }) else {
            throw UnusableInput(
                "\(file): none of \(rows.count) sweeps can be used; the first one: "
                    + (rows[0].problem ?? ""))
        }
    }

    /// Throws where a statistic does not exist that each simulation of the training has.
    private static func check(_ statistics: [Double], _ posterior: NeuralPosterior) throws {
        let shares = posterior.distributionCheck.missingShares
        let missing = statistics.indices.filter { index in
            !statistics[index].isFinite && !(statistics[index].isNaN && shares[index] > 0)
        }
        guard missing.isEmpty else {
            throw FitError.observedStatisticsMissing(
                missing.map { posterior.statisticNames[$0] })
        }
    }

    /// Draws samples and writes `samples.nc` and `sweeps.csv` into a folder.
    mutating func sample(count: Int, seed: UInt64, folder: String) throws {
        let usable = rows.indices.filter { rows[$0].statistics != nil }
        let statistics = Matrix(usable.compactMap { rows[$0].statistics })
        let start = ContinuousClock.now
        let samples = try posterior.sample(observations: statistics, count: count, seed: seed)
        seconds.samples = (ContinuousClock.now - start) / .seconds(1)
        for (row, table) in zip(usable, samples) {
            rows[row].summary = PosteriorSummary(table, names: posterior.parameterNames)
            rows[row].check = rows[row].statistics.map { posterior.distributionCheck($0) }
        }
        try PosteriorSamplesFile.write(
            samples, names: posterior.parameterNames,
            labels: usable.map { label(rows[$0].recording) }, to: folder + "/samples.nc",
            statistics: statistics, statisticNames: posterior.statisticNames)
        try table().write(to: folder + "/sweeps.csv")
    }

    private func label(_ recording: Recording) -> String {
        "\(recording.source), sweep \(recording.sweep)"
    }

    /// A row for each sweep; cells of a sweep without an answer are empty.
    private func table() -> CommaSeparated {
        var table = CommaSeparated(
            ["file", "sweep", "amplitude", "inside", "distance_quantile", "offending_statistics"]
                + posterior.parameterNames.flatMap { name in
                    ["mean", "sd", "lower", "upper"].map { "\(name)_\($0)" }
                } + ["problem"])
        for row in rows {
            let check = row.check
            var fields = [
                row.recording.source, row.recording.sweep,
                CommaSeparated.number(row.amplitude),
                check.map { $0.isInside ? "yes" : "no" } ?? "",
                CommaSeparated.number(check?.distanceQuantile),
                check?.offendingStatistics.joined(separator: " ") ?? "",
            ]
            let intervals = row.summary?.credibleIntervals(mass: FitResult.intervalMass)
            for index in posterior.parameterNames.indices {
                fields += [
                    row.summary?.means[index], row.summary?.standardDeviations[index],
                    intervals?[index].lowerBound, intervals?[index].upperBound,
                ].map(CommaSeparated.number)
            }
            table.add(fields + [row.problem ?? ""])
        }
        return table
    }

    /// The same rows for a terminal.
    var lines: [String] {
        var table = TextTable(
            [("file", .left), ("sweep", .left), ("current (nA)", .right), ("inside", .left)]
                + posterior.parameterNames.map { ($0, .left) })
        for row in rows {
            let intervals = row.summary?.credibleIntervals(mass: FitResult.intervalMass)
            let cells = posterior.parameterNames.indices.map { index -> String in
                guard let mean = row.summary?.means[index], let interval = intervals?[index] else {
                    return "–"
                }
                let numbers = [mean, interval.lowerBound, interval.upperBound].map {
                    NumberFormat.significant($0)
                }
                return "\(numbers[0]) [\(numbers[1]), \(numbers[2])]"
            }
            table.add(
                [
                    row.recording.source, row.recording.sweep,
                    row.amplitude.map { NumberFormat.significant($0) } ?? "–",
                    row.check.map { $0.isInside ? "yes" : "NO" } ?? "–",
                ] + cells)
        }
        return table.lines
    }
}

extension SweepPosteriors.Row: Encodable {
    private enum Key: String, CodingKey {
        case file, sweep, amplitude, insideSimulatedDistribution, offendingStatistics, parameters
        case problem
    }

    private struct Marginal: Encodable {
        let mean, standardDeviation, lower, upper: Double
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(recording.source, forKey: .file)
        try container.encode(recording.sweep, forKey: .sweep)
        try container.encode(amplitude, forKey: .amplitude)
        try container.encode(check?.isInside, forKey: .insideSimulatedDistribution)
        try container.encode(check?.offendingStatistics, forKey: .offendingStatistics)
        try container.encode(problem, forKey: .problem)
        guard let summary else { return try container.encodeNil(forKey: .parameters) }
        let intervals = summary.credibleIntervals(mass: FitResult.intervalMass)
        let marginals = summary.names.indices.map { index in
            Marginal(
                mean: summary.means[index], standardDeviation: summary.standardDeviations[index],
                lower: intervals[index].lowerBound, upper: intervals[index].upperBound)
        }
        try container.encode(
            Dictionary(uniqueKeysWithValues: zip(summary.names, marginals)), forKey: .parameters)
    }
}
