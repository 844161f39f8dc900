import RandomStreams
import Testing

@Suite struct AddressingTests {
    let stream = RandomStream(seed: 3, purpose: .simulationNoise)

    private func floats(
        _ count: Int, _ fill: (UnsafeMutableBufferPointer<Float>) -> Void
    ) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            initialized = count
        }
    }

    /// Past 2³², so that the high word of the counter matters, and not at a group's start.
    @Test func bulkNumbersAreTheSingleOnes() {
        for first: UInt64 in [0, 5, 31, (1 << 32) - 70, (1 << 40) + 17] {
            let u = stream.uniforms(count: 150, firstIndex: first, step: 8, slot: 2)
            let z = stream.normals(count: 150, firstIndex: first, step: 8, slot: 2)
            for i in 0..<150 {
                let index = first + UInt64(i)
                #expect(u[i] == stream.uniform(index: index, step: 8, slot: 2))
                #expect(z[i] == stream.normal(index: index, step: 8, slot: 2))
            }
        }
    }

    @Test func numbersDoNotDependOnTheBlocking() {
        let whole = stream.normals(count: 400, firstIndex: 9)
        let wholeFloats = floats(400) { stream.fillNormal($0, firstIndex: 9) }
        let wholeUniform = floats(400) { stream.fillUniform($0, firstIndex: 9) }
        for size in [1, 2, 7, 16, 31, 32, 33, 64, 65, 100] {
            for start in stride(from: 0, to: 400, by: size) {
                let count = min(size, 400 - start)
                let range = start..<(start + count)
                let first = 9 + UInt64(start)
                #expect(stream.normals(count: count, firstIndex: first) == Array(whole[range]))
                #expect(
                    floats(count) { stream.fillNormal($0, firstIndex: first) }
                        == Array(wholeFloats[range]))
                #expect(
                    floats(count) { stream.fillUniform($0, firstIndex: first) }
                        == Array(wholeUniform[range]))
            }
        }
    }

    @Test func gatheredNumbersAreThoseAtTheirIndices() {
        let count = 301
        let indices = (0..<count).map { UInt64(($0 * 7_919) % 1_000) + (1 << 33) }
        let u = stream.uniforms(count: 1_000, firstIndex: 1 << 33, step: 4)
        let z = stream.normals(count: 1_000, firstIndex: 1 << 33, step: 4)
        let uf = floats(1_000) { stream.fillUniform($0, firstIndex: 1 << 33, step: 4) }
        let zf = floats(1_000) { stream.fillNormal($0, firstIndex: 1 << 33, step: 4) }
        indices.withUnsafeBufferPointer { at in
            var doubles = [Double](repeating: 0, count: count)
            doubles.withUnsafeMutableBufferPointer { stream.fillUniform($0, indices: at, step: 4) }
            #expect(doubles == indices.map { u[Int($0 - 1 << 33)] })
            doubles.withUnsafeMutableBufferPointer { stream.fillNormal($0, indices: at, step: 4) }
            #expect(doubles == indices.map { z[Int($0 - 1 << 33)] })
            #expect(
                floats(count) { stream.fillUniform($0, indices: at, step: 4) }
                    == indices.map { uf[Int($0 - 1 << 33)] })
            #expect(
                floats(count) { stream.fillNormal($0, indices: at, step: 4) }
                    == indices.map { zf[Int($0 - 1 << 33)] })
        }
    }

    /// Seeds, purposes, steps, slots and far indices all give other numbers.
    @Test func everyPartOfTheAddressMatters() {
        var seen: Set<Double> = []
        var count = 0
        for seed: UInt64 in 1...3 {
            for purpose in [StreamPurpose.prior, .weights] {
                let stream = RandomStream(seed: seed, purpose: purpose)
                for step: UInt32 in [0, 1, .max] {
                    for slot: UInt32 in [0, 1, .max] {
                        for first: UInt64 in [0, 1 << 32, 1 << 63] {
                            seen.formUnion(
                                stream.uniforms(
                                    count: 64, firstIndex: first, step: step, slot: slot))
                            count += 64
                        }
                    }
                }
            }
        }
        // 10⁴ numbers of 52 bits coincide with a probability of 10⁻⁸.
        #expect(seen.count == count)
    }

    @Test func extremesStayInsideTheOpenInterval() {
        // 4·10⁶ single-precision numbers, of 2²³ possible ones: both ends are nearly reached.
        let u = floats(4_000_000) { stream.fillUniform($0, firstIndex: 0) }
        #expect(u.min()! > 0 && u.max()! < 1)
        #expect(u.min()! < 0x1p-19 && u.max()! > 1 - 0x1p-19)
    }
}
