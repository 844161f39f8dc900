import Foundation
import NeuroSBI
import Synchronization
import Testing

/// Fits that are stopped while they simulate, and run again.
@Suite struct ResumedFitTests {
    private static let text = PassiveMembrane.configuration(
        model: "{equations: 'tau*dv/dt = v_rest - v + R*I + sqrt(tau)*xi', "
            + "parameters: {v_rest: -70}, initial: {v: v_rest}}",
        statistics: "[mean_voltage, voltage_variance, steady_state_voltage_stimend]",
        method: "euler",
        more: """
            simulations: 500
            rounds: 2
            training: {estimator: mdn, hidden: [20], components: 2, epochs: 15, ensemble: 1}
            """)

    private static func workflow(
        replacing old: String = "", by new: String = "", threads: Int = 2,
        _ change: (inout FitConfiguration) -> Void = { _ in }
    ) async throws -> FitWorkflow {
        var configuration = try FitConfiguration(
            text: old.isEmpty ? text : text.replacing(old, with: new))
        change(&configuration)
        return try await FitWorkflow(
            configuration, sweeps: nil, file: "target", threads: threads)
    }

    private static func store() -> RoundStore {
        RoundStore(
            folder: FileManager.default.temporaryDirectory.appending(
                path: "rounds-\(UUID().uuidString)"
            ).path(), shardSize: 100)
    }

    /// Simulations of each round that were made, and that were there already.
    private final class Tally: Sendable {
        private struct State {
            var round: Int?
            var made: [Int: Int] = [:]
            var resumed: [Int: Int] = [:]
        }
        private let state = Mutex(State())

        func note(_ progress: FitWorkflow.Progress) {
            state.withLock { state in
                switch progress {
                case .stage(let name, _):
                    state.round = name.hasPrefix("simulate") ? name.last?.wholeNumberValue : nil
                case .advanced(let count):
                    if let round = state.round { state.made[round, default: 0] += count }
                case .resumed(let count):
                    if let round = state.round { state.resumed[round, default: 0] += count }
                case .epoch: break
                }
            }
        }

        func made(_ round: Int) -> Int { state.withLock { $0.made[round] ?? 0 } }
        func resumed(_ round: Int) -> Int { state.withLock { $0.resumed[round] ?? 0 } }
    }

    /// Runs until more than 250 simulations of a round are made, and is cancelled then.
    private static func interrupt(
        _ workflow: FitWorkflow, inRound round: Int, keeping store: RoundStore
    ) async {
        let tally = Tally()
        let running = Mutex<Task<FitResult, any Error>?>(nil)
        let task = Task {
            try await workflow.run(keeping: store) { progress in
                tally.note(progress)
                if tally.made(round) > 250 { running.withLock { $0?.cancel() } }
            }
        }
        running.withLock { $0 = task }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    private static func expectSame(_ one: FitResult, _ two: FitResult) {
        #expect(one.rounds.map(\.simulations) == two.rounds.map(\.simulations))
        #expect(one.rounds.map(\.prior) == two.rounds.map(\.prior))
        #expect(one.samples == two.samples)
        #expect(one.maximum == two.maximum)
        #expect(one.calibration?.ranks == two.calibration?.ranks)
    }

    @Test(arguments: [1, 2], RoundTruncation.allCases)
    func aFitStoppedInARoundGoesOnToTheSameBits(
        _ round: Int, _ truncation: RoundTruncation
    ) async throws {
        let workflow = try await Self.workflow { $0.truncation = truncation }
        let store = Self.store()
        defer { #expect(throws: Never.self) { try store.remove() } }
        await Self.interrupt(workflow, inRound: round, keeping: store)
        // Whole shards, but not the whole round.
        let left = try SimulationSet.read("\(store.folder)/round-\(round)").count
        #expect(left == 200 || left == 300, "\(left)")

        let tally = Tally()
        let other = try await Self.workflow(threads: 1) { $0.truncation = truncation }
        let resumed = try await other.run(keeping: store) { tally.note($0) }
        #expect(tally.resumed(round) == left && tally.made(round) == 500 - left)
        #expect(tally.resumed(1) == (round == 1 ? left : 500))
        #expect(tally.made(2) == (round == 2 ? 500 - left : 500))
        Self.expectSame(resumed, try await workflow.run())
    }

    @Test func otherSettingsAreRefusedBeforeAnythingIsSimulated() async throws {
        let store = Self.store()
        defer { #expect(throws: Never.self) { try store.remove() } }
        let first = try await Self.workflow().run(keeping: store)
        let others: [(workflow: FitWorkflow, word: String)] = [
            (try await Self.workflow { $0.seed = 2 }, "seed"),
            (try await Self.workflow(replacing: "dt: 0.1", by: "dt: 0.05"), "dt: 0.1"),
            (try await Self.workflow(replacing: "R: 120", by: "R: 121"), "R: 120"),
            (try await Self.workflow { $0.integrator = .heun }, "integrator"),
            (try await Self.workflow { $0.simulationCount = 600 }, "simulations"),
            (try await Self.workflow { $0.training.maximumEpochs = 16 }, "training"),
            (try await Self.workflow { $0.truncation = .region }, "truncation"),
        ]
        for (workflow, word) in others {
            let tally = Tally()
            let error = await #expect(throws: FitError.self) {
                try await workflow.run(keeping: store) { tally.note($0) }
            }
            guard case .otherSimulations(store.folder, let reason) = error else {
                Issue.record("\(word): \(String(describing: error))")
                continue
            }
            #expect(reason.contains(word), "\(reason)")
            // A model and a configuration are not printed whole.
            #expect(reason.count < 1_000, "\(reason)")
            #expect(tally.made(1) == 0)
        }
        // Nothing of it was changed: the same fit finds all of its simulations.
        let tally = Tally()
        let again = try await Self.workflow().run(keeping: store) { tally.note($0) }
        #expect(tally.made(1) + tally.made(2) == 0)
        Self.expectSame(first, again)
    }

    /// A fit may be stopped before its first shard is complete.
    @Test func aFolderWithoutSimulationsKeepsNothingFromBeginning() async throws {
        let store = Self.store()
        defer { #expect(throws: Never.self) { try store.remove() } }
        let workflow = try await Self.workflow()
        await Self.interrupt(workflow, inRound: 1, keeping: store)
        let folder = "\(store.folder)/round-1"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder)
        where name.hasPrefix("shard-") {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        let tally = Tally()
        let other = try await Self.workflow {
            $0.seed = 2
            $0.roundCount = 1
        }
        _ = try await other.run(keeping: store) { tally.note($0) }
        #expect(try SimulationSet.read(folder).seed == 2)
    }

    /// What a manifest cannot tell, such as a region found on a machine that rounds in another way.
    @Test func simulationsOfOtherParametersAreRefused() async throws {
        let store = Self.store()
        defer { #expect(throws: Never.self) { try store.remove() } }
        let workflow = try await Self.workflow()
        await Self.interrupt(workflow, inRound: 1, keeping: store)
        let folder = "\(store.folder)/round-1"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted().first {
                $0.hasPrefix("shard-")
            })
        let shard = try SimulationSet.read("\(folder)/\(name)")
        var parameters = shard.parameters
        parameters[3, 1] = parameters[3, 1].nextUp
        try SimulationSet(
            parameterNames: shard.parameterNames, statisticNames: shard.statisticNames,
            parameters: parameters, statistics: shard.statistics, isValid: shard.isValid,
            indices: shard.indices, seed: shard.seed, prior: shard.prior, metadata: shard.metadata
        ).write(to: "\(folder)/\(name)")
        let error = await #expect(throws: FitError.self) {
            try await workflow.run(keeping: store)
        }
        #expect(error?.description.contains("simulation 3 ") == true, "\(error as Any)")
    }
}
