import CVectorMath
import RealModule
import Testing

extension VectorMathTests {
    @Suite struct Accuracy {
        static let seed: UInt64 = 20
        static let count = 40_000

        @Test(arguments: approximations)
        func doubleIsWithinTheStatedPlaces(function: Approximation) {
            for set in instructionSets {
                for interval in function.intervals {
                    let x = arguments(count: Self.count, in: interval, seed: Self.seed)
                    let results = onInstructionSet(set) { function(x) }
                    let worst = zip(x, results)
                        .map { ($0, lastPlaces($1, from: function.exact(Wide($0)))) }
                        .max { $0.1 < $1.1 }!
                    #expect(
                        worst.1 <= function.allowed,
                        "\(function.name) at \(worst.0), set \(set), seed \(Self.seed)")
                }
            }
        }

        @Test(arguments: approximations)
        func floatIsWithinTheStatedPlaces(function: Approximation) {
            for set in instructionSets {
                for interval in function.intervals {
                    let x = arguments(count: Self.count, in: interval, seed: Self.seed).map(
                        Float.init)
                    let results = onInstructionSet(set) { function(x) }
                    let worst = zip(x, results)
                        .map { ($0, lastPlaces($1, from: function.exact(Wide($0)))) }
                        .max { $0.1 < $1.1 }!
                    #expect(
                        worst.1 <= function.allowed,
                        "\(function.name) at \(worst.0), set \(set), seed \(Self.seed)")
                }
            }
        }

        /// Bases over the whole range, exponents such that results are too.
        @Test func powersAreWithinTwoPlaces() {
            var generator = ArgumentGenerator(state: Self.seed)
            var x: [Double] = []
            var y: [Double] = []
            for i in 0..<Self.count {
                let logarithm = Double.random(
                    in: i % 2 == 0 ? -700...700 : -3...3, using: &generator)
                x.append(.exp(logarithm))
                y.append(Double.random(in: -745...709, using: &generator) / logarithm)
            }
            for set in instructionSets {
                var results = x
                onInstructionSet(set) { vm_pow_f64(&results, x, y, x.count) }
                let worst = (0..<x.count)
                    .map { lastPlaces(results[$0], from: Wide.pow(Wide(x[$0]), Wide(y[$0]))) }
                    .max()!
                #expect(worst <= 2, "double, set \(set), seed \(Self.seed)")

                let xf = x.map { Float(Double.exp(Double.log($0) / 8)) }
                let yf = y.map { Float($0) }
                var floats = xf
                onInstructionSet(set) { vm_pow_f32(&floats, xf, yf, xf.count) }
                let worstFloat = (0..<xf.count)
                    .map { lastPlaces(floats[$0], from: Wide.pow(Wide(xf[$0]), Wide(yf[$0]))) }
                    .max()!
                #expect(worstFloat <= 2, "float, set \(set), seed \(Self.seed)")
            }
        }

        /// The angles nearest to multiples of π/2 lose most bits in the reduction, and those past
        /// the reduction's range go to the C library.
        @Test func anglesNearMultiplesOfHalfPiKeepTheirPlaces() {
            let near = (1...20_000).map { Double(Wide($0) * Wide.pi / 2) }
            let far = [0x1p20, 1.5e6, 1e10, 1e22, 0x1p1000]
            for set in instructionSets {
                for (function, exact) in [
                    (vm_sin_f64, Wide.sin), (vm_cos_f64, Wide.cos), (vm_tan_f64, Wide.tan),
                ] as [(DoubleFunction, (Wide) -> Wide)] {
                    for x in [near, far] {
                        var results = x
                        onInstructionSet(set) { function(&results, x, x.count) }
                        for (angle, result) in zip(x, results) {
                            #expect(lastPlaces(result, from: exact(Wide(angle))) <= 2, "\(angle)")
                        }
                    }
                }
            }
        }

        @Test(arguments: approximations)
        func setsWithFusedMultiplyAddGiveTheSameBits(function: Approximation) {
            let fused = instructionSets.filter { $0 != VM_BASELINE }
            for interval in function.intervals {
                let x = arguments(count: 4_003, in: interval, seed: Self.seed)
                let doubles = fused.map { set in onInstructionSet(set) { function(x) } }
                let floats = fused.map { set in
                    onInstructionSet(set) { function(x.map(Float.init)) }
                }
                for other in doubles.dropFirst() {
                    #expect(other.map(\.bitPattern) == doubles[0].map(\.bitPattern))
                }
                for other in floats.dropFirst() {
                    #expect(other.map(\.bitPattern) == floats[0].map(\.bitPattern))
                }
            }
        }

        /// One element alone, at any place in an array of any length, has the same bits.
        @Test(arguments: approximations)
        func resultsDoNotDependOnPlaceOrCount(function: Approximation) {
            let x = arguments(count: 61, in: function.intervals[0], seed: Self.seed)
            let xf = x.map(Float.init)
            for set in instructionSets {
                onInstructionSet(set) {
                    let single = x.map { function([$0])[0].bitPattern }
                    let singleFloat = xf.map { function([$0])[0].bitPattern }
                    for start in 0..<19 {
                        for count in [1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 42] {
                            let range = start..<(start + count)
                            #expect(
                                function(Array(x[range])).map(\.bitPattern) == Array(single[range]))
                            #expect(
                                function(Array(xf[range])).map(\.bitPattern)
                                    == Array(singleFloat[range]))
                        }
                    }
                }
            }
        }
    }
}
