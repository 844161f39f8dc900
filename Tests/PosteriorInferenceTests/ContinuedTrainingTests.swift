import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import Testing

/// Appending simulations and going on with a training.
@Suite struct ContinuedTrainingTests {
    private static func settings(_ head: DensityHead) -> TrainingSettings {
        var settings = TrainingSettings()
        settings.head = head
        settings.hiddenWidths = [20, 20]
        settings.components = 3
        settings.maximumEpochs = 40
        // Without it the network has to learn what the closed form says.
        settings.usesLinearPart = false
        return settings
    }

    private static func set(_ rows: Range<Int>) throws -> SimulationSet {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(
            count: rows.count, seed: 17, first: rows.lowerBound)
        return try SimulationSet(
            parameterNames: problem.prior.names, statisticNames: ["w", "x", "y", "z"],
            parameters: parameters, statistics: statistics, firstIndex: rows.lowerBound, seed: 17,
            prior: problem.prior)
    }

    private static func start(_ head: DensityHead, count: Int = 300) async throws
        -> NeuralPosterior
    {
        try await NeuralPosterior.train(
            on: set(0..<count), settings: settings(head), ensemble: 2, threads: 2, seed: 3)
    }

    private static func nats(_ posterior: NeuralPosterior) throws -> Double {
        let fresh = try set(50_000..<51_000)
        let densities = try posterior.logDensity(
            fresh.parameters, observations: fresh.statistics)
        return -densities.reduce(0, +) / Double(densities.count)
    }

    @Test(arguments: DensityHead.allCases) func moreSimulationsMakeHeldOutOnesMoreLikely(
        head: DensityHead
    ) async throws {
        let start = try await Self.start(head)
        let all = try Self.set(0..<300).appending(Self.set(300..<4_000))
        let continued = try await start.continued(with: all, threads: 2, seed: 4)
        let (before, after) = (try Self.nats(start), try Self.nats(continued))
        // The deviation of the mean difference over 1,000 simulations is some 0.01 nats.
        #expect(after < before - 0.1, "\(before), then \(after)")
        #expect(continued.simulationCounts.usable == 4_000)
        #expect(continued.simulationCounts.trainings == [300, 4_000])
        for (old, new) in zip(start.members, continued.members) {
            for (old, new) in zip(old.networks, new.networks) {
                #expect(new.statisticStandardiser == old.statisticStandardiser)
                #expect(new.parameterStandardiser == old.parameterStandardiser)
                // Epoch 0 is the start, and nothing worse is returned.
                #expect(new.history[0].epoch == 0)
                #expect(new.validationLoss <= new.history[0].validationLoss)
            }
        }

        let again = try await start.continued(with: all, threads: 1, seed: 4)
        let observation = Array(all.statistics.row(7))
        let samples = try continued.sample(observation: observation, count: 50, seed: 1)
        #expect(try again.sample(observation: observation, count: 50, seed: 1) == samples)
        let other = try await start.continued(with: all, threads: 2, seed: 5)
        #expect(try other.sample(observation: observation, count: 50, seed: 1) != samples)
    }

    @Test func aTrainingGoesOnFromAFileAndMoreThanOnce() async throws {
        let start = try await Self.start(.mixture)
        let folder = try TemporaryFolder()
        try start.write(to: folder("start.h5"))
        let second = try await NeuralPosterior.read(folder("start.h5")).continued(
            with: Self.set(0..<800), seed: 4)
        try second.write(to: folder("second.h5"))
        let read = try NeuralPosterior.read(folder("second.h5"))
        #expect(read == second)
        let third = try await read.continued(with: Self.set(0..<1_200), seed: 5)
        #expect(third.simulationCounts.trainings == [300, 800, 1_200])
    }

    /// What was held out once is never trained on, and nothing trained on is held out later.
    @Test func theSplitOfEarlierSimulationsStays() {
        let settings = Self.settings(.mixture)
        let rows = NeuralPosterior.heldOutRows(
            trainings: [300, 800, 1_200], settings: settings, seed: 9)
        #expect(
            rows.filter { $0 < 300 }
                == MixtureDensityEstimator.validationRows(of: 300, settings: settings, seed: 9))
        #expect(
            rows.filter { $0 < 800 }
                == NeuralPosterior.heldOutRows(trainings: [300, 800], settings: settings, seed: 9))
        // A tenth of 300, of 500 and of 400.
        #expect(rows.count == 120 && rows == rows.sorted() && Set(rows).count == 120)
        #expect(rows.count { $0 >= 800 } == 40)
    }

    @Test(arguments: DensityHead.allCases) func embeddingsStayAsTheyAre(
        head: DensityHead
    ) async throws {
        var settings = Self.settings(head)
        settings.embedding = .multilayer(widths: [8], outputs: 3)
        settings.maximumEpochs = 5
        let start = try await NeuralPosterior.train(
            on: Self.set(0..<300), settings: settings, ensemble: 2, seed: 3)
        let continued = try await start.continued(with: Self.set(0..<1_500), seed: 4)
        #expect(continued.members.map(\.embedding) == start.members.map(\.embedding))
        #expect(continued.members.allSatisfy { $0.embedding != nil })
        #expect(continued.members[0].networks[0].weights != start.members[0].networks[0].weights)
        // Autoregressive networks share one, mixtures have their own.
        let embeddings = start.members.map(\.embedding)
        #expect(embeddings.count == (head == .mixture ? 2 : 1))
        #expect(head == .autoregressive || embeddings[0] != embeddings[1])
        #expect(try Self.nats(continued) < Self.nats(start))
    }

    @Test func whatDoesNotContinueTheTrainingIsATypedError() async throws {
        let start = try await Self.start(.mixture)
        func message(_ set: SimulationSet) async -> String {
            do throws(PosteriorError) {
                _ = try await start.continued(with: set, seed: 4)
                return "no error"
            } catch {
                guard case .notAContinuation = error else { return "another error: \(error)" }
                return error.description
            }
        }
        let all = try Self.set(0..<600)
        func changed(
            statisticNames: [String]? = nil, prior: JointPrior? = nil, shift: Double = 0
        ) throws -> SimulationSet {
            try SimulationSet(
                parameterNames: all.parameterNames,
                statisticNames: statisticNames ?? all.statisticNames,
                parameters: all.parameters,
                statistics: Matrix(rows: all.count, columns: 4) {
                    all.statistics[$0, $1] + ($0 == 5 ? shift : 0)
                }, seed: 17, prior: prior ?? all.prior)
        }
        #expect(
            await message(try changed(statisticNames: ["w", "x", "y", "other"])).contains(
                "statistics: found w, x, y, other, expected w, x, y, z"))
        let other = try JointPrior([
            .multivariateNormal(
                MultivariateNormal(
                    names: all.parameterNames, mean: [0, 0, 0],
                    covariance: Matrix([[9, 0, 0], [0, 9, 0], [0, 0, 9]])))
        ])
        #expect(await message(try changed(prior: other)).contains("prior: found"))
        // One number of one simulation, and rows in another order.
        #expect(await message(try changed(shift: 0.01)).contains("other ones"))
        #expect(
            await message(all.selectingRows(Array((0..<600).reversed()))).contains("other ones"))
        #expect(await message(try Self.set(0..<310)).contains("at least 320"))
        #expect(await message(try changed()) == "no error")
        #expect(await message(all) == "no error")
    }
}
