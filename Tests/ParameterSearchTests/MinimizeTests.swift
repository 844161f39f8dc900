import ParameterSearch
import Testing

@Suite struct minimizing {
    private static let loss: @Sendable ([Trial]) async throws -> [Evaluation] = { trials in
        trials.map { .loss(branchLoss($0)) }
    }

    @Test func theNumberOfEvaluationsIsKept() async throws {
        let study = try await minimize(
            space: branchSpace(), batch: 32, until: StopRules(evaluations: 100),
            batchLoss: Self.loss)
        #expect(study.trials.count == 100 && study.history.pending.isEmpty)
        #expect(study.best!.loss! < 0.5)
    }

    @Test func everyRuleEndsTheSearch() async throws {
        var study = Study(space: try branchSpace(), seed: 1)
        let goal = try await study.minimize(
            batch: 8, until: StopRules(evaluations: 2_000, loss: 0.01), batchLoss: Self.loss)
        #expect(goal == .loss && study.best!.loss! <= 0.01)
        let patience = try await study.minimize(
            batch: 8, until: StopRules(evaluations: 20_000, withoutProgress: 100),
            batchLoss: Self.loss)
        #expect(patience == .withoutProgress)
        let time = try await study.minimize(
            until: StopRules(time: .milliseconds(1)), batchLoss: Self.loss)
        #expect(time == .time)
        let callback = try await study.minimize(
            batch: 4, until: StopRules(), onBatch: { $0.batch.count != 4 }, batchLoss: Self.loss)
        #expect(callback == .callback)
    }

    @Test func aRunThatWasKilledGoesOnAsIfNothingHadHappened() async throws {
        struct Killed: Error {}
        let rules = StopRules(evaluations: 120)
        let whole = try await minimize(
            space: branchSpace(), batch: 10, until: rules, batchLoss: Self.loss)
        var part = Study(space: try branchSpace())
        await #expect(throws: Killed.self) {
            try await part.minimize(batch: 10, until: rules) { trials in
                if trials[0].number == 70 { throw Killed() }
                return trials.map { .loss(branchLoss($0)) }
            }
        }
        #expect(part.history.pending == Array(70..<80))
        var resumed = try Study(space: part.space, trials: part.trials)
        try await resumed.minimize(batch: 10, until: rules, batchLoss: Self.loss)
        #expect(resumed.trials == whole.trials)
    }

    @Test func repeatsAreInOneBatch() async throws {
        let study = try await minimize(
            space: branchSpace(), batch: 4, until: StopRules(evaluations: 12), repeats: 3
        ) { trials in
            trials.enumerated().map { .loss(branchLoss($1) + Double($0 % 3)) }
        }
        for trial in study.trials {
            #expect(trial.evaluations.count == 3)
            // 0, 1 and 2 on top of the loss: a deviation of 1 up to the rounding of the sums.
            #expect(abs(trial.lossStandardDeviation! - 1) < 1e-12)
        }
    }

    @Test func aWrongNumberOfEvaluationsIsNamed() async throws {
        await #expect(throws: StudyError.evaluationCount(found: 1, expected: 2)) {
            try await minimize(
                space: branchSpace(), batch: 2, until: StopRules(evaluations: 4)
            ) { _ in [.failed] }
        }
    }
}
