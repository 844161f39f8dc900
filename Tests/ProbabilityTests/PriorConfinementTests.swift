import LinearAlgebra
import Probability
import RealModule
import Testing

@Suite struct PriorConfinementTests {
    /// P(θ ≤ t | a ≤ θ ≤ b) = (F(t) − F(a))/(F(b) − F(a)), by the whole distribution's own F.
    @Test func aConfinedMarginalIsTheConditionalDistribution() throws {
        let marginals: [(Marginal, ClosedRange<Double>)] = [
            (.uniform(try Uniform(lower: -1, upper: 3)), 0.5...2),
            (.uniform(try Uniform(lower: -1, upper: 3)), -5...2),
            (.logUniform(try LogUniform(lower: 0.01, upper: 10)), 0.1...2),
            (.normal(try Normal(mean: 1, standardDeviation: 2)), 0.5...6),
            (.normal(try Normal(mean: 1, standardDeviation: 2)), -Double.infinity...0),
            (
                .truncatedNormal(
                    try TruncatedNormal(mean: 1, standardDeviation: 2, lower: 0, upper: 5)),
                -1...3
            ),
            (.logNormal(try LogNormal(logMean: 0.5, logStandardDeviation: 1.25)), 0.3...4),
            (.logNormal(try LogNormal(logMean: 0.5, logStandardDeviation: 1.25)), -1...4),
            (.logNormal(try LogNormal(logMean: 0.5, logStandardDeviation: 1.25)), 2 ... .infinity),
            (
                .truncatedLogNormal(
                    try TruncatedLogNormal(
                        logMean: 0.5, logStandardDeviation: 1.25, lower: 0.5, upper: 5)), 0.1...2
            ),
        ]
        for (whole, range) in marginals {
            let confined = try whole.confined(to: range)
            #expect(confined.support == range.clamped(to: whole.support))
            let (start, end) = (
                whole.cumulative(range.lowerBound), whole.cumulative(range.upperBound)
            )
            for share in [0.01, 0.3, 0.5, 0.99] {
                let value = confined.quantile(share)
                let expected = (whole.cumulative(value) - start) / (end - start)
                // Rounding of a difference of two shares.
                #expect(abs(expected - share) < 1e-12, "\(whole) in \(range)")
                #expect(
                    abs(
                        confined.logDensity(value) - whole.logDensity(value) + .log(end - start))
                        < 1e-11)
            }
        }
    }

    @Test func whatCutsNothingOffChangesNothing() throws {
        let everything = -Double.infinity ... .infinity
        for text in MarginalDistributionTests.texts {
            let whole = try Marginal(text: text)
            #expect(try whole.confined(to: everything) == whole)
        }
    }

    @Test func aJointPriorConfinesEveryFactor() throws {
        let normal = try MultivariateNormal(
            names: ["b", "c"], mean: [0, 1], covariance: Matrix([[1, 0.5], [0.5, 2]]))
        let prior = try JointPrior([
            .marginal("a", .uniform(Uniform(lower: 0, upper: 1))), .multivariateNormal(normal),
            .marginal("d", .logNormal(LogNormal(logMean: 0, logStandardDeviation: 1))),
            .marginal("e", .uniform(Uniform(lower: 0, upper: 1))),
        ])
        let confined = try prior.confined(
            to: [0.2...0.4, 0...1, -1 ... .infinity, 1...2, 0.7...3])
        #expect(
            confined.factors == [
                .marginal("a", .uniform(try Uniform(lower: 0.2, upper: 0.4))),
                .confinedMultivariateNormal(
                    try ConfinedMultivariateNormal(normal, ranges: [0...1, -1 ... .infinity])),
                .marginal(
                    "d",
                    .truncatedLogNormal(
                        try TruncatedLogNormal(
                            logMean: 0, logStandardDeviation: 1, lower: 1, upper: 2))),
                .marginal("e", .uniform(try Uniform(lower: 0.7, upper: 1))),
            ])
        // A second time only what is inside of the first remains.
        let again = try confined.confined(
            to: [0...0.3, 0.5...3, -5...0, 0...1.5, 0...1])
        #expect(
            again.factors[1]
                == .confinedMultivariateNormal(
                    try ConfinedMultivariateNormal(normal, ranges: [0.5...1, -1...0])))
        #expect(again.axes[0].support == 0.2...0.3 && again.axes[3].support == 1...1.5)
        #expect(throws: PriorError.self) {
            try prior.confined(to: [2...3, 0...1, 0...1, 1...2, 0...1])
        }
        #expect(throws: PriorError.self) {
            try confined.confined(to: [0...1, 2...3, 0...1, 1...2, 0...1])
        }
    }
}
