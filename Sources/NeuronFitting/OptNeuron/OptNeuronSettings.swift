public import BatchSimulation
public import DensityEstimation
public import ParameterSearch

/// How parameters are found.
public enum OptNeuronMethod: Sendable {
    /// By minimising the loss.
    case search(SearchMethod)
    /// By learning which parameters give which statistics, and asking for those of the target.
    case posterior(OptNeuronPosterior)

    /// Tree-structured Parzen estimators with a local search.
    public static let tpe = OptNeuronMethod.search(.treeParzen())
    /// CMA-ES with restarts.
    public static let cmaEvolution = OptNeuronMethod.search(.covarianceAdaptation())
    /// Draws from the prior.
    public static let random = OptNeuronMethod.search(.random)
}

/// What a posterior is learned from.
public struct OptNeuronPosterior: Sendable {
    /// The data of the posterior. The scalar loss is no data: it forgets in which way results and
    /// target differ, and holds for one target only.
    public var statistics: ExperimentStatistics
    /// How many parameter sets are drawn from the prior and simulated.
    public var simulations = 10_000
    public var training: TrainingSettings
    /// How many networks are trained and averaged.
    public var ensemble: Int

    public init(
        statistics: ExperimentStatistics, simulations: Int = 10_000,
        effort: TrainingEffort = .standard
    ) {
        self.statistics = statistics
        self.simulations = simulations
        training = effort.settings
        ensemble = effort.ensembleSize(simulations: simulations)
    }
}

/// Parameters that are known to be good before a fit.
public struct WarmStart: Sendable, Equatable {
    /// Of all fitted names.
    public var parameters: [String: Double]
    /// Their loss where it is known; else they are evaluated first.
    public var loss: Double?

    public init(_ parameters: [String: Double], loss: Double? = nil) {
        self.parameters = parameters
        self.loss = loss
    }
}

/// How a neuron is fitted.
public struct OptNeuronSettings: Sendable {
    /// The integration step in ms.
    public var timeStep: Double
    public var integrator = Integrator.euler
    /// The names of variables to record; spikes are recorded in any case, so that `spike` may but
    /// need not be among them.
    public var recorded: [String]
    /// From sample to sample of the variables, ms; nil keeps every time step.
    public var recordingPeriod: Double?
    /// The periods of single recordings, ms, before ``recordingPeriod``. That of the spikes has the
    /// name `spike`; without one they have the times of their steps, see `SpikePeriod`.
    public var recordingPeriods: [String: Double] = [:]
    /// Which samples a recording has. The default is that of ANNarchy's monitors: a sample is
    /// labelled with the time of the step that led to it.
    public var sampling = SamplingRule.completedSteps
    public var method = OptNeuronMethod.tpe
    /// How often each parameter set is evaluated, with noise of its own; the loss is the mean.
    public var repetitions = 1
    /// How many parameter sets are evaluated together.
    public var batchSize = 256
    /// When a search ends; evaluations are counted without repetitions.
    public var stop = StopRules(evaluations: 1_000)
    public var warmStart: [WarmStart] = []
    /// A file that keeps every evaluation of a search, so that a fit that was killed goes on where
    /// it was; evaluations of earlier runs count. Nil keeps them in memory.
    public var studyPath: String?
    /// How many of the best parameter sets are evaluated again after a search, and how often each:
    /// the smallest of many noisy losses is small by luck too. Nil: one set, once, for a model
    /// without noise; ten, at least ten times, for one with noise. The best of them is evaluated as often
    /// once more, for the loss that is reported.
    public var confirmation: (sets: Int, repetitions: Int)?
    public var precision = FitConfiguration.Precision.double
    /// Of proposals, noise, training and everything else that is random.
    public var seed: UInt64 = 1
    /// Tasks at work at a time; nil takes one for each processor. It never changes a result.
    public var threads: Int?
    /// What executes the model; it never changes a result.
    public var backend = Backend.automatic

    public init(timeStep: Double, recorded: [String]) {
        self.timeStep = timeStep
        self.recorded = recorded
    }
}
