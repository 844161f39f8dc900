import Foundation
import Reporting
import Testing

@Suite struct FitReportTests {
    private static let sections = [
        "Recording and stimulus", "Posterior", "Posterior predictions", "Statistics", "Simulations",
        "Training", "Calibration", "Settings and seeds",
    ]
    private static let figures = [
        "recording", "posterior", "predictions", "predictions-stacked", "statistics", "training",
        "ranks", "coverage",
    ]

    @Test(.enabled(if: gnuplotIsInstalled, "needs gnuplot"))
    func thePageHoldsEverySectionAndEveryImageAndNothingFromOutside() async throws {
        try await withTemporaryFolder { folder in
            let files = try await exampleReport().write(to: folder)
            #expect(files.missingFigures == nil)
            let page = try readText(files.page)
            for section in Self.sections { #expect(page.contains("<h2>\(section)</h2>")) }
            let images = page.components(separatedBy: "<img ").dropFirst()
            #expect(images.count == Self.figures.count)
            for image in images {
                #expect(image.contains("src=\"data:image/png;base64,iVBORw0KGgo"))
            }
            for outside in [
                "http://", "https://", "<script", "<link", "url(", "@import", "src=\"/",
            ] {
                #expect(!page.contains(outside), "\(outside) leads out of the page")
            }
            for name in Self.figures {
                for ending in ["png", "svg", "csv"] {
                    #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name).\(ending)"))
                }
            }
        }
    }

    @Test func textsAreEscaped() async throws {
        try await withTemporaryFolder { folder in
            let report = exampleReport(title: "<img src=x onerror=alert(1)> & \"quotes\"")
            let files = try await report.write(
                to: folder, figures: FigureWriter(executable: "no-such-gnuplot"))
            let page = try readText(files.page)
            #expect(!page.contains("<img src=x"))
            #expect(!page.contains("<script>"))
            #expect(page.contains("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;"))
            #expect(page.contains("model: &lt;script&gt;alert(1)&lt;/script&gt;"))
        }
    }

    @Test func withoutGnuplotTheReportIsWrittenAndSaysWhatToInstall() async throws {
        try await withTemporaryFolder { folder in
            let files = try await exampleReport().write(
                to: folder, figures: FigureWriter(executable: "no-such-gnuplot"))
            #expect(files.missingFigures == .gnuplotMissing(executable: "no-such-gnuplot"))
            #expect(files.figures.isEmpty)
            let page = try readText(files.page)
            #expect(page.contains("apt-get install gnuplot-nox"))
            #expect(!page.contains("<img"))
            for section in Self.sections { #expect(page.contains("<h2>\(section)</h2>")) }
            for name in Self.figures {
                #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name).csv"))
            }
            let samples = try readText(folder + "/posterior-samples.csv")
            #expect(samples.split(separator: "\n").count == 401)
            #expect(samples.hasPrefix("g_Na,g_K\n"))
        }
    }

    @Test func verdictsSayWhatTheNumbersSay() async throws {
        try await withTemporaryFolder { folder in
            let writer = FigureWriter(executable: "no-such-gnuplot")
            var report = exampleReport()
            var page = try readText(try await report.write(to: folder, figures: writer).page)
            #expect(
                page.contains(
                    "The observed spike count 12 lies outside the 90 % predictive interval [13, 17]."
                ))
            #expect(page.contains("The statistic spike width does not exist in the recording."))
            #expect(page.contains("1 of 2 observed statistics lie inside"))
            #expect(page.contains("lies outside the distribution of the simulations"))
            #expect(page.contains("It stands out by voltage kurtosis."))
            #expect(page.contains("412 of 20,000 simulations (2.06 %) were invalid"))
            #expect(page.contains("do not differ from uniform ones"))
            #expect(page.contains("300 held-out simulations told 4.25 ± 0.061 nats"))
            #expect(page.contains("Acceptance was 4 %."))

            report.statistics[0].observed = 14
            report.distribution?.isInside = true
            report.calibration?.parameterNames = ["g_Na", "tau_max"]
            report.calibration?.pValues = [0.4, 0.0001]
            report.information?.gain = 0.1
            page = try readText(try await report.write(to: folder, figures: writer).page)
            #expect(!page.contains("lies outside"))
            #expect(page.contains("2 of 2 observed statistics lie inside"))
            #expect(page.contains("the ranks of tau_max in 300 simulations are not uniform"))
            #expect(page.contains("The posterior knows no more about the parameters of 300"))
        }
    }

    @Test func aPosteriorAtALimitOfThePriorIsReported() async throws {
        try await withTemporaryFolder { folder in
            var report = exampleReport()
            report.parameters[1].priorRange = 0...100
            report.parameters[0].priorRange = 20...3000
            let page = try readText(
                try await report.write(
                    to: folder, figures: FigureWriter(executable: "no-such-gnuplot")
                ).page)
            #expect(page.contains("The posterior of g_Na is piled up at the lower limit"))
        }
    }

    @Test func aFolderThatCannotBeMadeIsAnError() async throws {
        try await withTemporaryFolder { folder in
            try "text".write(toFile: folder, atomically: true, encoding: .utf8)
            let error = await #expect(throws: ReportingError.self) {
                try await exampleReport().write(to: folder + "/inside")
            }
            guard case .fileNotWritten? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
