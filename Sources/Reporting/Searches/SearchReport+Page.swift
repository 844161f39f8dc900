extension SearchReport {
    /// Composes the page from the figures that could be drawn.
    func page(_ figures: ReportFigures) -> HTMLReport {
        var page = HTMLReport(title: title, subtitle: introduction)
        page.summary = figures.summary + verdicts
        page.sections = [
            HTMLReport.Section(
                "Best parameters",
                [.table(bestTable)] + figures.block("traces") + figures.block("traces-zoom")),
            HTMLReport.Section("Progress", figures.block("convergence")),
            HTMLReport.Section("Ten best evaluations", [.table(tenBestTable)]),
            HTMLReport.Section(
                "Where the losses are small",
                figures.block("parallel-coordinates") + figures.block("slices")
                    + figures.block("contour")),
        ]
        if parameters.contains(where: { $0.importance != nil }) {
            page.sections.append(
                HTMLReport.Section(
                    "Importance of the parameters",
                    figures.block("importances") + [
                        .paragraph(
                            """
                            PED-ANOVA (Watanabe, Bansal and Hutter 2023): the divergence of each \
                            parameter's distribution among the best tenth of the evaluations from \
                            that among all of them. It says what decides within these evaluations, \
                            not over the whole ranges.
                            """)
                    ]))
        }
        let settingBlocks = self.settingBlocks
        if !settingBlocks.isEmpty {
            page.sections.append(HTMLReport.Section("Settings", settingBlocks))
        }
        page.footer = """
            Each figure is also there as PNG, SVG and CSV beside this page; all evaluations are in \
            evaluations.csv.
            """
        return page
    }

    private var verdicts: [HTMLReport.SummaryLine] {
        var lines = [HTMLReport.SummaryLine]()
        let spread = uncertainty ?? ""
        if let loss = best.loss {
            let time = seconds.map { " in \(NumberText.short($0, significantDigits: 3)) s" } ?? ""
            lines.append(
                .init(
                    .good,
                    """
                    The smallest \(lossName) is \(NumberText.short(loss))\(spread), found by \
                    \(NumberText.count(evaluations.count)) evaluations\(time).\
                    \(bestStandardDeviation == nil ? "" : Self.noiseSentence)
                    """))
        } else {
            lines.append(.init(.failure, "No evaluation gave a loss."))
        }
        if failedCount > 0 {
            let share = Double(failedCount) / Double(max(evaluations.count, 1))
            lines.append(
                .init(
                    share > 0.5 ? .failure : share > 0.1 ? .warning : .good,
                    """
                    \(NumberText.count(failedCount)) of \(NumberText.count(evaluations.count)) \
                    evaluations (\(NumberText.percent(share))) failed.
                    """))
        }
        for (parameter, value) in zip(parameters, best.values) where parameter.isNumeric {
            let place = parameter.position(of: value)
            guard place < Self.edge || place > 1 - Self.edge else { continue }
            lines.append(
                .init(
                    .warning,
                    """
                    The best value of \(parameter.name) lies at the \
                    \(place < 0.5 ? "lower" : "upper") limit of its range: the range may exclude \
                    better values.
                    """))
        }
        if let last = ranked.first, evaluations.count >= 20,
            10 * last.number > 9 * evaluations.count, lateImprovement > 0.01
        {
            lines.append(
                .init(
                    .warning,
                    """
                    The last tenth of the evaluations still improved the loss by \
                    \(NumberText.percent(lateImprovement)): more evaluations may find better ones.
                    """))
        }
        return lines
    }

    /// The standard error of the best loss, or its standard deviation where it is not known how often
    /// it was measured.
    private var uncertainty: String? {
        guard let deviation = bestStandardDeviation else { return nil }
        guard let count = bestRepetitions, count > 1 else {
            return " ± \(NumberText.short(deviation))"
        }
        return " ± \(NumberText.short(deviation / Double(count).squareRoot())) (standard error of "
            + "\(count) evaluations, standard deviation \(NumberText.short(deviation)))"
    }

    private static let noiseSentence = """
         It was measured anew, as the smallest of many noisy losses is small by luck too; single \
        evaluations may be smaller.
        """

    /// What share of a range counts as its limit.
    private static let edge = 0.01

    /// By what share the last tenth of the evaluations improved the best loss before.
    private var lateImprovement: Double {
        let early = evaluations.prefix(evaluations.count * 9 / 10).compactMap(\.loss).min()
        guard let early, let final = ranked.first?.loss, early != 0 else { return 0 }
        return (early - final) / abs(early)
    }

    private var bestTable: HTMLReport.Table {
        var columns = [
            HTMLReport.Column("Parameter"), .init("Unit"), .init("Best", isNumeric: true),
            .init("Range", isNumeric: true),
        ]
        let hasImportance = parameters.contains { $0.importance != nil }
        if hasTruth { columns.append(.init("True value", isNumeric: true)) }
        if hasImportance { columns.append(.init("Importance", isNumeric: true)) }
        let rows = zip(parameters, best.values).map { parameter, value -> [HTMLReport.Cell] in
            var row = [
                HTMLReport.Cell(parameter.name), .init(UnitText.readable(parameter.unit) ?? ""),
                .init(parameter.text(of: value, significantDigits: 6)),
                .init(Self.words(parameter.scale)),
            ]
            if hasTruth {
                row.append(
                    .init(
                        parameter.trueValue.map {
                            parameter.text(of: $0, significantDigits: 6)
                        } ?? "–"))
            }
            if hasImportance {
                row.append(.init(parameter.importance.map(NumberText.percent) ?? "–"))
            }
            return row
        }
        return HTMLReport.Table(columns: columns, rows: rows)
    }

    private static func words(_ scale: SearchedParameter.Scale) -> String {
        func interval(_ range: ClosedRange<Double>) -> String {
            "[\(NumberText.short(range.lowerBound)), \(NumberText.short(range.upperBound))]"
        }
        return switch scale {
        case .linear(let range): interval(range)
        case .logarithmic(let range): interval(range) + ", logarithmic"
        case .options(let options): options.joined(separator: ", ")
        }
    }

    private var tenBestTable: HTMLReport.Table {
        let rows = ranked.prefix(10).enumerated().map { rank, evaluation -> [HTMLReport.Cell] in
            [
                .init("\(rank + 1)"), .init(NumberText.count(evaluation.number + 1)),
                .init(NumberText.short(evaluation.loss ?? .nan, significantDigits: 5)),
            ] + zip(parameters, evaluation.values).map { .init($0.text(of: $1)) }
        }
        return HTMLReport.Table(
            columns: [
                .init("Rank", isNumeric: true), .init("Evaluation", isNumeric: true),
                .init("Loss", isNumeric: true),
            ]
                + parameters.map {
                    .init($0.name, unit: $0.unit, isNumeric: $0.isNumeric)
                }, rows: rows)
    }

    private var settingBlocks: [HTMLReport.Block] {
        var blocks = [HTMLReport.Block]()
        if !settings.isEmpty { blocks.append(.definitions(settings)) }
        if !settingsText.isEmpty {
            blocks.append(.markdown("### Configuration"))
            blocks.append(.preformatted(settingsText))
        }
        if !versions.isEmpty {
            blocks.append(.markdown("### Versions"))
            blocks.append(.definitions(versions))
        }
        return blocks
    }
}
