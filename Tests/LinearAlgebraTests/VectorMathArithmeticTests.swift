import CVectorMath
import RealModule
import Testing

extension VectorMathTests {
    @Suite struct Arithmetic {
        static let a: [Double] = [
            1.5, -2.5, 0, -0.0, 7, -7, 1e300, .nan, 3, .infinity, 0.49999999999999994, 2.5, 1e17,
            -3.2,
            4, 9, 0.1, -0.1, 3,
        ]
        static let b: [Double] = [
            2, 2, 5, -1, -3, 3, 7, 1, .nan, 2, 1, -2.5, 3, 0, 4, 9, 0.1, 0.3, .infinity,
        ]

        private func expectSame(
            _ results: [Double], _ expected: [Double], _ message: Comment,
            location: SourceLocation = #_sourceLocation
        ) {
            for (result, value) in zip(results, expected) {
                #expect(
                    result == value || (result.isNaN && value.isNaN), message,
                    sourceLocation: location)
            }
        }

        typealias Binary = (
            UnsafeMutablePointer<Double>?, UnsafePointer<Double>?, UnsafePointer<Double>?, Int
        ) -> Void
        typealias BinaryScalar = (
            UnsafeMutablePointer<Double>?, UnsafePointer<Double>?, Double, Int
        ) -> Void
        typealias ScalarBinary = (
            UnsafeMutablePointer<Double>?, Double, UnsafePointer<Double>?, Int
        ) -> Void

        static func flooredRemainder(_ x: Double, _ y: Double) -> Double {
            let r = x.truncatingRemainder(dividingBy: y)
            return r != 0 && (r < 0) != (y < 0) ? r + y : r
        }

        static var binaries:
            [(String, Binary, BinaryScalar, ScalarBinary, (Double, Double) -> Double)]
        {
            [
                ("add", vm_add_f64, vm_add_scalar_f64, vm_scalar_add_f64, { $0 + $1 }),
                ("sub", vm_sub_f64, vm_sub_scalar_f64, vm_scalar_sub_f64, { $0 - $1 }),
                ("mul", vm_mul_f64, vm_mul_scalar_f64, vm_scalar_mul_f64, { $0 * $1 }),
                ("div", vm_div_f64, vm_div_scalar_f64, vm_scalar_div_f64, { $0 / $1 }),
                ("mod", vm_mod_f64, vm_mod_scalar_f64, vm_scalar_mod_f64, flooredRemainder),
                (
                    "min", vm_min_f64, vm_min_scalar_f64, vm_scalar_min_f64,
                    { $0.isNaN || $1.isNaN ? .nan : min($0, $1) }
                ),
                (
                    "max", vm_max_f64, vm_max_scalar_f64, vm_scalar_max_f64,
                    { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
                ),
                (
                    "less", vm_less_f64, vm_less_scalar_f64, vm_scalar_less_f64,
                    { $0 < $1 ? 1 : 0 }
                ),
                (
                    "lessequal", vm_lessequal_f64, vm_lessequal_scalar_f64, vm_scalar_lessequal_f64,
                    { $0 <= $1 ? 1 : 0 }
                ),
                (
                    "greater", vm_greater_f64, vm_greater_scalar_f64, vm_scalar_greater_f64,
                    { $0 > $1 ? 1 : 0 }
                ),
                (
                    "greaterequal", vm_greaterequal_f64, vm_greaterequal_scalar_f64,
                    vm_scalar_greaterequal_f64, { $0 >= $1 ? 1 : 0 }
                ),
                (
                    "equal", vm_equal_f64, vm_equal_scalar_f64, vm_scalar_equal_f64,
                    { $0 == $1 ? 1 : 0 }
                ),
                (
                    "notequal", vm_notequal_f64, vm_notequal_scalar_f64, vm_scalar_notequal_f64,
                    { $0 != $1 ? 1 : 0 }
                ),
                (
                    "and", vm_and_f64, vm_and_scalar_f64, vm_scalar_and_f64,
                    { $0 != 0 && $1 != 0 ? 1 : 0 }
                ),
                (
                    "or", vm_or_f64, vm_or_scalar_f64, vm_scalar_or_f64,
                    { $0 != 0 || $1 != 0 ? 1 : 0 }
                ),
            ]
        }

        @Test func binaryOperationsHaveTheirMeaningInEveryForm() {
            for set in instructionSets {
                for (name, arrays, withScalar, scalarWith, meaning) in Self.binaries {
                    onInstructionSet(set) {
                        let message: Comment = "\(name), set \(set)"
                        var results = Self.a
                        arrays(&results, Self.a, Self.b, Self.a.count)
                        expectSame(results, zip(Self.a, Self.b).map(meaning), message)
                        for s in Self.b {
                            withScalar(&results, Self.a, s, Self.a.count)
                            expectSame(results, Self.a.map { meaning($0, s) }, message)
                            scalarWith(&results, s, Self.a, Self.a.count)
                            expectSame(results, Self.a.map { meaning(s, $0) }, message)
                        }
                    }
                }
            }
        }

        @Test func remaindersAreExactForRandomNumbers() {
            var generator = ArgumentGenerator(state: 4)
            let x = (0..<20_000).map { _ in
                Double.random(in: -1...1, using: &generator)
                    * .exp2(Double.random(in: 0...70, using: &generator))
            }
            let y = (0..<20_000).map { i in
                let y = Double.random(in: -100...100, using: &generator)
                return i % 3 == 0 ? y.rounded(.up) : y
            }
            for set in instructionSets {
                var results = x
                onInstructionSet(set) { vm_mod_f64(&results, x, y, x.count) }
                expectSame(results, zip(x, y).map(Self.flooredRemainder), "set \(set)")
            }
        }

        @Test func unaryOperationsHaveTheirMeaning() {
            let unaries: [(String, DoubleFunction, (Double) -> Double)] = [
                ("sqrt", vm_sqrt_f64, { $0.squareRoot() }), ("abs", vm_abs_f64, { $0.magnitude }),
                ("neg", vm_neg_f64, { -$0 }),
                ("sign", vm_sign_f64, { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }),
                ("floor", vm_floor_f64, { $0.rounded(.down) }),
                ("ceil", vm_ceil_f64, { $0.rounded(.up) }),
                ("round", vm_round_f64, { $0.rounded(.toNearestOrAwayFromZero) }),
                ("trunc", vm_trunc_f64, { $0.rounded(.towardZero) }),
                ("not", vm_not_f64, { $0 == 0 ? 1 : 0 }),
                ("isfinite", vm_isfinite_f64, { $0.isFinite ? 1 : 0 }),
            ]
            for set in instructionSets {
                for (name, function, meaning) in unaries {
                    var results = Self.a
                    onInstructionSet(set) { function(&results, Self.a, Self.a.count) }
                    expectSame(results, Self.a.map(meaning), "\(name), set \(set)")
                }
            }
        }

        @Test func chosenAndFusedFormsAgreeWithTheirDefinitions() {
            let n = Self.a.count
            let mask = (0..<n).map { Double($0 % 3) }
            let x = (0..<n).map { Double($0) * 0.37 - 2 }
            let y = (0..<n).map { 1 / (Double($0) + 1) }
            for set in instructionSets {
                onInstructionSet(set) {
                    var r = [Double](repeating: 0, count: n)
                    vm_select_f64(&r, mask, x, y, n)
                    #expect(r == (0..<n).map { mask[$0] != 0 ? x[$0] : y[$0] })
                    vm_select_scalar_f64(&r, mask, x, 9, n)
                    #expect(r == (0..<n).map { mask[$0] != 0 ? x[$0] : 9 })
                    vm_scalar_select_f64(&r, mask, 8, y, n)
                    #expect(r == (0..<n).map { mask[$0] != 0 ? 8 : y[$0] })
                    vm_select_scalars_f64(&r, mask, 8, 9, n)
                    #expect(r == (0..<n).map { mask[$0] != 0 ? 8 : 9 })

                    // Baseline x86-64 rounds product and sum separately.
                    func multiplyAdd(_ a: Double, _ b: Double, _ c: Double) -> Double {
                        #if arch(x86_64)
                        if set == VM_BASELINE { return a * b + c }
                        #endif
                        return c.addingProduct(a, b)
                    }
                    vm_fma_f64(&r, x, y, mask, n)
                    #expect(r == (0..<n).map { multiplyAdd(x[$0], y[$0], mask[$0]) })
                    vm_fma_scalar_f64(&r, x, 0.1, y, n)
                    #expect(r == (0..<n).map { multiplyAdd(x[$0], 0.1, y[$0]) })
                    vm_fma_addend_f64(&r, x, y, 0.7, n)
                    #expect(r == (0..<n).map { multiplyAdd(x[$0], y[$0], 0.7) })
                    vm_fma_scalars_f64(&r, x, 0.1, 0.7, n)
                    #expect(r == x.map { multiplyAdd($0, 0.1, 0.7) })

                    vm_powi_f64(&r, x, 3, n)
                    #expect(r == x.map { $0 * ($0 * $0) })
                    vm_powi_f64(&r, x, -1, n)
                    #expect(r == x.map { 1 / $0 })
                    vm_powi_f64(&r, x, 0, n)
                    #expect(r == x.map { _ in 1 })

                    vm_fill_f64(&r, -4, n)
                    #expect(r == [Double](repeating: -4, count: n))
                    vm_copy_f64(&r, x, n)
                    #expect(r == x)
                    vm_fill_f64(&r, 0, n)
                    #expect(vm_any_f64(r, n) == 0)
                    r[n - 1] = .nan
                    #expect(vm_any_f64(r, n) == 1)
                    #expect(vm_any_f64(r, n - 1) == 0)
                }
            }
        }

        /// The single-precision forms come from the same text; one of each shape is compared.
        @Test func singlePrecisionFormsDoTheSame() {
            let a = Self.a.map(Float.init)
            let b = Self.b.map(Float.init)
            for set in instructionSets {
                onInstructionSet(set) {
                    var r = a
                    vm_max_f32(&r, a, b, a.count)
                    for i in a.indices {
                        let expected = a[i].isNaN || b[i].isNaN ? .nan : max(a[i], b[i])
                        #expect(r[i] == expected || (r[i].isNaN && expected.isNaN))
                    }
                    vm_scalar_sub_f32(&r, 1, b, b.count)
                    for i in a.indices { #expect(r[i] == 1 - b[i] || b[i].isNaN) }
                    vm_less_scalar_f32(&r, a, 1, a.count)
                    #expect(r == a.map { $0 < 1 ? 1 : 0 })
                    vm_round_f32(&r, a, a.count)
                    for i in a.indices { #expect(r[i] == a[i].rounded() || a[i].isNaN) }
                }
            }
        }

        @Test func resultMayBeTheOperandAndOtherMemoryIsLeftAlone() {
            for set in instructionSets {
                onInstructionSet(set) {
                    for count in 0..<37 {
                        var x = (0..<40).map { Double($0) + 0.5 }
                        let before = x
                        x.withUnsafeMutableBufferPointer {
                            vm_exp_f64($0.baseAddress, $0.baseAddress, count)
                            vm_add_f64($0.baseAddress, $0.baseAddress, $0.baseAddress, count)
                        }
                        var expected = before
                        vm_exp_f64(&expected, before, 40)
                        #expect(Array(x[..<count]) == expected[..<count].map { 2 * $0 })
                        #expect(x[count...] == before[count...])
                    }
                }
            }
        }
    }
}
