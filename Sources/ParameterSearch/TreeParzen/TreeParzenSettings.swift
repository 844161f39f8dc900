/// Settings of the tree-structured Parzen search.
///
/// The defaults were tuned on the development set of `Benchmarks/ParameterSearchBenchmarks`, never
/// on the functions that results are reported for.
public struct TreeParzenSettings: Sendable, Equatable, Codable {
    /// Points of the Sobol sequence before anything is learnt.
    public var startupTrials = 10
    /// Candidates of which one proposal is chosen.
    public var candidates = 64
    /// The share of the told trials that count as good.
    public var goodShare = 0.15
    /// The most trials that count as good.
    public var goodLimit = 25
    /// The weight of the prior among the kernels, relative to that of a trial.
    public var priorWeight = 1.0
    /// The width of the good trials' kernels, relative to the gap to their neighbours.
    public var goodWidth = 0.8
    /// Trials for each parameter after which the local search begins; nil for never.
    public var localSearchAfter: Double? = 12
    /// The share of proposals that the local search then makes.
    public var localShare = 0.85
    /// Whether minima of fitted quadratics are proposed too.
    public var usesQuadratics = true

    /// The settings that were tuned on the development set.
    public init() {}
}
