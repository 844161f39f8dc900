import Foundation
import NeuroSBI
import Testing

/// A trace as the data, and a training that goes on, as a user runs them.
@Suite struct TraceCommandTests {
    @Test func aTraceIsSimulatedTrainedOnSampledAndGoneOnWith() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let text = PassiveMembrane.configuration
            .replacing(
                "statistics: [mean_voltage, voltage_variance]",
                with: """
                    statistics: {traces: {interval: 2}}
                    training: {embedding: {multilayer: {widths: [10], outputs: 3}}}
                    """)
        let configuration = try tool.write(text, to: "c.yaml")
        func simulate(_ output: String, _ options: String...) async throws {
            let result = try await tool.run(
                ["simulate", configuration, "--output", tool.path(output), "--quiet"] + options)
            #expect(result.exitCode == 0, "\(result.messages)")
        }
        try await simulate("set.h5", "--count", "400")
        try await simulate("more.h5", "--first", "400", "--count", "400")
        // Both together are what one run would have drawn.
        try await simulate("all.h5", "--count", "800")
        let all = try SimulationSet.read([tool.path("set.h5"), tool.path("more.h5")])
        let drawn = try SimulationSet.read(tool.path("all.h5"))
        #expect(all == drawn)
        #expect(all.statisticNames.count == 60)

        // The embedding is that of the configuration.
        let trained = try await tool.run(
            "train", tool.path("set.h5"), "--output", tool.path("p.h5"), "--effort", "fast",
            "--epochs", "10", "--json")
        #expect(trained.exitCode == 0, "\(trained.messages)")
        let posterior = try NeuralPosterior.read(tool.path("p.h5"))
        #expect(
            posterior.members[0].embedding?.embedding == .multilayer(widths: [10], outputs: 3))

        let target = try await tool.run(
            "simulate", configuration, "--target", "--traces", tool.path("target.nwb"), "--quiet")
        #expect(target.exitCode == 0, "\(target.messages)")
        let sampled = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("target.nwb"), "--count", "50",
            "--output", tool.path("s.npy"), "--json")
        #expect(sampled.exitCode == 0, "\(sampled.messages)")

        let continued = try await tool.run(
            "train", tool.path("set.h5"), tool.path("more.h5"), "--continue", tool.path("p.h5"),
            "--output", tool.path("q.h5"), "--json")
        #expect(continued.exitCode == 0, "\(continued.messages)")
        #expect(try continued.json()["used"] as? Int == 800)
        let gone = try NeuralPosterior.read(tool.path("q.h5"))
        #expect(gone.simulationCounts.trainings == [400, 800])

        let other = try await tool.run(
            "train", tool.path("more.h5"), "--continue", tool.path("p.h5"), "--output",
            tool.path("r.h5"))
        #expect(other.exitCode == 65)
        #expect(other.messages.contains("cannot be continued"))
        let settings = try await tool.run(
            "train", tool.path("all.h5"), "--continue", tool.path("p.h5"), "--epochs", "5",
            "--output", tool.path("r.h5"))
        #expect(settings.exitCode == 64)
    }
}
