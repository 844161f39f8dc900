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
    /// Which parameters have a bounded prior, whose ends autoregressive members respect.
    let isBounded: [Bool]
    /// Of the first member; those of the others follow from it.
    let seed: UInt64
    let progress: NeuralPosterior.TrainingProgress

    /// The coordinates that autoregressive factors see.
    let coordinates: Matrix<Double>

    init(
        parameters: Matrix<Double>, statistics: Matrix<Double>, settings: TrainingSettings,
        isBounded: [Bool], seed: UInt64, progress: @escaping NeuralPosterior.TrainingProgress
    ) {
        self.parameters = parameters
        self.statistics = statistics
        self.settings = settings
        self.isBounded = isBounded
        self.seed = seed
        self.progress = progress
        coordinates = AutoregressiveEstimator.coordinates(of: parameters, isBounded: isBounded)
    }

    /// Trains estimators 0 ..< count, at most `threads` networks at a time, and joins them.
    ///
    /// - Throws: the error of the failed network with the lowest number.
    func outcome(_ count: Int, threads: Int) async throws(TrainingError) -> EnsembleOutcome {
        switch settings.head {
        case .mixture: try await mixtures(count, threads: threads)
        case .autoregressive: try await autoregressive(count, threads: threads)
        }
    }

    private func mixtures(_ count: Int, threads: Int) async throws(TrainingError) -> EnsembleOutcome
    {
        // An embedding of its own, which it is trained together with, makes a network's table.
        let table =
            settings.embedding == .none
            ? try TrainingTable(
                parameters: parameters, statistics: statistics, settings: settings,
                isBounded: false, splitSeed: seed) : nil
        let networks = try await (0..<count).concurrentMap(threads: threads) {
            network throws(TrainingError) in
            let (settings, own) = (settings.ofNetwork(network), seed(ofEstimator: network))
            guard let table else {
                return try MixtureDensityEstimator.train(
                    parameters: parameters, statistics: statistics, settings: settings, seed: own,
                    splitSeed: seed
                ) { progress(network, $0) }
            }
            return try MixtureDensityEstimator.train(on: table, settings: settings, seed: own) {
                progress(network, $0)
            }
        }
        return heldOut.joined(networks)
    }

    /// The simulations that no estimator was trained on.
    var heldOut: HeldOutSimulations {
        HeldOutSimulations(
            rows: MixtureDensityEstimator.validationRows(
                of: parameters.rows, settings: settings, seed: seed),
            parameters: parameters, coordinates: coordinates, statistics: statistics)
    }

    func seed(ofEstimator estimator: Int) -> UInt64 {
        Self.seed(ofMember: estimator, seed: seed)
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
