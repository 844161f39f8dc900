import RealModule

extension Matrix {
    /// The sum of every column, `[columns]`, accumulated in double precision.
    public func columnSums() -> [Scalar] {
        columnSumsInDouble().map { Scalar($0) }
    }

    /// The mean of every column, `[columns]`, accumulated in double precision.
    public func columnMeans() -> [Scalar] {
        columnSumsInDouble().map { Scalar($0 / Double(rows)) }
    }

    /// The standard deviation of every column with divisor rows − 1, `[columns]`.
    ///
    /// Two passes: the difference of mean square and squared mean is rejected because it loses
    /// all digits where the deviation is small against the mean.
    public func columnStandardDeviations() -> [Scalar] {
        precondition(rows > 1, "standard deviation of \(rows) rows, expected at least 2")
        let means = columnSumsInDouble().map { $0 / Double(rows) }
        var squares = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            for column in 0..<columns {
                let difference = Double(elements[row * columns + column]) - means[column]
                squares[column] += difference * difference
            }
        }
        return squares.map { Scalar(($0 / Double(rows - 1)).squareRoot()) }
    }

    /// The sum of every row, `[rows]`, accumulated in double precision.
    public func rowSums() -> [Scalar] {
        (0..<rows).map { Scalar(row($0).reduce(0.0) { $0 + Double($1) }) }
    }

    /// The logarithm of the summed exponentials of every row, `[rows]`, safe against overflow.
    ///
    /// A row whose entries are all −∞ gives −∞; a NaN in a row gives NaN.
    public func rowLogSumExp() -> [Scalar] {
        (0..<rows).map { index in
            let row = row(index)
            guard let largest = row.max(), largest.isFinite || largest.isNaN else {
                return row.max() ?? -.infinity
            }
            return largest + .log(row.reduce(0) { $0 + .exp($1 - largest) })
        }
    }

    private func columnSumsInDouble() -> [Double] {
        var sums = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            for column in 0..<columns { sums[column] += Double(elements[row * columns + column]) }
        }
        return sums
    }
}
