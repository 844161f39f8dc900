import DensityEstimation
import LinearAlgebra

/// Autoregressive ensembles: one order of the parameters, and for each a pool of networks.
extension EnsembleTraining {
    /// Trains `count` networks for every factor and pools them.
    ///
    /// What one order of the parameters makes hard to learn its reverse may make easy: on SLCP and on
    /// a Hodgkin–Huxley model with 10,000 simulations they differ by 0.3 nats a simulation and more.
    /// Where there are several networks one of each order is trained, and the others take the order
    /// that was better on the held-out simulations. A mixture of both orders was rejected: it gains
    /// 0.03 nats on that model and is too wide, while the pool of one order is calibrated.
    func autoregressive(_ count: Int, threads: Int) async throws(TrainingError) -> EnsembleOutcome {
        let size = parameters.columns
        let forward = Array(0..<size)
        let orders = count > 1 && size > 1 ? [forward, forward.reversed()] : [forward]
        let candidates = try await trained(0..<orders.count * size, threads: threads) {
            network throws(TrainingError) in
            let (candidate, position) = network.quotientAndRemainder(dividingBy: size)
            return try factor(
                position, order: orders[candidate], network: network, estimator: candidate,
                settings: settings.ofNetwork(0))
        }
        let losses = orders.indices.map { candidate in
            candidates[candidate * size..<(candidate + 1) * size].reduce(0) {
                $0 + $1.validationLoss
            }
        }
        let best = losses[losses.count - 1] < losses[0] ? losses.count - 1 : 0
        let order = orders[best]
        let others = try await trained(
            orders.count * size..<(orders.count - 1 + count) * size, threads: threads
        ) { network throws(TrainingError) in
            let (estimator, position) = network.quotientAndRemainder(dividingBy: size)
            return try factor(
                position, order: order, network: network, estimator: estimator,
                settings: settings.ofNetwork(estimator + 1 - orders.count))
        }
        let networks = candidates[best * size..<(best + 1) * size] + others
        let pools = await heldOut.pools(Array(networks), order: order, threads: threads)
        return EnsembleOutcome(
            members: [.autoregressive(AutoregressiveEstimator(order: order, trained: pools))],
            shares: [1])
    }

    private func factor(
        _ position: Int, order: [Int], network: Int, estimator: Int, settings: TrainingSettings
    ) throws(TrainingError) -> MixtureDensityEstimator {
        try AutoregressiveEstimator.trainFactor(
            position, order: order, isBounded: isBounded, coordinates: coordinates,
            statistics: statistics, settings: settings, seed: seed(ofEstimator: estimator),
            splitSeed: seed
        ) { progress(network, $0) }
    }
}
