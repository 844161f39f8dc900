import Foundation
import NeuroSBI
import Testing

/// Statistics that a program makes as closures, from simulation to posterior.
@Suite struct CustomStatisticFitTests {
    /// The time after the begin of the step at which half of the final deflection is reached.
    private static let halfTime = CustomStatistic("half_time", unit: "ms") { trace in
        let stimulus = trace.samples(from: trace.stimulusStart, upTo: trace.stimulusEnd)
        guard let first = stimulus.first, let last = stimulus.last else { return nil }
        let level = (trace.voltage[first] + trace.voltage[last]) / 2
        let reached = stimulus.first { trace.voltage[$0] >= level }
        return reached.map { trace.time(ofSample: $0) - trace.stimulusStart }
    }

    private static func configuration() throws -> FitConfiguration {
        var configuration = try FitConfiguration(text: PassiveMembrane.configuration)
        configuration.statistics = try StatisticSet(
            [StatisticSpecification("mean_voltage")], custom: [halfTime])
        return configuration
    }

    @Test func simulationsDoNotDependOnThreadsOrParts() async throws {
        let configuration = try Self.configuration()
        let whole = try await SimulationPlan(configuration, threads: 2).simulationSet(0..<150)
        #expect(whole.statisticNames == ["mean_voltage", "half_time"])
        let one = try SimulationPlan(configuration, threads: 1)
        let parts = [try await one.simulationSet(0..<70), try await one.simulationSet(70..<150)]
        #expect(parts.flatMap(\.statistics.elements) == whole.statistics.elements)
        for row in 0..<whole.count {
            // exp(−t/τ) = ½·(1 + exp(−80/τ)) at the half, to a sample of 0.1 ms and one of the end.
            let tau = whole.parameters[row, 0]
            let expected = -tau * log((1 + exp(-80 / tau)) / 2)
            #expect(abs(whole.statistics[row, 1] - expected) < 0.16)
        }
    }

    @Test func thePosteriorKnowsTheNameAndTheToolSaysSo() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try Self.configuration()
        let plan = try SimulationPlan(configuration, threads: 2)
        var settings = TrainingEffort.fast.settings
        settings.maximumEpochs = 30
        let posterior = try await NeuralPosterior.train(
            on: try await plan.simulationSet(0..<1000), settings: settings, ensemble: 1,
            threads: 2, seed: 1)
        #expect(posterior.statisticNames == ["mean_voltage", "half_time"])

        // A recorded membrane with τ = 14 ms gives the same statistic by the same closure.
        let sweep = try await plan.targetSweep(try #require(configuration.target))
        let observed = Array(try plan.statistics(of: sweep).values.row(0))
        let samples = try posterior.sample(observation: observed, count: 2000, seed: 1)
        let mean = samples.columnMeans()[0]
        #expect(abs(mean - 14) < 3 * samples.columnStandardDeviations()[0])

        try posterior.write(to: tool.path("p.h5"))
        try NWBWriter.write(
            [sweep], to: tool.path("cell.nwb"), session: NWBSession(description: "A membrane"))
        let outcome = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("cell.nwb"), "--output",
            tool.path("s.npy"))
        #expect(outcome.exitCode == 65)
        #expect(outcome.messages.contains("half_time"), "\(outcome.messages)")
        try TableFixture.write([observed], to: tool.path("x.npy"))
        let table = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("x.npy"), "--output",
            tool.path("s.npy"), "--count", "10", "--quiet")
        #expect(table.exitCode == 0, "\(table.messages)")
    }
}
