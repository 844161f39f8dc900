import Foundation
import NeuroSBI
import Testing

/// One trained network for sweeps of many currents, from the command line.
@Suite struct AmplitudeFamilyTests {
    private static let configuration = PassiveMembrane.configuration.replacing(
        "amplitude: 0.1}", with: "amplitude: {uniform: [0.05, 0.2]}}")

    /// The membrane's answer to a step, in closed form.
    private static func sweep(_ number: Int, amplitude: Double) -> Recording {
        let times = (0...1200).map { Double($0) * 0.1 }
        let voltage = times.map { time in
            let risen = 1 - exp(-(min(max(time, 20), 100) - 20) / 12)
            let fallen = exp(-(max(time, 100) - 100) / 12)
            return -70 + amplitude * 110 * risen * fallen
        }
        return Recording(
            source: "cell", sweep: "sweep_\(number)", sweepNumber: number, samplingInterval: 0.1,
            voltage: voltage, current: times.map { (20..<100).contains($0) ? amplitude : 0 })
    }

    /// The trace itself as the data: the amplitude stands behind its samples.
    @Test func aTraceIsAnsweredAtItsOwnCurrent() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(
            Self.configuration.replacing(
                "statistics: [mean_voltage, voltage_variance]",
                with: "statistics: {traces: {interval: 2}}"), to: "c.yaml")
        for arguments in [
            ["simulate", configuration, "--count", "400", "--output", tool.path("set.h5")],
            [
                "train", tool.path("set.h5"), "--output", tool.path("p.h5"), "--effort", "fast",
                "--epochs", "5",
            ],
        ] {
            let outcome = try await tool.run(arguments + ["--quiet"])
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
        }
        let posterior = try NeuralPosterior.read(tool.path("p.h5"))
        #expect(posterior.statisticNames.count == 61)
        #expect(posterior.statisticNames.last == "stimulus_amplitude")
        #expect(posterior.members[0].embedding?.embedding.statisticsBeside == 1)
        try NWBWriter.write(
            [0.12, 0.3].enumerated().map { Self.sweep($0.offset, amplitude: $0.element) },
            to: tool.path("a.nwb"), session: NWBSession(description: "A membrane in closed form"))
        let outcome = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("a.nwb"), "--output",
            tool.path("out"), "--count", "100", "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let rows = try #require(try outcome.json()["sweeps"] as? [[String: Any]])
        let offending = rows.map { $0["offendingStatistics"] as? [String] ?? [] }
        #expect(!offending[0].contains("stimulus_amplitude"))
        #expect(offending[1].contains("stimulus_amplitude"))
    }

    @Test func everySweepIsAnsweredAtItsOwnCurrent() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(Self.configuration, to: "c.yaml")
        // In two parts, which are the same simulations as in one.
        for part in 1...2 {
            let outcome = try await tool.run(
                "simulate", configuration, "--count", "2000", "--output", tool.path("set"),
                "--shard", "\(part)/2", "--quiet", part == 2 ? "--resume" : "--threads=1")
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
        }
        let whole = try await tool.run(
            "simulate", configuration, "--count", "2000", "--output", tool.path("whole.h5"),
            "--json")
        #expect(whole.exitCode == 0, "\(whole.messages)")
        let counts = try #require(try whole.json()["counts"] as? [String: Any])
        #expect(counts["complete"] as? Int == 2000 && counts["leftOut"] as? Int == 0)
        let set = try SimulationSet.read(tool.path("whole.h5"))
        #expect(set.statisticNames.last == "stimulus_amplitude")
        let parts = try SimulationSet.read(tool.path("set"))
        #expect(parts.statistics == set.statistics)

        let trained = try await tool.run(
            "train", tool.path("set"), "--output", tool.path("p.h5"), "--epochs", "60",
            "--hidden", "30", "--components", "3", "--estimator", "mdn", "--ensemble", "1",
            "--json")
        #expect(trained.exitCode == 0, "\(trained.messages)")
        #expect((try trained.json()["counts"] as? [String: Any])?["imputed"] as? Int == 0)

        try FileManager.default.createDirectory(
            atPath: tool.path("cells"), withIntermediateDirectories: true)
        try NWBWriter.write(
            [0.06, 0.12, 0.19, 0.3].enumerated().map {
                Self.sweep($0.offset, amplitude: $0.element)
            }, to: tool.path("cells/a.nwb"),
            session: NWBSession(description: "A membrane in closed form"))
        let outcome = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("cells"), "--output",
            tool.path("out"), "--count", "1000", "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let rows = try #require(try outcome.json()["sweeps"] as? [[String: Any]])
        #expect(
            rows.map { $0["insideSimulatedDistribution"] as? Bool } == [true, true, true, false])
        let offending = try #require(rows[3]["offendingStatistics"] as? [String])
        #expect(offending.contains("stimulus_amplitude"))
        for row in rows[..<3] {
            let resistance = try #require(
                (row["parameters"] as? [String: [String: Double]])?["R"])
            // Without noise the truth is known to what the network leaves.
            let (mean, deviation) = (resistance["mean"] ?? 0, resistance["standardDeviation"] ?? 0)
            #expect(abs(mean - 110) < 3 * deviation && deviation < 15, "\(row)")
        }

        // A fit of one sweep trains on all currents and predicts at its own.
        let fitted = try await tool.run(
            "fit", configuration, tool.path("cells/a.nwb"), "--report", tool.path("r"),
            "--simulations", "600", "--estimator", "mdn", "--ensemble", "1", "--epochs", "20",
            "--json")
        #expect(fitted.exitCode == 65 && fitted.messages.contains("one sweep"))
        let chosen = try tool.write(
            Self.configuration + "\nrecording: {sweep: 1}\n", to: "one.yaml")
        let fit = try await tool.run(
            "fit", chosen, tool.path("cells/a.nwb"), "--report", tool.path("r"),
            "--simulations", "600", "--estimator", "mdn", "--ensemble", "1", "--epochs", "20",
            "--json")
        #expect(fit.exitCode == 0, "\(fit.messages)")
        let statistics = try #require(try fit.json()["statistics"] as? [[String: Any]])
        #expect(statistics.last?["observed"] as? Double == 0.12)
        #expect(statistics.last?["predictedMedian"] as? Double == 0.12)
    }

    @Test func missingStatisticsAreCounted() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(
            Self.configuration.replacing(
                "[mean_voltage, voltage_variance]", with: "[mean_voltage, time_to_first_spike]"
            ).replacing("{uniform: [20, 200]}", with: "{uniform: [200, 600]}")
                .replacing(
                    "  initial: {v", with: "  spike: v > -30\n  reset: v = -70\n  initial: {v"),
            to: "c.yaml")
        let outcome = try await tool.run(
            "simulate", configuration, "--count", "400", "--output", tool.path("set.h5"))
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        // Counted here from the simulations: without a spike there is no time of the first one.
        let set = try SimulationSet.read(tool.path("set.h5"))
        let missing = set.statistics.column(1).count(where: \.isNaN)
        #expect(missing > 0 && missing < 400)
        #expect(
            outcome.messages.contains(
                "without some statistic (time_to_first_spike in \(missing))"), "\(outcome.messages)"
        )
        let trained = try await tool.run(
            "train", tool.path("set.h5"), "--output", tool.path("p.h5"), "--epochs", "2",
            "--hidden", "8", "--components", "1", "--estimator", "mdn", "--ensemble", "1", "--json")
        let counts = try #require(try trained.json()["counts"] as? [String: Any])
        #expect(counts["imputed"] as? Int == missing)
        #expect(counts["complete"] as? Int == 400 - missing)
        #expect((counts["missing"] as? [String: Int]) == ["time_to_first_spike": missing])
    }
}
