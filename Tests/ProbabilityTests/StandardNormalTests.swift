import Probability
import Testing

@Suite struct StandardNormalTests {
    /// In the tail a relative error of one half unit in z² / 2 is one of the probability.
    private func tailTolerance(_ z: Double) -> Double { 4 * (1 + z * z / 2) * .ulpOfOne }

    @Test func cumulativeAgreesWithHighPrecisionNumbers() {
        for (z, p) in ReferenceValues.normalCumulative {
            #expect(abs(StandardNormal.cumulative(z) / p - 1) <= tailTolerance(z), "z = \(z)")
            #expect(StandardNormal.survival(-z) == StandardNormal.cumulative(z))
        }
    }

    @Test func quantileAgreesWithHighPrecisionNumbers() {
        for (p, z) in ReferenceValues.normalQuantiles {
            // The density is steep in the tails, so z is known better than p there.
            let error = abs(StandardNormal.quantile(p) - z)
            // p near ½ is rounded to 1e-16 itself, and dz/dp is at most 10 for p > 0.02.
            #expect(error <= 3 * z.ulp + (p > 0.02 ? 2e-16 : 0), "p = \(p), error \(error)")
        }
    }

    @Test func quantileInvertsCumulativeInBothTails() {
        for step in -370...370 {
            let z = Double(step) / 10
            let back =
                z <= 0
                ? StandardNormal.quantile(StandardNormal.cumulative(z))
                : -StandardNormal.quantile(StandardNormal.survival(z))
            #expect(abs(back - z) <= 4 * max(z.ulp, 1e-16), "z = \(z), back \(back)")
        }
    }

    @Test func quantileHasExactEnds() {
        #expect(StandardNormal.quantile(0) == -.infinity)
        #expect(StandardNormal.quantile(1) == .infinity)
        #expect(StandardNormal.quantile(0.5) == 0)
        #expect(StandardNormal.quantile(-1e-3).isNaN)
        #expect(StandardNormal.quantile(1.001).isNaN)
        #expect(StandardNormal.quantile(.nan).isNaN)
        #expect(StandardNormal.quantile(.leastNormalMagnitude) < -37)
    }
}
