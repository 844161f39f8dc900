import RealModule

/// The lower Cholesky factor L of a symmetric positive definite matrix A = L·Lᵀ.
public struct Cholesky<Scalar: BLASScalar>: Equatable, Sendable {
    /// The factor `[n × n]`; zeros above the diagonal.
    public let lower: Matrix<Scalar>

    /// Factorises a symmetric matrix, of which only the lower triangle is read.
    public init(_ matrix: Matrix<Scalar>) throws(LinearAlgebraError) {
        precondition(
            matrix.rows == matrix.columns,
            "Cholesky factor of [\(matrix.rows) × \(matrix.columns)], expected a square matrix")
        let size = matrix.rows
        guard matrix.elements.allSatisfy(\.isFinite) else { throw .notFinite }
        var factor = matrix
        let info =
            size == 0
            ? 0
            : factor.elements.withUnsafeMutableBufferPointer {
                Scalar._potrf(size, $0.baseAddress!, size)
            }
        guard info == 0 else { throw .notPositiveDefinite(order: info) }
        for row in 0..<size {
            for column in row + 1..<Swift.max(row + 1, size) { factor[row, column] = 0 }
        }
        lower = factor
    }

    /// Takes a factor that is known already: lower-triangular with a positive diagonal.
    public init(lower: Matrix<Scalar>) {
        precondition(
            lower.rows == lower.columns && lower.diagonal.allSatisfy { $0 > 0 },
            "a Cholesky factor must be square with a positive diagonal")
        self.lower = lower
    }

    /// log det A = 2·Σ log Lᵢᵢ.
    public var logDeterminant: Scalar {
        2 * lower.diagonal.reduce(0) { $0 + .log($1) }
    }

    /// The solution X of A·X = B, `[n × columns of B]`.
    public func solve(_ right: Matrix<Scalar>) -> Matrix<Scalar> {
        var solution = right
        solution.solveTriangular(lower, .lower)
        solution.solveTriangular(lower, .lower, transposed: true)
        return solution
    }

    /// The solution x of A·x = b.
    public func solve(_ right: [Scalar]) -> [Scalar] {
        solve(Matrix(rows: right.count, columns: 1, elements: right)).elements
    }

    /// A⁻¹.
    public func inverse() -> Matrix<Scalar> {
        solve(.identity(lower.rows))
    }
}
