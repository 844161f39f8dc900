/// What a search by batches needs of a study.
protocol BatchSearch {
    /// The trials so far.
    var study: Study { get }
    /// The next trials to evaluate, pending ones first; none when others still evaluate the last.
    mutating func nextBatch(_ batch: Int, limit: Int?) throws -> [Trial]
    mutating func tell(_ results: [TrialResult]) throws
}

extension Study: BatchSearch {
    var study: Study { self }

    mutating func nextBatch(_ batch: Int, limit: Int?) -> [Trial] {
        let waiting = history.pending.prefix(batch).map { trials[$0] }
        guard waiting.isEmpty else { return waiting }
        let remaining = limit.map { $0 - trials.count }
        return ask(min(batch, remaining ?? batch), remaining: remaining)
    }

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
        try await run(
            batch: batch, until: rules, repeats: repeats, onBatch: onBatch, batchLoss: batchLoss)
    }

    /// The first rule that applies.
    fileprivate func finished(by rules: StopRules, elapsed: Duration) -> StopReason? {
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

extension BatchSearch {
    /// The loop of `minimize`.
    mutating func run(
        batch: Int, until rules: StopRules, repeats: Int,
        onBatch: @Sendable (SearchProgress) async -> Bool,
        batchLoss: @Sendable ([Trial]) async throws -> [Evaluation]
    ) async throws -> StopReason {
        precondition(batch > 0 && repeats > 0, "batch \(batch), repeats \(repeats)")
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            if Task.isCancelled { return .cancelled }
            if let reason = study.finished(by: rules, elapsed: clock.now - start) { return reason }
            let asked = try nextBatch(batch, limit: rules.evaluations)
            // Other processes evaluate what is left.
            if asked.isEmpty { return .evaluations }
            let repeated = asked.flatMap { [Trial](repeating: $0, count: repeats) }
            let evaluations = try await batchLoss(repeated)
            guard evaluations.count == repeated.count else {
                throw StudyError.evaluationCount(
                    found: evaluations.count, expected: repeated.count)
            }
            try tell(zip(repeated, evaluations).map { TrialResult($0.number, $1) })
            let progress = SearchProgress(
                batch: asked.map { study.trials[$0.number] }, best: study.best,
                evaluations: study.toldCount, limit: rules.evaluations,
                elapsed: clock.now - start)
            guard await onBatch(progress) else { return .callback }
        }
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
