import Foundation
import ParameterSearch
import Subprocess
import Testing

@Suite struct storedStudies {
    private static let loss: @Sendable ([Trial]) async throws -> [Evaluation] = { trials in
        trials.map { .loss(branchLoss($0)) }
    }

    @Test func aStoredStudyProposesWhatOneInMemoryDoes() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let rules = StopRules(evaluations: 100)
        let memory = try await minimize(
            space: branchSpace(), batch: 12, until: rules, batchLoss: Self.loss)
        var stored = try StoredStudy(path: folder.path("s"), space: branchSpace())
        try await stored.minimize(batch: 12, until: rules, batchLoss: Self.loss)
        #expect(stored.study.trials == memory.trials)
        #expect(try stored.file.trials() == memory.trials)
        #expect(stored.study.best == memory.best)
        #expect(try stored.file.trials().best == memory.best)
    }

    @Test func aKilledProcessGoesOnAsIfNothingHadHappened() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let rules = StopRules(evaluations: 120)
        let whole = try await minimize(
            space: branchSpace(), batch: 10, until: rules, batchLoss: Self.loss)
        // Twice by SIGKILL while a batch is evaluated, and the last part in this process.
        for trial in [34, 70] {
            let killed = try await TemporaryFolder.run([
                TemporaryFolder.studyProcess, folder.path("s"), "120", "10", "\(trial)",
            ])
            #expect(killed.status == .signaled(9))
            let left = try StudyFile(opening: folder.path("s")).trials()
            #expect(left.count == (trial / 10 + 1) * 10)
            #expect(left.filter(\.isPending).map(\.number) == Array(left.indices.suffix(10)))
            // Identical to the last bit: Trial compares every number.
            #expect(left.prefix(left.count - 10) == whole.trials.prefix(left.count - 10))
        }
        var resumed = try StoredStudy(path: folder.path("s"), space: branchSpace())
        try await resumed.minimize(batch: 10, until: rules, batchLoss: Self.loss)
        #expect(resumed.study.trials == whole.trials)
    }

    @Test(arguments: allMethods)
    func aCopyInMidStudyGoesOnLikeTheOriginal(method: SearchMethod) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var study = try StoredStudy(
            path: folder.path("s"), space: branchSpace(), method: method, seed: 9)
        var memory = Study(space: try branchSpace(), method: method, seed: 9)
        for round in 0..<24 {
            let asked = try study.ask(round < 12 ? 4 : 7)
            #expect(memory.ask(asked.count) == asked)
            // One trial of every other batch stays pending, and one fails.
            let results = asked.dropLast(round % 2).map {
                TrialResult($0.number, $0.number == 5 ? .failed : .loss(branchLoss($0)))
            }
            try study.tell(results)
            try memory.tell(results)
            guard round % 6 == 5 else { continue }
            // Without a method: the file knows it.
            var copy = try StoredStudy(
                path: folder.copy("s", to: "\(round)"), space: branchSpace())
            #expect(copy.file.method == method && copy.file.seed == 9)
            var original = memory
            #expect(try copy.ask(5) == original.ask(5), "round \(round)")
        }
    }

    @Test func twoProcessesShareTheEvaluations() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let arguments = [TemporaryFolder.studyProcess, folder.path("s"), "150", "7"]
        async let first = TemporaryFolder.run(arguments)
        async let second = TemporaryFolder.run(arguments)
        #expect(try await first.status == .exited(0))
        #expect(try await second.status == .exited(0))
        let trials = try StudyFile(opening: folder.path("s")).trials()
        #expect(trials.map(\.number) == Array(0..<150))
        // Every trial was evaluated, and by one of them only.
        for trial in trials { #expect(trial.evaluations == [.loss(branchLoss(trial))]) }
    }

    @Test func twoConnectionsSeeEachOthersTrials() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var one = try StoredStudy(path: folder.path("s"), space: branchSpace())
        var two = try StoredStudy(path: folder.path("s"), space: branchSpace())
        for round in 0..<10 {
            let (first, second) = (try one.ask(3), try two.ask(2))
            #expect(first.map(\.number) == [0, 1, 2].map { $0 + 5 * round })
            #expect(second.map(\.number) == [3, 4].map { $0 + 5 * round })
            // Each tells a trial of the other.
            try one.tell(second.map { TrialResult($0.number, .loss(branchLoss($0))) })
            try two.tell(first.map { TrialResult($0.number, .loss(branchLoss($0))) })
        }
        try one.refresh()
        #expect(one.study.trials == two.study.trials && one.study.toldCount == 50)
    }

    @Test func pendingTrialsBelongToSomebody() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var one = try StoredStudy(path: folder.path("s"), space: branchSpace(), method: .sobol)
        var two = try StoredStudy(path: folder.path("s"), space: branchSpace())
        let (own, outside) = (try one.ask(3), try one.ask(2, for: .elsewhere))
        #expect(try two.claimPending(10).isEmpty)
        try one.tell(own[1].number, .loss(1))
        try one.release()
        #expect(try two.claimPending(1) == [own[0]])
        #expect(try two.claimPending(10) == [own[2]])
        #expect(try two.claimPending(10).isEmpty)
        // What was given to somebody outside is free only after a time.
        #expect(try two.claimPending(10, assignedBefore: .seconds(3_600)).isEmpty)
        #expect(try one.claimPending(10, assignedBefore: .seconds(-1)).count == 4)
        #expect(one.study.pendingTrials.map(\.number) == [0, 2] + outside.map(\.number))
    }

    @Test func aBatchThatThrowsIsFreeAgain() async throws {
        struct Failure: Error {}
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var study = try StoredStudy(path: folder.path("s"), space: branchSpace())
        await #expect(throws: Failure.self) {
            try await study.minimize(batch: 4, until: StopRules(evaluations: 8)) { _ in
                throw Failure()
            }
        }
        var other = try StoredStudy(path: folder.path("s"), space: branchSpace())
        try await other.minimize(batch: 4, until: StopRules(evaluations: 8), batchLoss: Self.loss)
        #expect(other.study.trials.count == 8 && other.study.pendingTrials.isEmpty)
    }

    @Test func everyKindOfValueAndResultSurvives() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let space = try SearchSpace(
            [
                "it's \"x\"": .normal(mean: 0, standardDeviation: 1e-300),
                "n": .integer(-4_000_000_000, 4_000_000_000),
                "option": .choice(of: [1.0, 1, "1", "ä'\n"]),
            ],
            constants: ["c": 2.0], derived: [DerivedParameter("nan", from: ["c"]) { _ in .nan }])
        var study = try StoredStudy(
            path: folder.path("s"), space: space, spaceSource: "n: …", method: .random,
            seed: .max, objectives: 2)
        let asked = try study.ask(40)
        let results: [Evaluation] = [
            .losses([1, -0.0], constraints: [0.1, -1]), .losses([.nan, 1]), .failed,
            .losses([.infinity, 1]),
            .losses([Double.leastNonzeroMagnitude, -1.7e308], constraints: [0, 0]),
        ]
        try study.tell(results.enumerated().map { TrialResult($0, $1) })
        try study.tell(4, results[0])
        let file = try StudyFile(opening: folder.path("s"))
        #expect(file.spaceSource == "n: …" && file.seed == .max && file.objectives == 2)
        let trials = try file.trials()
        for (stored, trial) in zip(trials, asked) {
            #expect(stored.origin == trial.origin)
            for (name, value) in trial.parameters where name != "nan" {
                #expect(stored.parameters[name] == value)
            }
            #expect(stored["nan"]?.isNaN == true)
        }
        #expect(trials[4].evaluations == [results[4], results[0]])
        #expect(trials[0].evaluations == [results[0]] && trials[2].evaluations == [.failed])
        #expect(trials[1].evaluations[0].losses[0].isNaN && trials[3].evaluations == [results[3]])
        #expect(trials.filter(\.isFailed).map(\.number) == [1, 2, 3])
        #expect(study.study.failedTrials.map(\.number) == [1, 2, 3])
        var again = try StoredStudy(path: folder.path("s"), space: space)
        #expect(again.study.trials.map(\.loss) == study.study.trials.map(\.loss))
        #expect(try again.ask(3).map(\.number) == [40, 41, 42])
    }

    @Test func enqueuedPointsAreProposedOnceWhateverHappens() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var one = try StoredStudy(path: folder.path("s"), space: branchSpace())
        try one.enqueue(["x": 1, "y": -2, "kind": "plain"])
        try one.enqueue(["x": 2, "y": -2, "kind": "rich", "z": 0.5])
        #expect(throws: StudyFileError.point(.missingValue(parameter: "z"))) {
            try one.enqueue(["x": 1, "y": -2, "kind": "rich"])
        }
        var two = try StoredStudy(path: folder.path("s"), space: branchSpace())
        #expect(try two.ask(1)[0]["x"] == 1)
        let next = try one.ask(2)
        #expect(next.map(\.origin) == [.enqueued, .sobol] && next[0]["z"] == 0.5)
        #expect(try two.ask(1)[0].origin == .sobol)
    }

    @Test(.enabled(if: TemporaryFolder.hasShell, "needs the program sqlite3"))
    func theShellReadsTheViews() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var study = try StoredStudy(path: folder.path("s"), space: branchSpace())
        try await study.minimize(
            batch: 5, until: StopRules(evaluations: 40), batchLoss: Self.loss)
        _ = try study.ask(2)
        try study.tell(40, .failed)
        let best = try #require(study.study.best)
        let answer = try await TemporaryFolder.run([
            "sqlite3", folder.path("s"),
            "SELECT state, count(*) FROM overview GROUP BY state ORDER BY state",
            "SELECT number, loss = (SELECT min(loss) FROM results), kind FROM overview "
                + "WHERE violation = 0 ORDER BY loss, number LIMIT 1",
        ])
        let kind = try #require(best.parameters["kind"])
        #expect(answer.output == "done|40\nfailed|1\npending|1\n\(best.number)|1|\(kind)\n")
    }
    @Test(.enabled(if: TemporaryFolder.hasShell, "needs the program sqlite3"))
    func theShellSeesMeansAndViolations() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var study = try StoredStudy(path: folder.path("s"), space: branchSpace())
        _ = try study.ask(3)
        try study.tell([
            TrialResult(0, .loss(1, constraints: [0.5, -1])),
            TrialResult(0, .loss(2, constraints: [0.25, 3])),
            TrialResult(1, .loss(4, constraints: [-1, 0])),
        ])
        let answer = try await TemporaryFolder.run([
            "sqlite3", folder.path("s"), "SELECT number, loss, violation FROM overview",
        ])
        // Means of 0.375 and 1 are both violated.
        #expect(answer.output == "0|1.5|1.375\n1|4.0|0.0\n2||\n")
        #expect(study.study.trials[0].violation == 1.375)
    }
}
