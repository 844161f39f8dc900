import BatchSimulation
import Foundation
import HDF5Storage
import PosteriorInference

/// A folder with what was found:
///
/// | file | what is in it |
/// |---|---|
/// | `result.json` | values, losses and history, to be read by people and programs |
/// | `result.h5` | the same text as the dataset `summary`, and the traces and spikes of the groups `results` and `target` |
/// | `posterior.h5` | the posterior, where there is one |
extension OptNeuronResult {
    /// The version of the format that is written; later ones are refused.
    public static let formatVersion = 1
    static let formatName = "NeuroSBI neuron fit"

    /// What the two files have in common.
    private struct Summary: Codable {
        var fitted: [String: Double]
        var parameters: [String: Double]
        var loss: Double
        var singleLosses: [SingleLoss]
        var standardDeviation: Double
        var repetitions: Int
        var seconds: Double
        var history: [Evaluation]
    }

    /// Writes a folder, which is created if needed.
    ///
    /// The reusable simulations that the experiment ran are not kept: they are a part of the
    /// program.
    public func write(to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = Self.floatTexts
        let summary = try encoder.encode(
            Summary(
                fitted: fitted, parameters: parameters, loss: loss, singleLosses: singleLosses,
                standardDeviation: standardDeviation, repetitions: repetitions,
                seconds: seconds, history: history))
        let text = try AtomicFile(path: folder + "/result.json")
        try text.append(Array(summary))
        try text.commit()

        let file = try HDF5File(creating: folder + "/result.h5")
        let root = try file.root
        try root.setAttribute("format", to: Self.formatName)
        try root.setAttribute("format_version", to: Self.formatVersion)
        try root.write(String(decoding: summary, as: UTF8.self), to: "summary")
        try results.write(to: root.createGroup("results"))
        try target.write(to: root.createGroup("target"))
        try file.commit()
        try posterior?.write(to: folder + "/posterior.h5")
    }

    /// Reads a folder.
    /// - Throws: ``OptNeuronError/file(_:reason:)``, `HDF5Error` or `PosteriorError`.
    public static func read(_ folder: String) throws -> OptNeuronResult {
        let path = folder + "/result.h5"
        let file = try HDF5File(reading: path)
        let root = try file.root
        let format = (try? root.stringAttribute("format")) ?? "another HDF5 file"
        guard format == formatName else {
            throw OptNeuronError.file(path, reason: "found \(format), expected \(formatName)")
        }
        let version = try root.integerAttribute("format_version")
        guard version <= formatVersion else {
            throw OptNeuronError.file(
                path,
                reason: "format version \(version), this program reads up to \(formatVersion)")
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let summary: Summary
        do {
            summary = try decoder.decode(
                Summary.self, from: Data(root.readString("summary").utf8))
        } catch let error as DecodingError {
            throw OptNeuronError.file(path, reason: "summary is damaged: \(error)")
        }
        let posterior = folder + "/posterior.h5"
        return OptNeuronResult(
            fitted: summary.fitted, parameters: summary.parameters, loss: summary.loss,
            singleLosses: summary.singleLosses, standardDeviation: summary.standardDeviation,
            repetitions: summary.repetitions,
            results: try ExperimentResults.read(root.group("results")),
            target: try ExperimentResults.read(root.group("target")),
            history: summary.history, study: nil,
            posterior: FileManager.default.fileExists(atPath: posterior)
                ? try NeuralPosterior.read(posterior) : nil,
            seconds: summary.seconds)
    }

    private static let floatTexts = JSONEncoder.NonConformingFloatEncodingStrategy
        .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
}

extension ExperimentResults {
    /// Writes traces, spikes and data.
    fileprivate func write(to group: HDF5Group) throws {
        try group.setAttribute("chunk_count", to: chunks.count)
        let names = data.keys.sorted()
        try group.write(names, to: "data_names")
        try group.write(names.map { data[$0] ?? .nan }, to: "data_values")
        for (number, chunk) in chunks.enumerated() {
            let place = try group.createGroup("chunk_\(number)")
            try place.setAttribute("duration_ms", to: chunk.duration)
            try place.setAttribute("time_step_ms", to: chunk.timeStep)
            let parameters = chunk.parameters.sorted { $0.key < $1.key }
            try place.write(parameters.map(\.key), to: "parameter_names")
            try place.write(parameters.map(\.value), to: "parameter_values")
            try place.setAttribute("records_spikes", to: chunk.recordsSpikes ? 1 : 0)
            try place.write(Array(chunk.spikes), to: "spikes_ms")
            let periods = chunk.spikePeriods
            try place.write(periods.map(\.startTime), to: "spike_periods_start_ms")
            try place.write(periods.map(\.interval), to: "spike_periods_interval_ms")
            try place.write(periods.map { Double($0.sampleCount) }, to: "spike_periods_samples")
            try place.write(chunk.names, to: "names")
            for (index, name) in chunk.names.enumerated() {
                let periods = try chunk.periods(of: name)
                let recording = try place.createGroup("recording_\(index)")
                try recording.setAttribute("period_count", to: periods.count)
                for (position, period) in periods.enumerated() {
                    let samples = try recording.write(
                        Array(period.samples), to: "period_\(position)")
                    try samples.setAttribute("start_ms", to: period.startTime)
                    try samples.setAttribute("interval_ms", to: period.interval)
                }
            }
        }
    }

    /// Reads what `write` has written.
    fileprivate static func read(_ group: HDF5Group) throws -> ExperimentResults {
        var chunks: [InstanceChunk] = []
        for number in 0..<(try group.integerAttribute("chunk_count")) {
            let place = try group.group("chunk_\(number)")
            var recordings: [(name: String, periods: [StoredPeriod])] = []
            for (index, name) in try place.dataset("names").readStrings().enumerated() {
                let recording = try place.group("recording_\(index)")
                var periods: [StoredPeriod] = []
                for position in 0..<(try recording.integerAttribute("period_count")) {
                    let samples = try recording.dataset("period_\(position)")
                    periods.append(
                        StoredPeriod(
                            startTime: try samples.doubleAttribute("start_ms"),
                            interval: try samples.doubleAttribute("interval_ms"),
                            samples: try samples.read(as: Double.self)))
                }
                recordings.append((name, periods))
            }
            chunks.append(
                InstanceChunk(
                    recordings: recordings,
                    spikes: try place.read("spikes_ms", as: Double.self),
                    spikePeriods: try readSpikePeriods(place),
                    recordsSpikes: try place.integerAttribute("records_spikes") == 1,
                    parameters: try readParameters(place),
                    timeStep: (try? place.doubleAttribute("time_step_ms")) ?? .nan,
                    duration: try place.doubleAttribute("duration_ms")))
        }
        let names = try group.dataset("data_names").readStrings()
        let values = try group.read("data_values", as: Double.self)
        return ExperimentResults(
            chunks: chunks,
            data: Dictionary(zip(names, values)) { first, _ in first })
    }

    /// Files of earlier versions have no parameters of chunks.
    private static func readParameters(_ place: HDF5Group) throws -> [String: Double] {
        guard try place.contains("parameter_names") else { return [:] }
        let names = try place.dataset("parameter_names").readStrings()
        let values = try place.read("parameter_values", as: Double.self)
        return Dictionary(zip(names, values)) { first, _ in first }
    }

    /// When spikes were recorded; files of earlier versions do not say it.
    private static func readSpikePeriods(_ place: HDF5Group) throws -> [SpikePeriod] {
        guard try place.contains("spike_periods_start_ms") else { return [] }
        let starts = try place.read("spike_periods_start_ms", as: Double.self)
        let intervals = try place.read("spike_periods_interval_ms", as: Double.self)
        let counts = try place.read("spike_periods_samples", as: Double.self)
        return zip(starts, zip(intervals, counts)).compactMap { start, rest in
            guard rest.0 > 0, let count = Int(exactly: rest.1), count >= 0 else { return nil }
            return SpikePeriod(startTime: start, interval: rest.0, sampleCount: count)
        }
    }
}
