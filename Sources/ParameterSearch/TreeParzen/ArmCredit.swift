/// How well parts of a search have done lately.
struct ArmCredit {
    private let history: TrialHistory
    private let good: Set<Int>

    init(_ history: TrialHistory, good: [Int]) {
        self.history = history
        self.good = Set(good)
    }

    /// The share of the univariate estimators in the proposals of both kinds of estimators.
    ///
    /// It follows the squared rates of success. On the development set univariate proposals won
    /// nowhere by much and lost on coupled parameters, so they begin with a small share.
    var univariateShare: Double {
        let joint = successRate(of: .joint)
        let univariate = successRate(of: .univariate)
        let weight = 0.05 * univariate * univariate
        return weight / (weight + joint * joint)
    }

    /// The share of successes among the last proposals of a part, as if one of two earlier ones
    /// had succeeded. A success is a trial that counts as good at present.
    private func successRate(of origin: TrialOrigin, window: Int = 24) -> Double {
        var (tried, succeeded) = (0.0, 0.0)
        for trial in history.origins.indices.reversed() where history.origins[trial] == origin {
            guard !history.scores[trial].isNaN else { continue }
            tried += 1
            if good.contains(trial) { succeeded += 1 }
            if Int(tried) == window { break }
        }
        return (succeeded + 1) / (tried + 2)
    }
}
