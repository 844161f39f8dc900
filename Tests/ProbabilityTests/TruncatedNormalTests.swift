import Probability
import RealModule
import Testing

@Suite struct TruncatedNormalTests {
    /// The position relative to the bound is known to the rounding of value and bound, which the
    /// hazard (about |bound|) turns into a relative error of probability; all references are dyadic
    /// or given to full precision, so 1e-12 covers the evaluation itself.
    @Test(arguments: ReferenceValues.truncatedTails.indices)
    func probabilitiesSurviveFarInTheTail(_ index: Int) throws {
        let r = ReferenceValues.truncatedTails[index]
        let distribution = try TruncatedNormal(
            mean: r.mean, standardDeviation: r.sd, lower: r.lower, upper: r.upper)
        #expect(abs(distribution.cumulative(r.value) / r.below - 1) <= 1e-12)
        #expect(abs(distribution.survival(r.value) / r.above - 1) <= 1e-12)
    }

    /// Far from the mean the truncated normal is exponential with rate |bound| / sd.
    @Test func farTailIsExponential() throws {
        let distribution = try TruncatedNormal(
            mean: 0, standardDeviation: 1, lower: 1e6, upper: .infinity)
        for z in [-3.0, -1, 0, 1, 3] {
            let distance = distribution.fromUnconstrained(z) - 1e6
            // Corrections are 1e-12 (1/x²); θ is rounded to 1.2e-10, its scale is 1e-6.
            let expected = -Double.log(StandardNormal.survival(z)) / 1e6
            #expect(abs(distance - expected) <= 2e-10, "z = \(z)")
        }
    }

    /// Bounds many deviations away change nothing.
    @Test func wideBoundsGiveTheNormal() throws {
        let truncated = try TruncatedNormal(
            mean: 2, standardDeviation: 0.5, lower: -100, upper: 1000)
        let normal = try Normal(mean: 2, standardDeviation: 0.5)
        for z in stride(from: -7.0, through: 7, by: 0.25) {
            let value = normal.fromUnconstrained(z)
            // θ has 2.2e-16 · 2 of rounding, which is 1e-15 of z.
            #expect(abs(truncated.fromUnconstrained(z) - value) <= 1e-14)
            #expect(abs(truncated.toUnconstrained(value) - z) <= 1e-14)
        }
    }

    /// Bounds close together leave a uniform distribution.
    @Test func narrowBoundsGiveTheUniform() throws {
        let truncated = try TruncatedNormal(
            mean: 2, standardDeviation: 1e6, lower: -1, upper: 3)
        let uniform = try Uniform(lower: -1, upper: 3)
        for z in stride(from: -5.0, through: 5, by: 0.25) {
            // The density varies by (width / sd)² = 1.6e-11 over the interval.
            #expect(
                abs(truncated.fromUnconstrained(z) - uniform.fromUnconstrained(z)) <= 4e-11)
        }
    }

    @Test func mirroringMirrors() throws {
        let left = try TruncatedNormal(mean: 1, standardDeviation: 2, lower: -9, upper: -3)
        let right = try TruncatedNormal(mean: -1, standardDeviation: 2, lower: 3, upper: 9)
        for z in stride(from: -6.0, through: 6, by: 0.5) {
            #expect(left.fromUnconstrained(z) == -right.fromUnconstrained(-z))
            #expect(left.logDensity(-4 - z / 10) == right.logDensity(4 + z / 10))
        }
    }
}
