/// Everything that a person wants to see of one search for the smallest loss, as plain data.
///
/// The report shows how the loss fell, where the evaluations were, which parameters decide, and
/// what the best parameters do, in one self-contained page. Parts that are nil or empty are left
/// out.
///
/// ```swift
/// var report = SearchReport(
///     title: "Cell 518290966, sweep 57", lossName: "rmse of v",
///     parameters: [SearchedParameter("g_Na", unit: "mS/cm²", scale: .linear(0.5...80))],
///     evaluations: losses.enumerated().map { SearchEvaluation($0, loss: $1, values: [g[$0]]) },
///     best: SearchEvaluation(12, loss: 0.8, values: [51]))
/// report.seconds = 12.5
/// let files = try await report.write(to: "report")
/// ```
public struct SearchReport: Sendable {
    /// The heading of the page.
    public var title: String
    /// Sentences that introduce the search: what was fitted to what.
    public var introduction: String
    /// What the loss measures; an axis label.
    public var lossName: String
    /// The searched parameters in the order of the values.
    public var parameters: [SearchedParameter]
    /// What was evaluated, in the order of asking.
    public var evaluations: [SearchEvaluation]
    /// The result of the search; its loss may have been measured anew.
    public var best: SearchEvaluation
    /// The standard deviation of the loss of the best parameters, where it was measured repeatedly.
    public var bestStandardDeviation: Double?
    /// How often it was measured; with it the uncertainty of the loss, its standard error, is shown.
    public var bestRepetitions: Int?
    /// What was to be explained.
    public var observed: SampledTrace?
    /// What the model does with the best parameters.
    public var bestTrace: SampledTrace?
    /// A window of interest, milliseconds, in which the traces are shown enlarged.
    public var zoom: ClosedRange<Double>?
    /// The wall time.
    public var seconds: Double?
    /// The settings as a text that reproduces the search, usually the configuration file.
    public var settingsText: String
    /// Further settings by name.
    public var settings: [Setting]
    /// The versions of programs and libraries.
    public var versions: [Setting]

    /// Creates a report from what every search has; the other fields are set afterwards.
    public init(
        title: String, introduction: String = "", lossName: String = "loss",
        parameters: [SearchedParameter], evaluations: [SearchEvaluation], best: SearchEvaluation
    ) {
        for evaluation in evaluations + [best] {
            precondition(
                evaluation.values.count == parameters.count,
                "\(evaluation.values.count) values of evaluation \(evaluation.number) for "
                    + "\(parameters.count) parameters")
        }
        self.title = title
        self.introduction = introduction
        self.lossName = lossName
        self.parameters = parameters
        self.evaluations = evaluations
        self.best = best
        self.bestStandardDeviation = nil
        self.bestRepetitions = nil
        self.observed = nil
        self.bestTrace = nil
        self.zoom = nil
        self.seconds = nil
        self.settingsText = ""
        self.settings = []
        self.versions = []
    }

    /// The evaluations with a loss, from the best to the worst, equals by number.
    var ranked: [SearchEvaluation] {
        evaluations.filter { $0.loss != nil }.sorted {
            ($0.loss ?? .infinity, $0.number) < ($1.loss ?? .infinity, $1.number)
        }
    }

    /// How many evaluations gave no loss.
    public var failedCount: Int { evaluations.count { $0.loss == nil } }
}
