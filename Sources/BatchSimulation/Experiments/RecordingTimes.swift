/// When the recordings of an experiment began and ended, in ms and in samples.
///
/// A chunk goes from one reset to the next; a chunk has a period for each time a recording was
/// started. Times are those of the first and the last sample.
public struct RecordingTimes: Sendable, Hashable, Codable {
    /// Samples without a pause between them.
    public struct Period: Sendable, Hashable, Codable {
        /// The time of the first sample, ms since the reset.
        public let start: Double
        /// The time of the last sample, ms since the reset.
        public let stop: Double
        /// The position of the first sample among those of all periods of the chunk.
        public let firstIndex: Int
        public let lastIndex: Int
    }

    /// The periods with samples, by chunk and recording; `spike` is the recording of the spikes.
    public let all: [[String: [Period]]]
    /// The first recording, which is meant where none is named.
    private let firstName: String?

    init(_ results: ExperimentResults) {
        let spikeName = Experiment.Recorded.spikeName
        firstName = results.chunks.first.map { $0.names.first ?? spikeName }
        all = results.chunks.map { chunk in
            var times: [String: [Period]] = [:]
            if chunk.recordsSpikes {
                times[spikeName] = Self.periods(
                    chunk.spikePeriods.map { ($0.startTime, $0.stopTime, $0.sampleCount) })
            }
            for name in chunk.names {
                let periods = (try? chunk.periods(of: name)) ?? []
                times[name] = Self.periods(
                    periods.map { ($0.startTime, $0.stopTime, $0.samples.count) })
            }
            return times
        }
    }

    /// Those with samples, numbered through.
    private static func periods(
        _ all: [(start: Double, stop: Double?, count: Int)]
    ) -> [Period] {
        var next = 0
        return all.compactMap { start, stop, count in
            guard let stop else { return nil }
            defer { next += count }
            return Period(
                start: start, stop: stop, firstIndex: next, lastIndex: next + count - 1)
        }
    }

    /// The times of the first and the last sample, ms since the reset of the chunk.
    /// - Parameters:
    ///   - name: of a recording; nil for the first one.
    ///   - period: by its position; nil for all periods, from the beginning of the first to the end
    ///     of the last.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)`` or
    ///   ``SimulationError/recordingMissing(_:found:)``.
    public func timeLimits(
        of name: String? = nil, chunk: Int = 0, period: Int? = nil
    ) throws(SimulationError) -> (start: Double, stop: Double) {
        let (first, last) = try limits(name, chunk, period)
        return (first.start, last.stop)
    }

    /// The positions of the first and the last sample among those of all periods of the chunk.
    /// - Throws: as ``timeLimits(of:chunk:period:)``.
    public func indexLimits(
        of name: String? = nil, chunk: Int = 0, period: Int? = nil
    ) throws(SimulationError) -> ClosedRange<Int> {
        let (first, last) = try limits(name, chunk, period)
        return first.firstIndex...last.lastIndex
    }

    /// How many periods with samples a recording has in a chunk.
    /// - Throws: as ``timeLimits(of:chunk:period:)``.
    public func periodCount(
        of name: String? = nil, chunk: Int = 0
    ) throws(SimulationError) -> Int {
        try periods(name, chunk).count
    }

    private func limits(
        _ name: String?, _ chunk: Int, _ period: Int?
    ) throws(SimulationError) -> (Period, Period) {
        let periods = try periods(name, chunk)
        guard let first = period ?? periods.indices.first, periods.indices.contains(first) else {
            throw .recordingMissing("period \(period ?? 0)", found: periods.count)
        }
        return (periods[first], periods[period ?? periods.count - 1])
    }

    private func periods(_ name: String?, _ chunk: Int) throws(SimulationError) -> [Period] {
        guard all.indices.contains(chunk) else {
            throw .recordingMissing("chunk \(chunk)", found: all.count)
        }
        let known = all[chunk].keys.sorted()
        guard let name = name ?? firstName, let periods = all[chunk][name] else {
            throw .unknownName(name ?? "", role: "a recording", known: known)
        }
        return periods
    }
}
