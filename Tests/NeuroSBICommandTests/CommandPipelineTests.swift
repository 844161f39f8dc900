import Foundation
import NeuroSBI
import Testing

/// The commands one after the other, as a user runs them.
@Suite struct CommandPipelineTests {
    @Test func simulateTrainSampleAndDensityFitTogether() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        let simulated = try await tool.run(
            "simulate", configuration, "--count", "1500", "--output", tool.path("set.h5"), "--json")
        #expect(simulated.exitCode == 0, "\(simulated.messages)")
        #expect(try simulated.json()["simulations"] as? Int == 1500)

        let trained = try await tool.run(
            "train", tool.path("set.h5"), "--output", tool.path("p.h5"), "--epochs", "40",
            "--hidden", "30", "--components", "3", "--estimator", "mdn", "--ensemble", "1", "--json"
        )
        #expect(trained.exitCode == 0, "\(trained.messages)")

        // The mean and variance of the membrane with tau = 14, R = 120, from a simulation of it.
        try TableFixture.write([[14, 120]], to: tool.path("theta.npy"))
        let given = try await tool.run(
            "simulate", configuration, "--parameters", tool.path("theta.npy"), "--output",
            tool.path("truth.h5"), "--traces", tool.path("v.npy"), "--quiet")
        #expect(given.exitCode == 0, "\(given.messages)")
        let truth = try SimulationSet.read(tool.path("truth.h5"))
        let trace = try NPYFile.readMatrix(tool.path("v.npy"))
        #expect(trace.rows == 1 && trace.columns == 1201)
        // The membrane charges as v_rest + R·I·(1 − exp(−t/τ)); exponential Euler is exact for it.
        let expected = -70 + 12 * (1 - exp(-80.0 / 14))
        #expect(abs(trace[0, 1000] - expected) <= 1e-11)
        try NPYFile.write(truth.statistics, to: tool.path("x.npy"))

        let sampled = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("x.npy"), "--count", "2000",
            "--output", tool.path("samples.npy"), "--json")
        #expect(sampled.exitCode == 0, "\(sampled.messages)")
        let samples = try TableFixture.read(tool.path("samples.npy"))
        #expect(samples.rows == 2000 && samples.columns == 2)
        #expect(samples.column(0).allSatisfy { (5...30).contains($0) })

        let density = try await tool.run(
            "logdensity", tool.path("p.h5"), "--observation", tool.path("x.npy"), "--parameters",
            tool.path("samples.npy"), "--output", tool.path("lp.npy"), "--quiet")
        #expect(density.exitCode == 0, "\(density.messages)")
        let values = try TableFixture.read(tool.path("lp.npy"))
        #expect(values.rows == 2000 && values.elements.allSatisfy(\.isFinite))
        try TableFixture.write([[4, 100], [14, 120]], to: tool.path("edge.npy"))
        _ = try await tool.run(
            "logdensity", tool.path("p.h5"), "--observation", tool.path("x.npy"), "--parameters",
            tool.path("edge.npy"), "--output", tool.path("edge-lp.npy"), "--quiet")
        let edge = try TableFixture.read(tool.path("edge-lp.npy"))
        #expect(edge[0, 0] == -.infinity && edge[1, 0].isFinite)

        let diagnosed = try await tool.run(
            "simulate", configuration, "--count", "300", "--seed", "2", "--output",
            tool.path("held.h5"), "--quiet")
        #expect(diagnosed.exitCode == 0, "\(diagnosed.messages)")
        let verdict = try await tool.run(
            "diagnose", tool.path("p.h5"), "--simulations", tool.path("held.h5"), "--samples",
            "200",
            "--json")
        #expect(verdict.exitCode == 0, "\(verdict.messages)")
        #expect(try verdict.json()["simulations"] as? Int == 300)
    }

    @Test func trainingTakesTablesFromElsewhere() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        // x = θ + noise; the noise comes from an arithmetic scramble, not from our generators.
        let rows = 600
        var theta: [[Double]] = []
        var x: [[Double]] = []
        for row in 0..<rows {
            let value = -1 + 2 * (Double(row * 37 % rows) + 0.5) / Double(rows)
            theta.append([value])
            x.append([value + 0.1 * sin(Double(row * row % 977))])
        }
        try TableFixture.write(theta, to: tool.path("t.npy"))
        try TableFixture.write(x, to: tool.path("x.npy"))
        let prior = try tool.write("parameters: {a: {uniform: [-1, 1]}}", to: "prior.yaml")
        let trained = try await tool.run(
            "train", "--parameters", tool.path("t.npy"), "--statistics", tool.path("x.npy"),
            "--prior", prior, "--output", tool.path("p.h5"), "--epochs", "20", "--quiet")
        #expect(trained.exitCode == 0, "\(trained.messages)")
        try TableFixture.write([[0.3], [-0.2]], to: tool.path("o.npy"))
        let sampled = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("o.npy"), "--count", "500",
            "--output", tool.path("s.csv"), "--quiet")
        #expect(sampled.exitCode == 0, "\(sampled.messages)")
        let table = try CSVTable(reading: tool.path("s.csv"))
        #expect(table.names == ["a"] && table.values.rows == 1000)
    }

    @Test func shardsTogetherAreTheWholeAndAStoppedRunGoesOn() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        func simulate(_ output: String, _ further: String...) async throws {
            let arguments =
                [
                    "simulate", configuration, "--count", "300", "--output", tool.path(output),
                    "--quiet",
                ]
                + further
            let outcome = try await tool.run(arguments)
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
        }
        try await simulate("whole.h5")
        try await simulate("one.h5", "--shard", "1/2", "--threads", "1")
        try await simulate("two.h5", "--shard", "2/2")
        let whole = try SimulationSet.read(tool.path("whole.h5"))
        let parts = try SimulationSet.read([tool.path("one.h5"), tool.path("two.h5")])
        #expect(whole.parameters == parts.parameters)
        #expect(whole.statistics == parts.statistics)
        #expect(whole.indices == parts.indices)

        // What a killed run leaves: the folder of shards with one of them.
        try await simulate("folder", "--shard", "1/3")
        try await simulate("folder", "--resume")
        #expect(try SimulationSet.read(tool.path("folder")).statistics == whole.statistics)
        let again = try await tool.run(
            "simulate", configuration, "--count", "300", "--output", tool.path("folder"))
        #expect(again.exitCode == 65)
        #expect(again.messages.contains("--resume"))
    }

    @Test func backendsAndStoredTracesGiveTheSameSimulations() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        for further in [
            ["--backend", "interpreter"], ["--backend", "native"], ["--traces", "v.npy"],
        ] {
            let arguments = further.map { $0.hasSuffix("npy") ? tool.path($0) : $0 }
            let outcome = try await tool.run(
                ["simulate", configuration, "--count", "70", "--quiet"] + arguments
                    + ["--output", tool.path(further[1] + ".h5")])
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
        }
        let sets = try ["interpreter", "native", "v.npy"].map {
            try SimulationSet.read(tool.path($0 + ".h5"))
        }
        #expect(sets[0].statistics == sets[1].statistics)
        #expect(sets[0].statistics == sets[2].statistics)
        let unknown = try await tool.run(
            "simulate", configuration, "--backend", "natiev", "--output", tool.path("x.h5"))
        #expect(unknown.exitCode == 64)
        #expect(unknown.messages.contains("interpreter, native, automatic"))
    }

    @Test func theTimeStepIsChecked() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        let checked = try await tool.run(
            "simulate", configuration, "--check-time-step", "--count", "40", "--json")
        #expect(checked.exitCode == 0, "\(checked.messages)")
        let report = try checked.json()
        let statistics = try #require(report["statistics"] as? [[String: Any]])
        #expect(statistics.map { $0["name"] as? String } == ["mean_voltage", "voltage_variance"])
        // Exponential Euler is exact for this membrane.
        #expect(statistics.allSatisfy { $0["verdict"] as? String == "negligible" })
        let printed = try await tool.run(
            "simulate", configuration, "--check-time-step", "--count", "40", "--quiet")
        #expect(printed.output.contains("dt = 0.1 ms is small enough"))
        let both = try await tool.run(
            "simulate", configuration, "--check-time-step", "--output", tool.path("x.h5"))
        #expect(both.exitCode == 64)
    }

    @Test func aTargetBecomesAnNWBFileWithFeatures() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        let written = try await tool.run(
            "simulate", configuration, "--target", "--traces", tool.path("t.nwb"), "--quiet")
        #expect(written.exitCode == 0, "\(written.messages)")
        let features = try await tool.run("features", tool.path("t.nwb"), "--json")
        #expect(features.exitCode == 0, "\(features.messages)")
        let sweeps = try #require(try features.json()["sweeps"] as? [[String: Any]])
        let values = try #require(sweeps.first?["features"] as? [String: Any])
        #expect(values["spike_count"] as? Double == 0)
        #expect(values["time_to_first_spike"] is NSNull)
        #expect(values["voltage_base"] as? Double == -70)
    }

    @Test func everyStatisticIsListedWithItsUnit() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let list = try await tool.run("features", "--list")
        #expect(list.exitCode == 0)
        let lines = list.output.split(separator: "\n")
        for statistic in StatisticCatalogue.statistics {
            let line = lines.first { $0.hasPrefix(statistic.name + " ") }
            #expect(line?.contains(statistic.unit) == true, "\(statistic.name)")
        }
    }

    @Test func theCatalogueIsListedAndPrinted() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let list = try await tool.run("models")
        #expect(list.exitCode == 0)
        #expect(list.output.contains("hodgkinHuxley"))
        for model in ModelCatalogue.models {
            // The printed text is YAML that can be pasted as the key `model`.
            let printed = try await tool.run("models", model.name)
            let indented = printed.output.split(separator: "\n").map { "  " + $0 }
            let fitted = model.parameters[0].name
            let stimulus =
                model.inputs.first.map {
                    ", input: \($0), steps: [{start: 1, stop: 9, amplitude: 1}]"
                } ?? ""
            let text = """
                model:
                \(indented.joined(separator: "\n"))
                parameters: {\(fitted): {normal: [0, 1]}}
                protocol: {dt: 0.1, duration: 10\(stimulus)}
                statistics: [mean_voltage]
                """
            let read = try FitConfiguration(text: text, file: model.name).model
            #expect(read.stateVariables == model.stateVariables)
            #expect(read.spikeCondition == model.spikeCondition)
            #expect(read.parameters.map(\.value) == model.parameters.map(\.value))
        }
    }
}
