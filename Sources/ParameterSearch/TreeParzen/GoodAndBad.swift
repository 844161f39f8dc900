/// The trials of a table split into good ones, by weight, and all others.
package struct GoodAndBad: Sendable {
    /// The best trials.
    package let good: [Int]
    /// Weights of the good trials with a mean of 1: how much each improves on the best bad one, so
    /// that the mixture follows the expected improvement and not the mere number of trials.
    package let weights: [Double]
    /// The others: the best of them, then failed and pending ones, up to a limit for each.
    package let bad: [Int]
    /// The number of the others that were left out. They are taken to be spread over the prior:
    /// a draw from the good mixture is near good trials, where the best of the others are.
    package let left: Int
    /// The most trials that are looked at of worse, of failed and of pending ones.
    private static let limit = 400

    /// Splits a table of which at least one trial was told.
    package init(_ history: TrialHistory, settings: TreeParzenSettings) {
        let usable = history.order.prefix(history.usableCount)
        let share = Int((settings.goodShare * Double(usable.count)).rounded(.up))
        let good = Array(usable.prefix(Swift.max(1, Swift.min(settings.goodLimit, share))))
        let worse = usable.dropFirst(good.count)
        bad =
            Array(worse.prefix(Self.limit)) + history.failed.suffix(Self.limit)
            + history.pending.suffix(Self.limit)
        left = worse.count + history.failed.count + history.pending.count - bad.count
        let scores = history.scores
        let improvements = worse.first.map { threshold in
            good.map { scores[threshold] - scores[$0] }
        }
        self.good = good
        let total = improvements?.reduce(0, +) ?? 0
        let count = Double(good.count)
        weights =
            total > 0 && total.isFinite
            ? improvements?.map { $0 * count / total } ?? []
            : [Double](repeating: 1, count: good.count)
    }
}
