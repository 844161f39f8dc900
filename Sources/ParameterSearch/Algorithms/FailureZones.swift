/// The neighbourhoods of failed trials, where nothing is to be proposed.
///
/// A point is refused when a failed trial is nearer to it than half the distance of the nearest
/// success, and nearer than a twentieth of the cube's diagonal. So successes on the rim of a region
/// that fails open the way along it. Trials with other options or of other branches do not count.
struct FailureZones: Sendable {
    private let history: TrialHistory
    private let squaredReach: Double

    /// Looks at the trials of a table.
    init(_ history: TrialHistory) {
        self.history = history
        squaredReach = 0.05 * 0.05 * Double(history.columns.count)
    }

    /// Whether a point is too near to a failed trial.
    /// - Complexity: O(trials · columns) near failed trials, otherwise O(failed trials · columns).
    func contains(_ point: [Double]) -> Bool {
        let toFailed = history.failed.lazy.map { squaredDistance(point, $0) }.min() ?? .infinity
        guard toFailed < squaredReach else { return false }
        let succeeded = history.order.prefix(history.usableCount)
        let toSuccess = succeeded.lazy.map { squaredDistance(point, $0) }.min() ?? .infinity
        return toFailed < 0.25 * toSuccess
    }

    /// ∞ for another branch or option.
    private func squaredDistance(_ point: [Double], _ trial: Int) -> Double {
        var sum = 0.0
        for (column, value) in point.enumerated() {
            let other = history.columns[column][trial]
            if value.isNaN && other.isNaN { continue }
            guard !value.isNaN && !other.isNaN else { return .infinity }
            if history.space.columns[column].isChoice && value != other { return .infinity }
            sum += (value - other) * (value - other)
        }
        return sum
    }
}
