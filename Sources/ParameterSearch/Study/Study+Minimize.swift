extension Study {
    /// Evaluates batch after batch until a rule ends the search.
    ///
    /// Trials that are pending when the run begins, for instance of a run that was killed, are
    /// evaluated first.
    /// - Parameters:
    ///   - batch: the number of trials evaluated together.
    ///   - rules: when to end.
    ///   - repeats: how often a trial is evaluated, for losses with noise; repeats are in one batch.
    ///   - onBatch: called after every batch; returning false ends the search.
    ///   - batchLoss: evaluates trials; gives one evaluation for each, in their order.
    /// - Throws: what `batchLoss` throws, after which the batch is still pending; `StudyError`.
    @discardableResult
    public mutating func minimize(
        batch: Int = 1, until rules: StopRules, repeats: Int = 1,
        onBatch: @Sendable (SearchProgress) async -> Bool = { _ in true },
        batchLoss: @Sendable ([Trial]) async throws -> [Evaluation]
    ) async throws -> StopReason {
        precondition(batch > 0 && repeats > 0, "batch \(batch), repeats \(repeats)")
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            if Task.isCancelled { return .cancelled }
            if let reason = finished(by: rules, elapsed: clock.now - start) { return reason }
            let asked = nextBatch(batch, rules)
            let repeated = asked.flatMap { [Trial](repeating: $0, count: repeats) }
            let evaluations = try await batchLoss(repeated)
            guard evaluations.count == repeated.count else {
                throw StudyError.evaluationCount(
                    found: evaluations.count, expected: repeated.count)
            }
            for (trial, evaluation) in zip(repeated, evaluations) {
                try tell(trial.number, evaluation)
            }
            let progress = SearchProgress(
                batch: asked.map { trials[$0.number] }, best: best, evaluations: toldCount,
                limit: rules.evaluations, elapsed: clock.now - start)
            guard await onBatch(progress) else { return .callback }
        }
    }

    /// The pending trials first, then new ones.
    private mutating func nextBatch(_ batch: Int, _ rules: StopRules) -> [Trial] {
        let waiting = history.pending.prefix(batch).map { trials[$0] }
        guard waiting.isEmpty else { return waiting }
        let remaining = rules.evaluations.map { $0 - trials.count }
        return ask(min(batch, remaining ?? batch), remaining: remaining)
    }

    private func finished(by rules: StopRules, elapsed: Duration) -> StopReason? {
        if let limit = rules.evaluations, toldCount >= limit { return .evaluations }
        if let limit = rules.time, elapsed >= limit { return .time }
        guard rules.loss != nil || rules.withoutProgress != nil, let best else { return nil }
        if let goal = rules.loss, let loss = best.loss, loss <= goal { return .loss }
        if let patience = rules.withoutProgress, toldCount - best.number > patience {
            return .withoutProgress
        }
        return nil
    }
}

/// Searches for the parameters with the smallest loss, a batch of trials at a time.
///
/// ```swift
/// let study = try await minimize(
///     space: try SearchSpace(["x": .uniform(-5, 5)]), batch: 32,
///     until: StopRules(evaluations: 320)
/// ) { trials in trials.map { .loss($0["x"]! * $0["x"]!) } }
/// print(study.best!.parameters)
/// ```
/// - Parameters:
///   - enqueued: points to evaluate before all others.
/// - Returns: the study, with all of its trials.
public func minimize(
    space: SearchSpace, method: SearchMethod = .treeParzen(), seed: UInt64 = 1, batch: Int = 1,
    until rules: StopRules, repeats: Int = 1, enqueued: [[String: ParameterValue]] = [],
    onBatch: @Sendable (SearchProgress) async -> Bool = { _ in true },
    batchLoss: @Sendable ([Trial]) async throws -> [Evaluation]
) async throws -> Study {
    var study = Study(space: space, method: method, seed: seed)
    for point in enqueued { try study.enqueue(point) }
    try await study.minimize(
        batch: batch, until: rules, repeats: repeats, onBatch: onBatch, batchLoss: batchLoss)
    return study
}
