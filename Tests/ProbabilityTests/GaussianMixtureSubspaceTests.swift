import LinearAlgebra
import Probability
import RealModule
import Testing

@Suite struct GaussianMixtureSubspaceTests {
    /// Every ordered selection of distinct dimensions, the empty one left out.
    static let selections: [[Int]] = {
        func extend(_ chosen: [Int]) -> [[Int]] {
            (chosen.isEmpty ? [] : [chosen])
                + (0..<4).filter { !chosen.contains($0) }.flatMap { extend(chosen + [$0]) }
        }
        return extend([])
    }()

    @Test func marginalsEqualDenseOnesForEverySubsetInAnyOrder() throws {
        let (weights, means, covariances) = MixtureFixture.parts(4, 3)
        let mixture = try MixtureFixture.mixture(4, 3)
        #expect(Self.selections.count == 64)
        for selection in Self.selections {
            let marginal = mixture.marginal(selection)
            for row in 0..<3 {
                let point = Array(MixtureFixture.points(3, selection.count).row(row))
                let expected = try MixtureFixture.denseLogDensity(
                    point, weights: weights, means: means.selectingColumns(selection),
                    covariances: covariances.map {
                        $0.selectingRows(selection).selectingColumns(selection)
                    })
                let found = marginal.logDensity(Matrix([point]))[0]
                // Rounding of squares that reach some hundreds.
                #expect(abs(found - expected) < 1e-10 * (1 + abs(expected)), "\(selection)")
            }
        }
    }

    /// Against Σ_FF − Σ_FG·Σ_GG⁻¹·Σ_GF and μ_F + Σ_FG·Σ_GG⁻¹(x_G − μ_G) on dense matrices.
    @Test func conditionalsEqualDenseOnesForEverySubsetInAnyOrder() throws {
        let (weights, means, covariances) = MixtureFixture.parts(4, 3)
        let mixture = try MixtureFixture.mixture(4, 3)
        for selection in Self.selections where selection.count < 4 {
            let values = selection.map { 0.4 * Double($0) - 0.7 }
            let free = (0..<4).filter { !selection.contains($0) }
            var freeMeans = Matrix<Double>(rows: 3, columns: free.count)
            var freeCovariances: [Matrix<Double>] = []
            var freeWeights: [Double] = []
            for component in 0..<3 {
                let rows = covariances[component].selectingRows(selection)
                let given = rows.selectingColumns(selection)
                let cross = rows.selectingColumns(free)
                let cholesky = try Cholesky(given)
                let offset = zip(selection, values).map { $1 - means[component, $0] }
                let shift = cross.times(cholesky.solve(offset), transposingSelf: true)
                for (column, axis) in free.enumerated() {
                    freeMeans[component, column] = means[component, axis] + shift[column]
                }
                freeCovariances.append(
                    covariances[component].selectingRows(free).selectingColumns(free)
                        - cross.times(cholesky.solve(cross), transposingSelf: true))
                freeWeights.append(
                    weights[component]
                        * .exp(
                            try MixtureFixture.denseLogDensity(
                                values, weights: [1],
                                means: means.selectingRows([component]).selectingColumns(selection),
                                covariances: [given])))
            }
            let conditional = mixture.conditional(on: selection, values: values)
            for row in 0..<3 {
                let point = Array(MixtureFixture.points(3, free.count).row(row))
                let expected = try MixtureFixture.denseLogDensity(
                    point, weights: freeWeights, means: freeMeans, covariances: freeCovariances)
                let found = conditional.logDensity(Matrix([point]))[0]
                // The oracle subtracts matrices and loses a digit or two more.
                #expect(abs(found - expected) < 1e-8 * (1 + abs(expected)), "\(selection)")
            }
        }
    }

    @Test func freeDimensionsComeInTheOrderAskedFor() throws {
        let mixture = try MixtureFixture.mixture(4, 2)
        let ascending = mixture.conditional(on: [1], values: [0.3])
        let turned = mixture.conditional(on: [1], values: [0.3], keeping: [3, 0, 2])
        let points = MixtureFixture.points(10, 3)
        let permuted = points.selectingColumns([2, 0, 1])
        for (a, b) in zip(ascending.logDensity(points), turned.logDensity(permuted)) {
            // The same quadratic forms summed in another order.
            #expect(abs(a - b) < 1e-10 * (1 + abs(a)))
        }
    }

    @Test func jointDensityIsMarginalTimesConditionalForEverySubset() throws {
        let mixture = try MixtureFixture.mixture(4, 3)
        let points = MixtureFixture.points(5, 4)
        let joint = mixture.logDensity(points)
        for selection in Self.selections where selection.count < 4 {
            let free = (0..<4).filter { !selection.contains($0) }
            for row in 0..<points.rows {
                let given = selection.map { points[row, $0] }
                let parts =
                    mixture.marginal(selection).logDensity(Matrix([given]))[0]
                    + mixture.conditional(on: selection, values: given).logDensity(
                        Matrix([free.map { points[row, $0] }]))[0]
                // Rounding of squares that reach some hundreds.
                #expect(abs(joint[row] - parts) < 1e-10 * (1 + abs(parts)), "\(selection)")
            }
        }
    }

    @Test func affineChangeDividesTheDensityByTheDeterminant() throws {
        let mixture = try MixtureFixture.mixture(3, 3)
        let matrix = Matrix<Double>([[2, 1, 0], [-1, 0.5, 3], [0, 1, -1]])
        // det = 2·(0.5·(−1) − 3·1) − 1·((−1)(−1) − 0) = −7 − 1.
        let logDeterminant = Double.log(8)
        let offset = [1.0, -2, 0.5]
        let points = MixtureFixture.points(20, 3)
        let images = points.times(matrix, transposingOther: true)
        let moved = Matrix(rows: 20, columns: 3) { images[$0, $1] + offset[$1] }
        let found = try mixture.transformed(by: matrix, offset: offset).logDensity(moved)
        for (a, b) in zip(found, mixture.logDensity(points)) {
            #expect(abs(a - (b - logDeterminant)) < 1e-10 * (1 + abs(b)))
        }
        #expect(throws: LinearAlgebraError.self) {
            try mixture.transformed(
                by: Matrix([[1, 2, 3], [2, 4, 6], [0, 0, 1]]), offset: offset)
        }
    }
}
