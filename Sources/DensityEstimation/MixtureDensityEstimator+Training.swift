public import LinearAlgebra
import RandomStreams

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
        precondition(
            parameters.rows == statistics.rows && parameters.columns > 0 && statistics.columns > 0,
            """
            parameters [\(parameters.rows) × \(parameters.columns)], statistics \
            [\(statistics.rows) × \(statistics.columns)]: expected equal rows and some columns
            """)
        try settings.validate()
        try requireFinite(parameters, table: .parameters)
        try requireNotInfinite(statistics)
        guard parameters.rows >= minimumSimulations else {
            throw .tooFewSimulations(found: parameters.rows, needed: minimumSimulations)
        }

        let validationRows = validationRows(
            of: parameters.rows, settings: settings, seed: splitSeed ?? seed)
        let held = Set(validationRows)
        let trainingRows = (0..<parameters.rows).filter { !held.contains($0) }

        guard settings.embedding == .none else {
            return try trainWithEmbedding(
                parameters: parameters, statistics: statistics, settings: settings,
                isBounded: isBounded, seed: seed, trainingRows: trainingRows,
                validationRows: validationRows, progress: progress)
        }

        let trainingStatistics = statistics.selectingRows(trainingRows)
        let statisticStandardiser = try StatisticStandardiser(fitting: trainingStatistics)
        let parameterStandardiser = try ParameterStandardiser(
            fitting: parameters.selectingRows(trainingRows),
            statistics: statisticStandardiser.standardise(trainingStatistics),
            usesLinearPart: settings.usesLinearPart)

        let x = statisticStandardiser.standardise(statistics)
        let targets = parameterStandardiser.targets(
            parameters, statistics: x, isBounded: isBounded)
        let architecture = MixtureArchitecture(
            statisticCount: x.columns, parameterCount: parameters.columns,
            hiddenWidths: settings.hiddenWidths, activation: settings.activations[0],
            components: settings.components, isBounded: isBounded)
        var run = TrainingRun<Float>(
            architecture: architecture,
            table: networkTable(statistics: x, targets: targets),
            trainingRows: trainingRows.map { Int32($0) },
            validationRows: validationRows.map { Int32($0) }, settings: settings,
            lossShift: -parameterStandardiser.logDeterminant, seed: seed)
        let (weights, history) = try run.train(progress: progress)
        return MixtureDensityEstimator(
            architecture: architecture, weights: weights,
            statisticStandardiser: statisticStandardiser,
            parameterStandardiser: parameterStandardiser, settings: settings, history: history)
    }

    /// The rows that a training of this many simulations holds out, ascending.
    package static func validationRows(of count: Int, settings: TrainingSettings, seed: UInt64)
        -> [Int]
    {
        let order = RandomStream(seed: seed, purpose: .validationSplit).permutation(
            count: count, index: 0)
        let held = min(
            max(1, Int((settings.validationFraction * Double(count)).rounded())), count - 2)
        return order[..<held].sorted()
    }

    /// Below this many, splitting off a validation set leaves nothing to speak of.
    private static let minimumSimulations = 20

    static func requireFinite(
        _ matrix: Matrix<Double>, table: TrainingError.Table
    ) throws(TrainingError) {
        let columns = matrix.columns
        guard let index = matrix.elements.firstIndex(where: { !$0.isFinite }) else { return }
        throw .notFinite(table: table, row: index / columns, column: index % columns)
    }

    private static func requireNotInfinite(_ statistics: Matrix<Double>) throws(TrainingError) {
        let columns = statistics.columns
        guard let index = statistics.elements.firstIndex(where: \.isInfinite) else { return }
        throw .notFinite(table: .statistics, row: index / columns, column: index % columns)
    }
}
