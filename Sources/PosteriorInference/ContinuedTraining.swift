import DensityEstimation
import LinearAlgebra

/// Trains the networks of all members on with more simulations.
struct ContinuedTraining: Sendable {
    let members: [DensityEstimator]
    /// `[simulations × parameters]`, in unconstrained coordinates.
    let parameters: Matrix<Double>
    /// `[simulations × statistics]`.
    let statistics: Matrix<Double>
    /// Those held out, ascending.
    let validationRows: [Int]
    let seed: UInt64
    let progress: NeuralPosterior.TrainingProgress

    /// One network with what it is given.
    private struct Part: Sendable {
        let network: MixtureDensityEstimator
        let parameters: Matrix<Double>
        let statistics: Matrix<Double>
        let seed: UInt64
    }

    /// Trains all networks, at most `threads` at a time.
    ///
    /// - Throws: the error of the failed network with the lowest number.
    func members(threads: Int) async throws(TrainingError) -> [DensityEstimator] {
        let coordinates = coordinates()
        let parts = parts(coordinates)
        typealias Outcome = (part: Int, result: Result<MixtureDensityEstimator, TrainingError>)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            var outcomes: [Outcome] = []
            var next = 0
            while next < parts.count || next > outcomes.count {
                if next < parts.count && next - outcomes.count < threads {
                    let (number, part) = (next, parts[next])
                    group.addTask { (number, train(part, number: number)) }
                    next += 1
                } else if let outcome = await group.next() {
                    outcomes.append(outcome)
                }
            }
            return outcomes.sorted { $0.part < $1.part }
        }
        var networks: [MixtureDensityEstimator] = []
        for outcome in outcomes { networks.append(try outcome.result.get()) }
        var trained: [DensityEstimator] = []
        for member in members {
            let own = Array(networks.prefix(member.networks.count))
            networks.removeFirst(own.count)
            switch member {
            case .mixture: trained.append(.mixture(own[0]))
            case .autoregressive(let estimator):
                trained.append(
                    .autoregressive(
                        AutoregressiveEstimator(order: estimator.order, trained: own)))
            }
        }
        return withFittedWidths(trained, coordinates)
    }

    private func train(_ part: Part, number: Int) -> Result<MixtureDensityEstimator, TrainingError>
    {
        Result { () throws(TrainingError) in
            try part.network.continued(
                parameters: part.parameters, statistics: part.statistics,
                validationRows: validationRows, seed: part.seed
            ) { progress(number, $0) }
        }
    }

    /// The embedding that autoregressive members share; mixtures have their own.
    private var sharedEmbedding: StatisticEmbedding? {
        members[0].head == .autoregressive ? members[0].embedding : nil
    }

    /// What autoregressive members see of the parameters.
    private func coordinates() -> Matrix<Double> {
        for case .autoregressive(let estimator) in members {
            return AutoregressiveEstimator.coordinates(
                of: parameters, isBounded: estimator.isBounded)
        }
        return parameters
    }

    private func parts(_ coordinates: Matrix<Double>) -> [Part] {
        let shared = sharedEmbedding.map { $0.features(of: statistics) }
        return members.enumerated().flatMap { member, estimator -> [Part] in
            let seed = EnsembleTraining.seed(ofMember: member, seed: seed)
            let features = shared ?? estimator.embedding?.features(of: statistics) ?? statistics
            switch estimator {
            case .mixture(let network):
                return [
                    Part(
                        network: network.withoutEmbedding, parameters: parameters,
                        statistics: features, seed: seed)
                ]
            case .autoregressive(let product):
                return product.order.enumerated().map { position, parameter in
                    Part(
                        network: product.factors[position],
                        parameters: coordinates.selectingColumns([parameter]),
                        statistics: features.joined(
                            with: coordinates, columns: product.order[..<position]), seed: seed)
                }
            }
        }
    }

    /// Fits the widths of components on the simulations held out, and puts embeddings back.
    private func withFittedWidths(
        _ trained: [DensityEstimator], _ coordinates: Matrix<Double>
    ) -> [DensityEstimator] {
        let shared = sharedEmbedding
        let own = zip(trained, members).map { trained, member in
            shared == nil ? member.embedding.map { trained.reading($0) } ?? trained : trained
        }
        let rows = validationRows.prefix(ComponentWidths.mostSimulations)
        var fitted = own
        if rows.count >= ComponentWidths.fewestSimulations {
            let statistics = statistics.selectingRows(rows)
            fitted = ComponentWidths(
                own, parameters: parameters.selectingRows(rows),
                coordinates: coordinates.selectingRows(rows),
                statistics: shared?.features(of: statistics) ?? statistics
            ).fittedMembers()
        }
        return fitted.map { member in shared.map { member.reading($0) } ?? member }
    }
}
