/// Settings of the search by CMA-ES.
public struct CovarianceAdaptationSettings: Sendable, Equatable, Codable {
    /// Samples of a generation; nil takes 4 + ⌊3·log(parameters)⌋. A batch that is larger is one
    /// generation.
    public var population: Int?
    /// The deviation of the first generation, as a share of the unit cube's side.
    public var initialDeviation = 0.3
    /// By how much the population grows at every restart (IPOP: Auger and Hansen 2005).
    public var populationGrowth = 2.0
    /// Trials of other origins that must have succeeded for the first run to start from the best
    /// of them instead of a random point.
    public var warmStartTrials = 5
    /// The deviation below which a run has converged, as a share of the cube's side.
    public var convergedDeviation = 1e-12

    /// The settings recommended for unknown losses.
    public init() {}
}
