import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RealModule
import Synchronization
import Testing

@Suite struct EnsembleTests {
    private static var settings: TrainingSettings {
        var settings = TrainingSettings()
        settings.hiddenWidths = [10]
        settings.components = 2
        settings.maximumEpochs = 8
        return settings
    }

    private static func train(
        _ count: Int, threads: Int = 1,
        progress: @escaping NeuralPosterior.TrainingProgress = { _, _ in }
    ) async throws -> NeuralPosterior {
        let problem = try LinearGaussianProblem.example()
        // 30 are held out, too few for widths or shares to be fitted.
        let (parameters, statistics) = problem.simulate(count: 300, seed: 12)
        return try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: problem.prior,
            settings: settings, ensemble: count, threads: threads, seed: 12, progress: progress)
    }

    @Test func membersAreTheSameForAnyNumberOfThreads() async throws {
        let one = try await Self.train(3)
        for threads in 2...4 {
            let other = try await Self.train(3, threads: threads)
            #expect(
                other.members.map(\.networks[0].weights) == one.members.map(\.networks[0].weights))
        }
        #expect(one.members.count == 3)
        #expect(Set(one.members.map(\.networks[0].weights)).count == 3)
        // The same validation rows.
        #expect(Set(one.members.map(\.networks[0].statisticStandardiser.means)).count == 1)
        let alone = try await Self.train(1)
        #expect(alone.members[0].networks[0].weights == one.members[0].networks[0].weights)
    }

    @Test func posteriorIsTheMixtureOfItsMembers() async throws {
        let posterior = try await Self.train(3)
        let (parameters, statistics) = try LinearGaussianProblem.example().simulate(
            count: 200, seed: 13)
        let losses = posterior.members.map(\.validationLoss)
        let shares = posterior.memberShares
        #expect(shares.count == 3 && abs(shares.reduce(0, +) - 1) < 1e-14)
        let found = try posterior.logDensity(parameters, observations: statistics)
        let z = posterior.prior.toUnconstrained(parameters)
        let jacobian = posterior.prior.logAbsDeterminant(at: parameters, unconstrained: z)
        let alone = posterior.members.map { $0.logDensity(parameters: z, statistics: statistics) }
        for row in 0..<200 {
            let density = zip(shares, alone).reduce(0) { $0 + $1.0 * Double.exp($1.1[row]) }
            let expected = Double.log(density) + jacobian[row]
            // The members' own path goes through whitened parameters, the mixture's does not.
            #expect(abs(found[row] - expected) < 1e-6 * (1 + abs(expected)))
        }
        let loss = zip(shares, losses).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(posterior.validationLoss - loss) < 1e-12)
        let mixture = try posterior.mixture(observation: Array(statistics.row(0)))
        #expect(mixture.componentCount == 6)
    }

    @Test func everyEpochOfEveryMemberIsReported() async throws {
        let reports = Mutex<[Int: [Int]]>([:])
        let posterior = try await Self.train(3, threads: 2) { member, report in
            reports.withLock { $0[member, default: []].append(report.epoch) }
        }
        let found = reports.withLock { $0 }
        for (member, estimator) in posterior.members.enumerated() {
            #expect(found[member] == Array(1...estimator.networks[0].history.count))
        }
    }

    @Test func fileReturnsAllMembers() async throws {
        let posterior = try await Self.train(3)
        let folder = try TemporaryFolder()
        try posterior.write(to: folder("posterior.h5"))
        #expect(try NeuralPosterior.read(folder("posterior.h5")) == posterior)
    }

    @Test func failureOfTheFirstMemberIsReported() async throws {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 100, seed: 1)
        var settings = Self.settings
        settings.batchSize = 0
        let invalid = settings
        let error = await #expect(throws: PosteriorError.self) {
            try await NeuralPosterior.train(
                parameters: parameters, statistics: statistics, prior: problem.prior,
                settings: invalid, ensemble: 4, threads: 2, seed: 1)
        }
        #expect(
            error
                == .training(
                    .invalidSetting(name: "batchSize", found: "0", expected: "at least 1")))
    }
}
