/// The trials of a table split into good ones, by weight, and all others.
struct GoodAndBad: Sendable {
    /// The best trials.
    let good: [Int]
    /// Weights of the good trials with a mean of 1: how much each improves on the best bad one, so
    /// that the mixture follows the expected improvement and not the mere number of trials.
    let weights: [Double]
    /// All others: worse, failed and pending ones.
    let bad: [Int]

    /// Splits a table of which at least one trial was told.
    init(_ history: TrialHistory, settings: TreeParzenSettings) {
        let usable = history.order.prefix(history.usableCount)
        let share = Int((settings.goodShare * Double(usable.count)).rounded(.up))
        let good = Array(usable.prefix(Swift.max(1, Swift.min(settings.goodLimit, share))))
        let worse = usable.dropFirst(good.count)
        bad = Array(worse) + history.failed + history.pending
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
