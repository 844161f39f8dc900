public import LinearAlgebra

/// Everything that a person wants to see of one fit, as plain data.
///
/// The report shows the recording, the posterior, its predictions, the training and every setting
/// in one self-contained page, and states in words where the fit falls short. Parts that are nil or
/// empty are left out of the page.
///
/// ```swift
/// var report = FitReport(
///     title: "Cell 518290966, sweep 57",
///     recording: SampledTrace("membrane potential", unit: "mV", intervalMilliseconds: 0.02, values: v),
///     parameters: [FittedParameter("g_Na", unit: "mS/cm²", priorRange: 0.5...80, maximum: 51,
///                                  credibleInterval: 47...55)],
///     posteriorSamples: samples)
/// report.seeds = [("simulation", "1")].map { Setting($0, $1) }
/// let files = try await report.write(to: "report")
/// ```
public struct FitReport: Sendable {
    /// The heading of the page.
    public var title: String
    /// Sentences that introduce the fit: what was fitted to what.
    public var introduction: String
    /// The measured membrane potential.
    public var recording: SampledTrace
    /// The stimulus that was applied while recording, and is applied in the simulations.
    public var stimulus: SampledTrace?
    /// The times of the spikes in the recording, milliseconds; empty when they were not looked for.
    public var recordedSpikes: [Double]
    /// The parameters in the order of the columns of the samples.
    public var parameters: [FittedParameter]
    /// Samples of the posterior, `[samples × parameters]`.
    public var posteriorSamples: Matrix<Double>
    /// The mass of the credible intervals of the parameters.
    public var credibleMass: Double
    /// Simulations with parameters of the posterior, under the stimulus of the recording.
    public var predictions: [PredictedTrace]
    /// A window of interest, milliseconds, that is shown enlarged.
    public var zoom: ClosedRange<Double>?
    /// How the training went.
    public var training: TrainingCurve?
    /// The statistics of the recording with their predictions.
    public var statistics: [PredictedStatistic]
    /// The mass of the predictive intervals of the statistics.
    public var predictiveMass: Double
    /// How many simulations there were and how many of them were of no use.
    public var simulations: SimulationCount?
    /// Whether the recording looks like something that was simulated.
    public var distribution: DistributionVerdict?
    /// The ranks of true parameters among posterior samples.
    public var calibration: CalibrationRanks?
    /// How much better than the prior the posterior knows held-out parameters.
    public var information: HeldOutInformation?
    /// What the user should know beyond the verdicts that the report makes itself.
    public var warnings: [String]
    /// The settings as a text that reproduces the fit, usually the configuration file.
    public var settingsText: String
    /// Further settings by name.
    public var settings: [Setting]
    /// The seeds by their purposes.
    public var seeds: [Setting]
    /// The wall times of the stages, seconds.
    public var timings: [StageTiming]
    /// The versions of programs and libraries.
    public var versions: [Setting]

    /// Creates a report from what every fit has; the other fields are set afterwards.
    public init(
        title: String, introduction: String = "", recording: SampledTrace,
        stimulus: SampledTrace? = nil, parameters: [FittedParameter],
        posteriorSamples: Matrix<Double>
    ) {
        precondition(
            posteriorSamples.columns == parameters.count,
            "\(posteriorSamples.columns) columns of samples for \(parameters.count) parameters")
        self.title = title
        self.introduction = introduction
        self.recording = recording
        self.stimulus = stimulus
        self.recordedSpikes = []
        self.parameters = parameters
        self.posteriorSamples = posteriorSamples
        self.credibleMass = 0.9
        self.predictions = []
        self.zoom = nil
        self.training = nil
        self.statistics = []
        self.predictiveMass = 0.9
        self.simulations = nil
        self.distribution = nil
        self.calibration = nil
        self.information = nil
        self.warnings = []
        self.settingsText = ""
        self.settings = []
        self.seeds = []
        self.timings = []
        self.versions = []
    }
}
