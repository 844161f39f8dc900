import Foundation
import NeuroSBI

/// Quick figures of sweeps, each with the table of its numbers.
struct FeatureFigures {
    let folder: String
    /// Names without ending that were written.
    private(set) var names: [String] = []

    init(folder: String) { self.folder = folder }

    /// The sweep with its spikes, and how fast the voltage changes.
    mutating func write(_ sweep: SweepFeatures) async throws {
        let recording = sweep.recording
        let label = recording.sweepNumber.map { "sweep-\($0)" } ?? recording.sweep
        let stem = name(URL(filePath: recording.source), label)
        let voltage = SampledTrace(
            recording.sweep, unit: "mV", startMilliseconds: recording.startTime,
            intervalMilliseconds: recording.samplingInterval, values: recording.voltage)
        let stimulus = recording.current.map {
            SampledTrace(
                "stimulus", unit: recording.currentUnit.rawValue,
                startMilliseconds: recording.startTime,
                intervalMilliseconds: recording.samplingInterval, values: $0)
        }
        try await write(
            Figure.recording(voltage, stimulus: stimulus, spikes: sweep.spikeTimes, name: stem))
        try await write(
            Figure.phasePlot(voltage, spikes: sweep.spikeTimes, name: stem + "-phase"))
    }

    /// The frequency over the current.
    mutating func write(_ family: FamilyFeatures) async throws {
        let responses = family.family.responses
        try await write(
            Figure.frequencyCurrent(
                amplitudes: responses.map(\.amplitude), frequencies: responses.map(\.frequency),
                rheobase: family.family.rheobase,
                name: name(URL(filePath: family.file), "frequency-current")))
    }

    private mutating func write(_ figure: Figure) async throws {
        try await FigureWriter().write(figure, to: folder)
        names.append(figure.name)
    }

    /// A name of letters, digits, - and _ that no other figure has.
    private func name(_ file: URL, _ label: String) -> String {
        let stem = file.deletingPathExtension().lastPathComponent + "-" + label
        let plain = String(
            stem.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "-" })
        var name = plain
        var number = 2
        while names.contains(name) {
            name = "\(plain)-\(number)"
            number += 1
        }
        return name
    }
}
