/// The request for one statistic, or one named group of them, with its options.
///
/// ```swift
/// let counts = StatisticSpecification("spike_count", options: ["threshold": -10])
/// ```
public struct StatisticSpecification: Hashable, Sendable, Codable {
    /// Name of a statistic of `StatisticCatalogue`, or of one of its groups.
    public var name: String
    /// Values of the options that are to differ from their defaults. The options of a statistic
    /// are listed in `StatisticCatalogue`.
    public var options: [String: Double]

    /// Creates a specification from a name and the options that differ from their defaults.
    public init(_ name: String, options: [String: Double] = [:]) {
        self.name = name
        self.options = options
    }
}
