import LinearAlgebra
import RandomStreams
import RealModule

/// The runs of CMA-ES inside a tree-structured Parzen search.
///
/// The first starts from the best trials so far (Nomura et al. 2021 call it a warm start). A run
/// ends when it has converged, when it can no longer reach the best loss, or when something else
/// has found a better basin; the next one starts in that basin, or else anew in another place with
/// a larger population.
struct LocalRuns {
    /// The run in progress, as it was computed last.
    private var run: CovarianceRun?

    /// The deviation, as a share of the cube's side, below which a run has settled in one basin.
    static let settledDeviation = 0.05

    /// The run that proposes next; nil when the best trial's branch has no numbers.
    mutating func current(_ history: TrialHistory, stream: RandomStream) -> CovarianceRun? {
        let latest = CovarianceRun.latest(in: history)
        let first = latest?.first ?? history.count
        var current = restored(latest?.run ?? 0, before: first, history, stream)
        current?.advance(history)
        if let ended = current, isOver(ended, first: first, history) {
            current = restored(ended.number + 1, before: history.count, history, stream)
        }
        run = current
        return current
    }

    private func isOver(_ run: CovarianceRun, first: Int, _ history: TrialHistory) -> Bool {
        if run.isFinished(history, convergedDeviation: 1e-9) { return true }
        guard let best = history.order.first, let widest = run.state.deviations.max() else {
            return false
        }
        if widest < Self.settledDeviation && Self.isFoundElsewhere(best, since: first, history) {
            let outside = zip(run.start.columns, zip(run.state.mean, run.state.deviations))
                .reduce(0) { sum, entry in
                    let z = (history.columns[entry.0][best] - entry.1.0) / entry.1.1
                    return sum + (z.isNaN ? .infinity : z * z)
                }
            if outside > 9 * Double(run.start.columns.count) { return true }
        }
        return widest < 2 * Self.settledDeviation && isHopeless(run, best: best, history)
    }

    /// Whether three times the spread of the last generation would not reach the best loss.
    private func isHopeless(_ run: CovarianceRun, best: Int, _ history: TrialHistory) -> Bool {
        guard run.ranked.count > 5, let last = run.ranked.last else { return false }
        let (top, middle) = (history.scores[last[0]], history.scores[last[last.count / 2]])
        return middle < .infinity && top - 3 * (middle - top) > history.scores[best]
    }

    /// Whether a trial was found neither by a run nor by a quadratic around one.
    private static func isFoundElsewhere(_ trial: Int, since first: Int, _ history: TrialHistory)
        -> Bool
    {
        switch history.origins[trial] {
        case .covariance, .quadratic: false
        default: trial >= first
        }
    }

    /// The run of a number whose first trial came, or would come, after the first `before` ones.
    private func restored(
        _ number: Int, before: Int, _ history: TrialHistory, _ stream: RandomStream
    ) -> CovarianceRun? {
        if let run, run.number == number, run.isValid(history) { return run }
        let known = history.order.filter { $0 < before && history.scores[$0] < .infinity }
        guard let best = known.first else { return nil }
        let previous = history.origins.firstIndex { origin in
            if case .covariance(number - 1, _) = origin { true } else { false }
        }
        let isBetterBasin =
            previous.map { Self.isFoundElsewhere(best, since: $0, history) } ?? false
        let start =
            number == 0
            ? warmStart(known, history)
            : isBetterBasin
                ? narrowStart(at: best, history) : broadStart(before: before, history, stream)
        guard let start else { return nil }
        let population = CovarianceState.defaultPopulation(dimension: start.columns.count)
        let doublings = number == 0 || isBetterBasin ? 0 : Swift.min(3, number - 1)
        return CovarianceRun(
            number: number, population: population << doublings, start: start, history: history,
            before: before)
    }

    /// Mean and deviations of the best fifth in the best one's branch, by rank.
    private func warmStart(_ known: [Int], _ history: TrialHistory) -> CovarianceStart? {
        let configuration = history.coordinates(of: known[0])
        let columns = history.space.movableColumns(in: configuration)
        guard !columns.isEmpty else { return nil }
        let elites = known.filter { trial in
            columns.allSatisfy { !history.columns[$0][trial].isNaN }
        }.prefix(Swift.max(3, known.count / 5))
        let weights = elites.indices.map {
            Double.log(Double(elites.count) + 0.5) - Double.log(Double($0 - elites.startIndex + 1))
        }
        let total = weights.reduce(0, +)
        var (mean, deviations) = ([Double](), [Double]())
        for column in columns {
            let values = elites.map { history.columns[column][$0] }
            let centre = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
            let variance = zip(values, weights).reduce(0) {
                $0 + $1.1 * ($1.0 - centre) * ($1.0 - centre)
            }
            mean.append(centre)
            deviations.append(Swift.min(0.3, Swift.max(0.02, (variance / total).squareRoot())))
        }
        return CovarianceStart(
            columns: columns, configuration: configuration,
            state: CovarianceState(mean: mean, deviations: deviations))
    }

    private func narrowStart(at trial: Int, _ history: TrialHistory) -> CovarianceStart? {
        CovarianceStart(
            about: history.coordinates(of: trial), deviation: 0.5 * Self.settledDeviation,
            in: history.space)
    }

    private func broadStart(before: Int, _ history: TrialHistory, _ stream: RandomStream)
        -> CovarianceStart?
    {
        let point = history.columns.indices.map {
            stream.uniform(index: UInt64(before), step: SearchStep.restart, slot: UInt32($0))
        }
        return CovarianceStart(
            about: history.space.coordinates(atPriorPoint: point), deviation: 0.2,
            in: history.space)
    }
}
