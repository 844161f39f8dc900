import DensityEstimation
import LinearAlgebra

/// Trains an ensemble on raw traces.
///
/// A mixture is trained together with an embedding of its own. Autoregressive members share one, which
/// is trained together with a mixture first and then stays as it is, because one for each of their
/// factors would cost as many times as much; those held out are the same simulations, so that nothing
/// is validated on what an embedding was trained on.
///
/// A mixture trained anew on the learned statistics was rejected: it is as likely as the one trained
/// with them on some problems, and half a nat worse on some traces of a Hodgkin–Huxley model, where
/// what matters are small differences of the learned statistics.
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
    /// The epochs of an embedding that autoregressive members share are reported as those of network
    /// 0, and the members' networks follow from 1.
    func outcome(_ count: Int, threads: Int) async throws(TrainingError) -> EnsembleOutcome {
        guard settings.embedding != .none, settings.head == .autoregressive else {
            return try await EnsembleTraining(
                parameters: parameters, statistics: statistics, settings: settings,
                isBounded: isBounded, seed: seed, progress: progress
            ).outcome(count, threads: threads)
        }
        let embedding = try StatisticEmbedding.train(
            parameters: parameters, statistics: statistics, settings: settings, seed: seed
        ) { [progress] in progress(0, $0) }
        var plain = settings
        plain.embedding = .none
        let report = progress
        let outcome = try await EnsembleTraining(
            parameters: parameters, statistics: embedding.features(of: statistics),
            settings: plain, isBounded: isBounded, seed: seed
        ) { report($0 + 1, $1) }.outcome(count, threads: threads)
        return EnsembleOutcome(
            members: outcome.members.map { $0.reading(embedding) }, shares: outcome.shares)
    }
}
