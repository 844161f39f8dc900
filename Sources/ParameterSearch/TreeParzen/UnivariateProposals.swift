import RandomStreams
import RealModule

/// Proposals that take every parameter by itself, as the first Parzen estimators did (Bergstra et
/// al. 2011): better than joint ones where parameters act separately.
struct UnivariateProposals {
    private enum Column {
        case number(ColumnDensities)
        case choice(cumulative: [Double], logRatios: [Double])
    }

    private let space: SearchSpace
    private let columns: [Column]
    private let candidates: Int

    /// Builds the estimates of all columns, once for a batch.
    init(_ split: GoodAndBad, history: TrialHistory, settings: TreeParzenSettings) {
        space = history.space
        candidates = Swift.max(1, settings.candidates / 2)
        let widths = KernelWidths.gaps(split.good, history: history, scale: settings.goodWidth)
        let badWidths = KernelWidths.common(split.bad, history: history)
        columns = history.columns.indices.map { index in
            let values = history.columns[index]
            let (good, bad) = (split.good.map { values[$0] }, split.bad.map { values[$0] })
            let column = history.space.columns[index]
            guard column.isChoice else {
                return .number(
                    ColumnDensities(
                        good: good, weights: split.weights, widths: widths[index], bad: bad,
                        badWidth: badWidths[index], priorWeight: settings.priorWeight,
                        badPriorWeight: settings.priorWeight + Double(split.left)))
            }
            return Self.choice(column, good: good, weights: split.weights, bad: bad)
        }
    }

    private static func choice(
        _ column: SearchColumn, good: [Double], weights: [Double], bad: [Double]
    ) -> Column {
        var goodCounts = column.optionProbabilities
        var badCounts = column.optionProbabilities
        for (option, weight) in zip(good, weights) where !option.isNaN {
            goodCounts[Int(option)] += weight
        }
        for option in bad where !option.isNaN { badCounts[Int(option)] += 1 }
        let (goodTotal, badTotal) = (goodCounts.reduce(0, +), badCounts.reduce(0, +))
        var sum = 0.0
        return .choice(
            cumulative: goodCounts.map {
                sum += $0 / goodTotal
                return sum
            },
            logRatios: zip(goodCounts, badCounts).map {
                Double.log($0 / goodTotal) - Double.log($1 / badTotal)
            })
    }

    /// The point of a trial: in every column the draw with the largest ratio of the densities.
    ///
    /// Drawn again, at most four times, while it lies where trials failed.
    func point(stream: RandomStream, trial: Int, zones: FailureZones) -> [Double] {
        var point: [Double] = []
        for attempt in 0..<4 {
            let step = SearchStep.univariate + UInt32(attempt) << 8
            point = self.point(
                stream.uniforms(
                    count: candidates * columns.count, step: step, slot: UInt32(trial)))
            if !zones.contains(point) { break }
        }
        return point
    }

    /// - Parameter numbers: uniform ones, `[columns × candidates]`.
    private func point(_ numbers: [Double]) -> [Double] {
        var point = columns.enumerated().map { index, column in
            var best = (value: 0.0, ratio: -Double.infinity)
            for number in numbers[index * candidates..<(index + 1) * candidates] {
                let (value, ratio) = Self.draw(column, number)
                if ratio > best.ratio { best = (value, ratio) }
            }
            return best.value
        }
        space.blankInactive(&point)
        return point
    }

    private static func draw(_ column: Column, _ number: Double) -> (value: Double, ratio: Double) {
        switch column {
        case .number(let densities):
            let value = densities.sample(number)
            return (value, densities.logRatio(value))
        case .choice(let cumulative, let logRatios):
            let option = Swift.min(cumulative.firstPosition { number < $0 }, cumulative.count - 1)
            return (Double(option), logRatios[option])
        }
    }
}
