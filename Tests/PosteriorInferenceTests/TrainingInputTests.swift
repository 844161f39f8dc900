import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import Testing

/// What is wrong with simulations or observations is said by name.
@Suite struct TrainingInputTests {
    private static func prior() throws -> JointPrior {
        try JointPrior([
            .marginal("a", .uniform(Uniform(lower: 0, upper: 1))),
            .marginal("b", .normal(Normal(mean: 0, standardDeviation: 1))),
        ])
    }

    private static var quick: TrainingSettings {
        var settings = TrainingSettings()
        settings.hiddenWidths = [8]
        settings.components = 1
        settings.maximumEpochs = 2
        return settings
    }

    private func train(
        count: Int = 400,
        _ change: (inout Matrix<Double>, inout Matrix<Double>) -> Void = { _, _ in }
    ) async throws -> NeuralPosterior {
        let prior = try Self.prior()
        var parameters = prior.sample(count: count, seed: 1)
        var statistics = Matrix<Double>(rows: count, columns: 3) { row, column in
            column == 2 ? 7 : parameters[row, column] + Double(row % 7) / 10
        }
        change(&parameters, &statistics)
        return try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics,
            statisticNames: ["rate", "width", "constant"], prior: prior, settings: Self.quick,
            seed: 1)
    }

    @Test func incompleteRowsAreUsedAndInfiniteOnesLeftOut() async throws {
        let posterior = try await train { _, statistics in
            for row in 0..<80 { statistics[row, 1] = .nan }
            for row in 60..<160 { statistics[row, 0] = .infinity }
        }
        let counts = posterior.simulationCounts
        #expect(counts.total == 400 && counts.usable == 300 && counts.unusable == 100)
        #expect(counts.imputed == 60 && counts.complete == 240)
        #expect(counts.invalidFraction == 0.25)
        #expect(posterior.unusedStatistics == ["constant"])
        #expect(posterior.incompleteStatistics == ["width"])
    }

    @Test func trainingIsTheSameForTheSameSeed() async throws {
        let (first, second) = (try await train(), try await train())
        // Everything but the seconds that an epoch took.
        #expect(first.members[0].networks[0].weights == second.members[0].networks[0].weights)
        let observation = [0.5, 0.5, 7]
        #expect(
            try first.sample(observation: observation, count: 10, seed: 1)
                == second.sample(observation: observation, count: 10, seed: 1))
        let other = try await train { parameters, _ in parameters[0, 0] = 0.25 }
        #expect(first.members[0].networks[0].weights != other.members[0].networks[0].weights)
    }

    @Test func unusableSimulationsAreNamed() async throws {
        await #expect(throws: PosteriorError.statisticNeverFinite(name: "width", simulations: 400))
        {
            try await train { _, statistics in for row in 0..<400 { statistics[row, 1] = .infinity }
            }
        }
        await #expect(
            throws: PosteriorError.tooFewSimulations(
                usable: 40, total: 400, needed: 50, worst: "rate (in 360 valid simulations)")
        ) {
            try await train { _, statistics in
                for row in 40..<400 { statistics[row, 0] = .infinity }
            }
        }
        await #expect(throws: PosteriorError.statisticNeverFinite(name: "width", simulations: 300))
        {
            // The rows in which the width exists are unusable for another reason.
            try await train { _, statistics in
                for row in 0..<300 { statistics[row, 1] = .nan }
                for row in 300..<400 { statistics[row, 0] = .infinity }
            }
        }
        await #expect(throws: PosteriorError.constantParameter(name: "b", value: 0.5)) {
            try await train { parameters, _ in for row in 0..<400 { parameters[row, 1] = 0.5 } }
        }
        await #expect(
            throws: PosteriorError.noVaryingStatistic(names: ["rate", "width", "constant"])
        ) {
            try await train { _, statistics in
                for row in 0..<400 { (statistics[row, 0], statistics[row, 1]) = (1, 2) }
            }
        }
        await #expect(
            throws: PosteriorError.parameterOutsidePrior(
                name: "a", row: 17, value: 1.5, prior: "uniform(0.0, 1.0)")
        ) { try await train { parameters, _ in parameters[17, 0] = 1.5 } }
        var settings = Self.quick
        settings.components = 0
        await #expect(throws: PosteriorError.self) {
            let prior = try Self.prior()
            let parameters = prior.sample(count: 100, seed: 1)
            _ = try await NeuralPosterior.train(
                parameters: parameters, statistics: parameters, prior: prior, settings: settings,
                seed: 1)
        }
    }

    @Test func tablesAndPriorsThatDoNotFitAreNamed() async throws {
        let prior = try Self.prior()
        await #expect(
            throws: PosteriorError.shape(what: "rows of statistics", found: "90", expected: "100")
        ) {
            try await NeuralPosterior.train(
                parameters: Matrix(rows: 100, columns: 2),
                statistics: Matrix(rows: 90, columns: 1), prior: prior, seed: 1)
        }
        await #expect(
            throws: PosteriorError.shape(
                what: "columns of parameters", found: "3", expected: "2")
        ) {
            try await NeuralPosterior.train(
                parameters: Matrix(rows: 100, columns: 3),
                statistics: Matrix(rows: 100, columns: 1), prior: prior, seed: 1)
        }
        let set = try SimulationSet(
            parameterNames: ["b", "a"], statisticNames: ["x"],
            parameters: Matrix(rows: 100, columns: 2), statistics: Matrix(rows: 100, columns: 1))
        await #expect(throws: PosteriorError.noPrior) {
            try await NeuralPosterior.train(on: set, seed: 1)
        }
        await #expect(
            throws: PosteriorError.parameterNames(found: ["b", "a"], expected: ["a", "b"])
        ) {
            try await NeuralPosterior.train(on: set, prior: prior, seed: 1)
        }
    }

    @Test func observationsThatDoNotFitAreNamed() async throws {
        let posterior = try await train()
        #expect(
            throws: PosteriorError.observationSize(
                found: 2, expected: ["rate", "width", "constant"])
        ) { try posterior.sample(observation: [1, 2], count: 1, seed: 1) }
        let error = #expect(throws: PosteriorError.self) {
            try posterior.maximum(observation: [1, .nan, 7])
        }
        #expect(
            error?.description
                == "observation 0: statistic \"width\" is nan, expected a finite number")
        #expect(throws: PosteriorError.self) {
            try posterior.logDensity(Matrix(rows: 1, columns: 3), observation: [1, 2, 7])
        }
    }
}
