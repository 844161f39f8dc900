public import BatchSimulation
import LinearAlgebra
import NeuronEquations
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
        let target = plan.results(
            of: observation, spikeThreshold: configuration.search.spikeThreshold)
        fit = try await OptNeuron(
            experiment: plan.experiment, loss: Self.loss(configuration, plan, observation),
            parameters: TunedParameters(
                prior: configuration.prior, constants: plan.constants),
            model: configuration.model, target: target,
            settings: settings)
    }

    private static func loss(
        _ configuration: FitConfiguration, _ plan: SimulationPlan,
        _ observation: PreparedObservation
    ) async throws -> Loss {
        let terms = configuration.search.loss
        guard !terms.isEmpty else {
            let variable = configuration.voltageVariable
            return configuration.model.spikeCondition == nil
                ? .rootMeanSquare(of: variable) : .smoothedTrace(of: variable)
        }
        var loss = Loss(terms: [])
        for term in terms {
            loss = loss + term.weight * (try await self.loss(term.measure, plan, observation))
        }
        return loss
    }

    private static func loss(
        _ measure: LossTerm.Measure, _ plan: SimulationPlan, _ observation: PreparedObservation
    ) async throws -> Loss {
        // Results of the experiment begin at 0, windows are on the axis of the recording.
        let start = plan.startTime
        func shifted(_ windows: [TraceWindow]) -> [TraceWindow] {
            windows.map { TraceWindow($0.start - start, $0.stop - start, weight: $0.weight) }
        }
        switch measure {
        case .rootMeanSquare(let variable, let windows):
            return .rootMeanSquare(of: variable, windows: shifted(windows))
        case .rootSumSquare(let variable, let windows):
            return .rootSumSquare(of: variable, windows: shifted(windows))
        case .smoothedTrace(let variable, let timeConstants):
            return .smoothedTrace(of: variable, timeConstants: timeConstants)
        case .features(let set, let given, let missing):
            var deviations = given ?? []
            if given == nil { deviations = try await spread(of: set, plan) }
            let window = plan.stimulusWindow
            func features(ofRecordedSpikes: Bool) -> ExperimentStatistics {
                .features(
                    set, of: plan.configuration.voltageVariable,
                    stimulus: window.lowerBound - start...window.upperBound - start,
                    amplitude: plan.stimulusAmplitude, usesRecordedSpikes: ofRecordedSpikes)
            }
            // Of the target only those spikes are used that do not show in its voltage, see above.
            return Loss.statistics(
                features(ofRecordedSpikes: !plan.configuration.model.reset.isEmpty),
                ofTarget: features(ofRecordedSpikes: true), deviations, missing
            ).named("features").against(plan.results(of: observation, spikeThreshold: nil))
        case .spikeFeatures: return .spikeFeatures()
        case .vanRossum(let timeConstant): return .vanRossum(timeConstant: timeConstant)
        case .victorPurpura(let cost): return .victorPurpura(cost: cost)
        case .coincidence(let precision): return .coincidence(precision: precision)
        case .missingSpikes(let penalty, let surplus):
            return .missingSpikes(penalty: penalty, surplus: surplus)
        }
    }

    /// The standard deviations of statistics over simulations of the prior, 1 for one that does not
    /// vary.
    private static func spread(
        of set: StatisticSet, _ plan: SimulationPlan
    ) async throws -> [Double] {
        var plan = plan
        plan.configuration.statistics = set
        plan.traceGrid = nil
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
