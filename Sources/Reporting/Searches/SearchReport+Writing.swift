/// Where the parts of a written report of a search are.
public struct SearchReportFiles: Hashable, Sendable {
    /// The page.
    public var page: String
    /// The figures that could be drawn.
    public var figures: [FigureFiles]
    /// The table of all evaluations.
    public var evaluations: String
    /// Why figures are missing; nil when all of them are there.
    public var missingFigures: ReportingError?
}

extension SearchReport {
    /// Writes `index.html` with images inside, each figure as PNG, SVG and CSV beside it, and all
    /// evaluations as `evaluations.csv`.
    ///
    /// Without gnuplot the page and all tables are still written; the page and the result say what
    /// to install.
    /// - Parameter directory: The folder of the report; it is made when missing, files of an
    ///   earlier report are replaced.
    @discardableResult
    public func write(to directory: String, figures writer: FigureWriter = FigureWriter())
        async throws(ReportingError) -> SearchReportFiles
    {
        let table = directory + "/evaluations.csv"
        try ReportFile.write(EvaluationTable.text(of: self), to: table)
        let figures = try await ReportFigures.write(self.figures, to: directory, with: writer)
        let path = directory + "/index.html"
        try page(figures).write(to: path)
        return SearchReportFiles(
            page: path, figures: figures.files, evaluations: table,
            missingFigures: figures.missing)
    }

    /// All figures of the report with their captions.
    private var figures: [CaptionedFigure] {
        var figures = [CaptionedFigure]()
        if let observed {
            figures.append(
                CaptionedFigure(
                    figure: .bestTrace(observed: observed, best: bestTrace),
                    caption: "The observation (dark) and the model with the best parameters "
                        + "(orange)."))
            if let zoom {
                figures.append(
                    CaptionedFigure(
                        figure: .bestTrace(
                            observed: observed, best: bestTrace, window: zoom,
                            name: "traces-zoom"),
                        caption: "The same from \(NumberText.short(zoom.lowerBound)) to "
                            + "\(NumberText.short(zoom.upperBound)) ms."))
            }
        }
        let worst =
            LossAxis(evaluations.compactMap(\.loss)).leavesOutWorst
            ? " The worst losses lie above the figure." : ""
        figures.append(
            CaptionedFigure(
                figure: .convergence(self),
                caption: "All losses (grey) and the best one so far (blue)."
                    + (failedCount > 0 ? " Crosses mark failed evaluations." : "") + worst))
        figures.append(
            CaptionedFigure(
                figure: .parallelCoordinates(self),
                caption: """
                    Every line is one evaluation: the best tenth in blue, the best one in orange\
                    \(hasTruth ? ", the true values in green" : ""), the others in grey. No more \
                    than 300 lines of a colour are drawn, evenly chosen by rank.
                    """))
        figures.append(
            CaptionedFigure(
                figure: .slices(self),
                caption: "The loss against each parameter; later evaluations are darker." + worst))
        if let pair = mostImportantPair {
            figures.append(
                CaptionedFigure(
                    figure: .lossContour(self, across: pair.0, up: pair.1),
                    caption: """
                        The loss over \(parameters[pair.0].name) and \(parameters[pair.1].name), \
                        the mean of the evaluations nearby whatever the other parameters are; \
                        darker is smaller. Where there are no evaluations it is that of the \
                        nearest ones.
                        """))
        }
        if parameters.contains(where: { $0.importance != nil }) {
            figures.append(
                CaptionedFigure(
                    figure: .importances(self),
                    caption: """
                        How much each parameter decides whether an evaluation is among the best \
                        tenth, as shares of the sum.
                        """))
        }
        return figures
    }

    var hasTruth: Bool { parameters.contains { $0.trueValue != nil } }

    /// The two most important parameters that are numbers; the first two where nothing is known.
    private var mostImportantPair: (Int, Int)? {
        let numeric = parameters.indices.filter { parameters[$0].isNumeric }
            .sorted {
                (-(parameters[$0].importance ?? 0), $0) < (-(parameters[$1].importance ?? 0), $1)
            }
        return numeric.count > 1 ? (numeric[0], numeric[1]) : nil
    }
}
