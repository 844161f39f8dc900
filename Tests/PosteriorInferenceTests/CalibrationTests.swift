import LinearAlgebra
import PosteriorInference
import Probability
import RandomStreams
import RealModule
import Testing

@Suite struct CalibrationTests {
    @Test func trainedPosteriorHasUniformRanks() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let (parameters, statistics) = problem.simulate(count: 1_000, seed: 500)
        let check = try await CalibrationCheck(
            posterior, parameters: parameters, statistics: statistics, sampleCount: 199, seed: 3)
        // A calibrated posterior fails at the 1 % level once in a hundred seeds; this is seed 3.
        #expect(check.passes(level: 0.01), "\(check.verdict)")
        #expect(check.verdict.hasPrefix("calibrated"))
        for mass in [0.5, 0.9] {
            // Four standard errors of a share among 1,000.
            let error = 4 * (mass * (1 - mass) / 1000).squareRoot()
            #expect(abs(check.coverage(ofMass: mass) - mass) < error, "mass \(mass)")
        }
    }

    /// The same posterior, its samples drawn towards their mean by a fifth, or pushed away from it.
    @Test(arguments: [(0.8, "narrow"), (1.25, "wide")])
    func posteriorOfAWrongWidthFails(_ scale: Double, _ word: String) throws {
        let check = try distorted { sample, mean in mean + scale * (sample - mean) }
        #expect(!check.passes(level: 0.01))
        #expect(check.uniformity.allSatisfy { $0.pValue < 1e-4 })
        #expect(check.verdict.hasPrefix("NOT calibrated"))
        #expect(check.verdict.contains("too \(word)"), "\(check.verdict)")
        #expect((check.coverage(ofMass: 0.5) < 0.5) == (scale < 1))
    }

    @Test func shiftedPosteriorFails() throws {
        let check = try distorted { sample, mean in sample - 0.2 }
        #expect(!check.passes(level: 0.01))
        #expect(check.verdict.contains("is estimated too low"), "\(check.verdict)")
    }

    /// Too narrow for one half of the simulations and too wide for the other, so that together the ranks
    /// are as spread as they should be: Var Φ(z/s) = asin(1/(1 + s²))/2π, and the two average to 1/12.
    @Test func aWrongShapeIsNotCalledAWidth() throws {
        let check = try distorted { sample, mean in
            let isFirst = Int((mean * 1_000).rounded()).isMultiple(of: 2)
            return mean + (isFirst ? 0.6 : 1.886) * (sample - mean)
        }
        #expect(check.uniformity.allSatisfy { $0.pValue < 1e-4 })
        #expect(
            check.verdict.contains("\"a\" has a posterior of the wrong shape"), "\(check.verdict)")
        #expect(!check.verdict.contains("\"a\" has too"))
    }

    /// The exact posterior of the linear problem with every sample changed.
    private func distorted(_ change: (Double, Double) -> Double) throws -> CalibrationCheck {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 1_000, seed: 501)
        let stream = RandomStream(seed: 1, purpose: .posteriorSampling)
        let posteriors = try (0..<1_000).map { row in
            let exact = try problem.posterior(Array(statistics.row(row)))
            return try GaussianMixture(
                weights: [1], means: Matrix([exact.mean]), covariances: [exact.covariance])
        }
        return CalibrationCheck(
            parameterNames: problem.prior.names, parameters: parameters, sampleCount: 199
        ) { row in
            var samples = posteriors[row].sample(count: 199, stream: stream, step: UInt32(row))
            let mean = posteriors[row].mean
            for sample in 0..<199 {
                for axis in 0..<3 {
                    samples[sample, axis] = change(samples[sample, axis], mean[axis])
                }
            }
            return (
                samples, posteriors[row].logDensity(samples),
                posteriors[row].logDensity(parameters.selectingRows([row]))[0]
            )
        }
    }

    @Test func undistortedExactPosteriorPasses() throws {
        let check = try distorted { sample, _ in sample }
        #expect(check.passes(level: 0.01), "\(check.verdict)")
    }

    /// With a bounded prior both densities rank differently.
    @Test func densityRanksAreThoseOfUnconstrainedCoordinates() async throws {
        let posterior = try await BoundedPriorTests.trained.value
        var (parameters, statistics) = BoundedPriorTests.simulate(
            posterior.prior, count: 40, seed: 9)
        parameters[7, 0] = 1.5
        let check = try await CalibrationCheck(
            posterior, parameters: parameters, statistics: statistics, sampleCount: 100, seed: 4)
        let truths = posterior.prior.toUnconstrained(parameters)
        var differing = 0
        for row in 0..<40 where row != 7 {
            let observation = Array(statistics.row(row))
            let mixture = try posterior.mixture(observation: observation)
            let samples = try posterior.sample(
                observation: observation, count: 100, seed: 4, observationIndex: row)
            let truth = mixture.logDensity(truths.selectingRows([row]))[0]
            let densities = mixture.logDensity(posterior.prior.toUnconstrained(samples))
            // One sample may be on the other side by the rounding of its way to θ and back.
            #expect(abs(check.densityRanks[row] - densities.count { $0 > truth }) <= 1)
            let overTheta = try posterior.logDensity(samples, observation: observation)
            let trueDensity = try posterior.logDensity(
                parameters.selectingRows([row]), observation: observation)[0]
            if abs(overTheta.count { $0 > trueDensity } - check.densityRanks[row]) > 1 {
                differing += 1
            }
        }
        #expect(differing > 10)
        // A value outside of the prior is behind all samples.
        #expect(check.densityRanks[7] == 100)
    }

    @Test func densityRanksAreThoseAmongTheFirstSamples() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let (parameters, statistics) = problem.simulate(count: 30, seed: 502)
        let all = try await CalibrationCheck(
            posterior, parameters: parameters, statistics: statistics, sampleCount: 300, seed: 3)
        let few = try await CalibrationCheck(
            posterior, parameters: parameters, statistics: statistics, sampleCount: 100, seed: 3)
        #expect(all.sampleCount == 300 && all.densitySampleCount == 100)
        // A longer draw begins with a shorter one.
        #expect(all.densityRanks == few.densityRanks)
        #expect(all.ranks != few.ranks)
        let whole = try await CalibrationCheck(
            posterior, parameters: parameters, statistics: statistics, sampleCount: 300,
            densitySampleCount: 1_000, seed: 3)
        #expect(whole.densitySampleCount == 300 && whole.ranks == all.ranks)
        #expect(zip(whole.densityRanks, all.densityRanks).allSatisfy { $0 >= $1 })
        #expect(whole.densityRanks.contains { $0 > 100 })
        // Coverage and uniformity count in the right number of samples.
        #expect(all.coverage(ofMass: 1) == 1 && whole.coverage(ofMass: 1) == 1)
        #expect(
            whole.densityUniformity
                == UniformityTest(ranks: whole.densityRanks, sampleCount: 300))
    }

    @Test func tooFewSimulationsAreRefused() async throws {
        let (problem, posterior) = try await Trained.linearGaussian()
        let (parameters, statistics) = problem.simulate(count: 19, seed: 1)
        await #expect(throws: PosteriorError.self) {
            try await CalibrationCheck(
                posterior, parameters: parameters, statistics: statistics, seed: 1)
        }
    }

    /// scipy 1.17.1: scipy.stats.chi2.sf(x, degrees).
    @Test func chiSquareTailAgreesWithScipy() {
        let references: [(x: Double, degrees: Int, p: Double)] = [
            (0.5, 1, 0.47950012218695337), (30, 19, 0.05179845889302389),
            (10, 4, 0.04042768199451279), (200, 19, 3.4047651393116526e-32),
            (3, 20, 0.9999959024990236), (1e-3, 3, 0.9999915920809419),
        ]
        for (x, degrees, p) in references {
            let found = UniformityTest.chiSquareSurvival(x, degreesOfFreedom: degrees)
            #expect(abs(found / p - 1) < 1e-12, "x = \(x), \(degrees) degrees")
        }
    }

    @Test func uniformityTestTellsUniformFromOtherRanks() {
        let stream = RandomStream(seed: 8, purpose: .calibration)
        var smallest = 1.0
        for repetition in 0..<100 {
            let ranks = (0..<500).map {
                Int(stream.uniform(index: UInt64($0), slot: UInt32(repetition)) * 151)
            }
            smallest = min(smallest, UniformityTest(ranks: ranks, sampleCount: 150).pValue)
        }
        // The smallest of 100 uniform p values is above 1e-4 with probability 0.99, below 0.1
        // nearly always.
        #expect(smallest > 1e-4 && smallest < 0.1, "smallest \(smallest), seed 8")
        let heaped = (0..<500).map { ($0 * $0) % 151 / 2 }
        #expect(UniformityTest(ranks: heaped, sampleCount: 150).pValue < 1e-10)
    }
}
