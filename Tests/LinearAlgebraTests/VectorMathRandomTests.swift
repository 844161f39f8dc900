import CVectorMath
import RealModule
import Testing

extension VectorMathTests {
    @Suite struct RandomNumbers {
        /// Simulations on different machines must see the same noise.
        @Test func everyInstructionSetGivesTheSameBits() {
            let count = 1_000
            let first: UInt64 = (1 << 32) - 300
            let indices = (0..<UInt64(count)).map { first + ($0 &* 7_919) % UInt64(count) }
            func doubles() -> [UInt64] {
                var u = [Double](repeating: 0, count: count)
                var (z, ug, zg) = (u, u, u)
                vm_uniform_f64(&u, first, count, 5, 6, 77)
                vm_normal_f64(&z, first, count, 5, 6, 77)
                vm_uniform_gathered_f64(&ug, indices, count, 5, 6, 77)
                vm_normal_gathered_f64(&zg, indices, count, 5, 6, 77)
                for i in 0..<count {
                    let place = Int(indices[i] - first)
                    #expect(ug[i] == u[place] && zg[i] == z[place])
                }
                return (u + z).map(\.bitPattern)
            }
            func floats() -> [UInt32] {
                var u = [Float](repeating: 0, count: count)
                var (z, ug, zg) = (u, u, u)
                vm_uniform_f32(&u, first, count, 5, 6, 77)
                vm_normal_f32(&z, first, count, 5, 6, 77)
                vm_uniform_gathered_f32(&ug, indices, count, 5, 6, 77)
                vm_normal_gathered_f32(&zg, indices, count, 5, 6, 77)
                for i in 0..<count {
                    let place = Int(indices[i] - first)
                    #expect(ug[i] == u[place] && zg[i] == z[place])
                }
                return (u + z).map(\.bitPattern)
            }
            let reference = onInstructionSet(VM_BASELINE) { (doubles(), floats()) }
            for set in instructionSets.dropFirst() {
                let other = onInstructionSet(set) { (doubles(), floats()) }
                #expect(other.0 == reference.0, "set \(set)")
                #expect(other.1 == reference.1, "set \(set)")
            }
        }

        private func words(_ block: UInt64) -> [UInt32] {
            let counter: [UInt32] = [UInt32(truncatingIfNeeded: block), UInt32(block >> 32), 5, 6]
            var words = [UInt32](repeating: 0, count: 4)
            vm_philox4x32(&words, counter, 77)
            return words
        }

        /// The layout and the formulas of the header, from single blocks and with the library's
        /// logarithm, cosine and sine. The uniform numbers are exact. The normal ones are
        /// polynomials with a few roundings each, of numbers up to 8.6: 8 units of 2⁻⁵².
        @Test func doublesAreMadeOfTheDocumentedWords() {
            let count = 200
            let first: UInt64 = (1 << 37) + 11
            var u = [Double](repeating: 0, count: count)
            var z = u
            vm_uniform_f64(&u, first, count, 5, 6, 77)
            vm_normal_f64(&z, first, count, 5, 6, 77)
            for i in 0..<count {
                let index = first + UInt64(i)
                let w = words(16 * (index / 32) + index % 16)
                func uniform(_ low: UInt32, _ high: UInt32) -> Double {
                    (Double((UInt64(low) | UInt64(high) << 32) >> 12) + 0.5) * 0x1p-52
                }
                let pair = (uniform(w[0], w[1]), uniform(w[2], w[3]))
                let isSecond = index / 16 % 2 == 1
                #expect(u[i] == (isSecond ? pair.1 : pair.0))
                let radius = (-2 * Double.log(pair.0)).squareRoot()
                let angle = 2 * Wide.pi * Wide(pair.1)
                let exact = radius * Double(isSecond ? Wide.sin(angle) : Wide.cos(angle))
                #expect(abs(z[i] - exact) < 8 * 0x1p-52, "index \(index)")
            }
        }

        /// As above in single precision, numbers up to 6.8: 8 units of 2⁻²³.
        @Test func floatsAreMadeOfTheDocumentedWords() {
            let count = 400
            let first: UInt64 = (1 << 38) + 11
            var u = [Float](repeating: 0, count: count)
            var z = u
            vm_uniform_f32(&u, first, count, 5, 6, 77)
            vm_normal_f32(&z, first, count, 5, 6, 77)
            for i in 0..<count {
                let index = first + UInt64(i)
                let w = words(16 * (index / 64) + index % 16)
                let place = Int(index / 16 % 4)
                #expect(u[i] == Float((Double(w[place] >> 9) + 0.5) * 0x1p-23))
                let start = place / 2 * 2
                let radius = (-2 * Double.log((Double(w[start]) + 0.5) * 0x1p-32)).squareRoot()
                let angle = 2 * Double.pi * (Double(w[start + 1]) + 0.5) * 0x1p-32
                let exact = radius * (place % 2 == 1 ? Double.sin(angle) : Double.cos(angle))
                #expect(abs(Double(z[i]) - exact) < 8 * 0x1p-23, "index \(index)")
            }
        }
    }
}
