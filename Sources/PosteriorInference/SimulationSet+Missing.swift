import LinearAlgebra

extension SimulationSet {
    /// The number of usable rows in which some statistic does not exist.
    public var incompleteCount: Int { usableRows.count - completeRows.count }

    /// In how many of the usable rows each statistic does not exist, for those that are missing in
    /// some, in the order of the columns.
    public var missingCounts: [(statistic: String, count: Int)] {
        let rows = usableRows
        return statisticNames.enumerated().compactMap { column, name in
            let count = rows.count { statistics[$0, column].isNaN }
            return count > 0 ? (name, count) : nil
        }
    }
}
