/// The trials of a study as columns of numbers: what the algorithms see.
///
/// Every algorithm is a function of this table, the seed and the number of proposals wanted, so a
/// study can be rebuilt from its trials. Nothing here depends on the order of telling.
public struct TrialHistory: Sendable {
    /// What the scores are.
    public enum Scoring: Sendable {
        /// The losses themselves.
        case losses
        /// Places in an order that puts feasible trials first.
        case constraints
        /// Places in an order of non-dominated ranks.
        case objectives
    }

    /// What the columns mean.
    public let space: SearchSpace
    /// `[columns][trials]`: unit-cube coordinates, options by index, NaN outside of the branch.
    public private(set) var columns: [[Double]]
    /// Which part of the search proposed each trial.
    public private(set) var origins: [TrialOrigin] = []
    /// Smaller is better; +∞ for failed trials, NaN for pending ones. With one objective and no
    /// constraint the loss, otherwise the place in the order of preference.
    public private(set) var scores: [Double] = []
    /// What the scores are.
    public internal(set) var scoring = Scoring.losses
    /// The told trials from best to worst, equals by number; failed ones last.
    public private(set) var order: [Int] = []
    /// The trials that are pending, by number.
    public private(set) var pending: [Int] = []
    /// The trials that failed, by number.
    public private(set) var failed: [Int] = []

    /// An empty table.
    public init(space: SearchSpace) {
        self.space = space
        columns = [[Double]](repeating: [], count: space.columns.count)
    }

    /// The number of trials, pending ones included.
    public var count: Int { origins.count }

    /// The number of told trials whose loss can be used.
    public var usableCount: Int { order.count - failed.count }

    /// The coordinates of one trial, `[columns]`.
    public func coordinates(of trial: Int) -> [Double] { columns.map { $0[trial] } }

    mutating func append(_ coordinates: [Double], origin: TrialOrigin) {
        precondition(
            coordinates.count == columns.count,
            "\(coordinates.count) coordinates, expected \(columns.count)")
        for column in columns.indices { columns[column].append(coordinates[column]) }
        pending.append(count)
        origins.append(origin)
        scores.append(.nan)
    }

    /// Gives a trial its score, which replaces an earlier one.
    mutating func setScore(_ score: Double, of trial: Int) {
        if scores[trial].isNaN {
            pending.remove(at: pending.firstPosition { $0 >= trial })
        } else {
            order.remove(at: position(of: scores[trial], trial))
            if scores[trial] == .infinity {
                failed.remove(at: failed.firstPosition { $0 >= trial })
            }
        }
        scores[trial] = score
        order.insert(trial, at: position(of: score, trial))
        if score == .infinity { failed.insert(trial, at: failed.firstPosition { $0 >= trial }) }
    }

    /// Replaces the scores of all told trials that are usable.
    mutating func setScores(_ places: [(trial: Int, score: Double)]) {
        for place in places { scores[place.trial] = place.score }
        order.sort { (scores[$0], $0) < (scores[$1], $1) }
    }

    /// Where a trial is, or would be, in the order.
    private func position(of score: Double, _ trial: Int) -> Int {
        order.firstPosition { (scores[$0], $0) >= (score, trial) }
    }
}

extension Array {
    /// The first position whose element satisfies a condition that holds from there on.
    func firstPosition(where condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
