public import LinearAlgebra

extension MixtureDensityEstimator {
    /// Trains an estimator on simulated pairs.
    ///
    /// The validation rows are chosen by `seed` and never trained on, nor do standardisers and
    /// linear part see them. Every epoch goes through all training rows in a new order, the last,
    /// shorter batch included, and ends with the likelihood of all validation rows. The weights of
    /// the best epoch are returned. The same data, settings and seed give the same bits on the same
    /// kind of processor.
    ///
    /// With an embedding in the settings the statistics are raw traces, finite everywhere, and the
    /// embedding is trained together with the density.
    ///
    /// An epoch in which the loss or a gradient stops being finite is given up: training goes on
    /// from the best weights at half the learning rate, at most five times.
    /// - Parameters:
    ///   - parameters: θ `[simulations × parameters]`.
    ///   - statistics: x `[simulations × statistics]`; NaN where a statistic does not exist, finite
    ///     elsewhere.
    ///   - isBounded: whether the one parameter, and its density, is confined to [0, 1]: the mixture
    ///     is cut off and normalised there.
    ///   - seed: of the initial weights, the split and the orders.
    ///   - splitSeed: of the split alone, by default `seed`.
    ///   - progress: is called after every epoch.
    /// - Complexity: O(epochs × simulations × weights); one thread.
    public static func train(
        parameters: Matrix<Double>, statistics: Matrix<Double>,
        settings: TrainingSettings = TrainingSettings(), isBounded: Bool = false, seed: UInt64,
        splitSeed: UInt64? = nil,
        progress: (EpochReport) -> Void = { _ in }
    ) throws(TrainingError) -> MixtureDensityEstimator {
        guard settings.embedding == .none else {
            return try trainWithEmbedding(
                parameters: parameters, statistics: statistics, settings: settings,
                isBounded: isBounded, seed: seed,
                split: TrainingSplit(
                    parameters: parameters, statistics: statistics, settings: settings,
                    seed: splitSeed ?? seed),
                progress: progress)
        }
        let table = try TrainingTable(
            parameters: parameters, statistics: statistics, settings: settings,
            isBounded: isBounded, splitSeed: splitSeed ?? seed)
        return try train(on: table, settings: settings, seed: seed, progress: progress)
    }

    /// Trains an estimator on simulations that may serve several.
    ///
    /// - Parameters:
    ///   - settings: with the linear part and the validation share that the table was made with, and
    ///     without an embedding.
    ///   - seed: of the initial weights and the orders.
    package static func train(
        on table: TrainingTable, settings: TrainingSettings, seed: UInt64,
        progress: (EpochReport) -> Void = { _ in }
    ) throws(TrainingError) -> MixtureDensityEstimator {
        try train(on: table, settings: settings, seed: seed, start: nil, progress: progress)
    }

    /// The densities that are simpler than any network with hidden layers: the Gaussian of the linear
    /// regression, and the one whose mean and log precision are linear in the standardised statistics,
    /// which is trained from there.
    ///
    /// A mixture of several such Gaussians was rejected: pools with it are as good as without.
    /// - Parameter settings: as for a network with hidden layers.
    package static func linearDensities(
        on table: TrainingTable, settings: TrainingSettings, seed: UInt64
    ) throws(TrainingError) -> [MixtureDensityEstimator] {
        var linear = settings
        linear.hiddenWidths = []
        linear.components = 1
        linear.maximumSteps = min(linear.maximumSteps, linearSteps)
        let architecture = architecture(table, linear)
        // Weights of zero are the standard normal of what the regression leaves over.
        let start = [Float](repeating: 0, count: architecture.weightCount)
        let trained = try train(on: table, settings: linear, seed: seed, start: start) { _ in }
        let regression = MixtureDensityEstimator(
            architecture: architecture, weights: start,
            statisticStandardiser: table.statisticStandardiser,
            parameterStandardiser: table.parameterStandardiser, settings: linear,
            history: Array(trained.history.prefix(1)))
        return [regression, trained]
    }

    /// So few weights are where they belong after some thousand steps.
    private static let linearSteps = 4_000

    private static func architecture(_ table: TrainingTable, _ settings: TrainingSettings)
        -> MixtureArchitecture
    {
        MixtureArchitecture(
            statisticCount: table.statisticStandardiser.outputCount,
            parameterCount: table.parameterStandardiser.dimension,
            hiddenWidths: settings.hiddenWidths, activation: settings.activations[0],
            components: settings.components, isBounded: table.isBounded,
            isResidual: settings.usesResidualLayers)
    }

    /// - Parameter start: the first weights, by default random ones.
    private static func train(
        on table: TrainingTable, settings: TrainingSettings, seed: UInt64, start: [Float]?,
        progress: (EpochReport) -> Void
    ) throws(TrainingError) -> MixtureDensityEstimator {
        try settings.validate()
        let architecture = architecture(table, settings)
        var run = TrainingRun<Float>(
            architecture: architecture, table: table.entries, split: table.split,
            settings: settings, lossShift: -table.parameterStandardiser.logDeterminant, seed: seed,
            continuingFrom: start)
        let (weights, history) = try run.train(progress: progress)
        return MixtureDensityEstimator(
            architecture: architecture, weights: weights,
            statisticStandardiser: table.statisticStandardiser,
            parameterStandardiser: table.parameterStandardiser, settings: settings,
            history: history)
    }

    static func requireFinite(
        _ matrix: Matrix<Double>, table: TrainingError.Table
    ) throws(TrainingError) {
        let columns = matrix.columns
        guard let index = matrix.elements.firstIndex(where: { !$0.isFinite }) else { return }
        throw .notFinite(table: table, row: index / columns, column: index % columns)
    }
}
