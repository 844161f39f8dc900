import Foundation
import Reporting
import Testing

@Suite struct FigureWriterTests {
    private static let hostile =
        "'; system(\"touch pwned\"); set output 'pwned' # `touch pwned` {/Bold x} 100 %d @a ^_~& \\"

    private func number(_ bytes: Data) -> Int {
        var number = 0
        for byte in bytes { number = number << 8 | Int(byte) }
        return number
    }

    private func figure(label: String) -> Figure {
        .lines(
            name: "lines", x: Axis(label, unit: label), y: Axis("Voltage", unit: "mV"),
            curves: [
                Curve(label, x: [0, 1, 2], y: [1, 0, 3]),
                Curve("b\nset output 'pwned'", x: [0, 1, 2], y: [0, .nan, 1]),
            ],
            marks: [
                Layer(label, .text(label, .panel(x: 0.5, y: 0.5), .centre, Palette.axis, size: 10))
            ])
    }

    @Test(.enabled(if: gnuplotIsInstalled, "needs gnuplot"))
    func imagesAndTheirTableStandBesideEachOther() async throws {
        try await withTemporaryFolder { folder in
            let files = try await FigureWriter().write(figure(label: "Time"), to: folder)
            let png = try Data(contentsOf: URL(fileURLWithPath: files.png))
            #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            // Width and height are bytes 16…23 of a PNG file, most significant first.
            #expect(number(png[16..<20]) == 2 * 760)
            #expect(number(png[20..<24]) == 2 * 400)
            #expect(try readText(files.svg).contains("</svg>"))
            let table = try readText(files.table)
            #expect(table.hasPrefix("panel,series,kind,x,y,x2,y2\n"))
            #expect(table.contains("curves,Time,line,2.0,3.0,,\n"))
        }
    }

    @Test(.enabled(if: gnuplotIsInstalled, "needs gnuplot"))
    func hostileTextsAreShownAndNotExecuted() async throws {
        try await withTemporaryFolder { folder in
            // gnuplot works in the folder of the tests, where a file 'pwned' would appear.
            let files = try await FigureWriter().write(figure(label: Self.hostile), to: folder)
            #expect(!FileManager.default.fileExists(atPath: "pwned"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                    == ["lines.csv", "lines.png", "lines.svg"])
            // The whole text arrives in the image: gnuplot's SVG keeps it as text, escaped for XML.
            let svg = try readText(files.svg)
            for part in ["system(", "touch pwned", "{/Bold x}", "100 %d @a ^_~&amp;", "\\"] {
                #expect(svg.contains(part), "\(part) is missing")
            }
        }
    }

    @Test func withoutGnuplotTheTableIsWrittenAndTheErrorSaysWhatToInstall() async throws {
        try await withTemporaryFolder { folder in
            let writer = FigureWriter(executable: "no-such-gnuplot")
            let error = await #expect(throws: ReportingError.self) {
                try await writer.write(figure(label: "Time"), to: folder)
            }
            #expect(error == .gnuplotMissing(executable: "no-such-gnuplot"))
            #expect("\(error!)".contains("apt-get install gnuplot-nox"))
            #expect(FileManager.default.fileExists(atPath: folder + "/lines.csv"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/lines.png"))
        }
    }

    @Test func aProgramThatFailsIsReportedWithTheFigure() async throws {
        try await withTemporaryFolder { folder in
            let error = await #expect(throws: ReportingError.self) {
                try await FigureWriter(executable: "false").write(figure(label: "x"), to: folder)
            }
            guard case .gnuplotFailed(let name, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(name == "lines")
        }
    }

    @Test func namesWithSeparatorsAreQuotedInTheTable() {
        let figure = Figure.lines(
            name: "lines", x: Axis(), y: Axis(),
            curves: [Curve("a, \"b\"\nc", x: [1], y: [.infinity])])
        #expect(
            FigureTable.text(of: figure).contains("curves,\"a, \"\"b\"\"\nc\",line,1.0,inf,,\n"))
    }
}
