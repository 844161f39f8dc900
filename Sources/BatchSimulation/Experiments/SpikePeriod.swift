/// When the spikes of one instance were recorded without a pause, and how finely.
///
/// A recording of spikes has samples like one of a variable, at the times of the same
/// ``SamplingRule``: a sample holds the spikes since the sample before it, or since the recording
/// began. A spike thus has the time of the sample that shows it, and one after the last sample is
/// not seen. Without a period of its own a recording of spikes has a sample for every time step.
public struct SpikePeriod: Sendable, Hashable, Codable {
    /// The time of the first sample, ms since the reset.
    public let startTime: Double
    /// From sample to sample, ms.
    public let interval: Double
    public let sampleCount: Int

    /// The time of the last sample, ms since the reset; nil without samples.
    public var stopTime: Double? {
        sampleCount == 0 ? nil : startTime + Double(sampleCount - 1) * interval
    }

    public init(startTime: Double, interval: Double, sampleCount: Int) {
        precondition(interval > 0 && sampleCount >= 0, "\(sampleCount) samples every \(interval)")
        self.startTime = startTime
        self.interval = interval
        self.sampleCount = sampleCount
    }
}

/// A recording of the spikes of a tile without a pause.
public struct RecordedSpikePeriod: Sendable, Hashable {
    /// The time of the first sample, ms since the last reset.
    public let startTime: Double
    /// From sample to sample, ms.
    public let interval: Double
    /// How many samples each instance has; see ``RecordedPeriod/sampleCounts``.
    public let sampleCounts: [Int]

    func period(of instance: Int) -> SpikePeriod {
        SpikePeriod(
            startTime: startTime, interval: interval, sampleCount: sampleCounts[instance])
    }
}

extension Experiment.Recorded {
    /// The name by which spikes are recorded, where the model has no variable of that name.
    public static let spikeName = "spike"
}

extension InstanceChunk {
    /// When spikes were recorded.
    public var spikePeriods: [SpikePeriod] {
        chunk.spikePeriods.map { $0.period(of: instance) }
    }

    /// The spikes of one of ``spikePeriods``, ms since the reset.
    public func spikes(in period: SpikePeriod) -> ArraySlice<Double> {
        guard let stop = period.stopTime else { return spikes.prefix(0) }
        // Times are on the samples; half an interval is rounding.
        let margin = 0.5 * period.interval
        let after = spikes.drop { $0 < period.startTime - margin }
        return after.prefix { $0 < stop + margin }
    }
}

/// The samples of recordings of spikes in time steps.
struct SpikeSampling {
    let rule: SamplingRule
    /// Time steps from sample to sample.
    let every: Int

    /// How many steps the label of a state is before the state.
    var shift: Int { rule == .states ? 0 : 1 }

    /// The label of the first sample of a recording that begins after some steps.
    func firstLabel(from start: Int) -> Int { (start + every - 1) / every * every }

    /// How many samples a recording has.
    /// - Parameter stop: the steps when it ends.
    func sampleCount(from start: Int, to stop: Int) -> Int {
        // The state at the end has a sample of its own unless steps are sampled.
        let last = stop - shift
        let first = firstLabel(from: start)
        return last < first ? 0 : (last - first) / every + 1
    }

    /// The spikes as the samples show them.
    /// - Parameters:
    ///   - spikes: of each lane in order of time.
    ///   - lastSamples: the last states of each lane that count.
    func sampled<Scalar>(
        _ spikes: [SpikeEvent], of periods: [Monitors<Scalar>.SpikePeriod], lastSamples: [Int]
    ) -> [SpikeEvent] {
        spikes.compactMap { spike in
            let (sample, lane) = (Int(spike.sample), Int(spike.lane))
            guard sample <= lastSamples[lane],
                let period = periods.first(where: { $0.start < sample && sample <= $0.stop })
            else { return nil }
            let label = firstLabel(from: sample - shift)
            let stop = period.lastSamples?[lane] ?? period.stop
            guard label <= stop - shift else { return nil }
            return SpikeEvent(lane: spike.lane, sample: Int32(label + shift))
        }
    }
}
