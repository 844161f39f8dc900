import LinearAlgebra

extension SimulationSet {
    /// What occurs more than once among some rows.
    struct Repeats {
        /// Rows that are the same, bit for bit, as one before them.
        var copies: [Int] = []
        /// Rows with the parameters of one before them, but other statistics.
        var sameParameters = 0
    }

    /// Looks for copies and for repeated parameters among the given rows.
    ///
    /// Draws from a prior with a density never repeat, so a copy has come from a file that was read
    /// twice or from tables put together. One on each side of the validation split would make a
    /// network look better than it is.
    /// - Complexity: O(rows · parameters), and O(statistics) for each row whose parameters repeat.
    func repeats(among rows: [Int]) -> Repeats {
        var repeats = Repeats()
        var firstRows: [[UInt64]: Int] = [:]
        var wholeRows: Set<[UInt64]> = []
        for row in rows {
            let key = parameters.row(row).map(\.bitPattern)
            guard let first = firstRows[key] else {
                firstRows[key] = row
                continue
            }
            func whole(_ row: Int) -> [UInt64] { key + statistics.row(row).map(\.bitPattern) }
            wholeRows.insert(whole(first))
            if wholeRows.insert(whole(row)).inserted {
                repeats.sameParameters += 1
            } else {
                repeats.copies.append(row)
            }
        }
        return repeats
    }
}
