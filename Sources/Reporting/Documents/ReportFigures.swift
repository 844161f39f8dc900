/// A figure with the sentence that stands under it.
struct CaptionedFigure {
    let figure: Figure
    let caption: String
}

/// The figures of a report in its folder, and as images for its page.
struct ReportFigures {
    /// The figures that could be drawn.
    private(set) var files: [FigureFiles] = []
    /// The images by the names of the figures.
    private(set) var images: [String: HTMLReport.Image] = [:]
    /// Why figures are missing; nil when all of them are there.
    private(set) var missing: ReportingError?

    /// Writes each figure as PNG, SVG and CSV; without gnuplot only the CSV.
    static func write(
        _ figures: [CaptionedFigure], to directory: String, with writer: FigureWriter
    ) async throws(ReportingError) -> ReportFigures {
        var written = ReportFigures()
        for entry in figures {
            let name = entry.figure.name
            do throws(ReportingError) {
                written.files.append(try await writer.write(entry.figure, to: directory))
                written.images[name] = HTMLReport.Image(
                    png: try ReportFile.read(directory + "/" + name + ".png"),
                    width: entry.figure.width, caption: entry.caption)
            } catch {
                switch error {
                case .gnuplotMissing, .gnuplotFailed: written.missing = error
                case .fileNotRead, .fileNotWritten, .unknownArgument: throw error
                }
            }
        }
        return written
    }

    /// The line of a summary that says why figures are missing.
    var summary: [HTMLReport.SummaryLine] {
        missing.map {
            [
                .init(
                    .warning,
                    "Figures are missing: \($0). The numbers behind them are in the CSV files.")
            ]
        } ?? []
    }

    /// The image of a figure, nothing where it could not be drawn.
    func block(_ name: String) -> [HTMLReport.Block] { images[name].map { [.image($0)] } ?? [] }
}
