import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RandomStreams
import RealModule
import Testing

/// What the maximum is where a plain ascent of the density over θ ends in a corner of the prior.
@Suite struct MaximumTests {
    /// θ uniform on [0, 1], x = θ + 0.2·noise beyond the corner. The density over θ is largest in
    /// the corner itself; the stated maximum is the peak of φ(z)·exp(−(θ(z) − x)²/(2·0.2²)).
    @Test func pileAtAnEndIsMetInside() async throws {
        let posterior = try await BoundedPriorTests.trained.value
        let maximum = try posterior.maximum(observation: BoundedPriorTests.corner)
        let intervals = try posterior.summary(observation: BoundedPriorTests.corner, seed: 1)
            .credibleIntervals(mass: 0.9)
        let grid = (-4_000...4_000).map { Double($0) / 1_000 }
        for (column, x) in BoundedPriorTests.corner.enumerated() {
            let exact = try #require(
                grid.max { height($0, x) < height($1, x) })
            let found = maximum.parameters[column]
            #expect(intervals[column].contains(found), "column \(column), \(found)")
            // Half a unit of z is half of the posterior's width there; the network has seen
            // about a hundred simulations like this one.
            #expect(
                abs(StandardNormal.quantile(found) - exact) < 0.5,
                "column \(column): z \(StandardNormal.quantile(found)), exact \(exact)")
        }
    }

    private func height(_ z: Double, _ x: Double) -> Double {
        let offset = StandardNormal.cumulative(z) - x
        let noise = BoundedPriorTests.noise
        return StandardNormal.logDensity(z) - offset * offset / (2 * noise * noise)
    }

    /// Five of six parameters leave no trace in the statistics: the posterior is the prior there.
    @Test func uninformedParametersStayInTheMiddleOfThePrior() async throws {
        let names = ["a", "b", "c", "d", "e"]
        let prior = try JointPrior(
            [.marginal("known", .uniform(Uniform(lower: -1, upper: 1)))]
                + names.map { .marginal($0, .logUniform(try LogUniform(lower: 1, upper: 100))) })
        let parameters = prior.sample(count: 4_000, seed: 3)
        let stream = RandomStream(seed: 3, purpose: .simulationNoise)
        let statistics = Matrix<Double>(rows: 4_000, columns: 2) { row, column in
            let noise = stream.normal(index: UInt64(row), slot: UInt32(column))
            return parameters[row, 0] * (column == 0 ? 1 : -1) + 0.1 * noise
        }
        var settings = TrainingSettings()
        settings.components = 4
        settings.maximumEpochs = 60
        let posterior = try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: prior, settings: settings,
            seed: 3)
        for x in [-0.6, 0, 0.5] {
            let maximum = try posterior.maximum(observation: [x, -x])
            // Two measurements of deviation 0.1 leave 0.07, of which this is three.
            #expect(abs(maximum.parameters[0] - x) < 0.21)
            for (value, marginal) in zip(maximum.parameters, prior.marginals).dropFirst() {
                // The prior's middle half.
                let probability = marginal.distribution.cumulative(value)
                #expect(abs(probability - 0.5) < 0.25, "x = \(x): \(maximum.parameters)")
            }
        }
    }

    /// For a normal prior it is the maximum over θ, and stays so in badly scaled coordinates.
    @Test func normalPriorHasTheOrdinaryMaximum() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        for (row, seed) in [UInt64(61), 62, 63].enumerated() {
            let observation = problem.simulate(count: 1, seed: seed).statistics.elements
            let maximum = try posterior.maximum(observation: observation)
            let deviations = try problem.posterior(observation).covariance.diagonal.map {
                $0.squareRoot()
            }
            for axis in 0..<3 {
                for shift in [-0.02, 0.02] {
                    var beside = Matrix(rows: 1, columns: 3, elements: maximum.parameters)
                    beside[0, axis] += shift * deviations[axis]
                    let density = try posterior.logDensity(beside, observation: observation)[0]
                    #expect(density < maximum.logDensity, "observation \(row), axis \(axis)")
                }
            }
        }
    }
}
