import RealModule

/// The ratio of good to bad density of one number by itself, on a grid over [0, 1].
///
/// A column of thousands of trials is binned once and smoothed over the grid, which makes it as
/// cheap as one of a few. The grid is fine enough for an estimator whose kernels are wider.
package struct ColumnDensities {
    private static let cells = 128
    private let cumulativeGood: [Double]
    private let logRatios: [Double]

    /// Estimates both densities.
    ///
    /// - Parameters:
    ///   - good: coordinates, NaN to be left out, with their weights and kernel widths.
    ///   - bad: coordinates with one kernel width.
    ///   - priorWeight: the weight of the prior among the good ones.
    ///   - badPriorWeight: the same among the bad ones.
    package init(
        good: [Double], weights: [Double], widths: [Double], bad: [Double], badWidth: Double,
        priorWeight: Double, badPriorWeight: Double
    ) {
        var goodCells = [Double](repeating: priorWeight / Double(Self.cells), count: Self.cells)
        for (index, value) in good.enumerated() where !value.isNaN {
            Self.spread(weights[index], at: value, width: widths[index], over: &goodCells)
        }
        var counts = [Double](repeating: 0, count: Self.cells)
        for value in bad where !value.isNaN { counts[Self.cell(of: value)] += 1 }
        var badCells = [Double](
            repeating: badPriorWeight / Double(Self.cells), count: Self.cells)
        for (cell, count) in counts.enumerated() where count > 0 {
            let centre = (Double(cell) + 0.5) / Double(Self.cells)
            Self.spread(count, at: centre, width: badWidth, over: &badCells)
        }
        let (goodTotal, badTotal) = (goodCells.reduce(0, +), badCells.reduce(0, +))
        var sum = 0.0
        cumulativeGood = goodCells.map {
            sum += $0 / goodTotal
            return sum
        }
        logRatios = zip(goodCells, badCells).map {
            Double.log($0 / goodTotal) - Double.log($1 / badTotal)
        }
    }

    /// The value that a uniform number selects by the good density.
    package func sample(_ number: Double) -> Double {
        let cell = Swift.min(cumulativeGood.firstPosition { number < $0 }, Self.cells - 1)
        let below = cell > 0 ? cumulativeGood[cell - 1] : 0
        let mass = cumulativeGood[cell] - below
        let position = mass > 0 ? Swift.min(1, Swift.max(0, (number - below) / mass)) : 0.5
        return (Double(cell) + position) / Double(Self.cells)
    }

    /// log of good over bad density at a value.
    package func logRatio(_ value: Double) -> Double { logRatios[Self.cell(of: value)] }

    private static func cell(of value: Double) -> Int {
        Swift.min(cells - 1, Swift.max(0, Int(value * Double(cells))))
    }

    /// Adds a normal kernel that has its whole weight inside [0, 1].
    private static func spread(
        _ weight: Double, at centre: Double, width: Double, over target: inout [Double]
    ) {
        // A kernel narrower than a cell would fall between the cells' centres.
        let deviation = Swift.max(width, 0.75 / Double(cells))
        let first = cell(of: centre - 5 * deviation)
        let last = cell(of: centre + 5 * deviation)
        let heights = (first...last).map { cell in
            let z = ((Double(cell) + 0.5) / Double(cells) - centre) / deviation
            return Double.exp(-0.5 * z * z)
        }
        let total = heights.reduce(0, +)
        for (offset, height) in heights.enumerated() {
            target[first + offset] += weight * height / total
        }
    }
}
