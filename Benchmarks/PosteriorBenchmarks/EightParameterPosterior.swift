import NeuroSBI

/// A posterior of eight uniform parameters given twenty statistics.
///
/// It is trained for an epoch only: the weights have no influence on the time, the shapes have.
struct EightParameterPosterior {
    let posterior: NeuralPosterior
    /// One observation, `[20]`.
    let observation: [Double]

    init() async throws {
        let (simulations, statisticCount) = (1_000, 20)
        let prior = try JointPrior(
            (0..<8).map { .marginal("theta\($0)", .uniform(try Uniform(lower: -1, upper: 1))) })
        let parameters = prior.sample(count: simulations, seed: 1)
        let noise = RandomStream(seed: 1, purpose: .observationNoise)
        let statistics = Matrix<Double>(rows: simulations, columns: statisticCount) {
            parameters[$0, $1 % prior.dimension]
                + noise.normal(index: UInt64($0), slot: UInt32($1))
        }
        var settings = TrainingSettings()
        settings.hiddenWidths = [50, 50]
        settings.components = 10
        settings.maximumEpochs = 1
        posterior = try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: prior, settings: settings,
            seed: 1)
        observation = statistics.row(0).map { $0 }
    }
}
