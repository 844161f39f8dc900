import Foundation
import Reporting
import Testing

/// A search of two numbers and a choice with a number in one of its branches: a narrow valley in
/// `width`, little of `rate`, and every tenth evaluation fails.
func exampleSearch(count: Int = 200) -> SearchReport {
    var numbers = TestNumbers(seed: 11)
    let evaluations = (0..<count).map { number -> SearchEvaluation in
        let (width, rate) = (10 * numbers.next(), pow(10, 4 * numbers.next() - 2))
        let kind = numbers.next() < 0.5 ? 0.0 : 1.0
        let depth = numbers.next()
        let loss = 1 + (width - 3) * (width - 3) + 0.1 * log10(rate) * log10(rate) + 0.5 * kind
        return SearchEvaluation(
            number, loss: number % 10 == 7 ? .nan : loss,
            values: [width, rate, kind, kind == 1 ? depth : .nan])
    }
    let best = evaluations.filter { $0.loss != nil }.min { $0.loss! < $1.loss! }!
    var report = SearchReport(
        title: "Example <search> & more", introduction: "Four parameters.", lossName: "rmse of v",
        parameters: [
            SearchedParameter(
                "width", unit: "ms", scale: .linear(0...10), trueValue: 3, importance: 0.9),
            SearchedParameter("rate", scale: .logarithmic(0.01...100), importance: 0.06),
            SearchedParameter(
                "kind", scale: .options(["plain", "rich, or so"]), importance: 0.03),
            SearchedParameter("depth", scale: .linear(0...1), importance: 0.01),
        ], evaluations: evaluations, best: best)
    let trace = (0..<500).map { -70 + 20 * sin(Double($0) / 30) }
    report.observed = SampledTrace(
        "observed", unit: "mV", intervalMilliseconds: 0.1, values: trace)
    report.bestTrace = SampledTrace(
        "best", unit: "mV", intervalMilliseconds: 0.1, values: trace.map { $0 + 1 })
    report.zoom = 10...20
    report.seconds = 12.5
    report.settingsText = "search: <script>alert(1)</script>\n"
    report.versions = [Setting("library", "0.1.0")]
    return report
}

@Suite struct searchReports {
    private static let figures = [
        "traces", "traces-zoom", "convergence", "parallel-coordinates", "slices", "contour",
        "importances",
    ]

    /// The rows of a figure's table by the names of their series, in the order of the file.
    private struct FigureRows {
        var rows: [[String]]

        init(_ path: String) throws {
            rows = try readText(path).split(separator: "\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }

        func of(_ series: String, panel: String? = nil) -> [(x: Double, y: Double)] {
            rows.filter { $0[1] == series && (panel == nil || $0[0] == panel) }
                .map { (Double($0[3]) ?? .nan, Double($0[4]) ?? .nan) }
        }
    }

    /// Writes a report without images and hands over its folder and its page.
    private func written(
        _ report: SearchReport, _ body: (_ folder: String, _ page: String) throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let files = try await report.write(
                to: folder, figures: FigureWriter(executable: "no-such-gnuplot"))
            try body(folder, try readText(files.page))
        }
    }

    @Test(.enabled(if: gnuplotIsInstalled, "needs gnuplot"))
    func thePageHoldsEveryFigureAndNothingFromOutside() async throws {
        try await withTemporaryFolder { folder in
            let files = try await exampleSearch().write(to: folder)
            #expect(files.missingFigures == nil)
            let page = try readText(files.page)
            for section in [
                "Best parameters", "Progress", "Ten best evaluations",
                "Where the losses are small", "Importance of the parameters", "Settings",
            ] { #expect(page.contains("<h2>\(section)</h2>")) }
            #expect(page.components(separatedBy: "<img ").count - 1 == Self.figures.count)
            for outside in ["http://", "https://", "<script", "<link", "url(", "src=\"/"] {
                #expect(!page.contains(outside), "\(outside) leads out of the page")
            }
            for name in Self.figures {
                for ending in ["png", "svg", "csv"] {
                    #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name).\(ending)"))
                }
            }
        }
    }

    @Test func withoutGnuplotThePageSaysWhatToInstallAndTextsAreEscaped() async throws {
        try await written(exampleSearch()) { _, page in
            #expect(page.contains("apt-get install gnuplot-nox"))
            #expect(page.contains("Example &lt;search&gt; &amp; more"))
            #expect(page.contains("search: &lt;script&gt;"))
            #expect(!page.contains("<script>"))
        }
    }

    @Test func theTableOfEvaluationsHasEveryOneOfThem() async throws {
        let report = exampleSearch()
        try await written(report) { folder, _ in
            let lines = try readText(folder + "/evaluations.csv").split(separator: "\n")
            #expect(lines.count == 201)
            #expect(lines[0] == "evaluation,loss,width,rate,kind,depth")
            for (line, evaluation) in zip(lines.dropFirst(), report.evaluations) {
                let text = String(line)
                let isRich = evaluation.values[2] == 1
                #expect(text.hasPrefix("\(evaluation.number),"))
                #expect(text.contains(",nan,") == (evaluation.loss == nil))
                // What does not exist is empty; a text with a comma is in quotes.
                #expect(text.contains("\"rich, or so\"") == isRich)
                #expect(text.hasSuffix(",plain,") == !isRich)
                let fields = text.split(separator: ",", omittingEmptySubsequences: false)
                #expect(Double(fields[2]) == evaluation.values[0])
            }
        }
    }

    @Test func theBestSoFarIsTheRunningMinimum() async throws {
        let report = exampleSearch()
        try await written(report) { folder, _ in
            let rows = try FigureRows(folder + "/convergence.csv")
            let steps = rows.of("best so far")
            // At every evaluation the last step up to it has the smallest loss up to it.
            for number in report.evaluations.indices {
                let smallest = report.evaluations[...number].compactMap(\.loss).min()
                #expect(steps.last { $0.x <= Double(number + 1) }?.y == smallest)
            }
            #expect(rows.of("failed").count == 20)
            #expect(rows.of("evaluations").count == 180)
        }
    }

    @Test func everySliceHasEveryEvaluationOnce() async throws {
        let report = exampleSearch()
        try await written(report) { folder, _ in
            let rows = try FigureRows(folder + "/slices.csv")
            let points = rows.rows.filter { $0[0] == "width" && $0[1].contains("–") }
            let usable = report.evaluations.filter { $0.loss != nil }
            #expect(points.count == usable.count)
            #expect(points.compactMap { Double($0[3]) } == usable.map { $0.values[0] })
            #expect(points.compactMap { Double($0[4]) } == usable.compactMap(\.loss))
        }
    }

    @Test func theBestTenthIsHighlighted() async throws {
        let report = exampleSearch()
        try await written(report) { folder, _ in
            let rows = try FigureRows(folder + "/parallel-coordinates.csv")
            // Four parameters, the loss, and the end of the line.
            let top = rows.of("best tenth")
            #expect(top.count == 18 * 6)
            #expect(rows.of("others").count == 162 * 6)
            let losses = report.evaluations.compactMap(\.loss).sorted()
            let widths = stride(from: 0, to: top.count, by: 6).map { 10 * top[$0].y }
            let expected = report.evaluations.filter { $0.loss ?? .infinity <= losses[17] }
                .map { $0.values[0] }
            // Ten times a tenth may miss by a rounding.
            #expect(
                zip(widths.sorted(), expected.sorted()).allSatisfy { abs($0 - $1) < 1e-14 * 10 })
        }
    }

    @Test func theDarkestRegionOfTheContourHoldsTheMinimum() async throws {
        try await written(exampleSearch(count: 2_000)) { folder, _ in
            let rows = try FigureRows(folder + "/contour.csv")
            let names = rows.rows.filter { $0[2] == "outline" && $0[1].hasPrefix("≤") }.map {
                $0[1]
            }
            let outline = rows.of(try #require(names.last))
            let range = outline.map(\.x)
            // The smallest losses are around width = 3 for every rate; a kernel of 2.2 of 48 cells
            // is 0.46 wide, so the region reaches no further than that beyond its own 8 %.
            #expect(try #require(range.min()) < 3 && 3 < range.max() ?? 0)
            #expect(try #require(range.min()) > 3 - 0.4 - 2 * 0.46)
            #expect(try #require(range.max()) < 3 + 0.4 + 2 * 0.46)
        }
    }

    @Test func importancesAreRankedAndTheVerdictsSayWhatTheNumbersSay() async throws {
        var report = exampleSearch()
        try await written(report) { folder, page in
            let rows = try FigureRows(folder + "/importances.csv")
            #expect(
                rows.rows.filter { $0[2] == "segment" }.map { $0[1] } == [
                    "width", "rate", "kind", "depth",
                ])
            #expect(page.contains("found by 200 evaluations in 12.5 s"))
            #expect(page.contains("20 of 200 evaluations (10 %) failed"))
            #expect(!page.contains("limit of its range"))
        }
        report.best.values[0] = 9.99
        report.bestStandardDeviation = 0.25
        try await written(report) { _, page in
            #expect(page.contains("The best value of width lies at the upper limit"))
            #expect(page.contains("± 0.25"))
            #expect(page.contains("12.5 s. It was measured anew"))
        }
        report.bestRepetitions = 25
        try await written(report) { _, page in
            #expect(
                page.contains(
                    "± 0.05 (standard error of 25 evaluations, standard deviation 0.25)"))
        }
    }

    @Test func aSearchWithoutASuccessIsReported() async throws {
        let failed = (0..<5).map { SearchEvaluation($0, loss: nil, values: [0.5]) }
        let report = SearchReport(
            title: "failed", parameters: [SearchedParameter("a", scale: .linear(0...1))],
            evaluations: failed, best: failed[0])
        try await written(report) { _, page in
            #expect(page.contains("No evaluation gave a loss."))
            #expect(page.contains("5 of 5 evaluations (100 %) failed"))
        }
    }
}
