/// Closed outlines of the regions of a grid above a level, by marching squares.
///
/// The values belong to the centres of the cells; the grid is taken to fall to zero at its outer
/// edge, so every outline is closed. Lorensen and Cline (1987) in two dimensions; the ambiguous
/// squares are decided by the mean of their corners.
struct ContourOutlines {
    /// A closed outline; the last point is joined to the first.
    struct Outline: Equatable {
        var x, y: [Double]

        /// The enclosed area, positive where the region lies inside, negative around a hole.
        var signedArea: Double {
            var doubled = 0.0
            for index in x.indices {
                let next = (index + 1) % x.count
                doubled += x[index] * y[next] - x[next] * y[index]
            }
            return doubled / 2
        }
    }

    /// The outlines, in the units of the ranges, the largest first.
    static func outlines(
        of grid: [Double], cells: Int, level: Double, xRange: ClosedRange<Double>,
        yRange: ClosedRange<Double>
    ) -> [Outline] {
        precondition(grid.count == cells * cells, "\(grid.count) values for \(cells)² cells")
        let side = cells + 2
        var padded = [Double](repeating: 0, count: side * side)
        for row in 0..<cells {
            for column in 0..<cells {
                padded[(row + 1) * side + column + 1] = grid[row * cells + column]
            }
        }
        let tracer = ContourOutlines(values: padded, side: side, level: level)
        /// Grid coordinates to data; the padding lies on the limits, so outlines end there.
        func data(_ coordinate: Double, _ range: ClosedRange<Double>) -> Double {
            let share = min(max((coordinate - 0.5) / Double(cells), 0), 1)
            return range.lowerBound + share * (range.upperBound - range.lowerBound)
        }
        return tracer.trace().map { loop in
            Outline(x: loop.map { data($0.x, xRange) }, y: loop.map { data($0.y, yRange) })
        }.sorted { abs($0.signedArea) > abs($1.signedArea) }
    }

    private struct Point { var x, y: Double }
    /// The edge between two neighbouring grid points, named by the lower left one.
    private struct Edge: Hashable { var row, column: Int, isHorizontal: Bool }

    private let values: [Double]
    private let side: Int
    private let level: Double

    private init(values: [Double], side: Int, level: Double) {
        self.values = values
        self.side = side
        self.level = level
    }

    /// Joins the pieces of all squares into loops that have the region on their left.
    private func trace() -> [[Point]] {
        var next = [Edge: Edge]()
        for row in 0..<side - 1 {
            for column in 0..<side - 1 {
                for (from, to) in pieces(row, column) { next[from] = to }
            }
        }
        var loops = [[Point]]()
        // Starting in a fixed order makes the result the same in every run.
        let starts = next.keys.sorted {
            ($0.row, $0.column, $0.isHorizontal ? 0 : 1) < (
                $1.row, $1.column, $1.isHorizontal ? 0 : 1
            )
        }
        for start in starts {
            var loop = [Point]()
            var edge = start
            while let following = next.removeValue(forKey: edge) {
                loop.append(crossing(edge))
                edge = following
            }
            if loop.count > 2 { loops.append(loop) }
        }
        return loops
    }

    /// The directed pieces of outline in one square, the region on their left.
    private func pieces(_ row: Int, _ column: Int) -> [(Edge, Edge)] {
        let (lowerLeft, lowerRight) = (value(row, column), value(row, column + 1))
        let (upperLeft, upperRight) = (value(row + 1, column), value(row + 1, column + 1))
        let bottom = Edge(row: row, column: column, isHorizontal: true)
        let top = Edge(row: row + 1, column: column, isHorizontal: true)
        let left = Edge(row: row, column: column, isHorizontal: false)
        let right = Edge(row: row, column: column + 1, isHorizontal: false)
        let inside = [lowerLeft, lowerRight, upperRight, upperLeft].enumerated().reduce(0) {
            $0 | ($1.element >= level ? 1 << $1.offset : 0)
        }
        let centreIsInside = (lowerLeft + lowerRight + upperLeft + upperRight) / 4 >= level
        switch inside {
        case 1: return [(bottom, left)]
        case 2: return [(right, bottom)]
        case 3: return [(right, left)]
        case 4: return [(top, right)]
        case 5:
            return centreIsInside
                ? [(bottom, right), (top, left)] : [(bottom, left), (top, right)]
        case 6: return [(top, bottom)]
        case 7: return [(top, left)]
        case 8: return [(left, top)]
        case 9: return [(bottom, top)]
        case 10:
            return centreIsInside
                ? [(left, bottom), (right, top)] : [(right, bottom), (left, top)]
        case 11: return [(right, top)]
        case 12: return [(left, right)]
        case 13: return [(bottom, right)]
        case 14: return [(left, bottom)]
        default: return []
        }
    }

    private func value(_ row: Int, _ column: Int) -> Double { values[row * side + column] }

    /// Where the level is crossed on an edge, by linear interpolation.
    private func crossing(_ edge: Edge) -> Point {
        let start = value(edge.row, edge.column)
        let end =
            edge.isHorizontal ? value(edge.row, edge.column + 1) : value(edge.row + 1, edge.column)
        let share = end == start ? 0.5 : min(max((level - start) / (end - start), 0), 1)
        return Point(
            x: Double(edge.column) + (edge.isHorizontal ? share : 0),
            y: Double(edge.row) + (edge.isHorizontal ? 0 : share))
    }
}
