/// Which half of a triangular matrix holds its entries.
public enum Triangle: Sendable {
    case lower, upper
}

extension Matrix {
    /// self ← op(T)⁻¹·self for a triangular T `[n × n]` with non-zero diagonal, self `[n × columns]`.
    public mutating func solveTriangular(
        _ triangular: Matrix, _ triangle: Triangle, transposed: Bool = false
    ) {
        precondition(
            triangular.rows == triangular.columns && triangular.columns == rows,
            "triangular solve of [\(triangular.rows) × \(triangular.columns)] on [\(rows) × \(columns)]"
        )
        guard rows > 0 && columns > 0 else { return }
        let (size, width) = (rows, columns)
        triangular.elements.withUnsafeBufferPointer { a in
            elements.withUnsafeMutableBufferPointer { b in
                Scalar._trsm(
                    triangle == .lower, transposed, size, width, a.baseAddress!, size,
                    b.baseAddress!, width)
            }
        }
    }

    /// The inverse of a triangular matrix; the other half is returned as zeros.
    public func triangularInverse(_ triangle: Triangle) throws(LinearAlgebraError) -> Matrix {
        precondition(rows == columns, "inverse of [\(rows) × \(columns)], expected a square matrix")
        guard rows > 0 else { return self }
        let size = rows
        var result = Matrix(rows: size, columns: size) {
            (triangle == .lower ? $0 >= $1 : $0 <= $1) ? self[$0, $1] : 0
        }
        let info = result.elements.withUnsafeMutableBufferPointer {
            Scalar._trtri(triangle == .lower, size, $0.baseAddress!, size)
        }
        guard info == 0 else { throw .singular(index: info - 1) }
        return result
    }

    /// Eigenvalues in ascending order and eigenvectors as columns, of a symmetric matrix.
    ///
    /// Only the lower triangle is read.
    public func symmetricEigen() throws(LinearAlgebraError) -> (values: [Scalar], vectors: Matrix) {
        precondition(
            rows == columns, "eigenvalues of [\(rows) × \(columns)], expected a square matrix")
        guard elements.allSatisfy(\.isFinite) else { throw .notFinite }
        guard rows > 0 else { return ([], self) }
        let size = rows
        var vectors = self
        var values = [Scalar](repeating: 0, count: size)
        let info = vectors.elements.withUnsafeMutableBufferPointer { a in
            values.withUnsafeMutableBufferPointer { w in
                Scalar._syevd(size, a.baseAddress!, size, w.baseAddress!)
            }
        }
        guard info == 0 else { throw .noConvergence(routine: "syevd") }
        return (values, vectors)
    }

    /// The X of least norm that minimises ‖self·X − right‖, and the numerical rank of self.
    ///
    /// - Parameters:
    ///   - right: `[rows × k]`.
    ///   - rankTolerance: singular values below this share of the largest count as zero; by default
    ///     machine precision times the larger side, the size of their rounding errors.
    /// - Returns: the solution `[columns × k]`.
    public func leastSquares(_ right: Matrix, rankTolerance: Scalar? = nil)
        throws(LinearAlgebraError) -> (solution: Matrix, rank: Int)
    {
        precondition(
            right.rows == rows, "right-hand side has \(right.rows) rows, expected \(rows)")
        guard elements.allSatisfy(\.isFinite), right.elements.allSatisfy(\.isFinite) else {
            throw .notFinite
        }
        guard rows > 0 && columns > 0 && right.columns > 0 else {
            return (Matrix(rows: columns, columns: right.columns), 0)
        }
        var work = self
        // LAPACK leaves the solution in the right-hand side, which must hold max(rows, columns) rows.
        let height = Swift.max(rows, columns)
        var solution = Matrix(
            rows: height, columns: right.columns,
            elements: right.elements
                + [Scalar](repeating: 0, count: (height - rows) * right.columns))
        var rank = 0
        let (m, n, k) = (rows, columns, right.columns)
        let tolerance = rankTolerance ?? Scalar(height) * Scalar.ulpOfOne
        let info = work.elements.withUnsafeMutableBufferPointer { a in
            solution.elements.withUnsafeMutableBufferPointer { b in
                Scalar._gelsd(m, n, k, a.baseAddress!, n, b.baseAddress!, k, tolerance, &rank)
            }
        }
        guard info == 0 else { throw .noConvergence(routine: "gelsd") }
        return (
            Matrix(rows: n, columns: k, elements: Array(solution.elements[..<(n * k)])), rank
        )
    }
}
