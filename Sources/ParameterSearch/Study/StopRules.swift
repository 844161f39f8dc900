/// When a search ends; the first rule that applies ends it.
public struct StopRules: Sendable, Equatable {
    /// The number of trials of the study, those of earlier runs included.
    public var evaluations: Int?
    /// The time of this run; the batch in progress is finished.
    public var time: Duration?
    /// A loss that is good enough.
    public var loss: Double?
    /// Trials in a row that may fail to improve the best loss.
    public var withoutProgress: Int?

    /// Sets any of the rules; without any the search goes on until its task is cancelled.
    public init(
        evaluations: Int? = nil, time: Duration? = nil, loss: Double? = nil,
        withoutProgress: Int? = nil
    ) {
        self.evaluations = evaluations
        self.time = time
        self.loss = loss
        self.withoutProgress = withoutProgress
    }
}

/// Why a search ended.
public enum StopReason: Sendable, Equatable {
    case evaluations
    case time
    case loss
    case withoutProgress
    /// The callback asked for it.
    case callback
    /// The task was cancelled.
    case cancelled
}

/// What a callback learns after a batch.
public struct SearchProgress: Sendable {
    /// The trials of the batch, told.
    public var batch: [Trial]
    /// The best trial so far; nil before any succeeded.
    public var best: Trial?
    /// The number of trials told so far.
    public var evaluations: Int
    /// The number of trials after which the search ends, if that is set.
    public var limit: Int?
    /// The time since this run began.
    public var elapsed: Duration
}
