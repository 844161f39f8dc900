/// How much time a training may take for its accuracy; the settings that follow from it.
///
/// ```swift
/// let effort = TrainingEffort.standard
/// let posterior = try await NeuralPosterior.train(
///     on: set, settings: effort.settings, ensemble: effort.ensembleSize, threads: 2, seed: 1)
/// ```
public enum TrainingEffort: String, Sendable, Codable, CaseIterable {
    /// One mixture: a first look, some seconds for 100,000 simulations.
    case fast
    /// Five autoregressive members.
    case standard
    /// Ten autoregressive members that wait longer for an improvement.
    case thorough

    /// The settings of every member.
    public var settings: TrainingSettings {
        var settings = TrainingSettings()
        switch self {
        case .fast: settings.head = .mixture
        case .standard: settings.head = .autoregressive
        case .thorough:
            settings.head = .autoregressive
            settings.plateauPatience = 10
            settings.stoppingPatience = 35
        }
        return settings
    }

    /// How many members are trained and mixed.
    public var ensembleSize: Int {
        switch self {
        case .fast: 1
        case .standard: 5
        case .thorough: 10
        }
    }
}
