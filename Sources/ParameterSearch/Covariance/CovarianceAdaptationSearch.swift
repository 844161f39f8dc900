import LinearAlgebra
import RandomStreams
import RealModule

/// Searches by CMA-ES, with restarts from elsewhere in growing populations.
///
/// It moves in the numbers of one branch; every run takes its options from the point it starts at.
/// For spaces with many choices take `.treeParzen`.
public struct CovarianceAdaptationSearch: SearchAlgorithm {
    private let settings: CovarianceAdaptationSettings
    private var run: CovarianceRun?

    /// Makes a search that has seen nothing yet.
    public init(settings: CovarianceAdaptationSettings = .init()) {
        self.settings = settings
    }

    public mutating func suggest(_ request: SuggestionRequest, history: TrialHistory)
        -> [Suggestion]
    {
        let stream = RandomStream(seed: request.seed, purpose: .search)
        let zones = FailureZones(history)
        guard let run = currentRun(history, seed: request.seed) else {
            // A branch without numbers.
            return (0..<request.count).map {
                RandomSearch.suggestion(
                    number: history.count + $0, stream: stream, space: history.space)
            }
        }
        return (0..<request.count).map { offset in
            let point = run.proposal(number: history.count + offset, stream: stream) {
                !zones.contains($0)
            }
            return Suggestion(coordinates: point, origin: run.origin)
        }
    }

    /// The latest run, or the one after it if that has finished.
    private mutating func currentRun(_ history: TrialHistory, seed: UInt64) -> CovarianceRun? {
        let latest = CovarianceRun.latest(in: history)
        var current = run(
            latest?.run ?? 0, before: latest?.first ?? history.count, history, seed: seed)
        current?.advance(history)
        if let finished = current,
            finished.isFinished(
                history, convergedDeviation: settings.convergedDeviation)
        {
            current = run(finished.number + 1, before: history.count, history, seed: seed)
        }
        run = current
        return current
    }

    private func run(_ number: Int, before: Int, _ history: TrialHistory, seed: UInt64)
        -> CovarianceRun?
    {
        if let run, run.number == number, run.isValid(history) { return run }
        let start =
            number == 0
            ? warmStart(history, before: before) ?? coldStart(number, history, seed)
            : coldStart(number, history, seed)
        guard let start else { return nil }
        let population = Double(
            settings.population
                ?? CovarianceState.defaultPopulation(dimension: start.columns.count))
        return CovarianceRun(
            number: number,
            population: Swift.max(
                2, Int(population * Double.pow(settings.populationGrowth, number))),
            start: start, history: history, before: before)
    }

    /// A random point with the initial deviation.
    private func coldStart(_ number: Int, _ history: TrialHistory, _ seed: UInt64)
        -> CovarianceStart?
    {
        let stream = RandomStream(seed: seed, purpose: .search)
        let point = history.space.columns.indices.map {
            stream.uniform(index: UInt64(number), step: 2, slot: UInt32($0))
        }
        return CovarianceStart(
            about: history.space.coordinates(atPriorPoint: point),
            deviation: settings.initialDeviation, in: history.space)
    }

    /// The best tenth of earlier trials in the branch of the best one, as Nomura et al. 2021 take
    /// it: their mean, and their covariance widened by a tenth of the side.
    private func warmStart(_ history: TrialHistory, before: Int) -> CovarianceStart? {
        let known = history.order.filter { $0 < before && history.scores[$0] < .infinity }
        guard known.count >= settings.warmStartTrials, let best = known.first else { return nil }
        let configuration = history.coordinates(of: best)
        let columns = history.space.movableColumns(in: configuration)
        guard !columns.isEmpty else { return nil }
        let elites = known.filter { trial in
            columns.allSatisfy { !history.columns[$0][trial].isNaN }
        }.prefix(Swift.max(1, known.count / 10))
        let points = Matrix(rows: elites.count, columns: columns.count) {
            history.columns[columns[$1]][elites[$0]]
        }
        let mean = points.columnMeans()
        var covariance = Matrix<Double>(rows: columns.count, columns: columns.count)
        var centred = points
        for row in 0..<points.rows {
            for column in columns.indices { centred[row, column] -= mean[column] }
        }
        covariance.accumulateProduct(
            of: centred, centred, transposingFirst: true, scale: 1 / Double(points.rows))
        for column in columns.indices { covariance[column, column] += 0.01 }
        guard let state = CovarianceState(mean: mean, covariance: covariance) else { return nil }
        return CovarianceStart(columns: columns, configuration: configuration, state: state)
    }
}

extension SearchSpace {
    /// The numbers that exist at these coordinates.
    func movableColumns(in coordinates: [Double]) -> [Int] {
        columns.indices.filter { !columns[$0].isChoice && !coordinates[$0].isNaN }
    }
}
