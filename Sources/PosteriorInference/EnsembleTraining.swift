import DensityEstimation
import LinearAlgebra
import RandomStreams

/// Trains several estimators on the same simulations, each from its own seed.
struct EnsembleTraining: Sendable {
    /// `[simulations × parameters]`, in unconstrained coordinates.
    let parameters: Matrix<Double>
    /// `[simulations × statistics]`.
    let statistics: Matrix<Double>
    let settings: TrainingSettings
    /// Of the first member; those of the others follow from it.
    let seed: UInt64
    let progress: NeuralPosterior.TrainingProgress

    /// Trains members 0 ..< count, at most `threads` at a time.
    ///
    /// - Throws: the error of the failed member with the lowest number. Members begin in order, so
    ///   that one is among those under way when the first failure is seen, and no further begin.
    func members(_ count: Int, threads: Int) async throws(TrainingError)
        -> [MixtureDensityEstimator]
    {
        typealias Outcome = (member: Int, result: Result<MixtureDensityEstimator, TrainingError>)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            var (next, isFailing) = (0, false)
            while next < count || next > outcomes.count {
                if next < count && !isFailing && next - outcomes.count < threads {
                    let member = next
                    group.addTask { (member, train(member)) }
                    next += 1
                } else if let outcome = await group.next() {
                    if case .failure = outcome.result { isFailing = true }
                    outcomes.append(outcome)
                } else {
                    break
                }
            }
            return outcomes.sorted { $0.member < $1.member }
        }
        var members: [MixtureDensityEstimator] = []
        for outcome in outcomes { members.append(try outcome.result.get()) }
        return members
    }

    private func train(_ member: Int) -> Result<MixtureDensityEstimator, TrainingError> {
        Result { () throws(TrainingError) in
            try MixtureDensityEstimator.train(
                parameters: parameters, statistics: statistics, settings: settings,
                seed: Self.seed(ofMember: member, seed: seed)
            ) { progress(member, $0) }
        }
    }

    /// The first member takes the seed itself: an ensemble of one is the plain estimator.
    static func seed(ofMember member: Int, seed: UInt64) -> UInt64 {
        guard member > 0 else { return seed }
        let stream = RandomStream(seed: seed, purpose: .ensemble)
        let half = 1 << 32
        let low = stream.integer(below: half, index: UInt64(member), slot: 0)
        let high = stream.integer(below: half, index: UInt64(member), slot: 1)
        return UInt64(high) << 32 | UInt64(low)
    }
}

extension StreamPurpose {
    /// Seeds of the members of an ensemble.
    fileprivate static let ensemble = StreamPurpose("ensemble members")
}
