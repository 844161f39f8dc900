import Probability
import RealModule

/// The components of a mixture over the columns of a space, side by side.
package struct ParzenKernels: Sendable {
    /// `[kernels × columns]`; NaN where a kernel says nothing, so that the prior holds.
    private(set) var centres: [Double]
    /// `[kernels × columns]`; for an option the probability that it is exchanged for a draw from
    /// the prior.
    private(set) var deviations: [Double]
    /// `[kernels]`, relative to each other.
    private(set) var weights: [Double]
    private let columns: Int

    /// Puts kernels on trials, and one on the prior.
    ///
    /// - Parameter widths: `[columns][trials]`, the kernels' deviations.
    init(
        _ trials: [Int], weights: [Double], widths: [[Double]], priorWeight: Double,
        history: TrialHistory
    ) {
        columns = history.columns.count
        let count = (trials.count + 1) * columns
        centres = [Double](repeating: .nan, count: count)
        deviations = [Double](repeating: 1, count: count)
        for column in 0..<columns {
            let values = history.columns[column]
            for (place, trial) in trials.enumerated() {
                centres[place * columns + column] = values[trial]
                deviations[place * columns + column] = widths[column][place]
            }
        }
        self.weights = weights + [priorWeight]
    }

    /// Takes kernels as they are.
    package init(centres: [Double], deviations: [Double], weights: [Double], columns: Int) {
        self.centres = centres
        self.deviations = deviations
        self.weights = weights
        self.columns = columns
    }

    /// The number of kernels.
    var count: Int { weights.count }

    /// The probabilities of an untruncated kernel below 0 and below 1.
    static func tails(_ centre: Double, _ deviation: Double) -> (lower: Double, upper: Double) {
        let (below, above) = (centre / deviation, (1 - centre) / deviation)
        // Beyond 8 deviations less than 1e-15 of the mass is cut off.
        return (
            below < 8 ? StandardNormal.cumulative(-below) : 0,
            above < 8 ? StandardNormal.cumulative(above) : 1
        )
    }

    /// log ∫₀¹ exp(−½((x − centre)/deviation)²) dx.
    static func logNormaliser(_ centre: Double, _ deviation: Double) -> Double {
        let (lower, upper) = tails(centre, deviation)
        return Double.log(deviation * (upper - lower)) + 0.918_938_533_204_672_741_78
    }
}

/// How wide kernels are.
enum KernelWidths {
    /// The larger gap to the neighbours in each column, the faces of the cube being neighbours too
    /// except for the outermost of several trials (the rule of optuna's multivariate estimator).
    ///
    /// Among more trials than `crowd` nearly every gap is below the least width, so all get that
    /// one and nothing is sorted.
    /// - Returns: `[columns][trials]`.
    static func gaps(_ trials: [Int], history: TrialHistory, scale: Double) -> [[Double]] {
        let floor = 1 / Swift.min(100, 2 + Double(trials.count))
        return history.columns.indices.map { column in
            guard !history.space.columns[column].isChoice else {
                return exchanges(trials.count)
            }
            guard trials.count <= crowd else {
                return [Double](repeating: scale * floor, count: trials.count)
            }
            let values = trials.map { history.columns[column][$0] }
            let order = values.indices.filter { !values[$0].isNaN }
                .sorted { values[$0] < values[$1] }
            var widths = [Double](repeating: 1, count: trials.count)
            for (place, index) in order.enumerated() {
                let below = place > 0 ? values[index] - values[order[place - 1]] : values[index]
                let above =
                    place + 1 < order.count
                    ? values[order[place + 1]] - values[index] : 1 - values[index]
                let gap =
                    order.count > 1 && place == 0
                    ? above
                    : place > 0 && place + 1 == order.count ? below : Swift.max(below, above)
                widths[index] = Swift.min(1, scale * Swift.max(floor, gap))
            }
            return widths
        }
    }

    /// The most trials whose gaps are looked at.
    private static let crowd = 250

    /// One width for each column: the deviation of the trials times n^(−1/(columns + 4)) (Scott
    /// 1992), which needs no sorting of many trials.
    ///
    /// - Returns: `[columns]`.
    static func common(_ trials: [Int], history: TrialHistory) -> [Double] {
        let shrink = Double.pow(
            Double(Swift.max(1, trials.count)), -1 / (Double(history.columns.count) + 4))
        return history.columns.indices.map { column in
            guard !history.space.columns[column].isChoice else {
                return exchanges(trials.count).first ?? 1
            }
            let values = history.columns[column]
            var (count, sum, squares) = (0.0, 0.0, 0.0)
            for trial in trials where !values[trial].isNaN {
                // Around the middle of the cube, so that nothing cancels.
                let value = values[trial] - 0.5
                count += 1
                sum += value
                squares += value * value
            }
            guard count > 1 else { return 1 }
            let variance = Swift.max(0, squares / count - (sum / count) * (sum / count))
            return Swift.min(1, Swift.max(1e-3, variance.squareRoot() * shrink))
        }
    }

    /// For options the probability of a draw from the prior falls with the number of trials.
    private static func exchanges(_ count: Int) -> [Double] {
        [Double](repeating: 1 / Double(count + 1), count: count)
    }
}
