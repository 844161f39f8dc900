import CVectorMath
import Probability
import RealModule
import Testing

/// log p, log P and log(1 − P) of one-dimensional mixtures against sums of error functions.
@Suite struct MixtureTermsTests {
    private struct Mixture {
        var logits = [0.3, -1.2, 0.8]
        var means = [-0.4, 0.9, 2.5]
        var scales = [0.2, 1.4, -0.7]

        /// P(from < X < to) of one component, from the side on which its tails are small.
        private func mass(_ component: Int, from: Double, to: Double) -> Double {
            let factor = Double.exp(8 * .tanh(scales[component] / 8))
            let (a, b) = (factor * (from - means[component]), factor * (to - means[component]))
            if a > 0 { return StandardNormal.survival(a) - StandardNormal.survival(b) }
            if b < 0 { return StandardNormal.cumulative(b) - StandardNormal.cumulative(a) }
            return 1 - StandardNormal.cumulative(a) - StandardNormal.survival(b)
        }

        func expected(_ value: Double, _ bounds: (lower: Double, upper: Double)?) -> [Double] {
            let (lower, upper) = bounds ?? (-.infinity, .infinity)
            var (density, below, above) = (0.0, 0.0, 0.0)
            for component in logits.indices {
                let weight = Double.exp(logits[component])
                let logFactor = 8 * Double.tanh(scales[component] / 8)
                let z = Double.exp(logFactor) * (value - means[component])
                density += weight * .exp(logFactor + StandardNormal.logDensity(z))
                below += weight * mass(component, from: lower, to: value)
                above += weight * mass(component, from: value, to: upper)
            }
            return [density, below, above].map { .log($0 / (below + above)) }
        }

        func found<Scalar: TermsScalar>(
            _ values: [Double], _ bounds: (lower: Double, upper: Double)?, in: Scalar.Type
        ) -> [[Double]] {
            let stride = (values.count + 15) / 16 * 16
            let output = (logits + means + scales).flatMap {
                [Scalar](repeating: Scalar($0), count: stride)
            }
            var targets = values.map { Scalar($0) }
            targets += [Scalar](repeating: targets[0], count: stride - values.count)
            if let bounds {
                targets += [Scalar](repeating: Scalar(bounds.lower), count: stride)
                targets += [Scalar](repeating: Scalar(bounds.upper), count: stride)
            }
            var terms = [Scalar](repeating: 0, count: 3 * stride)
            let count = CInt(logits.count)
            var scratch = [Scalar](repeating: 0, count: vm_mixture_scratch_count(count, 1))
            Scalar.terms(
                &terms, output, targets, stride, values.count, count, bounds == nil ? 0 : 1,
                &scratch)
            return values.indices.map { lane in (0..<3).map { Double(terms[$0 * stride + lane]) } }
        }
    }

    /// The components' deviations are 0.8, 0.25 and 2.
    private static let values = (-60...60).map { 0.25 * Double($0) + 0.01 }

    @Test func withoutBoundsTheyAreThoseOfErrorFunctions() {
        let mixture = Mixture()
        let found = mixture.found(Self.values, nil, in: Double.self)
        for (value, terms) in zip(Self.values, found) {
            for (a, b) in zip(terms, mixture.expected(value, nil)) {
                // 1e-15 of each mass; the square in an exponent is rounded.
                #expect(abs(a - b) < 1e-13 * (1 + abs(b)), "at \(value)")
            }
            #expect(abs(.exp(terms[1]) + .exp(terms[2]) - 1) < 1e-14)
        }
    }

    /// Bounds around, beside and far beside the means.
    @Test(arguments: [(-1.0, 3.5), (-40, 40), (4, 9), (-9, -8), (0.2, 0.3), (-12, 0)])
    func betweenBoundsTheyAreThoseOfErrorFunctions(bounds: (lower: Double, upper: Double)) {
        let mixture = Mixture()
        let values = (1..<60).map {
            bounds.lower + (bounds.upper - bounds.lower) * Double($0) / 60
        }
        let found = mixture.found(values, bounds, in: Double.self)
        // A narrow part of a component is the difference of tails that much larger.
        let narrowness = min(1, (bounds.upper - bounds.lower) / 60)
        for (value, terms) in zip(values, found) {
            for (a, b) in zip(terms, mixture.expected(value, bounds)) {
                #expect(abs(a - b) < 1e-13 / narrowness * (1 + abs(b)), "at \(value)")
            }
        }
    }

    /// Where masses underflow: the ratio of p and 1 − P is the hazard, which tends to z.
    @Test func farTailsKeepTheirLogarithms() {
        let mixture = Mixture(logits: [0], means: [0], scales: [0])
        let values = [40.0, 200, 1_000]
        for (value, terms) in zip(values, mixture.found(values, nil, in: Double.self)) {
            #expect(abs(terms[0] - StandardNormal.logDensity(value)) < 1e-15 * value * value)
            // z·(1 + 1/z² − 2/z⁴ + …), of two logarithms of the size z²/2.
            let hazard = Double.exp(terms[0] - terms[2])
            let square = value * value
            #expect(
                abs(hazard / value - 1 - 1 / square) < 2 / (square * square) + 1e-15 * square)
            #expect(abs(terms[1]) < 1e-15)
        }
        // Far beside both bounds the mass piles up at the nearer one.
        for terms in mixture.found([30, 200], (30, 1_000), in: Double.self) {
            #expect(terms.allSatisfy { !$0.isNaN })
        }
    }

    @Test func singlePrecisionAgreesWithDouble() {
        let mixture = Mixture()
        for bounds in [nil, (-20.0, 20.0), (-1, 3.5)] as [(lower: Double, upper: Double)?] {
            let (lower, upper) = bounds ?? (-.infinity, .infinity)
            let values = Self.values.filter { lower < $0 && $0 < upper }.map { Double(Float($0)) }
            let single = mixture.found(values, bounds, in: Float.self)
            for (value, terms) in zip(values, single) {
                for (a, b) in zip(terms, mixture.expected(value, bounds)) {
                    // Some tens of roundings of 6e-8, also of the logits and scales.
                    #expect(abs(a - b) < 3e-6 * (1 + abs(b)), "at \(value)")
                }
            }
        }
    }

    @Test func whatIsNotANumberStaysSo() {
        let terms = Mixture().found([.nan, 0], nil, in: Double.self)
        #expect(terms[0].allSatisfy { $0.isNaN })
        #expect(terms[1].allSatisfy { $0.isFinite })
    }
}

private protocol TermsScalar: BinaryFloatingPoint {
    static func terms(
        _ terms: UnsafeMutablePointer<Self>, _ output: UnsafePointer<Self>,
        _ targets: UnsafePointer<Self>, _ stride: Int, _ lanes: Int, _ components: CInt,
        _ isBounded: CInt, _ scratch: UnsafeMutablePointer<Self>)
}

extension Float: TermsScalar {
    static func terms(
        _ terms: UnsafeMutablePointer<Float>, _ output: UnsafePointer<Float>,
        _ targets: UnsafePointer<Float>, _ stride: Int, _ lanes: Int, _ components: CInt,
        _ isBounded: CInt, _ scratch: UnsafeMutablePointer<Float>
    ) {
        vm_mixture_terms_f32(
            terms, output, targets, stride, lanes, components, isBounded, scratch)
    }
}

extension Double: TermsScalar {
    static func terms(
        _ terms: UnsafeMutablePointer<Double>, _ output: UnsafePointer<Double>,
        _ targets: UnsafePointer<Double>, _ stride: Int, _ lanes: Int, _ components: CInt,
        _ isBounded: CInt, _ scratch: UnsafeMutablePointer<Double>
    ) {
        vm_mixture_terms_f64(
            terms, output, targets, stride, lanes, components, isBounded, scratch)
    }
}
