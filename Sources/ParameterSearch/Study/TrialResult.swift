/// What one evaluation of one trial gave.
public struct TrialResult: Hashable, Sendable {
    /// The number of the trial.
    public var trial: Int
    /// Its loss, or that there is none.
    public var evaluation: Evaluation

    /// Pairs a trial with an evaluation.
    public init(_ trial: Int, _ evaluation: Evaluation) {
        self.trial = trial
        self.evaluation = evaluation
    }
}
