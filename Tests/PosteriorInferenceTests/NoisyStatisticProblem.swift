import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability

/// One parameter θ ~ N(0, 1), and one statistic: a function of it with normal noise.
struct NoisyStatisticProblem {
    let prior: JointPrior
    /// The standard deviation of the noise.
    let noise: Double
    let function: @Sendable (Double) -> Double

    init(noise: Double, function: @escaping @Sendable (Double) -> Double = { $0 }) throws {
        prior = try JointPrior([
            .marginal("a", .normal(Normal(mean: 0, standardDeviation: 1)))
        ])
        self.noise = noise
        self.function = function
    }

    /// θ² leaves the sign open: posteriors with two peaks.
    static func squares(noise: Double) throws -> NoisyStatisticProblem {
        try NoisyStatisticProblem(noise: noise) { $0 * $0 }
    }

    /// Statistics of parameters `[simulations × 1]`.
    func statistics(of parameters: Matrix<Double>, seed: UInt64) -> Matrix<Double> {
        let drawn = prior.sample(count: parameters.rows, seed: seed)
        return Matrix(rows: parameters.rows, columns: 1) { row, _ in
            function(parameters[row, 0]) + noise * drawn[row, 0]
        }
    }

    /// Trained on 4,000 simulations.
    func posterior(components: Int = TrainingSettings().components) async throws -> NeuralPosterior
    {
        let parameters = prior.sample(count: 4_000, seed: 5)
        var settings = TrainingSettings()
        settings.components = components
        return try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics(of: parameters, seed: 6), prior: prior,
            settings: settings, seed: 1)
    }
}
