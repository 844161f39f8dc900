import LinearAlgebra

/// Proposals at the minimum of a quadratic fitted around the best trial.
///
/// Where a loss is smooth they end a search in a few trials. Where they fail they become rare.
struct QuadraticProposals {
    let history: TrialHistory

    /// Whether the next trial should be one: every third while they improve on everything before
    /// them, up to every 24th after failures in a row.
    var isDue: Bool {
        var failures = 0
        for trial in history.origins.indices.reversed()
        where history.origins[trial] == .quadratic && !history.scores[trial].isNaN {
            if isRecord(trial) { break }
            failures += 1
            if failures == 3 { break }
        }
        return history.count % (3 << failures) == 0
    }

    /// Whether no trial with a smaller number is as good.
    private func isRecord(_ trial: Int) -> Bool {
        for better in history.order {
            if better == trial { return true }
            if better < trial { return false }
        }
        return true
    }

    /// The minimum over the numbers of the best trial's branch and options; nil when there are too
    /// few trials there, or when it is the best trial itself.
    func point() -> [Double]? {
        guard let best = history.order.first, history.scores[best] < .infinity else { return nil }
        let base = history.coordinates(of: best)
        let columns = history.space.movableColumns(in: base)
        let dimension = columns.count
        let comrades = history.order.prefix(history.usableCount).filter { trial in
            history.columns.indices.allSatisfy { column in
                let (own, other) = (history.columns[column][trial], base[column])
                return history.space.columns[column].isChoice
                    ? own == other || (own.isNaN && other.isNaN) : own.isNaN == other.isNaN
            }
        }
        guard dimension > 0,
            comrades.count > QuadraticModel.coefficients(dimension: dimension, mixed: false)
        else { return nil }
        let chosen = nearest(comrades, to: base, columns: columns)
        let points = Matrix(rows: chosen.count, columns: dimension) {
            history.columns[columns[$1]][chosen[$0]]
        }
        let model = QuadraticModel(
            points: points, losses: chosen.map { history.scores[$0] },
            centre: columns.map { base[$0] })
        guard let minimum = model?.minimum() else { return nil }
        var point = base
        for (column, value) in zip(columns, minimum) { point[column] = value }
        let isNew = columns.contains { abs(point[$0] - base[$0]) > 1e-13 }
        return isNew ? point : nil
    }

    /// Twice as many trials as a full quadratic has coefficients, the nearest to the best one when
    /// every column is measured by the spread of the best few.
    private func nearest(_ trials: [Int], to base: [Double], columns: [Int]) -> [Int] {
        let elites = trials.prefix(2 * columns.count + 2)
        var distances = [Double](repeating: 0, count: trials.count)
        for column in columns {
            let values = history.columns[column]
            let spread = elites.reduce(0) { sum, trial in
                sum + (values[trial] - base[column]) * (values[trial] - base[column])
            }
            let precision = Double(elites.count) / Swift.max(spread, 1e-28)
            for (place, trial) in trials.enumerated() {
                let difference = values[trial] - base[column]
                distances[place] += precision * difference * difference
            }
        }
        let wanted = 2 * QuadraticModel.coefficients(dimension: columns.count, mixed: true)
        guard trials.count > wanted else { return trials }
        return trials.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
            .prefix(wanted).map { trials[$0] }
    }
}
