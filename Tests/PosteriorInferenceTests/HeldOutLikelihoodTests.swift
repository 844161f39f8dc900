import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RealModule
import Testing

@Suite struct HeldOutLikelihoodTests {
    /// θ ~ N(μ, Σ), x = Aθ + noise: I(θ; x) = ½ log det (1 + A Σ Aᵀ/σ²), which bounds the gain of
    /// every posterior from above.
    @Test func gainIsTheMutualInformationOfALinearGaussianProblem() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let (parameters, statistics) = problem.simulate(count: 4_000, seed: 700)
        let likelihood = try HeldOutLikelihood(
            posterior, parameters: parameters, statistics: statistics)
        let signal = problem.design.times(problem.normal.covariance).times(
            problem.design, transposingOther: true)
        let whole = Matrix(rows: signal.rows, columns: signal.columns) { row, column in
            signal[row, column] / (problem.noise * problem.noise) + (row == column ? 1 : 0)
        }
        let information = try 0.5 * Cholesky(whole).logDeterminant
        // Four standard errors; the exact posterior's log densities on the same simulations tell what
        // the trained one lacks, which can only lower the gain.
        let lacking =
            try zip(likelihood.logDensities, exactLogDensities(problem, 4_000)).map {
                $1 - $0
            }.reduce(0, +) / 4_000
        #expect(lacking > -0.001 && lacking < 0.05, "\(lacking)")
        #expect(
            abs(likelihood.gain + lacking - information) < 4 * likelihood.gainError,
            "\(likelihood.gain) + \(lacking), expected \(information)")
        #expect(likelihood.outsidePrior == 0)
        #expect(likelihood.verdict.hasPrefix("the statistics tell"), "\(likelihood.verdict)")
    }

    private func exactLogDensities(_ problem: LinearGaussianProblem, _ count: Int) throws
        -> [Double]
    {
        let (parameters, statistics) = problem.simulate(count: count, seed: 700)
        return try (0..<count).map { row in
            let exact = try problem.posterior(Array(statistics.row(row)))
            let normal = try MultivariateNormal(
                names: ["a", "b", "c"], mean: exact.mean, covariance: exact.covariance)
            return normal.logDensity(parameters.selectingRows([row]))[0]
        }
    }

    /// Statistics that have nothing to do with the parameters: shifted by one row.
    @Test func statisticsOfOtherSimulationsTellNothing() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let (parameters, statistics) = problem.simulate(count: 200, seed: 701)
        let likelihood = try HeldOutLikelihood(
            posterior, parameters: parameters,
            statistics: statistics.selectingRows((0..<200).map { ($0 + 1) % 200 }))
        #expect(likelihood.gain < 0)
        #expect(likelihood.verdict.contains("NO more than the prior"), "\(likelihood.verdict)")
    }

    @Test func whatThePriorExcludesIsCountedAndLeftOut() async throws {
        let prior = try JointPrior([
            .marginal("a", .uniform(Uniform(lower: 0, upper: 1)))
        ])
        let theta = Matrix(rows: 200, columns: 1) { row, _ in (Double(row) + 0.5) / 200 }
        let noise = Matrix(rows: 200, columns: 1) { row, _ in Double.sin(Double(row * row % 977)) }
        var settings = TrainingSettings()
        settings.maximumEpochs = 2
        let posterior = try await NeuralPosterior.train(
            parameters: theta, statistics: noise, prior: prior, settings: settings, seed: 1)
        let likelihood = try HeldOutLikelihood(
            posterior, parameters: Matrix([[0.2], [1.5], [0.9]]),
            statistics: Matrix([[0], [0], [0.1]]))
        #expect(likelihood.outsidePrior == 1)
        #expect(likelihood.logDensities.count == 2)
        #expect(likelihood.priorLogDensities == [0, 0])
        #expect(likelihood.verdict.contains("1 more lie outside"), "\(likelihood.verdict)")
        #expect(throws: PosteriorError.self) {
            try HeldOutLikelihood(
                posterior, parameters: Matrix([[1.5]]), statistics: Matrix([[0]]))
        }
    }

    /// What is held out are rows of the set, no row that a network learned from: their mean loss is
    /// the validation loss of the network.
    @Test func heldOutSimulationsAreThoseOfTheValidation() async throws {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 300, seed: 702)
        // An invalid row in between: held-out rows are counted among the usable ones.
        var isValid = [Bool](repeating: true, count: 300)
        isValid[3] = false
        let set = try SimulationSet(
            parameterNames: problem.prior.names, statisticNames: ["p", "q", "r", "s"],
            parameters: parameters, statistics: statistics, isValid: isValid,
            prior: problem.prior)
        var settings = TrainingSettings()
        settings.maximumEpochs = 3
        // The width of a single network is fitted to at least 40 held-out simulations; 30 are fewer.
        let posterior = try await NeuralPosterior.train(on: set, settings: settings, seed: 5)
        let heldOut = try posterior.heldOut(of: set)
        #expect(heldOut.count == 30 && heldOut.isValid.allSatisfy { $0 })
        let z = problem.prior.toUnconstrained(heldOut.parameters)
        let loss =
            -posterior.members[0].logDensity(parameters: z, statistics: heldOut.statistics)
            .reduce(0, +) / 30
        #expect(abs(loss - posterior.validationLoss) < 1e-4)
        #expect(throws: PosteriorError.otherSimulations(found: 299, expected: 300)) {
            try posterior.heldOut(of: set.selectingRows(Array(0..<299)))
        }
    }
}
