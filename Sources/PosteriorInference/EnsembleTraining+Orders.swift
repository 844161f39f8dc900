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
        var tables = try await (0..<orders.count * size).concurrentMap(threads: threads) {
            number throws(TrainingError) in
            let (candidate, position) = number.quotientAndRemainder(dividingBy: size)
            return try AutoregressiveEstimator.trainingTable(
                ofFactor: position, order: orders[candidate], isBounded: isBounded,
                coordinates: coordinates, statistics: statistics, settings: settings,
                splitSeed: seed)
        }
        let candidates = try await tables.indices.concurrentMap(threads: threads) {
            [tables] network throws(TrainingError) in
            try MixtureDensityEstimator.train(
                on: tables[network], settings: settings.ofNetwork(0),
                seed: seed(ofEstimator: network / size)
            ) { progress(network, $0) }
        }
        let losses = orders.indices.map { candidate in
            candidates[candidate * size..<(candidate + 1) * size].reduce(0) {
                $0 + $1.validationLoss
            }
        }
        let best = losses[losses.count - 1] < losses[0] ? losses.count - 1 : 0
        let order = orders[best]
        tables = Array(tables[best * size..<(best + 1) * size])
        let further = orders.count * size..<(orders.count - 1 + count) * size
        let others = try await further.concurrentMap(threads: threads) {
            [tables] network throws(TrainingError) in
            let (estimator, position) = network.quotientAndRemainder(dividingBy: size)
            return try MixtureDensityEstimator.train(
                on: tables[position], settings: settings.ofNetwork(estimator + 1 - orders.count),
                seed: seed(ofEstimator: estimator)
            ) { progress(network, $0) }
        }
        let networks = candidates[best * size..<(best + 1) * size] + others
        let pools = await heldOut.pools(Array(networks), order: order, threads: threads)
        return EnsembleOutcome(
            members: [.autoregressive(AutoregressiveEstimator(order: order, trained: pools))],
            shares: [1])
    }
}
