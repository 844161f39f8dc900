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
    private let coordinates: Matrix<Double>

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

    private var networksPerMember: Int {
        switch settings.head {
        case .mixture: 1
        case .autoregressive: parameters.columns
        }
    }

    /// Trains members 0 ..< count, at most `threads` networks at a time.
    ///
    /// - Throws: the error of the failed network with the lowest number. Networks begin in order,
    ///   so that one is among those under way when the first failure is seen, and no further begin.
    func members(_ count: Int, threads: Int) async throws(TrainingError) -> [DensityEstimator] {
        typealias Outcome = (network: Int, result: Result<MixtureDensityEstimator, TrainingError>)
        let total = count * networksPerMember
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            var (next, isFailing) = (0, false)
            while next < total || next > outcomes.count {
                if next < total && !isFailing && next - outcomes.count < threads {
                    let network = next
                    group.addTask { (network, train(network)) }
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
        let members = (0..<count).map { member -> DensityEstimator in
            let first = member * networksPerMember
            switch settings.head {
            case .mixture: return .mixture(networks[first])
            case .autoregressive:
                return .autoregressive(
                    AutoregressiveEstimator(
                        order: order(ofMember: member),
                        trained: Array(networks[first..<first + networksPerMember])))
            }
        }
        return withFittedWidths(members)
    }

    /// Fits the widths of components on the simulations that no member was trained on.
    private func withFittedWidths(_ members: [DensityEstimator]) -> [DensityEstimator] {
        let rows = MixtureDensityEstimator.validationRows(
            of: parameters.rows, settings: settings, seed: seed
        ).prefix(ComponentWidths.mostSimulations)
        guard rows.count >= ComponentWidths.fewestSimulations else { return members }
        return ComponentWidths(
            members, parameters: parameters.selectingRows(rows),
            coordinates: coordinates.selectingRows(rows),
            statistics: statistics.selectingRows(rows)
        ).fittedMembers()
    }

    private func train(_ network: Int) -> Result<MixtureDensityEstimator, TrainingError> {
        let (member, position) = network.quotientAndRemainder(dividingBy: networksPerMember)
        let seed = Self.seed(ofMember: member, seed: seed)
        return Result { () throws(TrainingError) in
            switch settings.head {
            case .mixture:
                try MixtureDensityEstimator.train(
                    parameters: parameters, statistics: statistics, settings: settings, seed: seed,
                    splitSeed: self.seed
                ) { progress(network, $0) }
            case .autoregressive:
                try AutoregressiveEstimator.trainFactor(
                    position, order: order(ofMember: member), isBounded: isBounded,
                    coordinates: coordinates, statistics: statistics, settings: settings,
                    seed: seed, splitSeed: self.seed
                ) { progress(network, $0) }
            }
        }
    }

    /// The order of the parameters in one member's product.
    ///
    /// What one order makes hard to learn another makes easy, and errors that depend on the order
    /// average out: on SLCP with 10,000 simulations five members of different orders are better than
    /// five of the same by 0.2 nats a simulation. Even members have the order as given, then
    /// permutations; odd ones the reverse of the member before.
    func order(ofMember member: Int) -> [Int] {
        let pair = member / 2
        let forward =
            pair == 0
            ? Array(0..<parameters.columns)
            : RandomStream(seed: seed, purpose: .parameterOrder).permutation(
                count: parameters.columns, index: UInt64(pair))
        return member.isMultiple(of: 2) ? forward : forward.reversed()
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
    /// Orders of the parameters in autoregressive members.
    fileprivate static let parameterOrder = StreamPurpose("order of parameters")
    /// Seeds of the members of an ensemble.
    fileprivate static let ensemble = StreamPurpose("ensemble members")
}
