import CVectorMath
import RealModule
import Testing

extension VectorMathTests {
    @Suite struct SpecialValues {
        static let special: [Double] = [
            0, -0.0, .infinity, -.infinity, .nan, 1, -1, 0.5, -0.5, 2, 0x1p-1074, -0x1p-1074,
            0x1.8p-1030,
            -0x1.8p-1030, 0x1.8p-1023, 1e308, -1e308, 709.7, 709.9, 710.4, 710.6, 716, 717, -708.5,
            -740,
            -745.1, -745.2, 88.7, 88.9, 93, -87.5, -103.5, -104, 1e-20, -1e-20, 1e-9,
        ]

        /// Infinities, NaN, signed zeros, subnormal arguments and results, overflow.
        @Test(arguments: approximations)
        func specialValuesAreThoseOfTheExactFunction(function: Approximation) {
            for set in instructionSets {
                let results = onInstructionSet(set) { function(Self.special) }
                let floats = onInstructionSet(set) { function(Self.special.map(Float.init)) }
                for (i, x) in Self.special.enumerated() {
                    check(results[i], x, function, set)
                    check(floats[i], Float(x), function, set)
                }
            }
        }

        private func check<T: BinaryFloatingPoint>(
            _ result: T, _ x: T, _ function: Approximation, _ set: Int32
        ) {
            var exact = function.exact(Wide(x))
            // The quotient of the oracle is indeterminate there.
            if function.name == "exprel", x.isInfinite { exact = x > 0 ? .infinity : 0 }
            let message: Comment = "\(function.name)(\(x)) = \(result), set \(set)"
            #expect(lastPlaces(result, from: exact) <= function.allowed, message)
            if !exact.isNaN { #expect(result.sign == T(exact).sign, message) }
        }

        @Test func powersOfSpecialNumbersFollowTheStandard() {
            let bases: [Double] = [
                0, -0.0, 1, -1, 2, -2, 0.5, .infinity, -.infinity, .nan, 0x1.8p-1030, -3,
            ]
            let exponents: [Double] = [
                0, -0.0, 1, -1, 2, 3, -3, 0.5, -0.5, .infinity, -.infinity, .nan, 1e300, -1e300,
            ]
            for set in instructionSets {
                for x in bases {
                    var results = exponents
                    onInstructionSet(set) {
                        vm_scalar_pow_f64(&results, x, exponents, exponents.count)
                    }
                    for (y, result) in zip(exponents, results) {
                        // C99 annex F.9.4.4; RealModule's own pow is NaN for negative bases.
                        let exact = standardPower(x, y)
                        #expect(
                            lastPlaces(result, from: Wide(exact)) <= 1.5, "\(x)^\(y), set \(set)")
                        if !exact.isNaN { #expect(result.sign == exact.sign, "\(x)^\(y)") }
                    }
                }
            }
        }

        private func standardPower(_ x: Double, _ y: Double) -> Double {
            if x == 1 || y == 0 { return 1 }
            if x.isNaN || y.isNaN { return .nan }
            let size = x.magnitude
            if y.isInfinite { return size == 1 ? 1 : (size > 1) == (y > 0) ? .infinity : 0 }
            let isWhole = y == y.rounded()
            let isOdd = isWhole && (y / 2) != (y / 2).rounded()
            if x < 0, x.isFinite, !isWhole { return .nan }
            let power: Double =
                size == 0
                ? (y > 0 ? 0 : .infinity)
                : size.isInfinite ? (y > 0 ? .infinity : 0) : .pow(size, y)
            return x.sign == .minus && isOdd ? -power : power
        }
    }
}
