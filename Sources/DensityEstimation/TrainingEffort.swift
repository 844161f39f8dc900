/// How much time a training may take for its accuracy; the settings that follow from it.
///
/// ```swift
/// let posterior = try await NeuralPosterior.train(on: set, effort: .thorough, threads: 2, seed: 1)
/// ```
/// Mixtures among the autoregressive members were rejected. Nats per held-out simulation with 10,000
/// simulations, five mixtures, five autoregressive members, and all ten: Gaussian linear -0.766,
/// -0.763, -0.766; Gaussian mixture 1.053, 0.990, 0.990; two moons -3.487, -3.712, -3.711; SLCP
/// 4.501, 3.445, 3.445.
public enum TrainingEffort: String, Sendable, Codable, CaseIterable {
    /// One mixture: a first look, some seconds for 100,000 simulations.
    case fast
    /// Five autoregressive networks for each parameter, two from 62,500 simulations, with `silu` and
    /// `relu` in turn; the held-out simulations decide their shares. No network takes more than 36,000
    /// steps, so that any number of simulations is learned from in a minute or two.
    case standard
    /// Ten, which wait longer for an improvement.
    case thorough

    /// The settings of every member.
    public var settings: TrainingSettings {
        var settings = TrainingSettings()
        switch self {
        case .fast: settings.head = .mixture
        case .standard:
            settings.head = .autoregressive
            settings.activations = [.silu, .relu]
            settings.learningRate = Self.autoregressiveRate
            settings.stoppingPatience = 14
            settings.stoppingGain = 1e-3
            settings.maximumSteps = 36_000
        case .thorough:
            settings.head = .autoregressive
            settings.activations = [.silu, .relu]
            settings.learningRate = Self.autoregressiveRate
            settings.plateauPatience = 10
            settings.stoppingPatience = 35
        }
        return settings
    }

    /// Twice the rate that suits mixtures: networks of one parameter bear it, and with 10,000
    /// simulations of the two-parameter Hodgkin–Huxley problem it gains 0.16 nats each.
    private static let autoregressiveRate = 8e-3

    /// How many estimators are trained and joined.
    ///
    /// More simulations leave networks less to differ in, and more to learn: with 100,000 of eight
    /// parameters of a Hodgkin–Huxley neuron two networks of 40 epochs are better by a quarter of a nat
    /// than three of 26, which take as long.
    public func ensembleSize(simulations: Int) -> Int {
        switch self {
        case .fast: 1
        case .standard: max(2, min(5, 125_000 / max(1, simulations)))
        case .thorough: 10
        }
    }
}
