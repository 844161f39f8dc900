import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RealModule
import Testing

/// The posterior interface over autoregressive members.
@Suite struct AutoregressivePosteriorTests {
    private static var settings: TrainingSettings {
        var settings = TrainingSettings()
        settings.head = .autoregressive
        settings.hiddenWidths = [30, 30]
        settings.components = 5
        settings.batchSize = 250
        settings.maximumEpochs = 60
        return settings
    }

    private static let bounded = Task {
        let prior = try await BoundedPriorTests.trained.value.prior
        let (parameters, statistics) = BoundedPriorTests.simulate(prior, count: 6_000, seed: 6)
        return try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: prior, settings: settings,
            ensemble: 2, threads: 2, seed: 6)
    }

    private static let linear = Task {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 6_000, seed: 42)
        return try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: problem.prior,
            settings: settings, ensemble: 2, threads: 2, seed: 42)
    }

    @Test func networksOfOneOrderArePooled() async throws {
        let posterior = try await Self.linear.value
        #expect(posterior.members.count == 1 && posterior.memberShares == [1])
        guard case .autoregressive(let estimator) = posterior.members[0] else {
            Issue.record("a mixture")
            return
        }
        #expect([[0, 1, 2], [2, 1, 0]].contains(estimator.order))
        // Two networks, the regression and the linear density trained from it.
        #expect(estimator.factors.allSatisfy { $0.networks.count == 4 })
        #expect(posterior.networkCount == 6)
        #expect(!posterior.isMixture)
        #expect(throws: PosteriorError.notAMixture) {
            try posterior.mixture(observation: [0, 0, 0, 0])
        }
    }

    /// The order is chosen by 5,000 simulations, in none of which the parameter may be constant.
    @Test func aSortedTableIsTrainedOn() async throws {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 6_000, seed: 43)
        let sorted = Matrix(rows: 6_000, columns: 3) { row, column in
            column == 0 && row < 5_500 ? parameters[0, 0] : parameters[row, column]
        }
        var settings = Self.settings
        settings.maximumEpochs = 1
        let posterior = try await NeuralPosterior.train(
            parameters: sorted, statistics: statistics, prior: problem.prior, settings: settings,
            ensemble: 2, threads: 2, seed: 43)
        #expect(posterior.networkCount == 6)
    }

    @Test func densityIntegratesToOneInsideOfThePrior() async throws {
        let posterior = try await Self.bounded.value
        for observation in [BoundedPriorTests.corner, [0.5, 0.4]] {
            // Cells of equal prior mass in z up to |z| = 6, as for a mixture.
            let edges = (0...300).map { StandardNormal.cumulative(-6 + 12 * Double($0) / 300) }
            let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
            let widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
            let points = Matrix(rows: 90_000, columns: 2) { cell, column in
                middles[column == 0 ? cell / 300 : cell % 300]
            }
            let densities = try posterior.logDensity(points, observation: observation)
            let mass = densities.indices.reduce(0.0) {
                $0 + .exp(densities[$1]) * widths[$1 / 300] * widths[$1 % 300]
            }
            // Cells of 0.04 in z: an error of 0.04²/24 times the curvature, some 2e-3.
            #expect(abs(mass - 1) < 6e-3, "mass \(mass)")
        }
        let outside = Matrix([[-1e-300, 0.5], [2, 2]])
        #expect(
            try posterior.logDensity(outside, observation: [0.5, 0.5])
                == [-Double.infinity, -Double.infinity])
        let samples = try posterior.sample(
            observation: BoundedPriorTests.corner, count: 20_000, seed: 1)
        #expect(samples.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
    }

    @Test func meanAndSpreadAgreeWithTheClosedForm() async throws {
        let problem = try LinearGaussianProblem.example()
        let posterior = try await Self.linear.value
        let observation = problem.simulate(count: 1, seed: 78).statistics.elements
        let exact = try problem.posterior(observation)
        let closed = try MultivariateNormal(
            names: problem.prior.names, mean: exact.mean, covariance: exact.covariance)
        let samples = try posterior.sample(observation: observation, count: 5_000, seed: 1)
        let found = try posterior.logDensity(samples, observation: observation)
        let expected = closed.logDensity(samples)
        // The Kullback–Leibler divergence: 6,000 simulations fix a mean to 0.01 deviations and the
        // networks add some times that; at 0.05 all three means are off by a fifth of a deviation.
        let divergence = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) } / 5_000
        #expect(divergence < 0.05, "divergence \(divergence)")
        let maximum = try posterior.maximum(observation: observation)
        for parameter in 0..<3 {
            let deviation = exact.covariance[parameter, parameter].squareRoot()
            #expect(abs(maximum.parameters[parameter] - exact.mean[parameter]) < 0.4 * deviation)
        }
        #expect(maximum.logDensity >= found.max() ?? .infinity)
    }

    @Test func aRowDoesNotDependOnTheNumberOfSamplesOrObservations() async throws {
        let problem = try LinearGaussianProblem.example()
        let posterior = try await Self.linear.value
        let observations = problem.simulate(count: 3, seed: 80).statistics
        let together = try posterior.sample(observations: observations, count: 400, seed: 9)
        for row in 0..<3 {
            let alone = try posterior.sample(
                observation: Array(observations.row(row)), count: 50, seed: 9, observationIndex: row
            )
            #expect(alone.elements == Array(together[row].elements.prefix(alone.elements.count)))
        }
    }

    /// One pool, and two members of different orders, which take turns at random.
    @Test func samplesDoNotDependOnThreads() async throws {
        let pool = try await Self.bounded.value
        let mixture = try await BoundedPriorTests.trained.value
        let mixed = NeuralPosterior(
            prior: pool.prior, statisticNames: pool.statisticNames,
            members: pool.members + mixture.members, memberShares: [0.4, 0.6],
            distributionCheck: pool.distributionCheck, simulationCounts: pool.simulationCounts,
            provenance: [:], seed: 1)
        let observations = Matrix([[0.3, 0.4], [0.7, 0.2], [0.5, 0.5]])
        for posterior in [pool, mixture, mixed] {
            let one = try posterior.sample(observations: observations, count: 1_501, seed: 4)
            for threads in [1, 2, 3, 7] {
                #expect(
                    try await posterior.sample(
                        observations: observations, count: 1_501, threads: threads, seed: 4) == one)
                #expect(
                    try await posterior.sample(
                        observation: [0.7, 0.2], count: 1_501, threads: threads, seed: 4,
                        observationIndex: 1) == one[1])
            }
        }
        #expect(
            try await pool.sample(observation: [0, 0], count: 0, threads: 2, seed: 1).rows == 0)
    }

    @Test func fileReturnsThePosteriorBitByBit() async throws {
        let posterior = try await Self.bounded.value
        let folder = try TemporaryFolder()
        try posterior.write(to: folder("posterior.h5"))
        let back = try NeuralPosterior.read(folder("posterior.h5"))
        #expect(back == posterior)
        let samples = try posterior.sample(observation: [0.3, 0.4], count: 100, seed: 1)
        #expect(try back.sample(observation: [0.3, 0.4], count: 100, seed: 1) == samples)
    }

    @Test func ranksOfHeldOutSimulationsAreUniform() async throws {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 500, seed: 500)
        let check = try await CalibrationCheck(
            try await Self.linear.value, parameters: parameters, statistics: statistics,
            sampleCount: 199, seed: 3)
        #expect(check.passes(level: 0.01), "\(check.verdict)")
    }

    @Test(arguments: [false, true])
    func ranksDependNeitherOnThreadsNorOnOtherSimulations(isTruncated: Bool) async throws {
        let posterior = try await Self.bounded.value
        let (parameters, statistics) = BoundedPriorTests.simulate(
            posterior.prior, count: 45, seed: 12)
        let region =
            isTruncated
            ? try TruncatedPrior(posterior, observation: [0.5, 0.5], mass: 0.9999, seed: 1) : nil
        func ranks(_ count: Int, threads: Int) async throws -> CalibrationCheck {
            try await CalibrationCheck(
                posterior, parameters: parameters.selectingRows(0..<count),
                statistics: statistics.selectingRows(0..<count), region: region,
                sampleCount: 60, densitySampleCount: 40, threads: threads, seed: 3)
        }
        let one = try await ranks(45, threads: 1)
        #expect(one.simulationCount <= 45 && (isTruncated || one.simulationCount == 45))
        for threads in [2, 3, 50] {
            #expect(try await ranks(45, threads: threads) == one, "\(threads) threads")
        }
        let first = try await ranks(37, threads: 2)
        #expect(first.densityRanks == Array(one.densityRanks.prefix(first.simulationCount)))
        for (a, b) in zip(first.ranks, one.ranks) {
            #expect(a == Array(b.prefix(first.simulationCount)))
        }
    }

    @Test func theTruncatedPriorHoldsTheStatedMass() async throws {
        let posterior = try await Self.bounded.value
        let region = try TruncatedPrior(posterior, observation: [0.4, 0.6], mass: 0.95, seed: 1)
        let samples = try posterior.sample(observation: [0.4, 0.6], count: 10_000, seed: 9)
        let share = Double(region.contains(samples).count { $0 }) / 10_000
        // Binomial error of 10,000 samples and that of the edge from 20,000.
        let standardError = (0.95 * 0.05 * (1.0 / 10_000 + 1.0 / 20_000)).squareRoot()
        #expect(abs(share - 0.95) <= 4 * standardError)
    }
}
