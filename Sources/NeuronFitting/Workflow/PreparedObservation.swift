public import Recordings

/// A recording after preprocessing, with its stimulus window.
public struct PreparedObservation: Sendable {
    public let recording: Recording
    /// The main step of the injected current; nil where the recording has no current.
    public let stimulusWindow: StimulusWindow?

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
            let observation = try PreparedObservation(
                sweeps, file: file, settings: configuration.recording, timeStep: timeStep)
            return (observation, nil)
        }
        guard let target = configuration.target else { throw FitError.nothingToFit }
        let sweep = try await SimulationPlan(configuration, threads: 1).targetSweep(target)
        return (
            try PreparedObservation([sweep], file: "target", settings: configuration.recording),
            target.parameters
        )
    }
}
