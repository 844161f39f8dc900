import RandomStreams

/// Where a run of CMA-ES begins.
struct CovarianceStart: Sendable {
    /// The columns that it moves in.
    var columns: [Int]
    /// All coordinates of a trial; those of the other columns stay as they are here.
    var configuration: [Double]
    /// The distribution of the first generation over `columns`.
    var state: CovarianceState
}

extension CovarianceStart {
    /// A round distribution about a point; nil where the point has nothing to move in.
    init?(about configuration: [Double], deviation: Double, in space: SearchSpace) {
        let columns = space.movableColumns(in: configuration)
        guard !columns.isEmpty else { return nil }
        self.init(
            columns: columns, configuration: configuration,
            state: CovarianceState(
                mean: columns.map { configuration[$0] },
                deviations: columns.map { _ in deviation }))
    }
}

/// One run of CMA-ES, rebuilt from the trials that it proposed.
///
/// A generation is all trials drawn from one distribution. It is complete once enough of them are
/// told; more may be drawn meanwhile, so pending trials never make anyone wait. The run keeps what
/// it computed and checks it against the table, so a rebuilt study comes to the same distribution.
struct CovarianceRun: Sendable {
    /// The number of the run in its study.
    let number: Int
    /// The trials that a generation needs.
    let population: Int
    private(set) var start: CovarianceStart
    private(set) var state: CovarianceState
    /// The table before the run's first trial, from which the start was found.
    private let scoresBefore: [Double]
    /// For every generation done, its trials from best to worst.
    private(set) var ranked: [[Int]] = []

    /// Whether no trial of it was in the table yet.
    private(set) var isNew = true

    /// Begins a run at the end of the first `before` trials of the table.
    init(number: Int, population: Int, start: CovarianceStart, history: TrialHistory, before: Int) {
        self.number = number
        self.population = population
        self.start = start
        state = start.state
        scoresBefore = Array(history.scores[..<before])
    }

    /// Whether the table still begins with what this was computed from.
    func isValid(_ history: TrialHistory) -> Bool {
        guard history.count >= scoresBefore.count else { return false }
        for (trial, score) in scoresBefore.enumerated()
        where score != history.scores[trial] && !(score.isNaN && history.scores[trial].isNaN) {
            return false
        }
        let members = members(in: history)
        for (generation, trials) in ranked.enumerated() {
            guard generation < members.count,
                members[generation].count(where: { !history.scores[$0].isNaN }) == trials.count
            else { return false }
            for (better, worse) in zip(trials, trials.dropFirst())
            where (history.scores[better], better) > (history.scores[worse], worse) {
                return false
            }
        }
        return true
    }

    /// Takes in the generations that have become complete.
    mutating func advance(_ history: TrialHistory) {
        let members = members(in: history)
        isNew = members.isEmpty
        while ranked.count < members.count {
            let told = members[ranked.count].filter { !history.scores[$0].isNaN }
            guard told.count >= population else { return }
            let order = told.sorted { (history.scores[$0], $0) < (history.scores[$1], $1) }
            state.update(
                ranked: order.map { trial in start.columns.map { history.columns[$0][trial] } })
            ranked.append(order)
        }
    }

    /// What the proposals of the present distribution are marked with.
    var origin: TrialOrigin { .covariance(run: number, generation: ranked.count) }

    /// Draws trial `number` of the study from the present distribution.
    ///
    /// Points outside of the cube, or that `isAcceptable` refuses, are drawn again; after ten
    /// attempts what is outside is mirrored at the faces.
    func proposal(
        number: Int, stream: RandomStream, isAcceptable: ([Double]) -> Bool = { _ in true }
    ) -> [Double] {
        var coordinates = start.configuration
        for attempt in 0..<10 {
            let normals = start.columns.indices.map {
                stream.normal(index: UInt64(number), step: UInt32(16 + attempt), slot: UInt32($0))
            }
            let point = state.sample(normals)
            let isInside = point.allSatisfy { $0 >= 0 && $0 <= 1 }
            for (column, value) in zip(start.columns, point) {
                coordinates[column] = Self.mirrored(value)
            }
            if isInside && isAcceptable(coordinates) { break }
        }
        return coordinates
    }

    /// Folds the line onto [0, 1] like a strip of paper.
    static func mirrored(_ value: Double) -> Double {
        guard value.isFinite else { return 0.5 }
        let folded = abs(value.truncatingRemainder(dividingBy: 2))
        return folded > 1 ? 2 - folded : folded
    }

    /// `[generations][trials]`, by number.
    private func members(in history: TrialHistory) -> [[Int]] {
        var result: [[Int]] = []
        for trial in scoresBefore.count..<history.count {
            guard case .covariance(number, let generation) = history.origins[trial] else {
                continue
            }
            while result.count <= generation { result.append([]) }
            result[generation].append(trial)
        }
        return result
    }
}

extension CovarianceRun {
    /// Whether there is nothing more to gain: the distribution has shrunk to a point, is too long
    /// and thin for double precision, or the losses of many generations are the same.
    func isFinished(_ history: TrialHistory, convergedDeviation: Double) -> Bool {
        if (state.deviations.max() ?? 0) < convergedDeviation || state.axisRatio > 1e7 {
            return true
        }
        let window = 10 + 30 * state.dimension / population
        guard ranked.count >= window else { return false }
        let bests = ranked.suffix(window).map { history.scores[$0[0]] }
        guard let least = bests.min(), let largest = bests.max(), largest.isFinite else {
            return true
        }
        return largest - least <= 1e-14 * Swift.max(abs(least), abs(largest))
    }

    /// The number of the latest run in the table and of its first trial; nil before any.
    static func latest(in history: TrialHistory) -> (run: Int, first: Int)? {
        var latest: (run: Int, first: Int)?
        for (trial, origin) in history.origins.enumerated() {
            guard case .covariance(let run, _) = origin, run > latest?.run ?? -1 else { continue }
            latest = (run, trial)
        }
        return latest
    }
}
