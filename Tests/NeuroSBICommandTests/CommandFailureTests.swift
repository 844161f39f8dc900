import Foundation
import Testing

/// Every mistake ends with a message that says where, what was found and what was expected, with
/// the exit code of its kind, and leaves nothing behind.
@Suite struct CommandFailureTests {
    private func check(
        _ outcome: Neurosbi.Outcome, code: Int32, mentions words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.exitCode == code, "\(outcome.messages)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        for word in words {
            #expect(
                outcome.messages.contains(word), "\(outcome.messages)",
                sourceLocation: sourceLocation)
        }
    }

    @Test func usageErrorsEndWith64() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        check(try await tool.run("simulate"), code: 64)
        check(try await tool.run("no-such-command"), code: 64)
        check(
            try await tool.run("simulate", "c.yaml", "--count", "0", "--output", "s.h5"), code: 64,
            mentions: "--count is 0")
        check(
            try await tool.run("simulate", "c.yaml", "--output", "s.h5", "--shard", "3/2"),
            code: 64, mentions: "expected I/N")
    }

    @Test func missingFilesEndWith66() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        check(
            try await tool.run("simulate", tool.path("none.yaml"), "--output", tool.path("s.h5")),
            code: 66, mentions: "none.yaml", "a configuration")
        check(
            try await tool.run(
                "fit", configuration, tool.path("none.nwb"), "--report", tool.path("r")),
            code: 66, mentions: "none.nwb", "a recording")
        check(
            try await tool.run("train", tool.path("none.h5"), "--output", tool.path("p.h5")),
            code: 66, mentions: "none.h5")
        check(
            try await tool.run("simulate", configuration, "--output", tool.path("no/folder/s.h5")),
            code: 66, mentions: "a folder")
        #expect(try tool.files() == ["c.yaml"])
    }

    @Test func badConfigurationsEndWith65() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let reversed = try tool.write(
            PassiveMembrane.configuration.replacing("[5, 30]", with: "[30, 5]"), to: "reversed.yaml"
        )
        check(
            try await tool.run("simulate", reversed, "--output", tool.path("s.h5")), code: 65,
            mentions: "reversed.yaml, line 6", "is not below")
        let unknown = try tool.write(
            PassiveMembrane.configuration.replacing("protocol:", with: "protcol:"),
            to: "unknown.yaml")
        check(
            try await tool.run("simulate", unknown, "--output", tool.path("s.h5")), code: 65,
            mentions: "unknown.yaml, line 8", "did you mean \"protocol\"?")
        #expect(try tool.files() == ["reversed.yaml", "unknown.yaml"])
    }

    @Test func tablesOfAnotherShapeEndWith65() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        let table = tool.path("theta.npy")
        try TableFixture.write([[1, 2, 3]], to: table)
        check(
            try await tool.run(
                "simulate", configuration, "--parameters", table, "--output", tool.path("s.h5")),
            code: 65, mentions: "[1 × 3]", "2 columns: tau, R")
        let prior = try tool.write("parameters: {a: {normal: [0, 1]}}", to: "prior.yaml")
        try TableFixture.write([[1], [2], [3]], to: tool.path("t.npy"))
        try TableFixture.write([[1], [2]], to: tool.path("x.npy"))
        check(
            try await tool.run(
                "train", "--parameters", tool.path("t.npy"), "--statistics", tool.path("x.npy"),
                "--prior", prior, "--output", tool.path("p.h5")),
            code: 65, mentions: "found 2 rows, expected 3")
        #expect(!(try tool.files()).contains("p.h5"))
    }

    @Test func statisticsThatNeverExistEndWith65() async throws {
        // A membrane without spikes has no time to the first one in any simulation.
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(
            PassiveMembrane.configuration.replacing(
                "[mean_voltage, voltage_variance]", with: "[mean_voltage, time_to_first_spike]"),
            to: "c.yaml")
        let simulated = try await tool.run(
            "simulate", configuration, "--count", "200", "--output", tool.path("s.h5"), "--json")
        #expect(simulated.exitCode == 0, "\(simulated.messages)")
        #expect(try simulated.json()["invalidFraction"] as? Double == 0)
        check(
            try await tool.run("train", tool.path("s.h5"), "--output", tool.path("p.h5")), code: 65,
            mentions: "time_to_first_spike")
        #expect(!(try tool.files()).contains("p.h5"))
    }

    @Test func foreignAndDamagedFilesEndWith65() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let foreign = try tool.write("this is not HDF5", to: "p.h5")
        try TableFixture.write([[1, 2]], to: tool.path("x.npy"))
        check(
            try await tool.run(
                "sample", foreign, "--observation", tool.path("x.npy"), "--output",
                tool.path("s.npy")), code: 65, mentions: "p.h5")
        check(
            try await tool.run("features", try tool.write("hello", to: "cell.nwb")), code: 65,
            mentions: "cell.nwb")
    }

    @Test func outputsThatCannotBeWrittenEndWith65() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        try SyntheticCell.write(to: tool.path("cell.nwb"))
        // A folder stands where the table is to go, a file where the folder is.
        try FileManager.default.createDirectory(
            atPath: tool.path("table.csv"), withIntermediateDirectories: true)
        let table = try await tool.run(
            "features", tool.path("cell.nwb"), "--csv", tool.path("table.csv"))
        check(table, code: 65, mentions: "table.csv", "cannot be written")
        let figures = try await tool.run(
            "features", tool.path("cell.nwb"), "--figures", tool.path("cell.nwb"))
        check(figures, code: 65, mentions: "cell.nwb", "cannot write")
        let configuration = try tool.write(PassiveMembrane.configuration, to: "c.yaml")
        try TableFixture.write([[14, 120]], to: tool.path("theta.npy"))
        check(
            try await tool.run(
                "simulate", configuration, "--parameters", tool.path("theta.npy"), "--traces",
                tool.path("table.csv")),
            code: 65, mentions: "table.csv", "cannot be written")
    }

    @Test func unknownModelsNameTheNearest() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        check(
            try await tool.run("models", "izhikevich203"), code: 65,
            mentions: "did you mean \"izhikevich2003\"?")
    }
}
