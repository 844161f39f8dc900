import LinearAlgebra
import RealModule
import Testing

@Suite struct ReductionTests {
    @Test func sumsMeansAndDeviationsOfKnownColumns() {
        let matrix = Matrix<Double>([[1, 10], [2, 10], [3, 10], [6, 10]])
        #expect(matrix.columnSums() == [12, 40])
        #expect(matrix.columnMeans() == [3, 10])
        #expect(matrix.rowSums() == [11, 12, 13, 16])
        let deviations = matrix.columnStandardDeviations()
        // Squared differences 4 + 1 + 0 + 9 over 3.
        #expect(abs(deviations[0] - (14.0 / 3).squareRoot()) <= 4 * Double.ulpOfOne)
        #expect(deviations[1] == 0)
    }

    @Test func singlePrecisionSumsDoNotDrift() {
        // A running Float sum of 2²⁴ + 64 ones stops at 2²⁴; double accumulation does not.
        let count = (1 << 24) + 64
        let matrix = Matrix<Float>(rows: count, columns: 1, repeating: 1)
        #expect(matrix.columnSums() == [Float(count)])
    }

    @Test func logSumExpIsShiftedAndSafe() {
        let matrix = Matrix<Double>([
            [0, .log(3)], [1000, 1000 + .log(3)], [-.infinity, -.infinity],
        ])
        let sums = matrix.rowLogSumExp()
        #expect(abs(sums[0] - .log(4)) <= 4 * Double.ulpOfOne)
        #expect(abs(sums[1] - (1000 + .log(4))) <= 1000 * Double.ulpOfOne)
        #expect(sums[2] == -.infinity)
    }

    @Test func elementwiseFunctionsMatchTheScalarOnes() {
        let matrix = scrambledMatrix(13, 11, seed: 21, of: Double.self).map { abs($0) + 0.1 }
        let references: [(ElementwiseFunction, (Double) -> Double)] = [
            (.exp, { .exp($0) }), (.log, { .log($0) }), (.tanh, { .tanh($0) }),
        ]
        #expect(references.map(\.0) == ElementwiseFunction.allCases)
        for (function, reference) in references {
            for (found, input) in zip(matrix.applying(function).elements, matrix.elements) {
                let expected = reference(input)
                // Two ulps: one of ours, one of the C library's.
                #expect(abs(found - expected) <= 2 * expected.ulp, "\(function)(\(input))")
            }
        }
    }
}
