extension Matrix {
    /// The product of op(self) and op(other), where op transposes on request.
    ///
    /// - Complexity: one BLAS call (`gemm`).
    public func times(
        _ other: Matrix, transposingSelf: Bool = false, transposingOther: Bool = false
    ) -> Matrix {
        var result = Matrix(
            rows: transposingSelf ? columns : rows,
            columns: transposingOther ? other.rows : other.columns)
        result.accumulateProduct(
            of: self, other, transposingFirst: transposingSelf,
            transposingSecond: transposingOther, keeping: 0)
        return result
    }

    /// self ← keep·self + scale·op(first)·op(second), in place.
    ///
    /// - Complexity: one BLAS call (`gemm`); allocates nothing.
    public mutating func accumulateProduct(
        of first: Matrix, _ second: Matrix, transposingFirst: Bool = false,
        transposingSecond: Bool = false, scale: Scalar = 1, keeping keep: Scalar = 1
    ) {
        let m = transposingFirst ? first.columns : first.rows
        let k = transposingFirst ? first.rows : first.columns
        let innerOfSecond = transposingSecond ? second.columns : second.rows
        let n = transposingSecond ? second.rows : second.columns
        precondition(
            k == innerOfSecond && m == rows && n == columns,
            "product of [\(m) × \(k)] and [\(innerOfSecond) × \(n)] into [\(rows) × \(columns)]")
        guard m > 0 && n > 0 else { return }
        let resultColumns = columns
        first.elements.withUnsafeBufferPointer { a in
            second.elements.withUnsafeBufferPointer { b in
                elements.withUnsafeMutableBufferPointer { c in
                    guard k > 0 else {
                        for index in c.indices { c[index] *= keep }
                        return
                    }
                    Scalar._gemm(
                        transposingFirst, transposingSecond, m, n, k, scale,
                        a.baseAddress!, first.columns, b.baseAddress!, second.columns, keep,
                        c.baseAddress!, resultColumns)
                }
            }
        }
    }

    /// The product of op(self) and a vector.
    ///
    /// - Complexity: one BLAS call (`gemv`).
    public func times(_ vector: [Scalar], transposingSelf: Bool = false) -> [Scalar] {
        let (length, resultLength) = transposingSelf ? (rows, columns) : (columns, rows)
        precondition(vector.count == length, "vector of \(vector.count), expected \(length)")
        guard length > 0 && resultLength > 0 else {
            return [Scalar](repeating: 0, count: resultLength)
        }
        var result = [Scalar](repeating: 0, count: resultLength)
        elements.withUnsafeBufferPointer { a in
            vector.withUnsafeBufferPointer { x in
                result.withUnsafeMutableBufferPointer { y in
                    Scalar._gemv(
                        transposingSelf, rows, columns, 1, a.baseAddress!, columns,
                        x.baseAddress!, 0, y.baseAddress!)
                }
            }
        }
        return result
    }

    /// The covariance of the columns with divisor rows − 1, `[columns × columns]`.
    public func covariance() -> Matrix {
        precondition(rows > 1, "covariance of \(rows) rows, expected at least 2")
        let means = columnMeans()
        var centred = self
        for row in 0..<rows {
            for column in 0..<columns { centred[row, column] -= means[column] }
        }
        var result = Matrix(rows: columns, columns: columns)
        result.accumulateProduct(
            of: centred, centred, transposingFirst: true, scale: 1 / Scalar(rows - 1), keeping: 0)
        return result
    }
}
