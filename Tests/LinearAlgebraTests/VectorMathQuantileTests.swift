import CVectorMath
import Testing

/// Quantile functions over arrays. Their mathematics is tested where the equation language defines
/// them, against which the simulator's tests compare these.
@Suite struct VectorMathQuantileTests {
    private let probabilities = (1..<100).map { Double($0) / 100 }

    /// Shape 1 is the exponential distribution: e^(−x) = 1 − p.
    @Test func gammaOfShapeOneIsExponential() {
        let count = probabilities.count
        let shapes = [Double](repeating: 1, count: count)
        var (arrays, scalar, swapped) = (shapes, shapes, shapes)
        vm_gammaquantile_f64(&arrays, probabilities, shapes, count)
        vm_gammaquantile_scalar_f64(&scalar, probabilities, 1, count)
        vm_scalar_gammaquantile_f64(&swapped, 0.5, shapes, count)
        #expect(arrays == scalar)
        #expect(Set(swapped) == [arrays[49]])
        for (x, p) in zip(arrays, probabilities) {
            // The error of x is that of p, some units of rounding, over the density 1 − p.
            #expect(abs(x.exponentialOfMinus - (1 - p)) <= 1e-14, "\(p)")
        }
        var single = [Float](repeating: 0, count: count)
        vm_gammaquantile_scalar_f32(&single, probabilities.map { Float($0) }, 1, count)
        for (x, p) in zip(single, probabilities) {
            let exact = Double(Float(p))
            // Computed in double precision and rounded once.
            #expect(abs(Double(x).exponentialOfMinus - (1 - exact)) <= 1e-7, "\(p)")
        }
    }

    /// Two trials: 0 up to (1 − q)², 1 up to 1 − q², then 2.
    @Test func binomialOfTwoTrialsHasThreeSteps() {
        let count = probabilities.count
        let success = 0.3001
        var result = [Double](repeating: -1, count: count)
        vm_binomialquantile_f64(&result, probabilities, 1, [2], 0, [success], 0, count)
        for (k, p) in zip(result, probabilities) {
            let (none, notBoth) = ((1 - success) * (1 - success), 1 - success * success)
            #expect(k == (p <= none ? 0 : p <= notBoth ? 1 : 2), "\(p)")
        }
        // One probability and many numbers of trials; single precision has the same steps.
        let trials = (0..<count).map { Double($0) }
        vm_binomialquantile_f64(&result, [0.999_999], 0, trials, 1, [success], 0, count)
        #expect(zip(result, trials).allSatisfy { $0 <= $1 })
        var single = [Float](repeating: -1, count: count)
        vm_binomialquantile_f32(
            &single, [0.999_999], 0, trials.map { Float($0) }, 1, [Float(success)], 0, count)
        // Where a step happens to lie between the two numbers, they differ by one.
        #expect(zip(result, single).allSatisfy { abs($0 - Double($1)) <= 1 })
    }

    @Test func parametersWithoutADistributionGiveNaN() {
        var result = [Double](repeating: 0, count: 4)
        vm_gammaquantile_f64(&result, [0.5, 0.5, -1, .nan], [0, -1, 2, 1], 4)
        #expect(result.allSatisfy { $0.isNaN })
        vm_binomialquantile_f64(
            &result, [0.5, 0.5, 2, .nan], 1, [-1, 3, 3, 3], 1, [0.5, 1.5, 0.5, 0.5], 1, 4)
        #expect(result.allSatisfy { $0.isNaN })
    }

    @Test func instructionSetsGiveTheSameBits() {
        let best = vm_instruction_set_in_use()
        defer { _ = vm_force_instruction_set(best) }
        let shapes = probabilities.map { 0.1 + 40 * $0 * $0 }
        var results: [[Double]] = []
        for set in [VM_BASELINE, VM_AVX2, VM_AVX512] where vm_force_instruction_set(set) != 0 {
            var result = [Double](repeating: 0, count: shapes.count)
            vm_gammaquantile_f64(&result, probabilities, shapes, shapes.count)
            results.append(result)
        }
        #expect(Set(results).count == 1)
    }
}

extension Double {
    /// e^(−x) by its series, halved until it converges at once.
    fileprivate var exponentialOfMinus: Double {
        if self > 0.1 {
            let root = (self / 2).exponentialOfMinus
            return root * root
        }
        var (term, sum) = (1.0, 1.0)
        for n in 1...12 {
            term *= -self / Double(n)
            sum += term
        }
        return sum
    }
}
