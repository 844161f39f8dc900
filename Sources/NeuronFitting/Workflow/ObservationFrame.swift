import BatchSimulation
import LinearAlgebra
import Recordings
import SummaryStatistics

/// The time grid of the simulations and what statistics of an observation refer to.
struct ObservationFrame: Sendable {
    /// Milliseconds.
    let timeStep: Double
    let duration: Double
    /// Time of sample 0 in milliseconds on the axis of the recording; 0 without one.
    let startTime: Double
    /// The window that statistics refer to, milliseconds.
    let stimulusWindow: ClosedRange<Double>
    /// Current of the stimulus in nA; nil where it is not known, or drawn and there is no
    /// observation.
    let stimulusAmplitude: Double?
    /// The amplitude of the observation, in the unit of the model's input, where simulations draw
    /// theirs.
    let measuredAmplitude: Double?

    /// Checks whether an observation fits the protocol.
    init(_ configuration: FitConfiguration, observation: PreparedObservation?) throws {
        let settings = configuration.protocolSettings
        let recording = observation?.recording
        let units = StimulusUnits(model: configuration.model, input: settings.input)
        switch settings.source {
        case .components:
            guard let ownStep = settings.timeStep, let ownDuration = settings.duration else {
                preconditionFailure("a protocol with its own stimulus has dt and duration")
            }
            (timeStep, duration) = (ownStep, ownDuration)
            // The protocol begins with the first sample that was kept.
            startTime = recording?.startTime ?? 0
            if let recording {
                try Self.checkSampling(recording, timeStep: timeStep, duration: duration)
            }
            guard let window = settings.stimulusWindow else {
                throw FitError.stimulusWindowMissing
            }
            stimulusWindow = window.lowerBound + startTime...window.upperBound + startTime
            var measured: Double?
            if settings.drawnStep != nil, let recording {
                measured = try units.coherent(
                    recording.amplitude(ofStepAt: stimulusWindow), in: recording.currentUnit)
            }
            measuredAmplitude = measured
            stimulusAmplitude = (measured ?? settings.stimulusAmplitude).map(units.nanoamperes)
        case .recording:
            guard let observation, let recording else {
                throw FitError.recordingNeeded(key: "protocol.stimulus")
            }
            guard recording.current != nil else {
                throw FitError.currentMissing(sweep: "\(recording.source), \(recording.sweep)")
            }
            guard let step = observation.stimulusWindow else {
                throw StatisticError.noStimulusWindow(
                    recording: "\(recording.source), sweep \(recording.sweep)")
            }
            timeStep = settings.timeStep ?? recording.samplingInterval
            duration = settings.duration ?? recording.duration
            try Self.checkSampling(recording, timeStep: timeStep, duration: duration)
            startTime = recording.startTime
            try units.check(recording.currentUnit)
            // To its last stimulated sample, as `TraceBatch` has it of a recording.
            stimulusWindow =
                step.start...max(step.start, step.stop - recording.samplingInterval)
            stimulusAmplitude = step.amplitude
            measuredAmplitude = nil
        }
    }

    /// Simulated and recorded traces are compared sample by sample, so their times must agree.
    private static func checkSampling(
        _ recording: Recording, timeStep: Double, duration: Double
    ) throws(FitError) {
        guard recording.isSampled(every: timeStep) else {
            throw .samplingMismatch(
                quantity: .samplingInterval, recording: recording.samplingInterval,
                simulation: timeStep)
        }
        guard duration <= recording.duration + 0.5 * timeStep else {
            throw .samplingMismatch(
                quantity: .duration, recording: recording.duration, simulation: duration)
        }
    }
}

extension ObservationFrame {
    /// Which samples are x, where the trace itself is; nil where statistics are.
    func traceGrid(_ configuration: FitConfiguration) throws(FitError) -> TraceGrid? {
        guard let sampling = configuration.traces else { return nil }
        return try TraceGrid(sampling, timeStep: timeStep, sampleCount: sampleCount)
    }

    private var sampleCount: Int {
        Experiment(timeStep: timeStep, duration: duration).sampleCount()
    }

    /// A measured sweep as statistics see it.
    func traces(
        of recording: Recording, _ configuration: FitConfiguration
    ) throws(StatisticError) -> TraceBatch<Double> {
        let batch = try TraceBatch<Double>(recording, stimulusWindow: stimulusWindow)
        // A drawn amplitude is that of the observation, in the unit of simulated ones.
        return configuration.protocolSettings.drawnStep == nil
            ? batch : batch.withStimulusAmplitude(stimulusAmplitude)
    }

    /// x of a measured sweep, by the code that makes those of simulations; NaN where a statistic
    /// does not exist.
    /// - Parameter grid: of the samples that are x; nil where statistics are.
    func observed(
        _ recording: Recording, _ configuration: FitConfiguration, on grid: TraceGrid?
    ) throws -> [Double] {
        guard let grid else {
            let table = configuration.statistics.evaluate(
                try traces(of: recording, configuration))
            return Array(table.values.row(0))
        }
        let voltage = recording.voltage
        guard voltage.count >= sampleCount else {
            throw FitError.samplingMismatch(
                quantity: .duration, recording: recording.duration, simulation: duration)
        }
        return grid.values { voltage[$0] } + configuration.besideTrace(stimulusAmplitude)
    }
}
