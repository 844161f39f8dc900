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
    func outcome(threads: Int) async throws(TrainingError) -> EnsembleOutcome {
        let coordinates = coordinates()
        let parts = parts(coordinates)
        let networks = try await parts.indices.concurrentMap(threads: threads) {
            number throws(TrainingError) in
            let part = parts[number]
            return try part.network.continued(
                parameters: part.parameters, statistics: part.statistics,
                validationRows: validationRows, seed: part.seed
            ) { progress(number, $0) }
        }
        return await joined(networks, coordinates, threads: threads)
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
                return product.order.enumerated().flatMap { position, parameter -> [Part] in
                    let given = features.joined(
                        with: coordinates, columns: product.order[..<position])
                    return product.factors[position].networks.enumerated().map { number, network in
                        Part(
                            network: network,
                            parameters: coordinates.selectingColumns([parameter]),
                            statistics: given,
                            seed: EnsembleTraining.seed(ofMember: number, seed: seed))
                    }
                }
            }
        }
    }

    /// Joins the networks of all members by the simulations held out, and puts embeddings back.
    private func joined(
        _ networks: [MixtureDensityEstimator], _ coordinates: Matrix<Double>, threads: Int
    ) async -> EnsembleOutcome {
        let shared = sharedEmbedding
        let heldOut = HeldOutSimulations(
            rows: validationRows, parameters: parameters, coordinates: coordinates,
            statistics: shared?.features(of: statistics) ?? statistics)
        guard case .autoregressive(let product) = members[0] else {
            return heldOut.joined(
                zip(networks, members).map { network, member in
                    member.embedding.map { network.reading($0) } ?? network
                })
        }
        // The networks of a factor lie side by side.
        let count = product.factors[0].networks.count
        let byFactor = product.order.indices.map { position in
            Array(networks[position * count..<(position + 1) * count])
        }
        let pools = await heldOut.pools(byFactor, order: product.order, threads: threads)
        let pooled = AutoregressiveEstimator(order: product.order, trained: pools)
        return EnsembleOutcome(
            members: [.autoregressive(shared.map { pooled.reading($0) } ?? pooled)], shares: [1])
    }
}
