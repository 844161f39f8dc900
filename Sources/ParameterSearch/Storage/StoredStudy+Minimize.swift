extension StoredStudy: BatchSearch {
    mutating func nextBatch(_ batch: Int, limit: Int?) throws(StudyFileError) -> [Trial] {
        let waiting = try claimPending(batch)
        guard waiting.isEmpty else { return waiting }
        return try ask(for: .thisProcess) { trials in
            let remaining = limit.map { max(0, $0 - trials) }
            return (min(batch, remaining ?? batch), remaining)
        }
    }

    /// Evaluates batch after batch until a rule ends the search.
    ///
    /// Pending trials that nobody works on, for instance of a run that was killed, are evaluated
    /// first. Other processes may do the same with the same file; they share the evaluations of
    /// `rules`, and each stops when all of those have been asked for.
    /// - Parameters:
    ///   - batch: the number of trials evaluated together.
    ///   - rules: when to end.
    ///   - repeats: how often a trial is evaluated, for losses with noise; repeats are in one batch.
    ///   - onBatch: called after every batch; returning false ends the search.
    ///   - batchLoss: evaluates trials; gives one evaluation for each, in their order.
    /// - Throws: what `batchLoss` throws, after which the batch is pending and free for any process;
    ///   `StudyFileError`, `StudyError.evaluationCount`.
    @discardableResult
    public mutating func minimize(
        batch: Int = 1, until rules: StopRules, repeats: Int = 1,
        onBatch: @Sendable (SearchProgress) async -> Bool = { _ in true },
        batchLoss: @Sendable ([Trial]) async throws -> [Evaluation]
    ) async throws -> StopReason {
        do {
            return try await run(
                batch: batch, until: rules, repeats: repeats, onBatch: onBatch,
                batchLoss: batchLoss)
        } catch {
            try? release()
            throw error
        }
    }
}
