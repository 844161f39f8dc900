package import LinearAlgebra

extension MixtureDensityEstimator {
    /// Trains on from the present weights; standardisers and linear part stay as they are.
    ///
    /// The first epoch is at the learning rate after one reduction. Epoch 0 of the history is the
    /// start: where no later one is better on the validation rows, its weights are returned.
    /// - Parameters:
    ///   - parameters: θ `[simulations × parameters]`.
    ///   - statistics: x `[simulations × statistics]`; learned ones where the estimator stands behind
    ///     an embedding, which is not trained.
    ///   - validationRows: those held out, ascending; no row that the weights were trained on.
    ///   - seed: of the orders of the training rows.
    ///   - progress: is called after every epoch.
    package func continued(
        parameters: Matrix<Double>, statistics: Matrix<Double>, validationRows: [Int], seed: UInt64,
        progress: (EpochReport) -> Void = { _ in }
    ) throws(TrainingError) -> MixtureDensityEstimator {
        precondition(
            parameters.rows == statistics.rows && parameters.columns == parameterCount
                && statistics.columns == statisticStandardiser.inputCount,
            """
            parameters [\(parameters.rows) × \(parameters.columns)], statistics \
            [\(statistics.rows) × \(statistics.columns)] for an estimator of \(parameterCount) and \
            \(statisticStandardiser.inputCount)
            """)
        try Self.requireFinite(parameters, table: .parameters)
        let x = statisticStandardiser.standardise(statistics)
        let targets = parameterStandardiser.targets(
            parameters, statistics: x, isBounded: architecture.isBounded)
        var run = TrainingRun<Float>(
            architecture: architecture, table: networkTable(statistics: x, targets: targets),
            split: TrainingSplit(of: parameters.rows, validationRows: validationRows),
            settings: settings,
            lossShift: -parameterStandardiser.logDeterminant, seed: seed,
            continuingFrom: weights)
        let (weights, history) = try run.train(progress: progress)
        return MixtureDensityEstimator(
            embedding: embedding, architecture: architecture, weights: weights,
            statisticStandardiser: statisticStandardiser,
            parameterStandardiser: parameterStandardiser, settings: settings, history: history)
    }
}
