internal import Foundation
internal import Subprocess

/// The files of one written figure.
public struct FigureFiles: Hashable, Sendable {
    /// The image as PNG, twice as many pixels as points.
    public var png: String
    /// The image as SVG.
    public var svg: String
    /// The numbers behind the figure.
    public var table: String
}

/// Draws figures with gnuplot.
///
/// Images pass through pipes and appear under their names only when they are complete.
public struct FigureWriter: Sendable {
    /// The name of the plotting program, looked up in the search path.
    public var executable: String

    /// Creates a writer.
    public init(executable: String = "gnuplot") {
        self.executable = executable
    }

    /// Writes `NAME.png`, `NAME.svg` and `NAME.csv` into a folder, which is made when missing.
    ///
    /// The table is written first, so that it is there also when gnuplot is not.
    @discardableResult
    public func write(_ figure: Figure, to directory: String) async throws(ReportingError)
        -> FigureFiles
    {
        let stem = directory + "/" + figure.name
        let files = FigureFiles(png: stem + ".png", svg: stem + ".svg", table: stem + ".csv")
        try ReportFile.write(FigureTable.text(of: figure), to: files.table)
        try ReportFile.write(try await image(of: figure, .png), to: files.png)
        try ReportFile.write(try await image(of: figure, .svg), to: files.svg)
        return files
    }

    /// The image as the bytes of a PNG file.
    public func png(of figure: Figure) async throws(ReportingError) -> [UInt8] {
        try await image(of: figure, .png)
    }

    /// The image as the bytes of an SVG file.
    public func svg(of figure: Figure) async throws(ReportingError) -> [UInt8] {
        try await image(of: figure, .svg)
    }

    private func image(of figure: Figure, _ format: GnuplotScript.Format)
        async throws(ReportingError) -> [UInt8]
    {
        // A file, not a pipe: writing into the pipe of a program that has ended early raises a
        // signal, which would end this process as well.
        let script = FileManager.default.temporaryDirectory
            .appendingPathComponent("figure-\(UUID().uuidString).gnuplot").path
        try ReportFile.write(GnuplotScript.text(for: figure, format: format), to: script)
        defer { try? FileManager.default.removeItem(atPath: script) }
        do {
            // -d: no start-up file of the user may change the look of the figures.
            let result = try await run(
                .name(executable), arguments: ["-d", script],
                output: .bytes(limit: 1 << 28), error: .string(limit: 1 << 20))
            let complaints = result.standardError.trimmingCharacters(
                in: .whitespacesAndNewlines)
            let image = result.standardOutput
            // Complaints of a run that succeeds are warnings, for instance of a crowded legend.
            guard result.terminationStatus.isSuccess, !image.isEmpty else {
                throw ReportingError.gnuplotFailed(
                    figure: figure.name,
                    message: complaints.isEmpty ? "\(result.terminationStatus)" : complaints)
            }
            return image
        } catch let error as ReportingError {
            throw error
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw .gnuplotMissing(executable: executable)
        } catch {
            throw .gnuplotFailed(figure: figure.name, message: "\(error)")
        }
    }
}
