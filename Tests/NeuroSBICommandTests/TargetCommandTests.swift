import Foundation
import NeuroSBI
import Testing

/// A target that is another model, and losses of configurations, as a user runs them.
@Suite struct TargetCommandTests {
    /// C dV/dt = G (E − V) + J with τ = C/G = 14 and R = 1/G = 100.
    private static let configuration = PassiveMembrane.configuration.replacing(
        "target: {parameters: {tau: 14, R: 120}}",
        with: """
            target:
              model: {equations: 'C*dV/dt = G*(E - V) + J', inputs: [J]}
              parameters: {C: 0.14, G: 0.01, E: -70}
              initial: {V: E}
              input: J
              record: {v: V}
            search: {evaluations: 400, batch: 40, loss: [{rmse: v}, {features: {mean_voltage: 1}, weight: 2}]}
            """)

    @Test func anotherModelIsSearchedFittedAndWritten() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(Self.configuration, to: "c.yaml")
        for arguments in [
            ["search", configuration],
            ["fit", configuration, "--method", "cma", "--report", tool.path("report")],
        ] {
            let outcome = try await tool.run(arguments + ["--json"])
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
            let found = try outcome.json()
            let parameters = try #require(found["parameters"] as? [String: Double])
            #expect(abs(parameters["tau"]! / 14 - 1) < 0.1)
            #expect(abs(parameters["R"]! / 100 - 1) < 0.05)
            let losses = try #require(found["losses"] as? [[String: Any]])
            #expect(losses.compactMap { $0["name"] as? String } == ["rmse v 0", "features"])
            // Without noise nothing is uncertain.
            #expect(found["standardError"] == nil && found["repetitions"] as? Int == 1)
        }
        let sweep = tool.path("target.csv")
        let written = try await tool.run([
            "simulate", configuration, "--target", "--traces", sweep,
        ])
        #expect(written.exitCode == 0, "\(written.messages)")
        let both = try await tool.run(["search", configuration, sweep])
        #expect(both.exitCode == 65)
        #expect(both.messages.contains("found both the recording"), "\(both.messages)")
    }

    @Test func theLossOfANoisyModelHasAStandardError() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(
            Self.configuration.replacing("+ R*I\n", with: "+ R*I + sqrt(tau)*xi\n"), to: "c.yaml")
        let outcome = try await tool.run(["search", configuration, "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let found = try outcome.json()
        let deviation = try #require(found["standardDeviation"] as? Double)
        let error = try #require(found["standardError"] as? Double)
        #expect(found["repetitions"] as? Int == 10 && deviation > 0)
        #expect(abs(error - deviation / 10.0.squareRoot()) < 1e-12)
        let text = try await tool.run(["search", configuration, "--report", tool.path("report")])
        #expect(text.output.contains("(standard error of 10 repetitions"), "\(text.output)")
        let page = try String(contentsOfFile: tool.path("report/index.html"), encoding: .utf8)
        #expect(page.contains("standard error of 10 evaluations"))
    }
}
