import Foundation
import Reporting
import Testing

@MainActor
@Suite struct NotebookTests {
    @Test func textCodeAndOutputAreWovenInOrder() async throws {
        try await withTemporaryFolder { folder in
            let notebook = try Notebook(
                title: "Example", arguments: ["program", "--output", folder, "--quick"])
            notebook.text("First *words*.")
            let sum = notebook.code("Add two numbers") {
                // A brace in a comment } and in a string:
                let text = "} \("{")"
                let sum = 1 + 2
                notebook.print("sum:", sum, text)
                return sum
            }
            notebook.text("Then more.")
            try await notebook.code("Wait") {
                try await Task.sleep(nanoseconds: 1)
                notebook.print("awake")
            }
            notebook.conclude(.good, "It works.")
            let page = try readText(try notebook.write())
            #expect(sum == 3)
            #expect(notebook.isQuick)
            let expected = [
                "It works.", "<p>First <em>words</em>.</p>", "Add two numbers",
                "// A brace in a comment } and in a string:\nlet text = &quot;} \\(&quot;{&quot;)&quot;\nlet sum = 1 + 2\n",
                "return sum</code></pre>", "<pre class=\"output\">sum: 3 } {\n</pre>", "Then more.",
                "try await Task.sleep", "awake\n</pre>",
            ]
            var rest = page[...]
            for part in expected {
                let range = rest.range(of: part)
                #expect(range != nil, "\(part) is missing or out of order")
                if let range { rest = rest[range.upperBound...] }
            }
        }
    }

    @Test(.enabled(if: gnuplotIsInstalled, "needs gnuplot"))
    func figuresStandBehindTheOutputThatCameBefore() async throws {
        try await withTemporaryFolder { folder in
            let notebook = try Notebook(
                title: "Example", arguments: ["program", "--output", folder])
            try await notebook.code("Draw") {
                notebook.print("before")
                try await notebook.show(
                    .lines(
                        name: "curve", x: Axis("x"), y: Axis("y"),
                        curves: [Curve("a", x: [0, 1], y: [0, 1])]), caption: "A line.")
                notebook.print("after")
            }
            let page = try readText(try notebook.write())
            let places = [
                "before\n</pre>", "<img ", "<figcaption>A line.</figcaption>", "after\n</pre>",
            ].map {
                page.range(of: $0)?.lowerBound
            }
            #expect(places.allSatisfy { $0 != nil })
            #expect(zip(places, places.dropFirst()).allSatisfy { $0! < $1! })
            #expect(FileManager.default.fileExists(atPath: folder + "/curve.csv"))
        }
    }

    @Test func withoutGnuplotThePageSaysSo() async throws {
        try await withTemporaryFolder { folder in
            let notebook = try Notebook(
                title: "Example", arguments: ["program", "--output", folder],
                figures: FigureWriter(executable: "no-such-gnuplot"))
            try await notebook.show(
                .lines(name: "curve", x: Axis("x"), y: Axis("y"), curves: []))
            #expect(try readText(try notebook.write()).contains("apt-get install gnuplot-nox"))
        }
    }

    @Test(arguments: [["--slow"], ["--output"], ["--output", ""]])
    func unknownArgumentsAreErrors(arguments: [String]) {
        #expect(throws: ReportingError.self) { try NotebookOptions(arguments: arguments) }
    }

    @Test func aMissingScriptLeavesANote() throws {
        let notebook = try Notebook(
            title: "Example", arguments: ["program"], file: "/nowhere/main.swift")
        notebook.code("Cell") {}
        #expect(notebook.page.html.contains("main.swift was not found"))
    }
}
