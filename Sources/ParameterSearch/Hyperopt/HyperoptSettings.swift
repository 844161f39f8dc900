/// Settings of the estimator that follows hyperopt; the defaults are its own.
public struct HyperoptSettings: Sendable, Equatable, Codable {
    /// Trials drawn from the prior before the estimator begins.
    public var startupTrials = 20
    /// Candidates drawn for every parameter.
    public var candidates = 24
    /// The number of good trials is gamma times the root of the number of trials.
    public var gamma = 0.25
    /// Newest trials that have the whole weight, and the most good trials there are.
    public var linearForgetting = 25
    /// The weight of the prior, relative to that of a trial.
    public var priorWeight = 1.0

    /// The settings of `hyperopt.tpe.suggest`.
    public init() {}
}
