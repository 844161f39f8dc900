import BatchSimulation
import NeuronEquations
public import Recordings

/// A recording after preprocessing, with its stimulus window.
public struct PreparedObservation: Sendable {
    public let recording: Recording
    /// The main step of the injected current; nil where the recording has no current.
    public let stimulusWindow: StimulusWindow?
    /// What a simulated observation has beyond its voltage; nil for a recording.
    var simulated: SimulatedTarget?

    /// What a target did in its simulation.
    struct SimulatedTarget {
        /// All recorded variables, and the spikes.
        let results: ExperimentResults
        /// Whether spikes do not show in the voltage because a reset takes their peaks away.
        let declaresSpikes: Bool
    }

    /// Chooses the sweep that the settings name and prepares it.
    ///
    /// - Parameters:
    ///   - sweeps: all sweeps of a file.
    ///   - timeStep: milliseconds from sample to sample of the simulations, to which the settings
    ///     may resample.
    public init(
        _ sweeps: [Recording], file: String, settings: RecordingSettings, timeStep: Double? = nil
    ) throws {
        let sweeps = try Self.select(settings.selection, from: sweeps, file: file)
        let names = sweeps.map { $0.sweepNumber.map(String.init) ?? $0.sweep }
        let chosen: [Recording]
        if let wanted = settings.sweep {
            chosen = zip(sweeps, names).filter { $0.sweep == wanted || $1 == wanted }.map(\.0)
            guard chosen.count == 1 else {
                throw FitError.sweep(
                    file: file, found: names, expected: "exactly one that is \"\(wanted)\"")
            }
        } else {
            chosen = sweeps
            guard chosen.count == 1 else {
                throw FitError.sweep(
                    file: file, found: names,
                    expected: "one sweep, or the keys recording.sweep, recording.stimulus or "
                        + "recording.amplitude to choose one")
            }
        }
        recording = try settings.prepare(chosen[0], timeStep: timeStep)
        stimulusWindow = recording.stimulusWindow()
    }

    private static func select(
        _ selection: SweepSelection, from sweeps: [Recording], file: String
    ) throws(RecordingError) -> [Recording] {
        let selected = sweeps.filter(selection.contains)
        guard !selected.isEmpty else {
            throw .noSelectedSweeps(source: file, selection: selection.description)
        }
        return selected
    }

    /// The sweep of a recording, or without one the simulated target of a configuration and the
    /// parameters that it was simulated with.
    static func of(
        _ configuration: FitConfiguration, sweeps: [Recording]?, file: String
    ) async throws -> (observation: PreparedObservation, truth: [String: Double]?) {
        let timeStep = configuration.protocolSettings.timeStep
        if let sweeps {
            guard configuration.target?.model == nil else {
                throw FitError.recordingAndTarget(file: file)
            }
            let observation = try PreparedObservation(
                sweeps, file: file, settings: configuration.recording, timeStep: timeStep)
            return (observation, nil)
        }
        guard let target = configuration.target else { throw FitError.nothingToFit }
        let plan = try SimulationPlan(configuration, threads: 1)
        let results = try await plan.targetResults(target)
        var observation = try PreparedObservation(
            [plan.sweep(of: target, results)], file: "target", settings: configuration.recording)
        let model = target.model?.model ?? configuration.model
        observation.simulated = SimulatedTarget(
            results: results, declaresSpikes: !model.reset.isEmpty)
        return (observation, target.model == nil ? target.parameters : nil)
    }
}
