import LinearAlgebra
import RealModule
import Testing

@Suite struct DecompositionTests {
    /// A well-conditioned symmetric positive definite matrix: B·Bᵀ + size·I.
    private func positiveDefinite<Scalar: BLASScalar>(_ size: Int, of type: Scalar.Type)
        -> Matrix<Scalar>
    {
        let root = scrambledMatrix(size, size, seed: 11, of: type)
        var result = root.times(root, transposingOther: true)
        for index in 0..<size { result[index, index] += Scalar(size) }
        return result
    }

    private func largest<Scalar: BLASScalar>(_ matrix: Matrix<Scalar>) -> Scalar {
        matrix.elements.map { abs($0) }.max() ?? 0
    }

    private func checkCholesky<Scalar: BLASScalar>(of type: Scalar.Type) throws {
        for size in [1, 2, 5, 40] {
            let matrix = positiveDefinite(size, of: type)
            let factor = try Cholesky(matrix)
            // Backward stable: the error of L·Lᵀ is of the order size·ulp·‖A‖ (Higham 2002, 10.4).
            let bound = 4 * Scalar(size) * Scalar.ulpOfOne * largest(matrix)
            let rebuilt = factor.lower.times(factor.lower, transposingOther: true)
            #expect(largest(rebuilt - matrix) <= bound, "\(type) \(size)")
            // Condition number below 4 by construction, so the inverse is as accurate.
            let identity = matrix.times(factor.inverse())
            #expect(
                largest(identity - .identity(size)) <= 16 * Scalar(size) * Scalar.ulpOfOne,
                "\(type) \(size)")
            let eigenvalues = try matrix.symmetricEigen().values
            let logDeterminant = eigenvalues.reduce(Scalar(0)) { $0 + .log($1) }
            #expect(
                abs(factor.logDeterminant - logDeterminant)
                    <= 16 * Scalar(size) * Scalar.ulpOfOne * (1 + abs(logDeterminant)))
        }
    }

    @Test func choleskyRebuildsInvertsAndHasTheDeterminant() throws {
        try checkCholesky(of: Double.self)
        try checkCholesky(of: Float.self)
    }

    @Test func choleskyRefusesIndefiniteAndNonFiniteMatrices() {
        #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
            try Cholesky(Matrix<Double>([[1, 2], [2, 1]]))
        }
        #expect(throws: LinearAlgebraError.notFinite) {
            try Cholesky(Matrix<Double>([[1, .nan], [.nan, 1]]))
        }
    }

    @Test func triangularSolvesAndInversesAgree() throws {
        let lower = try Cholesky(positiveDefinite(12, of: Double.self)).lower
        let right = scrambledMatrix(12, 3, seed: 12, of: Double.self)
        for (triangular, triangle) in [(lower, Triangle.lower), (lower.transposed(), .upper)] {
            for transposed in [false, true] {
                var solution = right
                solution.solveTriangular(triangular, triangle, transposed: transposed)
                let back = triangular.times(solution, transposingSelf: transposed)
                #expect(largest(back - right) <= 12 * 12 * Double.ulpOfOne)
                let inverse = try triangular.triangularInverse(triangle)
                let byInverse = inverse.times(right, transposingSelf: transposed)
                #expect(largest(byInverse - solution) <= 12 * 12 * Double.ulpOfOne)
            }
        }
        #expect(throws: LinearAlgebraError.singular(index: 1)) {
            try Matrix<Double>([[1, 0], [3, 0]]).triangularInverse(.lower)
        }
    }

    @Test func eigenvectorsAreOrthonormalAndDiagonalise() throws {
        let matrix = positiveDefinite(20, of: Double.self)
        let (values, vectors) = try matrix.symmetricEigen()
        #expect(values == values.sorted())
        let gram = vectors.times(vectors, transposingSelf: true)
        #expect(largest(gram - .identity(20)) <= 20 * 8 * Double.ulpOfOne)
        let rebuilt = vectors.times(.diagonal(values)).times(vectors, transposingOther: true)
        #expect(largest(rebuilt - matrix) <= 20 * 8 * Double.ulpOfOne * largest(matrix))
    }

    @Test func leastSquaresResidualIsOrthogonalToTheColumns() throws {
        let matrix = scrambledMatrix(30, 6, seed: 13, of: Double.self)
        let right = scrambledMatrix(30, 2, seed: 14, of: Double.self)
        let (solution, rank) = try matrix.leastSquares(right)
        #expect(rank == 6)
        let residual = right - matrix.times(solution)
        // The normal equations hold to rounding of 30 products of entries below 1.
        #expect(
            largest(matrix.times(residual, transposingSelf: true)) <= 30 * 16 * Double.ulpOfOne)
    }

    @Test func leastSquaresOfDependentColumnsHasTheSmallestNorm() throws {
        // Two equal columns share the weight equally in the solution of least norm.
        let matrix = Matrix<Double>([[1, 1], [2, 2], [3, 3]])
        let (solution, rank) = try matrix.leastSquares(Matrix([[2], [4], [6]]))
        #expect(rank == 1)
        #expect(abs(solution[0, 0] - 1) <= 16 * Double.ulpOfOne)
        #expect(abs(solution[1, 0] - 1) <= 16 * Double.ulpOfOne)
    }

    @Test func underdeterminedSystemsAreSolved() throws {
        let (solution, rank) = try Matrix<Double>([[3, 4]]).leastSquares(Matrix([[25]]))
        #expect(rank == 1)
        #expect(abs(solution[0, 0] - 3) <= 32 * Double.ulpOfOne)
        #expect(abs(solution[1, 0] - 4) <= 32 * Double.ulpOfOne)
    }
}
