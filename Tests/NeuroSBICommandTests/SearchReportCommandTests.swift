import Foundation
import Testing

/// Searches from the command line with their reports.
@Suite struct SearchReportCommandTests {
    private static let configuration =
        PassiveMembrane.configuration
        + "\nsearch: {loss: {rmse: v}, evaluations: 200, batch: 50}\n"

    @Test func aSearchWritesItsReportAndAFitByTheSameMethodFindsTheSame() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(Self.configuration, to: "c.yaml")
        let searched = try await tool.run(
            "search", configuration, "--method", "cma", "--report", tool.path("search"), "--json")
        #expect(searched.exitCode == 0, "\(searched.messages)")
        let fitted = try await tool.run(
            "fit", configuration, "--method", "cma", "--report", tool.path("fit"), "--json")
        #expect(fitted.exitCode == 0, "\(fitted.messages)")
        let (one, two) = (try searched.json(), try fitted.json())
        #expect(one["evaluations"] as? Int == 200)
        #expect(one["loss"] as? Double == two["loss"] as? Double)
        #expect(one["report"] as? String == tool.path("search") + "/index.html")

        let names = try FileManager.default.contentsOfDirectory(atPath: tool.path("search"))
        for name in [
            "index.html", "evaluations.csv", "result.json", "result.h5", "convergence.csv",
            "parallel-coordinates.csv", "slices.csv", "contour.csv", "importances.csv",
            "traces.csv",
        ] { #expect(names.contains(name), "\(name) is missing") }
        let table = try String(
            contentsOfFile: tool.path("search") + "/evaluations.csv", encoding: .utf8)
        let lines = table.split(separator: "\n")
        #expect(lines.count == 201)
        #expect(lines[0] == "evaluation,loss,tau,R")
        let losses = lines.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
        // The model has no noise, so the best is confirmed with the loss that it had.
        #expect(losses.min() == one["loss"] as? Double)
    }

    @Test func optionsOfThePosteriorAreRefusedByASearch() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(Self.configuration, to: "c.yaml")
        for option in [["--simulations", "500"], ["--epochs", "5"]] {
            let outcome = try await tool.run(
                ["fit", configuration, "--method", "tpe", "--report", tool.path("r")] + option)
            #expect(outcome.exitCode != 0)
            #expect(outcome.messages.contains("expected it with --method posterior only"))
        }
    }
}
