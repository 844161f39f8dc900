import Foundation
import NeuroSBI
import Testing

/// Recordings in, tables and figures out.
@Suite struct FeaturesCommandTests {
    @Test func severalStepsOfOneFileGiveTheValuesOfTheFamily() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        try SyntheticCell.write(to: tool.path("cell.nwb"))
        let outcome = try await tool.run(
            "features", tool.path("cell.nwb"), "--csv", tool.path("t.csv"), "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let sweeps = try #require(try outcome.json()["sweeps"] as? [[String: Any]])
        let counts = sweeps.map { ($0["features"] as? [String: Any])?["spike_count"] as? Double }
        #expect(counts == SyntheticCell.amplitudes.map { Double(SyntheticCell.spikeCount($0)) })
        let families = try #require(try outcome.json()["families"] as? [[String: Any]])
        let family = try #require(families.first)
        #expect(families.count == 1)
        #expect((family["sweeps"] as? [String])?.count == 7)
        func value(_ name: String) throws -> Double { try #require(family[name] as? Double) }
        // Voltages and amplitudes are means of up to 5,000 samples, each right to an ulp of 80.
        let rounding = 5_000 * 80.0.ulp
        #expect(try abs(value("rheobase") - 0.06) <= rounding)
        // Deflections of 10 mV over 0.1 nA: their rounding counts twenty times in the slope.
        #expect(try abs(value("inputResistance") - 100) <= 20 * rounding)
        #expect(try abs(value("sagRatio")) <= rounding)
        // 200 spikes per nA in the 499.9 ms from the first to the last sample of the step.
        #expect(try abs(value("frequencyCurrentSlope") - 200 / 0.4999) <= 1e4 * rounding)

        let lines = try String(contentsOfFile: tool.path("t.csv"), encoding: .utf8)
            .split(separator: "\n").map { $0.components(separatedBy: ",") }
        #expect(lines.count == 8 && Set(lines.map(\.count)).count == 1)
        let column = try #require(lines[0].firstIndex(of: "spike_count"))
        #expect(lines.dropFirst().map { Double($0[column]) } == counts)
        let time = try #require(lines[0].firstIndex(of: "time_to_first_spike"))
        // A feature that does not exist is no number.
        #expect(lines[1][time].isEmpty && !lines[7][time].isEmpty)
    }

    @Test func sweepsOfFoldersAndPatternsAreSelected() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        try SyntheticCell.write(to: tool.path("a.nwb"))
        try SyntheticCell.write(to: tool.path("b.nwb"))
        func sweeps(_ arguments: String...) async throws -> [String] {
            let outcome = try await tool.run(["features", "--json"] + arguments)
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
            let sweeps = try #require(try outcome.json()["sweeps"] as? [[String: Any]])
            return sweeps.compactMap { sweep in
                guard let file = sweep["file"] as? String, let name = sweep["sweep"] as? String
                else { return nil }
                return "\(file.suffix(5)) \(name)"
            }
        }
        let folder = try await sweeps(tool.folder.path(), "--sweep", "0,6")
        #expect(folder.count == 4 && folder[0].hasPrefix("a.nwb"))
        let pattern = try await sweeps(tool.path("b*.nwb"), "--amplitude", "0.05,0.08")
        #expect(pattern.count == 3)
        let steps = try await sweeps(tool.path("a.nwb"), "--stimulus", "step")
        #expect(steps.count == 6)
        let none = try await tool.run("features", tool.path("a.nwb"), "--stimulus", "ramp")
        #expect(none.exitCode == 65 && none.messages.contains("stimulus a ramp"))
        let missing = try await tool.run("features", tool.path("c*.nwb"))
        #expect(missing.exitCode == 66 && missing.messages.contains("c*.nwb"))
        let misspelt = try await tool.run("features", tool.path("a.nwb"), "--sweep", "x")
        #expect(misspelt.exitCode == 64)
    }

    @Test func whatCannotBeReadIsNamedWithAWayOut() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        for folder in ["none", "notes"] {
            try FileManager.default.createDirectory(
                atPath: tool.path(folder), withIntermediateDirectories: true)
        }
        let decimal = "t_ms;v_mV;i_nA\n0;-70;0\n0,1;-70;0\n"
        let silent = "t_ms,v_mV\n0,-70\n0.1,-70\n0.2,-70\n"
        let cases = [
            (try tool.write("", to: "empty.nwb"), "an empty file"),
            (try tool.write("", to: "empty.abf"), "an empty file"),
            (tool.path("none"), "an empty folder"),
            (
                URL(filePath: try tool.write("x", to: "notes/a.txt")).deletingLastPathComponent()
                    .path(), "a folder without files that end with nwb, abf, csv, tsv"
            ),
            (try tool.write(decimal, to: "decimal.csv"), "expected a number with a decimal point"),
            (try tool.write(silent, to: "silent.csv"), "--stimulus-window START,STOP gives one"),
        ]
        for (path, words) in cases {
            let outcome = try await tool.run("features", path)
            #expect(outcome.exitCode == 65 && outcome.output.isEmpty, "\(path)")
            #expect(outcome.messages.contains(words), "\(outcome.messages)")
            #expect(outcome.messages.contains(URL(filePath: path).lastPathComponent))
        }
        let window = try await tool.run(
            "features", tool.path("silent.csv"), "--stimulus-window", "0,0.2")
        #expect(window.exitCode == 0, "\(window.messages)")
    }

    @Test(.enabled(if: Neurosbi.hasGnuplot, "gnuplot is not there"))
    func figuresComeWithTheirNumbers() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        try SyntheticCell.write(to: tool.path("cell.nwb"))
        let outcome = try await tool.run(
            "features", tool.path("cell.nwb"), "--sweep", "5,6", "--figures", tool.path("figures"))
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        #expect(outcome.output.contains("rheobase"))
        let names = try FileManager.default.contentsOfDirectory(atPath: tool.path("figures"))
        let stems = [
            "cell-frequency-current", "cell-sweep-5", "cell-sweep-5-phase", "cell-sweep-6",
            "cell-sweep-6-phase",
        ]
        #expect(
            names.sorted()
                == stems.flatMap { stem in ["csv", "png", "svg"].map { "\(stem).\($0)" } }
                .sorted())
        func table(_ name: String) throws -> [Substring] {
            try String(contentsOfFile: tool.path("figures/\(name).csv"), encoding: .utf8)
                .split(separator: "\n")
        }
        // Six and ten spikes are marked.
        #expect(try table("cell-sweep-5").count { $0.contains("detected spikes,point") } == 6)
        #expect(try table("cell-sweep-6").count { $0.contains("detected spikes,point") } == 10)
        #expect(try table("cell-frequency-current").count { $0.contains("frequency,point") } == 2)
        // The sides of the triangles: 80 mV within a millisecond.
        let slopes = try table("cell-sweep-6-phase").dropFirst().compactMap {
            Double($0.split(separator: ",")[4])
        }
        #expect(abs((slopes.max() ?? 0) - 80) <= 1e-9 && abs((slopes.min() ?? 0) + 80) <= 1e-9)
    }

    @Test func aConfigurationPreparesTheSweeps() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        try SyntheticCell.write(to: tool.path("cell.nwb"), electrode: 20)
        let configuration = try tool.write(
            PassiveMembrane.configuration
                + """

                recording:
                  {series_resistance: 20, junction_potential: -10, resample: linear,
                  membrane_area: 2.0e-4}
                """, to: "c.yaml")
        let outcome = try await tool.run(
            "features", tool.path("cell.nwb"), "--config", configuration, "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        #expect(outcome.messages.contains("membrane_area does not apply to features"))
        let families = try #require(try outcome.json()["families"] as? [[String: Any]])
        // 100 MΩ, and not per area, of the cell, not 120 with the electrode; rounding as above.
        let resistance = try #require(families.first?["inputResistance"] as? Double)
        #expect(abs(resistance - 100) <= 20 * 5_000 * 80.0.ulp)
    }

    @Test func repeatedStepsAreNoFamily() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        try NWBWriter.write(
            [0, 1].map { SyntheticCell.sweep($0, amplitude: -0.05) }, to: tool.path("cell.nwb"),
            session: NWBSession(description: "One step twice"))
        for window in [[], ["--stimulus-window", "100,599.9"]] {
            let outcome = try await tool.run(
                ["features", tool.path("cell.nwb"), "--json"] + window)
            #expect(outcome.exitCode == 0, "\(outcome.messages)")
            #expect((try outcome.json()["families"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func aTestStepThatIsAlwaysTheSameIsNotTheFamily() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        // A step of −0.2 nA behind the varied one moves more charge than it in every sweep.
        let sweeps = SyntheticCell.amplitudes.enumerated().map { number, amplitude in
            var sweep = SyntheticCell.sweep(number, amplitude: amplitude)
            let tail = (0..<8_000).map { (1_000..<7_000).contains($0) ? -0.2 : 0 }
            sweep.current? += tail
            sweep.voltage += ([0] + tail.dropLast()).map { -70 + 100 * $0 }
            return sweep
        }
        try NWBWriter.write(
            sweeps, to: tool.path("cell.nwb"), session: NWBSession(description: "Two steps"))
        let outcome = try await tool.run("features", tool.path("cell.nwb"), "--json")
        #expect(outcome.exitCode == 0, "\(outcome.messages)")
        let families = try #require(try outcome.json()["families"] as? [[String: Any]])
        // Only sweeps with a main step there tell where it is: give the window.
        #expect(families.isEmpty)
        let given = try await tool.run(
            "features", tool.path("cell.nwb"), "--stimulus-window", "100,599.9", "--json")
        let family = try #require(try given.json()["families"] as? [[String: Any]])
        let rheobase = try #require(family.first?["rheobase"] as? Double)
        #expect(abs(rheobase - 0.06) <= 5_000 * 80.0.ulp)
    }
}
