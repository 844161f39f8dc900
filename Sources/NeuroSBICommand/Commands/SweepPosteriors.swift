import NeuroSBI

/// The posteriors of many sweeps from one trained network: samples and a row for each.
struct SweepPosteriors {
    /// One sweep with its answer, or why it has none.
    struct Row {
        let recording: Recording
        /// Of its stimulus in nA, where the current is known.
        let amplitude: Double?
        let problem: String?
        var answer: SweepInference.Answer?
    }

    /// Seconds that the parts took.
    struct Seconds {
        /// Preparing the sweeps and their statistics.
        var statistics = 0.0
        /// Samples, with their summaries and the check of the sweep.
        var samples = 0.0
        /// Writing the files.
        var writing = 0.0
    }

    private let posterior: NeuralPosterior
    private(set) var rows: [Row]
    private(set) var seconds = Seconds()

    /// Answers every sweep that has the statistics of the posterior.
    ///
    /// - Throws: where the posterior cannot make statistics of recordings, or of none of these.
    init(
        _ recordings: [Recording], posterior: NeuralPosterior, file: String, count: Int,
        threads: Int, seed: UInt64
    ) async throws {
        self.posterior = posterior
        let inference = try SweepInference(posterior, file: file)
        let selection = inference.configuration.recording.selection
        let selected = recordings.filter(selection.contains)
        guard !selected.isEmpty else {
            throw RecordingError.noSelectedSweeps(
                source: file, selection: selection.description)
        }
        let start = ContinuousClock.now
        let statistics = await inference.statistics(of: selected, threads: threads)
        let amplitudes = selected.map { $0.stimulusShape()?.amplitude }
        let prepared = ContinuousClock.now
        let answers = try await inference.answers(
            to: statistics.compactMap { try? $0.get() }, count: count, threads: threads, seed: seed)
        seconds.statistics = (prepared - start) / .seconds(1)
        seconds.samples = (ContinuousClock.now - prepared) / .seconds(1)
        var next = answers.makeIterator()
        rows = selected.indices.map { number in
            var row = Row(
                recording: selected[number], amplitude: amplitudes[number],
                problem: statistics[number].problem)
            if row.problem == nil { row.answer = next.next() }
            return row
        }
        guard !answers.isEmpty else {
            throw UnusableInput(
                "\(file): none of \(rows.count) sweeps can be used; the first one: "
                    + (rows[0].problem ?? ""))
        }
    }

    /// Writes `samples.nc` and `sweeps.csv` into a folder.
    mutating func write(to folder: String) throws {
        let start = ContinuousClock.now
        let answers = rows.compactMap(\.answer)
        try PosteriorSamplesFile.write(
            answers.map(\.samples), names: posterior.parameterNames,
            labels: rows.filter { $0.answer != nil }.map { label($0.recording) },
            to: folder + "/samples.nc", statistics: Matrix(answers.map(\.statistics)),
            statisticNames: posterior.statisticNames)
        try table().write(to: folder + "/sweeps.csv")
        seconds.writing = (ContinuousClock.now - start) / .seconds(1)
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
            let check = row.answer?.check
            var fields = [
                row.recording.source, row.recording.sweep,
                CommaSeparated.number(row.amplitude),
                check.map { $0.isInside ? "yes" : "no" } ?? "",
                CommaSeparated.number(check?.distanceQuantile),
                check?.offendingStatistics.joined(separator: " ") ?? "",
            ]
            let summary = row.answer?.summary
            let intervals = summary?.credibleIntervals(mass: FitResult.intervalMass)
            for index in posterior.parameterNames.indices {
                fields += [
                    summary?.means[index], summary?.standardDeviations[index],
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
            let summary = row.answer?.summary
            let intervals = summary?.credibleIntervals(mass: FitResult.intervalMass)
            let cells = posterior.parameterNames.indices.map { index -> String in
                guard let mean = summary?.means[index], let interval = intervals?[index] else {
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
                    row.answer.map { $0.check.isInside ? "yes" : "NO" } ?? "–",
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
        try container.encode(answer?.check.isInside, forKey: .insideSimulatedDistribution)
        try container.encode(answer?.check.offendingStatistics, forKey: .offendingStatistics)
        try container.encode(problem, forKey: .problem)
        guard let summary = answer?.summary else {
            return try container.encodeNil(forKey: .parameters)
        }
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

extension Result {
    /// What went wrong, in words.
    fileprivate var problem: String? {
        if case .failure(let error) = self { "\(error)" } else { nil }
    }
}
