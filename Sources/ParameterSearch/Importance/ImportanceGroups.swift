import RealModule

/// The best trials and those that they are compared with.
struct ImportanceGroups {
    private let history: TrialHistory
    private let top: [Int]
    /// Nil for the prior.
    private let rest: [Int]?

    init(_ history: TrialHistory, topShare: Double, baseline: ImportanceBaseline) {
        precondition(topShare > 0 && topShare <= 1, "top share \(topShare), expected (0, 1]")
        self.history = history
        top = Self.best(topShare, of: history).filter { history.scores[$0] < .infinity }
        switch baseline {
        case .prior: rest = nil
        case .trials(let share):
            precondition(
                share >= topShare && share <= 1,
                "a baseline of the share \(share), expected one from \(topShare) to 1")
            rest = Self.best(share, of: history)
        }
    }

    /// A share of the told trials, rounded up, with all that are as good as the last of them.
    private static func best(_ share: Double, of history: TrialHistory) -> [Int] {
        let count = Int((share * Double(history.order.count)).rounded(.up))
        guard count > 0 else { return [] }
        let limit = history.scores[history.order[count - 1]]
        return Array(history.order.prefix { history.scores[$0] <= limit })
    }

    /// Pearson's divergence of one column.
    func divergence(of index: Int) -> Double {
        let values = history.columns[index]
        let best = top.filter { !values[$0].isNaN }
        guard !best.isEmpty else { return 0 }
        let column = history.space.columns[index]
        let share = Double(best.count) / Double(top.count)
        guard let rest else {
            let factor = share * share / history.space.priorShare(ofBranchOf: index)
            return factor * divergence(best.map { values[$0] }, from: nil, of: column)
        }
        let others = rest.filter { !values[$0].isNaN }
        let factor = share * share * Double(rest.count) / Double(others.count)
        return factor
            * divergence(best.map { values[$0] }, from: others.map { values[$0] }, of: column)
    }

    private func divergence(
        _ values: [Double], from others: [Double]?, of column: SearchColumn
    ) -> Double {
        let (p, q): ([Double], [Double])
        if column.isChoice {
            p = Self.shares(of: values, options: column.optionCount)
            q =
                others.map { Self.shares(of: $0, options: column.optionCount) }
                ?? column.optionProbabilities
        } else {
            // One width for both: two widths would tell apart groups that are alike, and p/q could
            // exceed the ratio of the numbers of trials without bound.
            let width = Self.width(values)
            p =
                ReflectedDensity(
                    values, width: width, leastWidths: Self.halfCells(of: values, column.grid)
                ).shares
            if let others {
                q =
                    ReflectedDensity(
                        others, width: width, leastWidths: Self.halfCells(of: others, column.grid)
                    ).shares
            } else {
                q = [Double](repeating: 1 / Double(p.count), count: p.count)
            }
        }
        return zip(p, q).reduce(0) { sum, pair in
            let (p, q) = pair
            return q > 0 ? sum + (p - q) * (p - q) / q : sum
        }
    }

    /// Half the piece of the cube that belongs to each value of a grid, so that evenly spread
    /// values have no gaps between them; nil without a grid.
    private static func halfCells(of values: [Double], _ grid: ValueGrid?) -> [Double]? {
        guard let grid else { return nil }
        return values.map { value in
            let cell = grid.cell(of: grid.multiple(at: value))
            return 0.5 * (cell.upperBound - cell.lowerBound)
        }
    }

    private static func shares(of values: [Double], options: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: options)
        for value in values { counts[Int(value)] += 1 }
        return counts.map { $0 / Double(values.count) }
    }

    /// Scott's rule, σ·n^(−1/5) (Scott 1992, "Multivariate density estimation", eq. 6.42), but not
    /// so narrow that few trials that happen to be close look like a law.
    private static func width(_ values: [Double]) -> Double {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = count > 1 ? (squares / (count - 1)).squareRoot() : 0
        return Swift.max(
            deviation * Double.pow(count, -0.2), 1 / Swift.min(100, count + 2))
    }
}

/// The density of unit-cube coordinates as shares of equal cells.
///
/// Kernels are normal and reflected at 0 and 1, so that evenly spread trials give an even density
/// up to the ends; truncated kernels were rejected, as they dip there by an amount that depends on
/// their width.
struct ReflectedDensity {
    static let cells = 128
    /// The mass of each cell; they sum to 1.
    let shares: [Double]

    /// Spreads every value over the cells.
    ///
    /// - Parameter leastWidths: the least width for every value; nil for none.
    init(_ values: [Double], width: Double, leastWidths: [Double]?) {
        var counts: [Int: [Double]] = [:]
        for (index, value) in values.enumerated() {
            var own = width
            if let leastWidths { own = Swift.max(width, leastWidths[index]) }
            // Trials in one cell with one width are spread together: a kernel is wider than a cell.
            let steps = Int((own * Self.resolution).rounded(.up))
            let cell = Swift.min(Self.cells - 1, Swift.max(0, Int(value * Double(Self.cells))))
            counts[steps, default: [Double](repeating: 0, count: Self.cells)][cell] += 1
        }
        var masses = [Double](repeating: 0, count: Self.cells)
        for (steps, counts) in counts.sorted(by: { $0.key < $1.key }) {
            Self.spread(counts, deviation: Double(steps) / Self.resolution, over: &masses)
        }
        let total = masses.reduce(0, +)
        shares = masses.map { $0 / total }
    }

    /// Widths are rounded up to multiples of 1/4096.
    private static let resolution = 4096.0

    private static func spread(
        _ counts: [Double], deviation: Double, over masses: inout [Double]
    ) {
        let width = deviation * Double(cells)
        let reach = Int((5 * width).rounded(.up))
        let heights = (-reach...reach).map { offset in
            Double.exp(-0.5 * Double(offset * offset) / (width * width))
        }
        let total = heights.reduce(0, +)
        for (cell, count) in counts.enumerated() where count > 0 {
            for (place, height) in heights.enumerated() {
                masses[reflected(cell + place - reach)] += count * height / total
            }
        }
    }

    private static func reflected(_ cell: Int) -> Int {
        let period = 2 * cells
        let wrapped = ((cell % period) + period) % period
        return wrapped < cells ? wrapped : period - 1 - wrapped
    }
}

extension SearchSpace {
    /// The prior probability that a column exists.
    fileprivate func priorShare(ofBranchOf index: Int) -> Double {
        guard let condition = columns[index].condition else { return 1 }
        return columns[condition.column].optionProbabilities[condition.option]
            * priorShare(ofBranchOf: condition.column)
    }
}
