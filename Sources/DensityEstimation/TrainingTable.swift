package import LinearAlgebra

/// Simulations as networks see them: split, standardised, and in rows of single precision.
///
/// Made once, it serves all networks that learn the same density.
package struct TrainingTable: Sendable {
    let statisticStandardiser: StatisticStandardiser
    let parameterStandardiser: ParameterStandardiser
    let isBounded: Bool
    let split: TrainingSplit
    /// `[simulations × (inputs + 1 + targets)]`, see `MixtureDensityNetwork`.
    let entries: [Float]

    /// Brings simulations into this form; see `MixtureDensityEstimator.train`.
    ///
    /// - Parameters:
    ///   - parameters: θ `[simulations × parameters]`.
    ///   - statistics: x `[simulations × statistics]`, given ones.
    ///   - settings: of which the linear part and the validation share count.
    package init(
        parameters: Matrix<Double>, statistics: Matrix<Double>, settings: TrainingSettings,
        isBounded: Bool, splitSeed: UInt64
    ) throws(TrainingError) {
        split = try TrainingSplit(
            parameters: parameters, statistics: statistics, settings: settings, seed: splitSeed)
        let training = statistics.selectingRows(split.trainingRows)
        statisticStandardiser = try StatisticStandardiser(fitting: training)
        parameterStandardiser = try ParameterStandardiser(
            fitting: parameters.selectingRows(split.trainingRows),
            statistics: statisticStandardiser.standardise(training),
            usesLinearPart: settings.usesLinearPart)
        let x = statisticStandardiser.standardise(statistics)
        let targets = parameterStandardiser.targets(parameters, statistics: x, isBounded: isBounded)
        entries = networkTable(statistics: x, targets: targets)
        self.isBounded = isBounded
    }
}
