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
        let networks = try await trained(0..<count, threads: threads) {
            network throws(TrainingError) in
            try MixtureDensityEstimator.train(
                parameters: parameters, statistics: statistics,
                settings: settings.ofNetwork(network), seed: seed(ofEstimator: network),
                splitSeed: seed
            ) { progress(network, $0) }
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

    /// Trains the networks of some numbers, at most `threads` at a time.
    ///
    /// - Throws: the error of the failed network with the lowest number. Networks begin in order,
    ///   so that one is among those under way when the first failure is seen, and no further begin.
    func trained(
        _ numbers: Range<Int>, threads: Int,
        _ train:
            @escaping @Sendable (_ network: Int) throws(TrainingError)
            -> MixtureDensityEstimator
    ) async throws(TrainingError) -> [MixtureDensityEstimator] {
        typealias Outcome = (network: Int, result: Result<MixtureDensityEstimator, TrainingError>)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            var (next, isFailing) = (numbers.lowerBound, false)
            while next < numbers.upperBound || next - numbers.lowerBound > outcomes.count {
                let running = next - numbers.lowerBound - outcomes.count
                if next < numbers.upperBound && !isFailing && running < threads {
                    let network = next
                    group.addTask {
                        (
                            network,
                            Result { () throws(TrainingError) in try train(network) }
                        )
                    }
                    next += 1
                } else if let outcome = await group.next() {
                    if case .failure = outcome.result { isFailing = true }
                    outcomes.append(outcome)
                } else {
                    break
                }
            }
            return outcomes.sorted { $0.network < $1.network }
        }
        var networks: [MixtureDensityEstimator] = []
        for outcome in outcomes { networks.append(try outcome.result.get()) }
        return networks
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
