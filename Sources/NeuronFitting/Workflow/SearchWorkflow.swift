public import BatchSimulation
import LinearAlgebra
import ParameterSearch
import Probability
public import Recordings
import SummaryStatistics

/// The cheap road from a configuration and a recording to parameters: a loss is minimised, and
/// there is no posterior.
///
/// ```swift
/// let configuration = try FitConfiguration(contentsOf: "cell.yaml")
/// let workflow = try await SearchWorkflow(configuration, sweeps: sweeps, file: "cell.nwb", threads: 2)
/// let result = try await workflow.fit.run()
/// ```
public struct SearchWorkflow: Sendable {
    public let configuration: FitConfiguration
    public let observation: PreparedObservation
    /// The fit, ready to run.
    public let fit: OptNeuron
    /// True values of the parameters, where the observation was simulated.
    public let truth: [String: Double]?

    /// Prepares the observation and the loss, and checks that everything fits together.
    ///
    /// - Parameters:
    ///   - sweeps: the sweeps of a recording; nil simulates the configuration's target.
    ///   - file: the recording's name in messages.
    ///   - studyPath: a file that keeps the search; nil keeps it in memory.
    ///   - backend: what executes the model; it never changes a result.
    public init(
        _ configuration: FitConfiguration, sweeps: [Recording]?, file: String, threads: Int,
        studyPath: String? = nil, backend: Backend = .automatic
    ) async throws {
        self.configuration = configuration
        let (observation, truth) = try await PreparedObservation.of(
            configuration, sweeps: sweeps, file: file)
        self.observation = observation
        self.truth = truth
        var plan = try SimulationPlan(configuration, observation: observation, threads: threads)
            .withObservedStimulus()
        plan.backend = backend

        var settings = OptNeuronSettings(
            timeStep: plan.experiment.timeStep, recorded: configuration.recordedVariables)
        settings.integrator = configuration.integrator
        settings.sampling = .states
        settings.method = configuration.search.method
        settings.batchSize = configuration.search.batch
        settings.stop.evaluations = configuration.search.evaluations
        settings.precision = configuration.precision
        settings.seed = configuration.seed
        settings.threads = threads
        settings.studyPath = studyPath
        settings.backend = backend
        fit = try await OptNeuron(
            experiment: plan.experiment, loss: Self.loss(configuration, plan),
            parameters: TunedParameters(
                prior: configuration.prior, constants: plan.constants),
            model: configuration.model, target: Self.target(observation, plan),
            settings: settings)
    }

    /// The observation as results of the experiment, as long as the experiment is.
    private static func target(
        _ observation: PreparedObservation, _ plan: SimulationPlan
    ) -> ExperimentResults {
        let samples = observation.recording.voltage.prefix(plan.experiment.sampleCount())
        return ExperimentResults(chunks: [
            InstanceChunk(
                traces: [plan.configuration.voltageVariable: Array(samples)],
                interval: plan.experiment.timeStep)
        ])
    }

    private static func loss(
        _ configuration: FitConfiguration, _ plan: SimulationPlan
    ) async throws -> Loss {
        let terms = configuration.search.loss
        guard !terms.isEmpty else { return .rootMeanSquare(of: configuration.voltageVariable) }
        var loss = Loss(terms: [])
        for term in terms {
            switch term {
            case .rootMeanSquare(let variable): loss = loss + .rootMeanSquare(of: variable)
            case .rootSumSquare(let variable): loss = loss + .rootSumSquare(of: variable)
            case .features(let set, let given):
                var deviations = given ?? []
                if given == nil { deviations = try await spread(of: set, plan) }
                // Results of experiments begin at 0, wherever the recording does.
                let window = plan.stimulusWindow
                let statistics = ExperimentStatistics.features(
                    set, of: configuration.voltageVariable,
                    stimulus: window.lowerBound - plan.startTime...window.upperBound
                        - plan.startTime,
                    amplitude: plan.stimulusAmplitude)
                loss = loss + .statistics(statistics, deviations: deviations).named("features")
            }
        }
        return loss
    }

    /// The standard deviations of statistics over simulations of the prior, 1 for one that does not
    /// vary.
    private static func spread(
        of set: StatisticSet, _ plan: SimulationPlan
    ) async throws -> [Double] {
        var plan = plan
        plan.configuration.statistics = set
        let parameters = plan.configuration.prior.sample(
            count: spreadCount, seed: plan.configuration.seed,
            firstIndex: InstanceIndices.rehearsal)
        let values = try await plan.statistics(
            of: parameters, firstInstance: InstanceIndices.rehearsal
        ).values
        return (0..<set.count).map { column in
            let finite = values.column(column).filter(\.isFinite)
            let mean = finite.reduce(0, +) / Double(finite.count)
            let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = (squares / Double(finite.count - 1)).squareRoot()
            return deviation > 0 ? deviation : 1
        }
    }

    /// Simulations whose spread scales the features of a loss: the standard deviation is known to
    /// about 3 %.
    private static let spreadCount = 512
}
