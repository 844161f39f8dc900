/// Turns margins in points into frames in shares of a figure.
struct Layout {
    /// The size of the figure in points.
    let width, height: Int

    /// A frame with the given distances in points from the edges of the figure.
    func frame(left: Double, right: Double, bottom: Double, top: Double) -> Frame {
        Frame(
            left: left / Double(width), right: 1 - right / Double(width),
            bottom: bottom / Double(height), top: 1 - top / Double(height))
    }

    /// Cuts a frame into rows from top to bottom with heights in the given proportions.
    func rows(of frame: Frame, proportions: [Double], gap: Double) -> [Frame] {
        let gapShare = gap / Double(height)
        let free = frame.top - frame.bottom - gapShare * Double(proportions.count - 1)
        let unit = free / proportions.reduce(0, +)
        var top = frame.top
        return proportions.map { proportion in
            let bottom = max(top - proportion * unit, 0)
            defer { top = bottom - gapShare }
            return Frame(left: frame.left, right: frame.right, bottom: bottom, top: top)
        }
    }

    /// A grid of equal cells, row by row from the top.
    func grid(of frame: Frame, rows: Int, columns: Int, gapX: Double, gapY: Double) -> [[Frame]] {
        let gapShare = gapX / Double(width)
        let cell = (frame.right - frame.left - gapShare * Double(columns - 1)) / Double(columns)
        return self.rows(
            of: frame, proportions: [Double](repeating: 1, count: rows), gap: gapY
        ).map { row in
            (0..<columns).map { column in
                let left = row.left + Double(column) * (cell + gapShare)
                return Frame(
                    left: left, right: min(left + cell, 1), bottom: row.bottom, top: row.top)
            }
        }
    }
}
