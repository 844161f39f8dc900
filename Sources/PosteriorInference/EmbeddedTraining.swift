import DensityEstimation
import LinearAlgebra

/// Trains an ensemble on raw traces: the embedding first, then all members on what it learned.
///
/// The embedding is trained together with a mixture, end to end, on the simulations that the members
/// are trained on as well; those held out are the same, so that nothing is validated on what an
/// embedding was trained on.
struct EmbeddedTraining: Sendable {
    /// `[simulations × parameters]`, in unconstrained coordinates.
    let parameters: Matrix<Double>
    /// `[simulations × statistics]`; with an embedding in the settings, traces.
    let statistics: Matrix<Double>
    let settings: TrainingSettings
    /// Which parameters have a bounded prior.
    let isBounded: [Bool]
    let seed: UInt64
    let progress: NeuralPosterior.TrainingProgress

    /// Trains members 0 ..< count, at most `threads` networks at a time.
    ///
    /// Without an embedding this is the plain training. With one, its epochs are reported as those
    /// of network 0, and the members' networks follow from 1.
    func members(_ count: Int, threads: Int) async throws(TrainingError) -> [DensityEstimator] {
        guard settings.embedding != .none else {
            return try await EnsembleTraining(
                parameters: parameters, statistics: statistics, settings: settings,
                isBounded: isBounded, seed: seed, progress: progress
            ).members(count, threads: threads)
        }
        let embedding = try StatisticEmbedding.train(
            parameters: parameters, statistics: statistics, settings: settings, seed: seed
        ) { [progress] in progress(0, $0) }
        var plain = settings
        plain.embedding = .none
        let report = progress
        return try await EnsembleTraining(
            parameters: parameters, statistics: embedding.features(of: statistics),
            settings: plain, isBounded: isBounded, seed: seed
        ) { report($0 + 1, $1) }.members(count, threads: threads).map {
            $0.reading(embedding)
        }
    }
}
