import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RealModule
import Testing

/// The posterior of a linear model with Gaussian prior and noise, against its closed form.
@Suite struct LinearGaussianTests {
    /// Means within three standard errors, covariances within 10 %.
    ///
    /// The standard error is that of the whole procedure: the training is repeated with five
    /// independent sets of 10,000 simulations and seeds, and the spread of the five means about
    /// their average gives the error of one of them (with a floor for the spread itself being
    /// estimated from five numbers: sampling error of the 20,000 draws per posterior).
    @Test func meansAndCovariancesAgreeWithTheClosedForm() async throws {
        let problem = try LinearGaussianProblem.example()
        let observations = problem.simulate(count: 3, seed: 77).statistics
        var summaries: [[PosteriorSummary]] = []
        for seed in 1...5 as ClosedRange<UInt64> {
            let (parameters, statistics) = problem.simulate(count: 10_000, seed: seed)
            let posterior = try await NeuralPosterior.train(
                parameters: parameters, statistics: statistics, prior: problem.prior,
                settings: Self.settings, seed: seed)
            summaries.append(
                try posterior.sample(observations: observations, count: 20_000, seed: seed).map {
                    PosteriorSummary($0, names: problem.prior.names)
                })
        }
        for row in 0..<observations.rows {
            let exact = try problem.posterior(Array(observations.row(row)))
            for parameter in 0..<3 {
                let means = summaries.map { $0[row].means[parameter] }
                let average = means.reduce(0, +) / 5
                let spread = (means.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 4)
                    .squareRoot()
                let deviation = exact.covariance[parameter, parameter].squareRoot()
                let error = max(spread, deviation / 20_000.0.squareRoot())
                #expect(
                    abs(means[0] - exact.mean[parameter]) < 3 * error,
                    "observation \(row), parameter \(parameter), error \(error)")
                #expect(abs(average - exact.mean[parameter]) < 3 * error)
            }
            for summary in summaries {
                for i in 0..<3 {
                    for j in 0..<3 {
                        // An off-diagonal entry is compared on the scale of its two deviations.
                        let scale = (exact.covariance[i, i] * exact.covariance[j, j]).squareRoot()
                        let difference = summary[row].covariance[i, j] - exact.covariance[i, j]
                        #expect(abs(difference) < 0.1 * scale, "entry (\(i), \(j)): \(difference)")
                    }
                }
            }
        }
    }

    /// With few simulations autoregressive networks must not do worse than a regression.
    ///
    /// A maximum-likelihood fit of k numbers to n simulations has 2n·KL ~ χ² of k degrees of freedom on
    /// fresh ones; the regressions have 5 + 6 + 7 coefficients and 3 variances.
    @Test(arguments: [1, 2] as [UInt64]) func fewSimulationsAreEnoughForAGaussianPosterior(
        seed: UInt64
    ) async throws {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 1_000, seed: seed)
        var settings = TrainingEffort.standard.settings
        settings.hiddenWidths = [20, 20]
        let posterior = try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: problem.prior,
            settings: settings, ensemble: 2, threads: 2, seed: seed)
        #expect(posterior.linearParameters == ["a", "b", "c"])
        let count = 4_000
        let fresh = problem.simulate(count: count, seed: seed, first: 1_000)
        let found = try posterior.logDensity(fresh.parameters, observations: fresh.statistics)
        var differences: [Double] = []
        for row in 0..<count {
            let exact = try problem.posterior(Array(fresh.statistics.row(row)))
            let covariance = try Cholesky(exact.covariance)
            let offset = zip(fresh.parameters.row(row), exact.mean).map { $0 - $1 }
            let distance = zip(offset, covariance.solve(offset)).reduce(0) { $0 + $1.0 * $1.1 }
            differences.append(
                -0.5 * (3 * .log(2 * .pi) + covariance.logDeterminant + distance) - found[row])
        }
        let divergence = differences.reduce(0, +) / Double(count)
        let squares = differences.reduce(0) { $0 + ($1 - divergence) * ($1 - divergence) }
        let freedom = 21.0
        // Four standard errors of χ², on the 900 simulations trained on, and of the average.
        let limit =
            (freedom + 4 * (2 * freedom).squareRoot()) / 1_800
            + 4 * squares.squareRoot() / Double(count)
        #expect(divergence > -limit && divergence < limit, "\(divergence), limit \(limit)")
    }

    @Test func densityAndMaximumAgreeWithTheClosedForm() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let observation = Array(problem.simulate(count: 1, seed: 78).statistics.elements)
        let exact = try problem.posterior(observation)
        let closed = try MultivariateNormal(
            names: problem.prior.names, mean: exact.mean, covariance: exact.covariance)
        let samples = try posterior.sample(observation: observation, count: 5_000, seed: 1)
        let found = try posterior.logDensity(samples, observation: observation)
        let expected = closed.logDensity(samples)
        // The mean difference over samples is the Kullback–Leibler divergence, in nats.
        let divergence = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) } / 5_000
        #expect(divergence < 0.02, "divergence \(divergence)")
        let maximum = try posterior.maximum(observation: observation)
        for parameter in 0..<3 {
            // The peak of the trained mixture, within a fifth of a posterior deviation.
            #expect(
                abs(maximum.parameters[parameter] - exact.mean[parameter])
                    < 0.2 * exact.covariance[parameter, parameter].squareRoot())
        }
        let densest = found.max() ?? .infinity
        #expect(maximum.logDensity >= densest)
        let again = try posterior.logDensity(
            Matrix(rows: 1, columns: 3, elements: maximum.parameters), observation: observation)
        #expect(abs(again[0] - maximum.logDensity) < 1e-9)
    }

    @Test func samplesOfAnObservationDoNotDependOnTheBatch() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let observations = problem.simulate(count: 4, seed: 80).statistics
        let together = try posterior.sample(observations: observations, count: 200, seed: 9)
        for row in 0..<4 {
            let alone = try posterior.sample(
                observation: Array(observations.row(row)), count: 50, seed: 9, observationIndex: row
            )
            // The network's product over several rows may be summed in another order than over one.
            for (a, b) in zip(alone.elements, together[row].elements) { #expect(abs(a - b) < 1e-9) }
        }
        #expect(together[0] != together[1])
        let pairs = problem.simulate(count: 4, seed: 81).parameters
        let paired = try posterior.logDensity(pairs, observations: observations)
        for row in 0..<4 {
            let one = try posterior.logDensity(
                pairs.selectingRows([row]), observation: Array(observations.row(row)))
            #expect(abs(one[0] - paired[row]) < 1e-9)
        }
    }

    /// Enough for a posterior that a linear regression nearly gives already; fast.
    static var settings: TrainingSettings {
        var settings = TrainingSettings()
        settings.hiddenWidths = [20]
        settings.components = 2
        settings.batchSize = 500
        settings.maximumEpochs = 60
        settings.stoppingPatience = 8
        settings.plateauPatience = 3
        return settings
    }
}

/// Posteriors that several tests ask; trained once.
enum Trained {
    private static let linear = Task {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 10_000, seed: 42)
        return (
            problem: problem,
            posterior: try await NeuralPosterior.train(
                parameters: parameters, statistics: statistics, prior: problem.prior,
                settings: LinearGaussianTests.settings, seed: 42,
                provenance: ["model": "x = A·θ + noise"])
        )
    }

    static func linearGaussian() async throws -> (
        problem: LinearGaussianProblem, posterior: NeuralPosterior
    ) {
        try await linear.value
    }
}
