import LinearAlgebra

extension FitReport {
    /// Composes the page from the figures that could be drawn.
    func page(_ figures: ReportFigures) -> HTMLReport {
        var page = HTMLReport(title: title, subtitle: introduction)
        page.summary = figures.summary + verdicts
        func image(_ name: String) -> [HTMLReport.Block] { figures.block(name) }
        var sections = [
            HTMLReport.Section("Recording and stimulus", recordingBlocks + image("recording")),
            HTMLReport.Section(
                "Posterior", image("posterior") + image("posterior-zoom") + [.table(parameterTable)]
            ),
        ]
        if !predictions.isEmpty {
            sections.append(
                HTMLReport.Section(
                    "Posterior predictions",
                    spikeCountBlocks + image("predictions") + image("predictions-zoom")
                        + image("predictions-stacked")))
        }
        if !statistics.isEmpty {
            sections.append(
                HTMLReport.Section("Statistics", [.table(statisticTable)] + image("statistics")))
        }
        let simulationBlocks = self.simulationBlocks
        if !simulationBlocks.isEmpty {
            sections.append(HTMLReport.Section("Simulations", simulationBlocks))
        }
        if let training, !training.trainingLoss.isEmpty {
            sections.append(
                HTMLReport.Section(
                    "Training", [.paragraph(Self.words(training))] + image("training")))
        }
        if calibration != nil {
            sections.append(
                HTMLReport.Section(
                    "Calibration", calibrationBlocks + image("ranks") + image("coverage")))
        }
        sections.append(HTMLReport.Section("Settings and seeds", settingBlocks))
        page.sections = sections
        page.footer = """
            Each figure is also there as PNG, SVG and CSV beside this page; the posterior samples are \
            in posterior-samples.csv.
            """
        return page
    }

    private var recordingBlocks: [HTMLReport.Block] {
        var facts = [
            Setting("recording", recording.name),
            Setting(
                "duration",
                NumberText.short(
                    recording.intervalMilliseconds * Double(recording.values.count),
                    significantDigits: 6)
                    + " ms"),
            Setting(
                "sampling interval",
                NumberText.short(recording.intervalMilliseconds)
                    + " ms (\(NumberText.count(recording.values.count)) samples)"),
        ]
        if let stimulus { facts.append(Setting("stimulus", stimulus.name)) }
        if !recordedSpikes.isEmpty {
            facts.append(Setting("detected spikes", String(recordedSpikes.count)))
        }
        return [.definitions(facts)]
    }

    private var parameterTable: HTMLReport.Table {
        let hasTruth = parameters.contains { $0.trueValue != nil }
        let percent = NumberText.percent(credibleMass)
        var columns = [
            HTMLReport.Column("Parameter"), .init("Unit"), .init("Maximum", isNumeric: true),
            .init("Mean", isNumeric: true), .init("Standard deviation", isNumeric: true),
            .init("\(percent) credible interval", isNumeric: true), .init("Prior", isNumeric: true),
        ]
        if hasTruth { columns.append(.init("True value", isNumeric: true)) }
        let rows = parameters.enumerated().map { index, parameter -> [HTMLReport.Cell] in
            let samples = posteriorSamples.column(index)
            let count = Double(samples.count)
            let mean = samples.reduce(0, +) / count
            let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
            // A description such as `uniform(0.5, 80.0)` states its numbers itself.
            let prior = parameter.priorDescription
            let priorText =
                prior.contains("(")
                ? prior : (prior.isEmpty ? "" : prior + " ") + Self.interval(parameter.priorRange)
            var row = [
                HTMLReport.Cell(parameter.name), .init(UnitText.readable(parameter.unit) ?? ""),
                .init(NumberText.short(parameter.maximum)), .init(NumberText.short(mean)),
                .init(NumberText.short(variance.squareRoot(), significantDigits: 2)),
                .init(Self.interval(parameter.credibleInterval)),
                .init(priorText),
            ]
            if hasTruth {
                let isOutside = parameter.trueValue.map { !parameter.credibleInterval.contains($0) }
                row.append(
                    .init(
                        parameter.trueValue.map { NumberText.short($0) } ?? "–",
                        verdict: isOutside == true ? .warning : nil))
            }
            return row
        }
        return HTMLReport.Table(
            columns: columns, rows: rows,
            caption: """
                From \(NumberText.count(posteriorSamples.rows)) samples of the posterior\
                \(hasTruth ? "; true values outside of the credible interval are highlighted" : "").
                """)
    }

    private var spikeCountBlocks: [HTMLReport.Block] {
        guard !recordedSpikes.isEmpty || predictions.contains(where: { !$0.spikes.isEmpty }) else {
            return []
        }
        let counts = predictions.map { "\($0.name): \($0.spikes.count)" }.joined(separator: ", ")
        let recorded =
            recordedSpikes.isEmpty ? "" : "Spikes in the recording: \(recordedSpikes.count). "
        return [.paragraph(recorded + "Spikes in the predictions: " + counts + ".")]
    }

    private var statisticTable: HTMLReport.Table {
        let percent = NumberText.percent(predictiveMass)
        let hasPrior = statistics.contains { $0.priorInterval != nil }
        var columns = [
            HTMLReport.Column("Statistic"), .init("Unit"), .init("Observed", isNumeric: true),
            .init("Predicted median", isNumeric: true),
            .init("\(percent) predictive interval", isNumeric: true), .init("Inside?"),
        ]
        if hasPrior {
            columns.append(.init("\(percent) prior-predictive interval", isNumeric: true))
        }
        let rows = statistics.map { statistic -> [HTMLReport.Cell] in
            let inside =
                switch statistic.isInside {
                case true?: HTMLReport.Cell("inside", verdict: .good)
                case false?: HTMLReport.Cell("outside", verdict: .failure)
                case nil: HTMLReport.Cell("not comparable", verdict: .warning)
                }
            var row = [
                HTMLReport.Cell(statistic.name), .init(UnitText.readable(statistic.unit) ?? ""),
                .init(Self.value(statistic.observed, nil)),
                .init(Self.value(statistic.predictedMedian, nil)),
                .init(Self.interval(statistic.predictedInterval)), inside,
            ]
            if hasPrior { row.append(.init(Self.interval(statistic.priorInterval))) }
            return row
        }
        return HTMLReport.Table(columns: columns, rows: rows)
    }

    private func incomplete(_ simulations: SimulationCount) -> String {
        guard simulations.incomplete > 0 else { return "" }
        let share = Double(simulations.incomplete) / Double(simulations.total)
        return
            " \(NumberText.count(simulations.incomplete)) (\(NumberText.percent(share))) lack some "
            + "statistic, such as the width of a spike where there is none: a mean takes its place, "
            + "and the network is told so."
    }

    private var simulationBlocks: [HTMLReport.Block] {
        var blocks = [HTMLReport.Block]()
        if let simulations, simulations.total > 0 {
            let share = Double(simulations.invalid) / Double(simulations.total)
            blocks.append(
                .paragraph(
                    """
                    \(NumberText.count(simulations.total)) simulations, of which \
                    \(NumberText.count(simulations.invalid)) (\(NumberText.percent(share))) were \
                    invalid and excluded from training.\(incomplete(simulations))
                    """))
        }
        if let distribution {
            let verdict =
                distribution.isInside
                ? "The observation lies inside the distribution of the simulations."
                : "The observation lies outside the distribution of the simulations."
            let text = [verdict, distribution.explanation].filter { !$0.isEmpty }
                .joined(separator: " ")
            blocks.append(.note(distribution.isInside ? .good : .failure, text))
            if !distribution.offendingStatistics.isEmpty {
                blocks.append(
                    .paragraph(
                        "Statistics that stand out: "
                            + distribution.offendingStatistics.joined(separator: ", ") + "."))
            }
        }
        return blocks
    }

    private static func words(_ training: TrainingCurve) -> String {
        let best = training.bestEpoch
        var text = """
            \(training.trainingLoss.count) epochs; the weights of epoch \(best + 1) were kept, with a \
            validation loss of \(NumberText.short(training.validationLoss[best])) (training loss \
            \(NumberText.short(training.trainingLoss[best])))
            """
        if !training.stopReason.isEmpty { text += "; stopped: \(training.stopReason)" }
        return text + "."
    }

    private var calibrationBlocks: [HTMLReport.Block] {
        guard let calibration, !calibration.pValues.isEmpty else { return [] }
        let limit = 0.01 / Double(calibration.pValues.count)
        return [
            .table(
                HTMLReport.Table(
                    columns: [.init("Parameter"), .init("p value of uniformity", isNumeric: true)],
                    rows: zip(calibration.parameterNames, calibration.pValues).map { name, value in
                        [
                            .init(name),
                            .init(
                                NumberText.short(value, significantDigits: 2),
                                verdict: value < limit ? .failure : nil),
                        ]
                    }))
        ]
    }

    private var settingBlocks: [HTMLReport.Block] {
        var blocks = [HTMLReport.Block]()
        if !seeds.isEmpty {
            blocks.append(.markdown("### Seeds"))
            blocks.append(.definitions(seeds))
        }
        if !settings.isEmpty {
            blocks.append(.markdown("### Settings"))
            blocks.append(.definitions(settings))
        }
        if !settingsText.isEmpty {
            blocks.append(.markdown("### Configuration"))
            blocks.append(.preformatted(settingsText))
        }
        if !timings.isEmpty {
            blocks.append(.markdown("### Wall time"))
            blocks.append(
                .table(
                    HTMLReport.Table(
                        columns: [
                            .init("Stage"), .init("Time", unit: "s", isNumeric: true),
                            .init("Detail"),
                        ],
                        rows: timings.map {
                            [
                                .init($0.stage),
                                .init(NumberText.short($0.seconds, significantDigits: 3)),
                                .init($0.detail),
                            ]
                        })))
        }
        if !versions.isEmpty {
            blocks.append(.markdown("### Versions"))
            blocks.append(.definitions(versions))
        }
        return blocks
    }
}
