import LinearAlgebra
import Testing

/// Entries in −1…1 from a small linear congruential generator: the tests of this module must not
/// depend on modules above it.
func scrambledMatrix<Scalar: BLASScalar>(
    _ rows: Int, _ columns: Int, seed: UInt32, of type: Scalar.Type = Scalar.self
) -> Matrix<Scalar> {
    var state = seed &* 2_654_435_761 &+ 1
    return Matrix(rows: rows, columns: columns) { _, _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Scalar(state >> 8) / Scalar(1 << 23) - 1
    }
}

@Suite struct MatrixProductTests {
    /// Rounding of a sum of k products of entries below 1: k·ulp for each order of summation.
    private func roundingBound<Scalar: BLASScalar>(_ innerLength: Int, _: Scalar.Type) -> Scalar {
        2 * Scalar(innerLength) * Scalar.ulpOfOne
    }

    private func checkAllTransposes<Scalar: BLASScalar>(of type: Scalar.Type) {
        for (m, k, n) in [(1, 1, 1), (3, 5, 2), (7, 1, 4), (17, 33, 9), (64, 70, 65)] {
            let left = scrambledMatrix(m, k, seed: 1, of: type)
            let right = scrambledMatrix(k, n, seed: 2, of: type)
            let expected = Matrix<Scalar>(rows: m, columns: n) { row, column in
                (0..<k).reduce(Scalar(0)) { $0 + left[row, $1] * right[$1, column] }
            }
            for transposingLeft in [false, true] {
                for transposingRight in [false, true] {
                    let product = (transposingLeft ? left.transposed() : left).times(
                        transposingRight ? right.transposed() : right,
                        transposingSelf: transposingLeft, transposingOther: transposingRight)
                    let worst = zip(product.elements, expected.elements).map { abs($0 - $1) }.max()!
                    #expect(
                        worst <= roundingBound(k, type),
                        "\(type) \(m)×\(k)×\(n) \(transposingLeft) \(transposingRight)")
                }
            }
        }
    }

    @Test func productsMatchTheDefinitionForEveryTransposition() {
        checkAllTransposes(of: Float.self)
        checkAllTransposes(of: Double.self)
    }

    @Test func accumulationKeepsAndScales() {
        let left = scrambledMatrix(4, 6, seed: 3, of: Double.self)
        let right = scrambledMatrix(6, 5, seed: 4, of: Double.self)
        let start = scrambledMatrix(4, 5, seed: 5, of: Double.self)
        var result = start
        result.accumulateProduct(of: left, right, scale: -2, keeping: 3)
        let expected = 3 * start - 2 * left.times(right)
        let worst = zip(result.elements, expected.elements).map { abs($0 - $1) }.max()!
        #expect(worst <= 40 * Double.ulpOfOne)
    }

    @Test func emptyInnerDimensionGivesZeros() {
        let product = Matrix<Double>(rows: 2, columns: 0).times(Matrix(rows: 0, columns: 3))
        #expect(product == Matrix(rows: 2, columns: 3, repeating: 0))
    }

    @Test func matrixTimesVectorIsTheColumnProduct() {
        let matrix = scrambledMatrix(9, 7, seed: 6, of: Double.self)
        let vector = scrambledMatrix(7, 1, seed: 7, of: Double.self)
        let expected = matrix.times(vector).elements
        let found = matrix.times(vector.elements)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 14 * Double.ulpOfOne })
        let transposed = matrix.transposed().times(vector.elements, transposingSelf: true)
        #expect(zip(transposed, expected).allSatisfy { abs($0 - $1) <= 14 * Double.ulpOfOne })
    }

    @Test func transpositionIsItsOwnInverse() {
        let matrix = scrambledMatrix(37, 53, seed: 8, of: Float.self)
        #expect(matrix.transposed().transposed() == matrix)
        #expect(matrix.transposed()[52, 36] == matrix[36, 52])
    }

    @Test func covarianceOfKnownColumns() {
        // Columns 1, 2, 3, 4 and 2, 1, 4, 3: variances 5/3, covariance 1.
        let matrix = Matrix<Double>([[1, 2], [2, 1], [3, 4], [4, 3]])
        let expected = Matrix<Double>([[5.0 / 3, 1], [1, 5.0 / 3]])
        let worst = zip(matrix.covariance().elements, expected.elements).map { abs($0 - $1) }.max()!
        #expect(worst <= 8 * Double.ulpOfOne)
    }
}
