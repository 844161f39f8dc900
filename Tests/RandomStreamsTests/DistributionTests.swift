import RandomStreams
import RealModule
import Testing

/// Statistical tests at fixed seeds, so they pass or fail for ever. Limits are at five standard
/// errors, or at a probability of 10⁻⁶, of the statistic under the right distribution.
@Suite struct DistributionTests {
    static let count = 200_000
    static let seeds: [UInt64] = [1, 2, 3]

    private func floats(_ fill: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Double] {
        [Float](unsafeUninitializedCapacity: Self.count) { buffer, initialized in
            fill(UnsafeMutableBufferPointer(rebasing: buffer[..<Self.count]))
            initialized = Self.count
        }.map(Double.init)
    }

    private func mean(_ x: [Double], of function: (Double) -> Double = { $0 }) -> Double {
        x.reduce(0) { $0 + function($1) } / Double(x.count)
    }

    /// √n times the largest distance of the empirical distribution from `cumulative`; above 2.7
    /// with probability 2·exp(−2·2.7²) = 10⁻⁶ (Kolmogorov 1933).
    private func kolmogorov(_ x: [Double], _ cumulative: (Double) -> Double) -> Double {
        let n = Double(x.count)
        let distance = x.sorted().enumerated().map { i, value in
            let f = cumulative(value)
            return max(f - Double(i) / n, Double(i + 1) / n - f)
        }.max()!
        return n.squareRoot() * distance
    }

    @Test(arguments: seeds) func uniformNumbersAreUniform(seed: UInt64) {
        let stream = RandomStream(seed: seed, purpose: .prior)
        let doubles = stream.uniforms(count: Self.count, step: 7)
        for u in [doubles, floats { stream.fillUniform($0, firstIndex: 0, step: 7) }] {
            let root = Double(Self.count).squareRoot()
            #expect(abs(mean(u) - 0.5) < 5 * (1.0 / 12).squareRoot() / root)
            // Var(u²) = 1/5 − 1/9.
            #expect(abs(mean(u) { $0 * $0 } - 1.0 / 3) < 5 * (4.0 / 45).squareRoot() / root)
            #expect(kolmogorov(u) { $0 } < 2.7)
        }
    }

    @Test(arguments: seeds) func normalNumbersAreNormal(seed: UInt64) {
        let stream = RandomStream(seed: seed, purpose: .simulationNoise)
        let doubles = stream.normals(count: Self.count, step: 7)
        for z in [doubles, floats { stream.fillNormal($0, firstIndex: 0, step: 7) }] {
            let root = Double(Self.count).squareRoot()
            // Standard deviations of z, z², z³, z⁴: 1, √2, √15, √96.
            #expect(abs(mean(z)) < 5 / root)
            #expect(abs(mean(z) { $0 * $0 } - 1) < 5 * 2.0.squareRoot() / root)
            #expect(abs(mean(z) { $0 * $0 * $0 }) < 5 * 15.0.squareRoot() / root)
            #expect(abs(mean(z) { $0 * $0 * $0 * $0 } - 3) < 5 * 96.0.squareRoot() / root)
            #expect(kolmogorov(z) { 0.5 * .erfc(-$0 / 2.0.squareRoot()) } < 2.7)
            // The tail: 63.3 of a million are expected outside ±4.
            let beyond4 = Double(z.filter { abs($0) > 4 }.count)
            let expected = Double(Self.count) * .erfc(4 / 2.0.squareRoot())
            #expect(abs(beyond4 - expected) < 5 * expected.squareRoot())
        }
    }

    /// The correlation of n independent pairs has the standard error 1/√n.
    @Test func neighboursInEveryPartOfTheAddressAreUncorrelated() {
        let stream = RandomStream(seed: 1, purpose: .simulationNoise)
        let base = stream.normals(count: Self.count)
        let others: [(String, [Double])] = [
            ("index + 1", stream.normals(count: Self.count, firstIndex: 1)),
            ("index + 8", stream.normals(count: Self.count, firstIndex: 8)),
            ("index + 16", stream.normals(count: Self.count, firstIndex: 16)),
            ("index + 32", stream.normals(count: Self.count, firstIndex: 32)),
            ("step", stream.normals(count: Self.count, step: 1)),
            ("slot", stream.normals(count: Self.count, slot: 1)),
            (
                "seed",
                RandomStream(seed: 2, purpose: .simulationNoise).normals(count: Self.count)
            ),
            ("purpose", RandomStream(seed: 1, purpose: .prior).normals(count: Self.count)),
            ("kind", stream.uniforms(count: Self.count).map { ($0 - 0.5) * 12.0.squareRoot() }),
            ("precision", floats { stream.fillNormal($0, firstIndex: 0) }),
        ]
        let limit = 5 / Double(Self.count).squareRoot()
        for (name, other) in others {
            let products = zip(base, other).map { $0 * $1 }
            #expect(abs(mean(products)) < limit, "\(name)")
            // Squares: each has variance 2, so the products of their deviations have deviation 2.
            let squares = zip(base, other).map { ($0 * $0 - 1) * ($1 * $1 - 1) }
            #expect(abs(mean(squares)) < 2 * limit, "\(name), squares")
        }
    }

    /// In single precision the pair partners are 16 indices apart.
    @Test func singlePrecisionNeighboursAreUncorrelated() {
        let stream = RandomStream(seed: 1, purpose: .simulationNoise)
        let base = floats { stream.fillNormal($0, firstIndex: 0) }
        for shift: UInt64 in [1, 2, 16, 32, 48, 64] {
            let other = floats { stream.fillNormal($0, firstIndex: shift) }
            let products = zip(base, other).map { $0 * $1 }
            #expect(abs(mean(products)) < 5 / Double(Self.count).squareRoot(), "\(shift)")
        }
        let next = floats { stream.fillNormal($0, firstIndex: 0, step: 1) }
        #expect(abs(mean(zip(base, next).map { $0 * $1 })) < 5 / Double(Self.count).squareRoot())
    }
}
