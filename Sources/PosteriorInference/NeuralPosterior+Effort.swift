public import DensityEstimation
public import LinearAlgebra
public import Probability

/// Training that needs no settings.
extension NeuralPosterior {
    /// Trains on a set of simulations with the settings and the ensemble of an effort; the rest is
    /// as in `train(on:prior:settings:ensemble:threads:seed:provenance:progress:)`.
    ///
    /// ```swift
    /// let posterior = try await NeuralPosterior.train(on: set, threads: 2, seed: 1)
    /// ```
    public static func train(
        on set: SimulationSet, prior: JointPrior? = nil, effort: TrainingEffort = .standard,
        threads: Int = 1, seed: UInt64, provenance: [String: String] = [:],
        progress: @escaping TrainingProgress = { _, _ in }
    ) async throws(PosteriorError) -> NeuralPosterior {
        try await train(
            on: set, prior: prior, settings: effort.settings,
            ensemble: effort.ensembleSize(simulations: set.count), threads: threads, seed: seed,
            provenance: provenance, progress: progress)
    }

    /// The same for tables made elsewhere.
    ///
    /// - Parameters:
    ///   - parameters: `[simulations × prior.dimension]`, drawn from the prior.
    ///   - statistics: `[simulations × statistics]`.
    public static func train(
        parameters: Matrix<Double>, statistics: Matrix<Double>, isValid: [Bool]? = nil,
        statisticNames: [String]? = nil, prior: JointPrior, effort: TrainingEffort = .standard,
        threads: Int = 1, seed: UInt64, provenance: [String: String] = [:],
        progress: @escaping TrainingProgress = { _, _ in }
    ) async throws(PosteriorError) -> NeuralPosterior {
        try await train(
            parameters: parameters, statistics: statistics, isValid: isValid,
            statisticNames: statisticNames, prior: prior, settings: effort.settings,
            ensemble: effort.ensembleSize(simulations: parameters.rows), threads: threads,
            seed: seed, provenance: provenance,
            progress: progress)
    }
}
