import DensityEstimation
import LinearAlgebra

extension NeuralPosterior {
    /// The simulations that none of the networks was trained on, among those of the training.
    ///
    /// They decided when trainings stopped and how networks are joined, so that what is found on them
    /// is a little too good: other simulations are the strict check.
    ///
    /// ```swift
    /// let posterior = try await NeuralPosterior.train(on: set, settings: settings, seed: 1)
    /// let heldOut = try posterior.heldOut(of: set)
    /// let check = try await CalibrationCheck(
    ///     posterior, parameters: heldOut.parameters, statistics: heldOut.statistics, seed: 1)
    /// ```
    /// - Parameter set: the simulations that the posterior was trained on, in their order.
    /// - Throws: `PosteriorError.otherSimulations` where it is another set.
    public func heldOut(of set: SimulationSet) throws(PosteriorError) -> SimulationSet {
        let rows = try Self.selectRows(set).rows
        guard set.statisticNames == statisticNames, rows.count == simulationCounts.usable,
            distributionCheck.hasMeans(of: set.statistics.selectingRows(rows))
        else { throw .otherSimulations(found: set.count, expected: simulationCounts.total) }
        let held = Self.heldOutRows(
            trainings: simulationCounts.trainings, settings: members[0].networks[0].settings,
            seed: seed)
        return set.selectingRows(held.map { rows[$0] })
    }
}
