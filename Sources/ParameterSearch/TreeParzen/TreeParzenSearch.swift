import RandomStreams

/// Searches by tree-structured Parzen estimators that hand over to a local search.
public struct TreeParzenSearch: SearchAlgorithm {
    private let settings: TreeParzenSettings
    private var startup = SobolSearch()
    private var local = CovarianceAdaptationSearch()

    /// Makes a search that has seen nothing yet.
    public init(settings: TreeParzenSettings = .init()) {
        self.settings = settings
    }

    public mutating func suggest(_ request: SuggestionRequest, history: TrialHistory)
        -> [Suggestion]
    {
        history.count < settings.startupTrials
            ? startup.suggest(request, history: history) : local.suggest(request, history: history)
    }
}
