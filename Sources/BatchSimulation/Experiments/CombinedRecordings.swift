/// A trace with the time of each sample.
public struct TimedSamples: Sendable, Hashable {
    /// In ms.
    public var times: [Double] = []
    public var values: [Double] = []

    /// Appends samples of a period, after filling the gap before it.
    mutating func append(_ period: InstancePeriod, shift: Double, _ fill: GapFill) {
        let start = period.startTime + shift
        if let last = times.last, let lastValue = values.last, let first = period.samples.first {
            // A gap has as many samples as fit between its ends; half of one is rounding.
            let missing = Int(((start - last) / period.interval - 0.5).rounded(.down))
            for sample in stride(from: 1, through: missing, by: 1) {
                let share = Double(sample) * period.interval / (start - last)
                switch fill {
                case .none: break
                case .notANumber:
                    times.append(last + Double(sample) * period.interval)
                    values.append(.nan)
                case .interpolated:
                    times.append(last + Double(sample) * period.interval)
                    values.append(lastValue + share * (first - lastValue))
                }
            }
        }
        for (index, value) in period.samples.enumerated() {
            times.append(period.time(ofSample: index) + shift)
            values.append(value)
        }
    }
}

/// What stands in the time between two periods.
public enum GapFill: Sendable, Hashable {
    /// Nothing: the samples of the periods only.
    case none
    /// A sample every interval that is NaN.
    case notANumber
    /// A sample every interval on the line from the last sample before to the first after.
    case interpolated
}

/// Which times the samples of several chunks get.
public enum ChunkTimes: Sendable, Hashable {
    /// The chunk's own, from 0 in each.
    case sequential
    /// Going on: the time 0 of a chunk is one interval after the last sample of the chunk before.
    case consecutive
}

extension ExperimentResults {
    /// The periods of a recording in one chunk as one trace.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)`` or
    ///   ``SimulationError/recordingMissing(_:found:)``.
    public func combinedPeriods(
        of name: String, chunk position: Int = 0, fill: GapFill = .none
    ) throws(SimulationError) -> TimedSamples {
        var combined = TimedSamples()
        for period in try chunk(position).periods(of: name) {
            combined.append(period, shift: 0, fill)
        }
        return combined
    }

    /// A recording of all chunks as one trace.
    /// - Parameter fill: what stands in pauses within a chunk; between chunks nothing is filled in
    ///   when they are sequential.
    /// - Throws: ``SimulationError/unknownName(_:role:known:)``.
    public func combinedChunks(
        of name: String, times: ChunkTimes = .sequential, fill: GapFill = .notANumber
    ) throws(SimulationError) -> TimedSamples {
        var combined = TimedSamples()
        var shift = 0.0
        for chunk in chunks {
            let periods = try chunk.periods(of: name)
            switch times {
            case .sequential:
                var own = TimedSamples()
                for period in periods { own.append(period, shift: 0, fill) }
                combined.times += own.times
                combined.values += own.values
            case .consecutive:
                for period in periods { combined.append(period, shift: shift, fill) }
                if let last = combined.times.last, let interval = periods.last?.interval {
                    shift = last + interval
                }
            }
        }
        return combined
    }
}
