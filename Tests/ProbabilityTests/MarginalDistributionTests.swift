import Probability
import RealModule
import Testing

/// Laws that every distribution of one parameter obeys.
@Suite struct MarginalDistributionTests {
    static let texts = [
        "uniform(0.5, 80.0)", "uniform(-1e-3, 1e9)", "uniform(100.0, 100.25)",
        "loguniform(0.0001, 15.0)", "loguniform(3.0, 3.001)", "normal(-3.0, 2.5)",
        "normal(1e6, 1e-3)", "lognormal(0.5, 1.25)", "truncatednormal(1.0, 2.0, -1.0, 4.0)",
        "truncatednormal(0.0, 1.0, 3.0, inf)", "truncatednormal(0.0, 1.0, -inf, -2.0)",
        "truncatednormal(0.0, 1.0, -6.0, 5.0)", "truncatednormal(5.0, 0.1, -1.0, 5.5)",
        "truncatednormal(0.0, 1.0, 50.0, inf)", "truncatednormal(0.0, 1.0, -60.0, -50.0)",
        "truncatednormal(0.0, 1000.0, -1.0, 2.0)", "truncatednormal(0.0, 1.0, 0.0, inf)",
        "truncatedlognormal(0.5, 1.25, 0.2, 9.0)", "truncatedlognormal(0.5, 1.25, 0.0, 3.0)",
        "truncatedlognormal(0.5, 0.75, 2.0, inf)", "truncatedlognormal(0.0, 1.0, 3.0, 3.001)",
        "truncatedlognormal(-1.0, 0.5, 0.1, 0.6)",
    ]

    /// Unconstrained coordinates over all that a sampler ever sees, and well beyond.
    static let coordinates = (-80...80).map { Double($0) / 10 }

    @Test(arguments: ReferenceValues.distributions.indices)
    func densitiesAndProbabilitiesAgreeWithScipy(_ index: Int) throws {
        let reference = ReferenceValues.distributions[index]
        let distribution = try Marginal(text: reference.text)
        // The lower bound of scipy's own accuracy; logarithms have the absolute error of this.
        let tolerance = 2e-12
        #expect(
            abs(distribution.logDensity(reference.value) - reference.logDensity) <= tolerance * 10)
        #expect(
            abs(distribution.cumulative(reference.value) / reference.cumulative - 1) <= 1e-9)
        #expect(abs(distribution.cumulative(reference.value) - reference.cumulative) <= tolerance)
        #expect(abs(distribution.survival(reference.value) / reference.survival - 1) <= 1e-9)
        #expect(abs(distribution.survival(reference.value) - reference.survival) <= tolerance)
    }

    @Test(arguments: texts)
    func densityIntegratesToTheProbabilityOfEveryStretch(_ text: String) throws {
        let distribution = try Marginal(text: text)
        var total = 0.0
        let edges = (0...160).map { distribution.fromUnconstrained(-8 + Double($0) / 10) }
        for (step, (left, right)) in zip(edges, edges.dropFirst()).enumerated() {
            let mass = gaussLegendre(left, right) { .exp(distribution.logDensity($0)) }
            let z = -8 + Double(step) / 10
            let next = -8 + Double(step + 1) / 10
            let expected =
                z < 0
                ? StandardNormal.cumulative(next) - StandardNormal.cumulative(z)
                : StandardNormal.survival(z) - StandardNormal.survival(next)
            // Edges are rounded, which moves a thin stretch by a few of its own units.
            let rounding = 2 * max(left.ulp, right.ulp) / (right - left)
            if right - left > 1e4 * max(left.ulp, right.ulp) {
                #expect(abs(mass / expected - 1) <= 1e-10 + rounding, "z = \(z)")
            }
            total += mass
        }
        // Outside of |z| ≤ 8 lies 1e-15 of the mass.
        #expect(abs(total - 1) <= 1e-9, "total \(total)")
    }

    @Test(arguments: texts)
    func derivativeOfCumulativeIsTheDensity(_ text: String) throws {
        let distribution = try Marginal(text: text)
        for z in Self.coordinates where abs(z) <= 5 {
            let value = distribution.fromUnconstrained(z)
            let density = Double.exp(distribution.logDensity(value))
            let step = 2e-4 * StandardNormal.cumulative(-abs(z)) / density
            let (left, right) = (value - step, value + step)
            // Below this many representable numbers the quotient only measures rounding.
            guard distribution.contains(left), distribution.contains(right),
                step > 1e7 * value.ulp
            else { continue }
            let change =
                z < 0
                ? distribution.cumulative(right) - distribution.cumulative(left)
                : distribution.survival(left) - distribution.survival(right)
            // Error of the central difference: (2e-4)² · F²·F'''/F'³ / 6; F² F'''/F'³ is at most 80 here.
            #expect(abs(change / (right - left) / density - 1) <= 1e-6, "z = \(z)")
        }
    }

    @Test(arguments: texts)
    func quantileInvertsCumulative(_ text: String) throws {
        let distribution = try Marginal(text: text)
        for p in [1e-12, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-6] {
            let value = distribution.quantile(p)
            let density = Double.exp(distribution.logDensity(value))
            // Half a representable step of the value is worth this much probability.
            let rounding = density * value.ulp
            #expect(abs(distribution.cumulative(value) - p) <= 1e-13 * p + 2 * rounding + 1e-16)
        }
        #expect(distribution.quantile(0) == distribution.support.lowerBound)
        #expect(distribution.quantile(1) == distribution.support.upperBound)
        #expect(distribution.quantile(1.5).isNaN)
    }

    @Test(arguments: texts)
    func cumulativeAndSurvivalAddToOne(_ text: String) throws {
        let distribution = try Marginal(text: text)
        for z in Self.coordinates {
            let value = distribution.fromUnconstrained(z)
            let sum = distribution.cumulative(value) + distribution.survival(value)
            #expect(abs(sum - 1) <= 1e-14, "z = \(z)")
        }
    }

    /// z → θ → z within 8 units of z and the rounding of θ; θ → z → θ within 4 units of θ and the
    /// conditioning of the tail, 8·(1 + z²) units of the distance to the nearer end.
    @Test(arguments: texts)
    func bijectionReturns(_ text: String) throws {
        let distribution = try Marginal(text: text)
        for z in Self.coordinates {
            let value = distribution.fromUnconstrained(z)
            #expect(distribution.support.contains(value), "z = \(z)")
            let density = Double.exp(distribution.logDensity(value))
            let slope = density / Double.exp(StandardNormal.logDensity(z))
            let back = distribution.toUnconstrained(value)
            if value.ulp * slope < 0.01 {
                #expect(
                    abs(back - z) <= 8 * max(z.ulp, .ulpOfOne) + 2 * value.ulp * slope,
                    "z = \(z), back \(back)")
            }
            let again = distribution.fromUnconstrained(back)
            let tail = StandardNormal.cumulative(-abs(z)) / density
            #expect(
                abs(again - value) <= 4 * value.ulp + 8 * (1 + z * z) * .ulpOfOne * tail,
                "z = \(z), value \(value), again \(again)")
        }
    }

    @Test(arguments: texts)
    func logDerivativeAgreesWithCentralDifferences(_ text: String) throws {
        let distribution = try Marginal(text: text)
        for z in Self.coordinates where abs(z) <= 5 {
            let (left, right) = (
                distribution.fromUnconstrained(z - 1e-4), distribution.fromUnconstrained(z + 1e-4)
            )
            let value = distribution.fromUnconstrained(z)
            guard right - left > 1e7 * value.ulp else { continue }
            let difference = Double.log(2e-4 / (right - left))
            let analytic = distribution.logDerivative(
                at: value, unconstrained: distribution.toUnconstrained(value))
            // (1e-4)²/6 times the third derivative, about z², and rounding of the difference.
            #expect(abs(difference - analytic) <= 5e-7, "z = \(z)")
        }
    }

    @Test(arguments: texts)
    func nothingIsOutsideOfTheSupport(_ text: String) throws {
        let distribution = try Marginal(text: text)
        for z in [-1e300, -300, -40, -38.5, -37, -20, 20, 37, 38.5, 40, 300, 1e300] {
            let value = distribution.fromUnconstrained(z)
            // An affine bijection of an enormous z may overflow, a bounded support never.
            if distribution.support.lowerBound.isFinite || distribution.support.upperBound.isFinite
            {
                #expect(distribution.support.contains(value), "z = \(z) gives \(value)")
            }
        }
        let (lower, upper) = (distribution.support.lowerBound, distribution.support.upperBound)
        for outside in [lower.nextDown, upper.nextUp] where outside.isFinite {
            #expect(distribution.logDensity(outside) == -.infinity)
            #expect(distribution.toUnconstrained(outside).isNaN)
            #expect(!distribution.contains(outside))
        }
        #expect(distribution.logDensity(.nan).isNaN)
        #expect(distribution.toUnconstrained(.nan).isNaN)
        #expect(distribution.fromUnconstrained(.nan).isNaN)
    }

    /// A draw rounded onto an end must stay a finite coordinate that leads back to the end.
    @Test(arguments: texts)
    func endsOfTheSupportHaveFiniteCoordinates(_ text: String) throws {
        let distribution = try Marginal(text: text)
        let (lower, upper) = (distribution.support.lowerBound, distribution.support.upperBound)
        for end in [lower, upper] where distribution.contains(end) {
            let z = distribution.toUnconstrained(end)
            #expect(z.isFinite && (end == lower ? z < -6 : z > 6), "z = \(z) at \(end)")
            // An end with no density that can be represented is farther away than any z, and
            // beside zero there are numbers smaller than any probability.
            let height = Double.exp(distribution.logDensity(end)) * max(end.ulp, 1e-300)
            if height > 1e-290 {
                #expect(distribution.fromUnconstrained(z) == end)
            } else {
                #expect(distribution.support.contains(distribution.fromUnconstrained(z)))
            }
        }
    }

    @Test(arguments: texts)
    func textDescribesTheSameDistribution(_ text: String) throws {
        let distribution = try Marginal(text: text)
        #expect(try Marginal(text: distribution.description) == distribution)
    }
}

/// Eight-point Gauss–Legendre rule on one stretch.
func gaussLegendre(_ left: Double, _ right: Double, _ f: (Double) -> Double) -> Double {
    let nodes = [
        (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
        (0.7966664774136267, 0.2223810344533745), (0.9602898564975362, 0.1012285362903763),
    ]
    let (middle, half) = (left + (right - left) / 2, (right - left) / 2)
    return half
        * nodes.reduce(0) { sum, node in
            sum + node.1 * (f(middle - half * node.0) + f(middle + half * node.0))
        }
}
