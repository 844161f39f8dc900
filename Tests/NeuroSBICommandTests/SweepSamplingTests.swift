import Foundation
import NeuroSBI
import Testing

/// One trained network, every sweep of every file.
@Suite struct SweepSamplingTests {
    /// A posterior of the pipeline's membrane, which knows its configuration.
    private static func train(_ tool: Neurosbi) async throws {
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        for arguments in [
            ["simulate", configuration, "--count", "1000", "--output", tool.path("set.h5")],
            [
                "train", tool.path("set.h5"), "--output", tool.path("p.h5"), "--epochs", "30",
                "--hidden", "20", "--components", "2", "--estimator", "mdn", "--ensemble", "1",
            ],
        ] {
            let outcome = try await tool.run(arguments + ["--quiet"])
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
        }
    }

    /// The membrane's answer to the step of the configuration, in closed form.
    private static func sweep(
        _ number: Int, timeConstant: Double, resistance: Double, interval: Double = 0.1
    ) -> Recording {
        let times = (0...Int((120 / interval).rounded())).map { Double($0) * interval }
        let voltage = times.map { time in
            let risen = 1 - exp(-(min(max(time, 20), 100) - 20) / timeConstant)
            let fallen = exp(-(max(time, 100) - 100) / timeConstant)
            return -70 + 0.1 * resistance * risen * fallen
        }
        return Recording(
            source: "cell", sweep: "sweep_\(number)", sweepNumber: number,
            samplingInterval: interval, voltage: voltage,
            current: times.map { (20..<100).contains($0) ? 0.1 : 0 })
    }

    @Test func everySweepOfAFolderGetsItsPosterior() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        try await Self.train(tool)
        try FileManager.default.createDirectory(
            atPath: tool.path("cells"), withIntermediateDirectories: true)
        let session = NWBSession(description: "Membranes in closed form")
        let good = [
            Self.sweep(0, timeConstant: 10, resistance: 60),
            Self.sweep(1, timeConstant: 20, resistance: 150),
        ]
        try NWBWriter.write(good, to: tool.path("cells/a.nwb"), session: session)
        // One that no simulation resembles, and one on another time grid.
        try NWBWriter.write(
            [
                Self.sweep(0, timeConstant: 10, resistance: 900),
                Self.sweep(1, timeConstant: 10, resistance: 60, interval: 0.05),
            ], to: tool.path("cells/b.nwb"), session: session)

        let outcome = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("cells"), "--output",
            tool.path("out"), "--count", "300", "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let rows = try #require(try outcome.json()["sweeps"] as? [[String: Any]])
        #expect(rows.count == 4)
        #expect(
            rows.map { $0["insideSimulatedDistribution"] as? Bool } == [true, true, false, nil])
        #expect((rows[3]["problem"] as? String)?.contains("recording.resample") == true)
        #expect(outcome.messages.contains("OUTSIDE"))

        let lines = try String(contentsOfFile: tool.path("out/sweeps.csv"), encoding: .utf8)
            .split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].contains("tau_mean,tau_sd,tau_lower,tau_upper,R_mean"))

        // Three observations; each has the samples that it gets by itself.
        let group = try HDF5File(reading: tool.path("out/samples.nc")).root.group("posterior")
        #expect(try group.dataset("tau").shape == [1, 300, 3])
        try NWBWriter.write([good[0]], to: tool.path("one.nwb"), session: session)
        let single = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", tool.path("one.nwb"), "--output",
            tool.path("one.npy"), "--count", "300", "--quiet")
        #expect(single.exitCode == 0, "\(single.messages)")
        let samples = try TableFixture.read(tool.path("one.npy"))
        let all = try group.read("tau", as: Double.self)
        #expect(stride(from: 0, to: 900, by: 3).map { all[$0] } == samples.column(0))
        // The row holds the mean of these samples; sums of 300 numbers below 30.
        let tau = (rows[0]["parameters"] as? [String: [String: Double]])?["tau"]
        let mean = samples.column(0).reduce(0, +) / 300
        #expect(abs(try #require(tau?["mean"]) - mean) <= 300 * 30.0.ulp)
        #expect(try #require(tau?["lower"]) < mean && mean < #require(tau?["upper"]))
    }

    @Test func theOutputIsAFileOfAKnownKindOrAFolder() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let unknown = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", "cells", "--output", "x.txt")
        #expect(unknown.exitCode == 64 && unknown.messages.contains("or a folder"))
        let table = try await tool.run(
            "sample", tool.path("p.h5"), "--observation", "x.npy", "--output", "out")
        #expect(table.exitCode == 64)
    }

    @Test func samplesOfSeveralObservationsShareOneFile() throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let samples = (0..<3).map { observation in
            Matrix<Double>(rows: 2, columns: 2) { Double(100 * observation + 10 * $0 + $1) }
        }
        try PosteriorSamplesFile.write(
            samples, names: ["g_Na", "g_K"], labels: ["a", "b", "c"], to: tool.path("samples.nc"),
            statistics: Matrix<Double>([[1], [2], [3]]), statisticNames: ["rate"])
        let file = try HDF5File(reading: tool.path("samples.nc"))
        let group = try file.root.group("posterior")
        #expect(try group.dataset("g_K").shape == [1, 2, 3])
        #expect(try group.read("g_K", as: Double.self) == [1, 101, 201, 11, 111, 211])
        #expect(try group.dataset("observation").readStrings() == ["a", "b", "c"])
        let observed = try file.root.group("observed_data")
        #expect(try observed.read("rate", as: Double.self) == [1, 2, 3])
    }
}
