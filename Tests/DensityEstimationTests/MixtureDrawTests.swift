import CVectorMath
import Probability
import RealModule
import Testing

/// Draws from one-dimensional mixtures that are cut off at two bounds, or at none.
@Suite struct MixtureDrawTests {
    /// Draws of lanes that all have the same output and bounds.
    private static func draws(
        logits: [Float], means: [Float], scales: [Float], bounds: (lower: Double, upper: Double)?,
        choices: [Double], places: [Double]
    ) -> [Double] {
        let lanes = choices.count
        let stride = (lanes + 15) / 16 * 16
        let output = (logits + means + scales).flatMap { [Float](repeating: $0, count: stride) }
        let edges = bounds.map { bounds in
            [bounds.lower, bounds.upper].flatMap { [Double](repeating: $0, count: stride) }
        }
        let spare = [Double](repeating: 0.5, count: stride - lanes)
        var result = [Double](repeating: 0, count: stride)
        let count = CInt(logits.count)
        var scratch = [Double](repeating: 0, count: vm_mixture_scratch_count(count, 1))
        if let edges {
            vm_mixture_draw(
                &result, output, edges, choices + spare, places + spare, stride, lanes, count,
                &scratch)
        } else {
            vm_mixture_draw(
                &result, output, nil, choices + spare, places + spare, stride, lanes, count,
                &scratch)
        }
        return Array(result[..<lanes])
    }

    private static let shares =
        [1e-9, 1e-4] + (1...19).map { Double($0) / 20 } + [1 - 1e-4, 1 - 1e-9]

    /// Bounds around, beside and far beside the mean, wide and narrow.
    @Test(arguments: [
        (-1.0, 2.0), (0.5, 0.6), (3, 9), (8, 8.5), (-40, -12), (-0.01, 0.01), (-60, 60), (25, 26),
        (-3, 0.31), (-1e6, -1e5),
    ])
    func aDrawIsTheQuantileOfTheTruncatedNormal(bounds: (lower: Double, upper: Double)) throws {
        let deviation = Double.exp(-8 * .tanh(Double(Float(0.2)) / 8))
        let exact = try TruncatedNormal(
            mean: Double(Float(0.3)), standardDeviation: deviation, lower: bounds.lower,
            upper: bounds.upper)
        let found = Self.draws(
            logits: [0], means: [0.3], scales: [0.2], bounds: bounds,
            choices: Self.shares.map { _ in 0.5 }, places: Self.shares)
        for (share, draw) in zip(Self.shares, found) {
            // A share of 1e-9 is resolved to its own size where the mass about it is all of the
            // normal; the fit's 1.2e-7 of a tail is 3e-7 deviations at the mean and less beside it.
            #expect(abs(draw - exact.quantile(share)) < 1e-6 * deviation, "share \(share)")
            #expect(draw >= bounds.lower && draw <= bounds.upper)
        }
    }

    @Test func aDrawWithoutBoundsIsTheQuantileOfTheNormal() {
        let shares = [1e-300, 1e-30] + Self.shares
        let found = Self.draws(
            logits: [0], means: [0], scales: [0], bounds: nil, choices: shares.map { _ in 0.5 },
            places: shares)
        for (share, draw) in zip(shares, found) {
            #expect(abs(draw - StandardNormal.quantile(share)) < 1e-6, "share \(share)")
        }
    }

    /// Three components far from each other: where a draw lies tells which one was chosen.
    @Test(arguments: [true, false]) func choicesFollowTheMassesOfComponents(isBounded: Bool) {
        let choices = (0..<10_000).map { (Double($0) + 0.5) / 10_000 }
        // Weights 1 : 2 : 5, of which the bounds leave one half, all and nothing.
        let found = Self.draws(
            logits: [0, Float.log(2), Float.log(5)], means: [-20, 0, 40], scales: [0, 0, 0],
            bounds: isBounded ? (-20, 20) : nil, choices: choices,
            places: choices.map { _ in 0.5 })
        let shares = [-15.0, 15, 100].map { edge in
            Double(found.count { $0 < edge }) / 10_000
        }
        let expected = isBounded ? [0.5 / 2.5, 1, 1] : [0.125, 0.375, 1]
        // The choices are a grid of 1/10,000.
        for (a, b) in zip(shares, expected) { #expect(abs(a - b) <= 1e-4) }
    }
}
