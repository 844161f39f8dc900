public import BatchSimulation
public import LinearAlgebra
import NeuronEquations
import Probability
import Recordings
import SummaryStatistics

/// A configuration made ready to run: parameters in, traces or statistics out.
///
/// Instances are addressed by global indices, which address their noise too; see `InstanceIndices`
/// for who owns which.
public struct SimulationPlan: Sendable {
    public internal(set) var configuration: FitConfiguration
    /// Time step, duration, stimulus and what is recorded. The stimulus is that of the observation;
    /// where there is none and its amplitude is drawn, it lacks that step.
    public internal(set) var experiment: Experiment
    /// The step whose amplitude each simulation draws for itself; nil where all have one stimulus.
    public private(set) var drawnStep: DrawnStep?
    /// What the observation brings with it.
    let reference: ObservationFrame
    /// The window that statistics refer to, milliseconds.
    public var stimulusWindow: ClosedRange<Double> { reference.stimulusWindow }
    /// Current of the stimulus of the observation, or of all simulations, in nA; for windows and
    /// resistances. Nil where it is not known, or drawn and there is no observation.
    public var stimulusAmplitude: Double? { reference.stimulusAmplitude }
    /// Time of sample 0 in milliseconds on the axis of the recording; 0 without one.
    public var startTime: Double { reference.startTime }
    /// Tasks that simulate at the same time.
    public var threads: Int
    /// What executes the model; it never changes a result.
    public var backend = Backend.automatic
    /// Constants of the configuration and what the recording fixes.
    let constants: [String: Double]
    /// Which samples are x, where the trace itself is; nil where statistics are.
    public internal(set) var traceGrid: TraceGrid?
    /// Every how many time steps a sample is kept.
    var stepsPerSample = 1
    /// Whether the white noise is that of a simulation with half the time step.
    var usesPathOfHalfTimeStep = false

    /// - Parameters:
    ///   - observation: the recording whose stimulus, sampling or initial value is used.
    public init(
        _ configuration: FitConfiguration, observation: PreparedObservation? = nil, threads: Int
    ) throws {
        self.configuration = configuration
        self.threads = threads
        let settings = configuration.protocolSettings
        let recording = observation?.recording
        var constants = configuration.constants
        if let initial = configuration.recording.initialVariable {
            guard let recording else { throw FitError.recordingNeeded(key: "recording.initial") }
            constants[initial] = recording.voltage[0]
        }
        self.constants = constants

        reference = try ObservationFrame(configuration, observation: observation)
        var stimulus: Stimulus
        switch settings.source {
        case .components(let own):
            stimulus = own
            drawnStep = settings.drawnStep
            if let step = settings.drawnStep, let amplitude = reference.measuredAmplitude {
                stimulus.components.append(
                    .step(start: step.start, stop: step.stop, amplitude: amplitude))
            }
        case .recording:
            guard let recording, let current = recording.current else {
                preconditionFailure("a stimulus from a recording without a current")
            }
            // Simulated time begins at 0 with the first sample that was kept.
            let units = StimulusUnits(model: configuration.model, input: settings.input)
            stimulus = Stimulus(
                .sampled(
                    values: try units.samples(of: current, in: recording.currentUnit),
                    interval: recording.samplingInterval, start: 0))
        }
        experiment = Experiment(
            timeStep: reference.timeStep, duration: reference.duration, input: settings.input,
            stimulus: stimulus, recorded: configuration.recordedVariables.map { .init($0) },
            recordsSpikes: configuration.model.spikeCondition != nil)
        traceGrid = try reference.traceGrid(configuration)
    }

    /// The plan in which all simulations have the stimulus of the observation.
    func withObservedStimulus() -> SimulationPlan {
        var plan = self
        plan.drawnStep = nil
        return plan
    }

    /// What the target is stimulated with: with an amplitude of its own, where simulations draw
    /// theirs, or else the one that the simulation with its global index draws.
    func stimulus(of target: TargetSettings) -> Stimulus {
        guard let step = drawnStep else { return experiment.stimulus }
        let amplitude =
            target.amplitude
            ?? step.amplitude(ofInstance: InstanceIndices.target, seed: configuration.seed)
        var stimulus = sharedStimulus
        stimulus.components.append(
            .step(start: step.start, stop: step.stop, amplitude: amplitude))
        return stimulus
    }

    /// The stimulus of all simulations, without the step that they draw.
    var sharedStimulus: Stimulus {
        guard drawnStep != nil, case .components(let shared) = configuration.protocolSettings.source
        else { return experiment.stimulus }
        return shared
    }

    /// What the simulator adds to the shared stimulus, from a global index on.
    func stimuli(firstInstance: Int) -> StimulusAssignment {
        guard let drawnStep else { return .ofExperiment }
        let seed = configuration.seed
        return .scaled(drawnStep.unitStep) { row in
            drawnStep.amplitude(ofInstance: firstInstance + row, seed: seed)
        }
    }

    /// The currents of simulations that draw them, nA; nil where all have that of the plan.
    func stimulusAmplitudes(_ instances: Range<Int>) -> [Double]? {
        guard let drawnStep else { return nil }
        let units = StimulusUnits(
            model: configuration.model, input: configuration.protocolSettings.input)
        return instances.map {
            units.nanoamperes(drawnStep.amplitude(ofInstance: $0, seed: configuration.seed))
        }
    }

    /// A tile of neighbouring instances that was just simulated.
    ///
    /// Valid while the closure runs that it is handed to; the simulator writes its storage again.
    public struct FinishedTile {
        /// The rows of parameters.
        public let rows: Range<Int>
        /// The spike times of each instance, milliseconds from sample 0.
        public let spikes: SpikeTrains
        /// Whether every state variable stayed finite, `[rows]`.
        public let isValid: [Bool]
        private let evaluate: () -> [Double]
        private let read: (String) -> Matrix<Double>

        fileprivate init<Scalar: SimulationScalar>(
            _ tile: SimulatedTile<Scalar>, plan: SimulationPlan, firstInstance: Int
        ) {
            rows = tile.rows
            spikes = tile.spikes
            isValid = tile.isValid
            evaluate = { plan.statistics(of: tile, firstInstance: firstInstance) }
            read = { variable in
                guard let trace = tile.trace(variable) else {
                    preconditionFailure("variable \(variable) is not recorded")
                }
                return Matrix<Double>(trace)
            }
        }

        /// The statistics `[rows × statistics]`, row after row; NaN where one does not exist.
        public func statistics() -> [Double] { evaluate() }

        /// The trace of a recorded variable `[samples × lanes]`, one lane for each row, then
        /// lanes to be ignored.
        public func trace(_ variable: String) -> Matrix<Double> { read(variable) }
    }

    /// Simulates and hands every tile on as it is finished, from several tasks at a time.
    ///
    /// Stores traces; where statistics are all that is wanted,
    /// ``statistics(of:firstInstance:progress:)`` may not have to.
    ///
    /// - Parameters:
    ///   - parameters: values of the fitted parameters `[instances × parameters]`.
    ///   - firstInstance: global index of the first row.
    public func forEachTile(
        of parameters: Matrix<Double>, firstInstance: Int,
        _ body: @escaping @Sendable (FinishedTile) throws -> Void
    ) async throws {
        switch configuration.precision {
        case .single:
            try await simulator(Float.self, streams: false).run(
                parameters: parameters, firstInstance: firstInstance,
                stimuli: stimuli(firstInstance: firstInstance)
            ) { try body(FinishedTile($0, plan: self, firstInstance: firstInstance)) }
        case .double:
            try await simulator(Double.self, streams: false).run(
                parameters: parameters, firstInstance: firstInstance,
                stimuli: stimuli(firstInstance: firstInstance)
            ) { try body(FinishedTile($0, plan: self, firstInstance: firstInstance)) }
        }
    }
}

/// Who owns which global indices of instances, so that no two simulations share their noise.
public enum InstanceIndices {
    /// Simulations that train and check the network, from 0.
    public static let training = 0
    /// Simulations of the second and later rounds of a fit.
    public static func round(_ number: Int) -> Int { number << 34 }
    /// Simulations of posterior samples.
    public static let prediction = 1 << 40
    /// The simulation that is the data, where there is no recording.
    public static let target = 1 << 41
    /// Parameter sets that are evaluated again after a search.
    public static let confirmation = 1 << 42
    /// A run that only shows whether everything fits together.
    public static let rehearsal = 1 << 43
}
