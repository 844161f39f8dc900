import NeuronEquations
import RealModule
import Testing

/// The quantile functions that make random numbers of other distributions.
@Suite struct QuantileTests {
    private func gamma(_ p: Double, _ shape: Double) -> Double {
        MathFunction.gammaQuantile([p, shape])
    }

    private func binomial(_ p: Double, _ n: Double, _ probability: Double) -> Double {
        MathFunction.binomialQuantile([p, n, probability])
    }

    /// Shape 1 is the exponential distribution, −log(1 − p); shape ½ is half the square of a normal
    /// number, erf(√x) = p.
    @Test func gammaHasItsClosedForms() {
        for p in stride(from: 0.0005, to: 1, by: 0.0137) {
            let exponential = -Double.log(onePlus: -p)
            #expect(abs(gamma(p, 1) - exponential) <= 1e-13 * exponential, "\(p)")
            // The error of x is that of p over the density, p'(x) = e^(−x)/√(πx).
            let half = gamma(p, 0.5)
            #expect(abs(Double.erf(half.squareRoot()) - p) <= 1e-14, "\(p)")
        }
    }

    /// For integer shapes n the distribution is 1 − e^(−x)·Σ xᵏ/k! (Erlang 1909).
    @Test func gammaOfIntegerShapesInvertsErlangsSum() {
        for shape in [2.0, 3, 7, 20, 100] {
            for p in [1e-9, 1e-4, 0.03, 0.25, 0.5, 0.9, 0.999, 1 - 1e-9] {
                let x = gamma(p, shape)
                var term = Double.exp(-x)
                var upper = term
                for k in 1..<Int(shape) {
                    term *= x / Double(k)
                    upper += term
                }
                // e^(−x) with x up to about 200 loses 200 units of rounding; more are lost to the
                // difference from 1 only where p is of the order of 1.
                #expect(abs(1 - upper - p) <= 1e-13, "\(shape), \(p): \(x)")
            }
        }
    }

    @Test func gammaRisesWithProbabilityForAllShapes() {
        for shape in [1e-3, 0.05, 0.7, 1.5, 40, 1e4, 1e6] {
            var last = 0.0
            for k in 1..<200 {
                let x = gamma(Double(k) / 200, shape)
                #expect(x >= last && x.isFinite, "\(shape), \(k)")
                last = x
            }
            // Mean and variance are both the shape: Chebyshev bounds the median.
            let median = gamma(0.5, shape)
            #expect(abs(median - shape) <= shape.squareRoot(), "\(shape)")
        }
        #expect(gamma(0, 2) == 0 && gamma(1, 2) == .infinity)
        for (p, shape): (Double, Double) in [
            (0.5, 0), (0.5, -1), (0.5, .nan), (.nan, 1), (-0.1, 1), (1.1, 1),
        ] {
            #expect(gamma(p, shape).isNaN, "\(p), \(shape)")
        }
    }

    @Test func binomialInvertsTheSumOfProbabilities() {
        for (n, q) in [(1.0, 0.3), (10, 0.25), (10, 0.9), (40, 0.5), (600, 0.03)] {
            // By Pascal's rule, row by row: no logarithms and no ratios.
            var masses = [1.0]
            for _ in 0..<Int(n) {
                var next = [Double](repeating: 0, count: masses.count + 1)
                for (k, mass) in masses.enumerated() {
                    next[k] += mass * (1 - q)
                    next[k + 1] += mass * q
                }
                masses = next
            }
            var cumulated = 0.0
            for (k, mass) in masses.enumerated() {
                // A little into the interval on either side, far more than rounding.
                let inside = cumulated + 1e-3 * mass
                cumulated += mass
                if mass < 1e-9 { continue }
                #expect(binomial(inside, n, q) == Double(k), "\(n), \(q), \(k)")
                let below = cumulated - 1e-3 * mass
                #expect(binomial(below, n, q) == Double(k), "\(n), \(q), \(k)")
            }
        }
    }

    @Test func binomialOfManyTrialsIsNearlyNormal() {
        let (n, q) = (1e8, 0.4)
        let deviation = (n * q * (1 - q)).squareRoot()
        for (p, z) in [(0.158655253931457, -1.0), (0.5, 0), (0.977249868051821, 2)] {
            // The first correction of Cornish and Fisher (1938) is (1 − 2q)(z² − 1)/6, below 1.
            #expect(abs(binomial(p, n, q) - n * q - z * deviation) <= 2, "\(p)")
        }
    }

    @Test func binomialHasItsEnds() {
        #expect(binomial(0.7, 0, 0.5) == 0 && binomial(0.7, 5, 0) == 0)
        #expect(binomial(0.7, 5, 1) == 5 && binomial(0.7, 5.9, 1) == 5)
        let wrong: [(Double, Double, Double)] = [
            (0.5, -1, 0.5), (0.5, 3, -0.1), (0.5, 3, 1.1), (.nan, 3, 0.5),
        ]
        for (p, n, q) in wrong {
            #expect(binomial(p, n, q).isNaN)
        }
    }
}
