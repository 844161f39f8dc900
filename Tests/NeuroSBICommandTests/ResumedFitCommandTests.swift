import Foundation
import NeuroSBI
import Synchronization
import Testing

/// `neurosbi fit` in several rounds, and after an interruption.
@Suite struct ResumedFitCommandTests {
    private static let text =
        PassiveMembrane.configuration + """

            simulations: 400
            rounds: 2
            truncation: region
            training: {effort: fast, hidden: [20], components: 2, epochs: 15, ensemble: 1}
            """

    @Test func aReportFolderGoesOnWithTheSimulationsOfAStoppedRun() async throws {
        let tool = try Neurosbi()
        defer { tool.remove() }
        let configuration = try tool.write(Self.text, to: "c.yaml")
        let report = tool.path("r")
        // What a stopped run leaves: some shards of the first round.
        let store = RoundStore(folder: report + "/simulations.parts", shardSize: 100)
        let running = Mutex<Task<FitResult, any Error>?>(nil)
        let task = Task {
            let workflow = try await FitWorkflow(
                FitConfiguration(contentsOf: configuration), sweeps: nil, file: "target",
                threads: 1)
            return try await workflow.run(keeping: store) { progress in
                guard case .advanced = progress,
                    (try? SimulationSet.read(store.folder + "/round-1").count) ?? 0 >= 200
                else { return }
                running.withLock { $0?.cancel() }
            }
        }
        running.withLock { $0 = task }
        await #expect(throws: CancellationError.self) { try await task.value }
        let left = try SimulationSet.read(store.folder + "/round-1").count

        let other = try await tool.run(
            "fit", configuration, "--report", report, "--seed", "3", "--quiet")
        #expect(other.exitCode == 65)
        #expect(other.messages.contains("simulations.parts"), "\(other.messages)")
        #expect(other.messages.contains("seed is 1, expected 3"), "\(other.messages)")

        let resumed = try await tool.run("fit", configuration, "--report", report, "--json")
        #expect(resumed.exitCode == 0, "\(resumed.messages)")
        #expect(resumed.messages.contains("\(left) simulations are there already"))
        #expect(try tool.files() == ["c.yaml", "r"])
        #expect(!FileManager.default.fileExists(atPath: store.folder))
        let summary = try resumed.json()
        let acceptance = try #require(summary["acceptance"] as? [Double])
        #expect(acceptance.count == 1 && acceptance[0] > 0 && acceptance[0] <= 1)
        let warnings = try #require(summary["warnings"] as? [String])
        #expect(warnings.isEmpty == (acceptance[0] >= 0.1))
        let page = try String(contentsOfFile: report + "/index.html", encoding: .utf8)
        #expect(page.contains("acceptance"))

        // The same as an uninterrupted run of the library; figures of a second report take seconds.
        let whole = try await FitWorkflow(
            FitConfiguration(contentsOf: configuration), sweeps: nil, file: "target", threads: 2
        ).run()
        for (name, round) in zip(["simulations.h5", "simulations-round-2.h5"], whole.rounds) {
            #expect(try SimulationSet.read("\(report)/\(name)") == round.simulations)
        }
        // JSONSerialization reads a number to within one unit in its last place.
        let drawn = try #require(whole.rounds[1].proposal.draw?.acceptance)
        #expect(abs(drawn - acceptance[0]) <= drawn.ulp)
    }
}
