import LinearAlgebra

/// Where the parts of a written report are.
public struct FitReportFiles: Hashable, Sendable {
    /// The page.
    public var page: String
    /// The figures that could be drawn.
    public var figures: [FigureFiles]
    /// Why figures are missing; nil when all of them are there.
    public var missingFigures: ReportingError?
}

extension FitReport {
    /// Writes `index.html` with images inside, each figure as PNG, SVG and CSV beside it, and the
    /// posterior samples as `posterior-samples.csv`.
    ///
    /// Without gnuplot the page and all tables are still written; the page and the result say what
    /// to install.
    /// - Parameter directory: The folder of the report; it is made when missing, files of an earlier
    ///   report are replaced.
    @discardableResult
    public func write(to directory: String, figures writer: FigureWriter = FigureWriter())
        async throws(ReportingError) -> FitReportFiles
    {
        let written = try await ReportFigures.write(
            figures.map { CaptionedFigure(figure: $0, caption: $1) }, to: directory, with: writer)
        let files = FitReportFiles(
            page: directory + "/index.html", figures: written.files,
            missingFigures: written.missing)
        try ReportFile.write(samplesTable, to: directory + "/posterior-samples.csv")
        try page(written).write(to: files.page)
        return files
    }

    private var samplesTable: String {
        var table = parameters.map { FigureTable.field($0.name) }.joined(separator: ",") + "\n"
        for row in 0..<posteriorSamples.rows {
            table += posteriorSamples.row(row).map(NumberText.exact).joined(separator: ",") + "\n"
        }
        return table
    }

    /// All figures of the report with their captions.
    private var figures: [(Figure, caption: String)] {
        let percent = NumberText.percent(credibleMass)
        var figures = [
            (
                Figure.recording(recording, stimulus: stimulus, spikes: recordedSpikes),
                caption:
                    "The recording\(stimulus == nil ? "" : " (top) and its stimulus (bottom)")."
                    + (recordedSpikes.isEmpty ? "" : " Diamonds mark detected spikes.")
            ),
            (
                Figure.pairPlot(samples: posteriorSamples, parameters: parameters),
                caption: """
                The posterior. Diagonal: marginal densities over the range of the prior, the \
                \(percent) credible interval darker. Below: regions that hold 95, 80, 60, 40 and \
                20 % of the mass of a pair. Above: correlation coefficients. Orange: the maximum\
                \(parameters.contains { $0.trueValue != nil } ? "; green: the true value" : "").
                """
            ),
        ]
        if PairPlotExtent.priorHidesPosterior(posteriorSamples, parameters) {
            figures.append(
                (
                    Figure.pairPlot(
                        samples: posteriorSamples, parameters: parameters, extent: .posterior,
                        name: "posterior-zoom"),
                    caption: """
                    The same posterior, each axis only as far as nearly all of its samples reach.
                    """
                ))
        }
        if !predictions.isEmpty {
            figures.append(
                (
                    Figure.predictions(
                        recording: recording, recordedSpikes: recordedSpikes,
                        predictions: predictions),
                    caption: """
                    Simulations with parameters of the posterior (blue; the maximum in orange) \
                    behind the recording (dark). Below: their spikes.
                    """
                ))
            if let zoom {
                figures.append(
                    (
                        Figure.predictions(
                            recording: recording, recordedSpikes: recordedSpikes,
                            predictions: predictions, window: zoom, name: "predictions-zoom"),
                        caption: """
                        The same from \(NumberText.short(zoom.lowerBound)) to \
                        \(NumberText.short(zoom.upperBound)) ms.
                        """
                    ))
            }
            figures.append(
                (
                    Figure.predictions(
                        recording: recording, recordedSpikes: [],
                        predictions: predictions.prefix(5).map {
                            PredictedTrace($0.name, isMaximum: $0.isMaximum, trace: $0.trace)
                        }, arrangement: .stacked, name: "predictions-stacked"),
                    caption: "The recording (top) and single predictions, one in each row."
                ))
        }
        if !statistics.isEmpty {
            figures.append(
                (
                    Figure.statistics(statistics),
                    caption: """
                    Observed statistics (diamonds) within the \(NumberText.percent(predictiveMass)) \
                    intervals of simulations from the prior (grey) and from the posterior (blue). \
                    Orange diamonds lie outside the posterior's interval.
                    """
                ))
        }
        if let training, !training.trainingLoss.isEmpty {
            figures.append(
                (
                    Figure.training(training),
                    caption: "Losses of the training; the weights of the marked epoch were kept."
                ))
        }
        if let calibration {
            figures.append(
                (
                    Figure.rankHistograms(calibration),
                    caption: """
                    Ranks of true parameters among \(calibration.sampleCount) posterior samples; \
                    uniform ranks stay inside the grey band in 99 % of cases.
                    """
                ))
            figures.append(
                (
                    Figure.coverage(calibration),
                    caption: """
                    How often central credible intervals hold the true parameter; a right \
                    posterior follows the diagonal within the grey band.
                    """
                ))
        }
        return figures
    }
}
