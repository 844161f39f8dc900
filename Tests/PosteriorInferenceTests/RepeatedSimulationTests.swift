import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import Testing

/// Simulations that occur more than once, and too few of them.
@Suite struct RepeatedSimulationTests {
    private static func set(_ change: (inout Matrix<Double>, inout Matrix<Double>) -> Void)
        throws -> SimulationSet
    {
        let problem = try LinearGaussianProblem.example()
        var (parameters, statistics) = problem.simulate(count: 400, seed: 8)
        change(&parameters, &statistics)
        return try SimulationSet(
            parameterNames: problem.prior.names, statisticNames: ["w", "x", "y", "z"],
            parameters: parameters, statistics: statistics, prior: problem.prior)
    }

    private static func train(
        _ set: SimulationSet, components: Int = 1
    ) async throws -> NeuralPosterior {
        var settings = TrainingSettings()
        settings.hiddenWidths = [8]
        settings.components = components
        settings.maximumEpochs = 3
        return try await NeuralPosterior.train(on: set, settings: settings, seed: 1)
    }

    @Test func copiesAreLeftOutAndCounted() async throws {
        let set = try Self.set { parameters, statistics in
            for row in 300..<400 {
                for column in 0..<3 { parameters[row, column] = parameters[row - 300, column] }
                for column in 0..<4 { statistics[row, column] = statistics[row - 300, column] }
            }
            // A missing value is the same as a missing value.
            (statistics[2, 1], statistics[302, 1]) = (.nan, .nan)
        }
        let posterior = try await Self.train(set)
        let counts = posterior.simulationCounts
        #expect(counts.total == 400 && counts.usable == 300 && counts.copies == 100)
        #expect(counts.unusable == 0 && counts.invalidFraction == 0)
        #expect(counts.repeatedParameters == 0)
        #expect(posterior.trainingAdvice == [.copiesLeftOut(count: 100)])
        // The same training as without the copies, to the last bit.
        let without = try await Self.train(set.selectingRows(Array(0..<300)))
        #expect(without.members[0].networks[0].weights == posterior.members[0].networks[0].weights)
    }

    @Test func parametersThatRepeatAreWarnedOf() async throws {
        let set = try Self.set { parameters, _ in
            for row in 300..<400 {
                for column in 0..<3 { parameters[row, column] = parameters[row - 300, column] }
            }
        }
        let posterior = try await Self.train(set)
        #expect(posterior.simulationCounts.usable == 400)
        #expect(posterior.simulationCounts.copies == 0)
        #expect(posterior.trainingAdvice == [.repeatedParameters(count: 100)])
    }

    @Test func fewSimulationsForTheNetworksAreWarnedOf() async throws {
        let set = try Self.set { _, _ in }
        #expect(try await Self.train(set).trainingAdvice.isEmpty)
        // 8·5 and 60·10·9 weights: more than 13 for a simulation.
        let large = try await Self.train(set, components: 60)
        let weights = large.members[0].networks[0].weights.count
        #expect(weights == 8 * 5 + 60 * 10 * 9)
        #expect(large.trainingAdvice == [.fewSimulations(count: 400, weights: weights)])
        #expect(large.trainingAdvice[0].description.contains("400 simulations are few"))
    }
}
