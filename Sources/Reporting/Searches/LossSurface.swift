import Foundation

/// The loss over two parameters, smoothed over all others: the mean of the evaluations nearby.
///
/// Evaluations are first averaged in equal cells, so that thousands around the minimum weigh no
/// more than one elsewhere; each place then takes the mean of the cells around it with normal
/// weights (Nadaraya 1964, Watson 1964). Weights are relative to that of the nearest cell, so that
/// every place has a value. Priority: a picture without holes; not accuracy far from evaluations.
struct LossSurface {
    static let cells = 48
    /// The kernel's standard deviation, cells.
    private static let bandwidth = 2.2
    /// Smoothed positions on the axis of the losses, row by row: `[cells × cells]`.
    let values: [Double]

    /// - Parameters:
    ///   - points: positions between the limits of both parameters, 0 to 1.
    ///   - heights: what is smoothed.
    init(points: [(x: Double, y: Double)], heights: [Double]) {
        precondition(
            points.count == heights.count, "\(points.count) points, \(heights.count) heights")
        let cells = Self.cells
        var sums = [Double](repeating: 0, count: cells * cells)
        var counts = sums
        for (point, height) in zip(points, heights) {
            guard let column = Self.cell(point.x), let row = Self.cell(point.y) else { continue }
            sums[row * cells + column] += height
            counts[row * cells + column] += 1
        }
        let occupied = counts.indices.filter { counts[$0] > 0 }.map { cell in
            (row: cell / cells, column: cell % cells, mean: sums[cell] / counts[cell])
        }
        var values = [Double](repeating: .nan, count: cells * cells)
        guard !occupied.isEmpty else {
            self.values = values
            return
        }
        for row in 0..<cells {
            for column in 0..<cells {
                let distances = occupied.map { cell in
                    let (rows, columns) = (cell.row - row, cell.column - column)
                    return Double(rows * rows + columns * columns)
                }
                let nearest = distances.min() ?? 0
                var (weights, sum) = (0.0, 0.0)
                for (cell, distance) in zip(occupied, distances) {
                    let weight = exp(
                        (nearest - distance) / (2 * Self.bandwidth * Self.bandwidth))
                    weights += weight
                    sum += weight * cell.mean
                }
                values[row * cells + column] = sum / weights
            }
        }
        self.values = values
    }

    /// The height below which a share of the area lies.
    func level(below share: Double) -> Double {
        let sorted = values.sorted()
        return sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
    }

    /// The closed outlines of the regions below a height, the largest first.
    func outlines(below level: Double) -> [(x: [Double], y: [Double], isHole: Bool)] {
        // Outlines are those of high regions that fall to zero around the grid: heights of at most
        // 1 are turned over, and a ring of the outermost cells lies beyond the limits.
        let side = Self.cells + 2
        var ringed = [Double](repeating: 0, count: side * side)
        for row in 0..<side {
            for column in 0..<side {
                let inside = (
                    row: min(max(row - 1, 0), Self.cells - 1),
                    column: min(max(column - 1, 0), Self.cells - 1)
                )
                ringed[row * side + column] = 2 - values[inside.row * Self.cells + inside.column]
            }
        }
        let margin = 1 / Double(Self.cells)
        return ContourOutlines.outlines(
            of: ringed, cells: side, level: 2 - level, xRange: -margin...1 + margin,
            yRange: -margin...1 + margin
        ).map { outline in
            (
                outline.x.map { min(max($0, 0), 1) }, outline.y.map { min(max($0, 0), 1) },
                outline.signedArea < 0
            )
        }
    }

    private static func cell(_ position: Double) -> Int? {
        guard position >= 0, position <= 1 else { return nil }
        return min(Int(position * Double(cells)), cells - 1)
    }
}
