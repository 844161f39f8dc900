import DensityEstimation
import LinearAlgebra

/// Members of a posterior, with their shares in it.
struct EnsembleOutcome {
    let members: [DensityEstimator]
    let shares: [Double]
}

/// Simulations that no network of an ensemble was trained on, by which the networks are joined.
struct HeldOutSimulations: Sendable {
    /// Unconstrained coordinates, `[simulations × parameters]`.
    private let parameters: Matrix<Double>
    /// What autoregressive factors see of the parameters.
    private let coordinates: Matrix<Double>
    private let statistics: Matrix<Double>
    /// Whether they are enough for something to be fitted to them.
    let areEnough: Bool

    /// - Parameter rows: the held-out ones of the tables.
    init(
        rows: [Int], parameters: Matrix<Double>, coordinates: Matrix<Double>,
        statistics: Matrix<Double>
    ) {
        let rows = rows.prefix(HeldOutFit.mostSimulations)
        areEnough = rows.count >= HeldOutFit.fewestSimulations
        self.parameters = parameters.selectingRows(rows)
        self.coordinates = coordinates.selectingRows(rows)
        self.statistics = statistics.selectingRows(rows)
    }

    /// Mixtures with one factor of all widths and with shares that are fitted; without enough
    /// simulations the shares are exp(−validation loss).
    func joined(_ mixtures: [MixtureDensityEstimator]) -> EnsembleOutcome {
        guard areEnough else {
            return EnsembleOutcome(
                members: mixtures.map { .mixture($0) },
                shares: NeuralPosterior.shares(losses: mixtures.map(\.validationLoss)))
        }
        let fitted = EnsembleWidth(parameters: parameters, statistics: statistics).fitted(mixtures)
        return EnsembleOutcome(
            members: fitted.map { .mixture($0) },
            shares: HeldOutFit.shares(
                fitted.map { $0.logDensity(parameters: parameters, statistics: statistics) }))
    }

    /// The pool of every factor, fitted or without enough simulations in equal shares.
    ///
    /// - Parameter networks: those of every factor, in the order of the product.
    func pools(
        _ networks: [[MixtureDensityEstimator]], order: [Int], threads: Int
    ) async -> [PooledFactor] {
        guard areEnough else { return networks.map { PooledFactor(trained: $0) } }
        return await order.indices.concurrentMap(threads: threads) { position in
            PoolFit(
                position: position, order: order, coordinates: coordinates, statistics: statistics
            ).pool(networks[position])
        }
    }
}
