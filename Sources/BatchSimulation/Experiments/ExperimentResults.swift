public import LinearAlgebra

/// What an experiment recorded of one parameter set, simulated or measured.
///
/// The results of an instance are views of those of its tile: nothing is copied.
///
/// ```swift
/// let rate = try results.chunks[0].samples(of: "r")
/// let (start, stop) = try results.recordingTimes.timeLimits(of: "r", chunk: 1)
/// ```
public struct ExperimentResults: Sendable {
    /// From reset to reset.
    public let chunks: [InstanceChunk]
    /// The numbers that the experiment returned.
    public let data: [String: Double]
    /// The reusable simulations that the experiment ran.
    public let simulations: [PerformedSimulation]
    /// Whether every state variable stayed finite.
    public let isValid: Bool

    /// The results of one instance of a tile.
    /// - Parameter instance: 0 is the first row of the tile.
    public init(
        _ tile: PopulationTile<Double>, instance: Int, data: ExperimentData = [:]
    ) {
        precondition(
            tile.isValid.indices.contains(instance),
            "instance \(instance) of a tile of \(tile.isValid.count)")
        chunks = tile.chunks.map { InstanceChunk(chunk: $0, instance: instance) }
        self.data = data.mapValues { values in
            switch values {
            case .all(let value): value
            case .each(let values): values.indices.contains(instance) ? values[instance] : .nan
            }
        }
        simulations = tile.simulations
        isValid = tile.isValid[instance]
    }

    /// Results that were measured.
    public init(chunks: [InstanceChunk], data: [String: Double] = [:]) {
        self.chunks = chunks
        self.data = data
        simulations = []
        isValid = true
    }

    /// The results as a tile of this one instance; its samples are copied.
    package var tile: PopulationTile<Double> {
        PopulationTile(
            rows: 0..<1, chunks: chunks.map(\.alone), simulations: simulations,
            isValid: [isValid])
    }

    /// When what was recorded.
    public var recordingTimes: RecordingTimes { RecordingTimes(self) }

    /// A chunk by its position.
    /// - Throws: ``SimulationError/recordingMissing(_:found:)``.
    func chunk(_ position: Int) throws(SimulationError) -> InstanceChunk {
        guard chunks.indices.contains(position) else {
            throw .recordingMissing("chunk \(position)", found: chunks.count)
        }
        return chunks[position]
    }
}

/// What was recorded of one instance from one reset to the next.
public struct InstanceChunk: Sendable {
    let chunk: RecordedChunk<Double>
    let instance: Int

    init(chunk: RecordedChunk<Double>, instance: Int) {
        self.chunk = chunk
        self.instance = instance
    }

    /// A chunk put together from periods that were stored.
    /// - Parameter recordings: the periods of each recording, in the order of the chunk.
    package init(
        recordings: [(name: String, periods: [StoredPeriod])], spikes: [Double],
        spikePeriods: [SpikePeriod], recordsSpikes: Bool, parameters: [String: Double] = [:],
        timeStep: Double, duration: Double
    ) {
        chunk = RecordedChunk(
            periods: recordings.map { recording in
                recording.periods.map { period in
                    RecordedPeriod(
                        startTime: period.startTime, interval: period.interval,
                        values: Matrix(
                            rows: period.samples.count, columns: 1, elements: period.samples),
                        sampleCounts: [period.samples.count])
                }
            },
            names: recordings.map(\.name),
            spikes: SpikeTrains(offsets: [0, spikes.count], times: spikes),
            spikePeriods: spikePeriods.map {
                RecordedSpikePeriod(
                    startTime: $0.startTime, interval: $0.interval,
                    sampleCounts: [$0.sampleCount])
            },
            recordsSpikes: recordsSpikes, parameters: parameters.mapValues { .all($0) },
            timeStep: timeStep, duration: duration)
        instance = 0
    }

    /// A chunk of measured traces, each without a pause.
    /// - Parameters:
    ///   - traces: samples by name.
    ///   - interval: from sample to sample, ms.
    ///   - startTime: of the first sample, ms.
    ///   - spikes: spike times in ms, ascending.
    public init(
        traces: KeyValuePairs<String, [Double]>, interval: Double, startTime: Double = 0,
        spikes: [Double] = []
    ) {
        precondition(interval > 0, "a sampling interval of \(interval) ms")
        let length = traces.map(\.value.count).max() ?? 0
        self.init(
            recordings: traces.map { name, samples in
                let period = StoredPeriod(
                    startTime: startTime, interval: interval, samples: samples)
                return (name, [period])
            },
            spikes: spikes,
            spikePeriods: [
                SpikePeriod(startTime: startTime, interval: interval, sampleCount: length)
            ],
            recordsSpikes: true, timeStep: interval,
            duration: max(startTime + Double(length) * interval, spikes.last ?? 0))
    }

    /// The chunk with this instance only.
    fileprivate var alone: RecordedChunk<Double> {
        let periods = chunk.periods.map { periods in
            periods.map { period in
                let samples = Array(period.trace(of: instance))
                return RecordedPeriod(
                    startTime: period.startTime, interval: period.interval,
                    values: Matrix(rows: samples.count, columns: 1, elements: samples),
                    sampleCounts: [samples.count])
            }
        }
        return RecordedChunk(
            periods: periods, names: chunk.names,
            spikes: SpikeTrains(offsets: [0, spikes.count], times: Array(spikes)),
            spikePeriods: spikePeriods.map {
                RecordedSpikePeriod(
                    startTime: $0.startTime, interval: $0.interval,
                    sampleCounts: [$0.sampleCount])
            },
            recordsSpikes: chunk.recordsSpikes, parameters: parameters.mapValues { .all($0) },
            timeStep: chunk.timeStep, duration: chunk.duration)
    }

    /// The names of the recordings.
    public var names: [String] { chunk.names }
    /// How long the chunk is, ms.
    public var duration: Double { chunk.duration }
    /// The time step of the simulation, ms; of a measured chunk the sampling interval.
    public var timeStep: Double { chunk.timeStep }
    /// The parameters and inputs of the model with their values at the end of the chunk, without an
    /// input that a stimulus feeds; empty for a measured chunk.
    public var parameters: [String: Double] {
        chunk.parameters.mapValues { values in
            switch values {
            case .all(let value): value
            case .each(let values): values.indices.contains(instance) ? values[instance] : .nan
            }
        }
    }
    /// Whether spikes were recorded at any time.
    public var recordsSpikes: Bool { chunk.recordsSpikes }
    /// The spike times, ms since the reset, ascending.
    public var spikes: ArraySlice<Double> { chunk.spikes[instance] }

    /// The periods of a recording: samples without a pause between them.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)``.
    public func periods(of name: String) throws(SimulationError) -> [InstancePeriod] {
        guard let periods = chunk.periods(of: name) else {
            throw .unknownName(name, role: "a recording", known: names)
        }
        return periods.map { InstancePeriod(period: $0, instance: instance) }
    }

    /// The samples of all periods of a recording, one period after the other.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)``.
    public func samples(of name: String) throws(SimulationError) -> InstanceSamples {
        InstanceSamples(try periods(of: name).map(\.samples))
    }
}

/// Samples without a pause, as files have them.
package struct StoredPeriod {
    package let startTime: Double
    package let interval: Double
    package let samples: [Double]

    package init(startTime: Double, interval: Double, samples: [Double]) {
        self.startTime = startTime
        self.interval = interval
        self.samples = samples
    }
}

/// Samples of one instance without a pause between them.
public struct InstancePeriod: Sendable {
    let period: RecordedPeriod<Double>
    let instance: Int

    /// The time of the first sample, ms since the reset.
    public var startTime: Double { period.startTime }
    /// From sample to sample, ms.
    public var interval: Double { period.interval }
    public var samples: InstanceTrace<Double> { period.trace(of: instance) }
    /// The time of the last sample, ms since the reset; nil without samples.
    public var stopTime: Double? {
        samples.isEmpty ? nil : period.time(ofSample: samples.count - 1)
    }

    /// The time of a sample, ms since the reset.
    public func time(ofSample sample: Int) -> Double { period.time(ofSample: sample) }
}

/// The samples of several periods in a row.
public struct InstanceSamples: RandomAccessCollection, Sendable {
    /// No samples.
    public static let none = InstanceSamples([])

    private let parts: [InstanceTrace<Double>]
    /// Where each part ends.
    private let ends: [Int]

    init(_ parts: [InstanceTrace<Double>]) {
        self.parts = parts
        var total = 0
        ends = parts.map { part in
            total += part.count
            return total
        }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { ends.last ?? 0 }

    public subscript(sample: Int) -> Double {
        precondition(sample >= 0 && sample < endIndex, "sample \(sample) of \(endIndex)")
        if parts.count == 1 { return parts[0][sample] }
        guard let part = ends.firstIndex(where: { sample < $0 }) else {
            preconditionFailure("sample \(sample) of \(endIndex)")
        }
        return parts[part][sample - (part == 0 ? 0 : ends[part - 1])]
    }
}

extension PopulationTile where Scalar == Double {
    /// The same tile with its samples in double precision.
    public init(_ tile: PopulationTile<Float>) {
        self.init(
            rows: tile.rows,
            chunks: tile.chunks.map { chunk in
                RecordedChunk(
                    periods: chunk.periods.map { periods in
                        periods.map { period in
                            RecordedPeriod(
                                startTime: period.startTime, interval: period.interval,
                                values: Matrix<Double>(period.values),
                                sampleCounts: period.sampleCounts)
                        }
                    },
                    names: chunk.names, spikes: chunk.spikes, spikePeriods: chunk.spikePeriods,
                    recordsSpikes: chunk.recordsSpikes, parameters: chunk.parameters,
                    timeStep: chunk.timeStep, duration: chunk.duration)
            },
            simulations: tile.simulations, isValid: tile.isValid)
    }
}
