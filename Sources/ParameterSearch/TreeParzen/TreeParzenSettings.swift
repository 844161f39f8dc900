/// Settings of the tree-structured Parzen search.
public struct TreeParzenSettings: Sendable, Equatable {
    /// Points of the Sobol sequence before anything is learnt.
    public var startupTrials = 10

    /// The settings that were tuned on the development set.
    public init() {}
}
