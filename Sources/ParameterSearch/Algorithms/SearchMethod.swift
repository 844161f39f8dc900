/// How a study proposes trials.
public enum SearchMethod: Sendable, Equatable {
    /// Tree-structured Parzen estimators that hand over to a local search.
    case treeParzen(TreeParzenSettings = .init())
    /// The estimator of hyperopt 0.3, rule by rule.
    case hyperoptCompatible(HyperoptSettings = .init())
    /// Independent draws from the prior.
    case random
    /// A scrambled Sobol sequence through the prior.
    case sobol
    /// CMA-ES with restarts.
    case covarianceAdaptation(CovarianceAdaptationSettings = .init())

    func makeAlgorithm() -> any SearchAlgorithm {
        switch self {
        case .treeParzen(let settings): TreeParzenSearch(settings: settings)
        case .hyperoptCompatible(let settings): HyperoptSearch(settings: settings)
        case .random: RandomSearch()
        case .sobol: SobolSearch()
        case .covarianceAdaptation(let settings): CovarianceAdaptationSearch(settings: settings)
        }
    }
}
