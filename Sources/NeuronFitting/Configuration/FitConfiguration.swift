public import BatchSimulation
public import DensityEstimation
public import NeuronEquations
public import Probability
public import SummaryStatistics

/// A whole problem: a neuron model, what is unknown about it, how it is stimulated, and what is
/// measured.
///
/// ```swift
/// let configuration = try FitConfiguration(contentsOf: "hodgkin-huxley.yaml")
/// let workflow = try FitWorkflow(configuration, threads: 2)
/// ```
public struct FitConfiguration: Sendable {
    /// The numerical precision of the simulation.
    public enum Precision: String, CaseIterable, Sendable {
        case single, double
    }

    /// The model with the values of all its constants.
    public var model: NeuronModel
    /// The fitted parameters, in the order of the file; columns of θ.
    public var prior: JointPrior
    /// Parameters and initial values with another value than the model's own.
    public var constants: [String: Double]
    /// Time step, duration and stimulus.
    public var protocolSettings: ProtocolSettings
    /// How the equations are integrated.
    public var integrator: Integrator
    /// Number format of the simulation.
    public var precision: Precision
    /// Variables that are recorded; statistics are computed on the first.
    public var recordedVariables: [String]
    /// The statistics that make up x; none where the trace itself does.
    public var statistics: StatisticSet
    /// How the trace is sampled where it is x itself; nil where statistics are.
    public var traces: TraceSampling?
    /// A model neuron that stands in for a recording.
    public var target: TargetSettings?
    /// How a measured recording is prepared.
    public var recording: RecordingSettings
    /// How many simulations a fit draws in each round.
    public var simulationCount: Int
    /// Rounds of simulating and training. With one, from the prior, the posterior is amortized:
    /// it answers any observation. Each further one draws where the posterior before has its mass
    /// and sharpens the answer for the one observation of the fit.
    public var roundCount: Int
    /// How the later rounds restrict the prior.
    public var truncation: RoundTruncation
    /// How the posterior network is trained.
    public var training: TrainingSettings
    /// How much time training may take; decides the number of estimators.
    public var effort: TrainingEffort
    /// How many estimators are trained and joined; nil as many as suit the effort and the simulations.
    public var ensembleSize: Int?
    /// How parameters are searched where no posterior is wanted.
    public var search: SearchSettings
    /// The seed of everything that is random.
    public var seed: UInt64
    /// The text that all of this was read from; a model from a file of its own stands in it.
    public let text: String

    /// How many estimators are trained on so many simulations and joined.
    public func estimatorCount(simulations: Int) -> Int {
        ensembleSize ?? effort.ensembleSize(simulations: simulations)
    }

    /// The variable that stands for the membrane potential.
    public var voltageVariable: String { recordedVariables[0] }
}
