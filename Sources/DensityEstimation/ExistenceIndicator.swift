/// The network input that says whether a statistic exists in a simulation.
///
/// With e = 1 where it exists and 0 where it does not, and p the share of the simulations in which
/// it exists, the input is (e − p)/max(√(p(1 − p)), 0.1): of mean 0 over the simulations, and of
/// deviation 1 unless fewer than one in a hundred differs from the rest. Without the floor that
/// one would be an input of any size, which no weight decay and no clipping of gradients bears.
public struct ExistenceIndicator: Sendable, Equatable, Codable {
    /// The column of the statistics.
    public let statistic: Int
    /// p, above 0 and below 1.
    public let share: Double

    /// The input for a value of the statistic, NaN where it does not exist.
    public func callAsFunction(_ value: Double) -> Double {
        let deviation = (share * (1 - share)).squareRoot()
        return ((value.isNaN ? 0 : 1) - share) / max(deviation, 0.1)
    }
}
