import LinearAlgebra

/// Computes the features that need whole traces, a tile of traces at a time.
struct FeatureEvaluation {
    /// A feature, which of its values is wanted, and where it goes.
    private struct Entry {
        let feature: Feature
        /// Nil stands for the mean of a list.
        let position: Int?
        let column: Int
    }

    private let axis: FeatureAxis
    private let mode: FeatureMode
    /// The columns of whole traces, by what they share.
    private let entriesBySettings: [(settings: FeatureSettings, entries: [Entry])]
    /// What is gathered of resampled traces; nil where the trace stays as it is, of which the
    /// statistics' own accumulator knows all.
    private var levels: (accumulator: TraceAccumulator<Double>, source: SummarySource)?
    private var resampled: [Double] = []

    /// Lanes of a tile: a cache line or two of every row, fewer of long traces, for 2 MiB in all.
    static func tileWidth(sampleCount: Int) -> Int {
        max(1, min(16, (1 << 21) / max(1, 8 * sampleCount)))
    }

    /// Nil where no column needs whole traces.
    init?(_ columns: [StatisticColumn], _ frame: TraceFrame) {
        var entriesBySettings: [FeatureSettings: [Entry]] = [:]
        for (column, statistic) in columns.enumerated() where statistic.needsTrace {
            guard case .feature(let feature, let settings, let position) = statistic.computation
            else { continue }
            entriesBySettings[settings, default: []].append(
                Entry(feature: feature, position: position, column: column))
        }
        guard let mode = entriesBySettings.keys.first?.mode else { return nil }
        self.mode = mode
        self.entriesBySettings = entriesBySettings.map { ($0.key, $0.value) }
        axis = FeatureAxis(frame, mode: mode)
        guard axis.isResampled else { return }
        // The samples that it resamples have been found to be finite.
        var accumulator = TraceAccumulator<Double>(
            sampleCount: axis.count, checksFiniteness: false)
        // Spikes are found by eFEL's own rule, so the threshold is of no account here.
        let source = SummarySource(
            SummaryPart.all.subtracting([.spikes]), threshold: 0, axis: axis, from: &accumulator)
        levels = (accumulator, source)
    }

    /// Fills in the features of the traces of a tile.
    /// - Parameters:
    ///   - firstInstance: the instance of the first lane.
    ///   - tile: `[samples × lanes]`, as the accumulator of `gathering` took it in.
    ///   - known: summaries of its lanes that `gathering` has made.
    mutating func fill<Scalar: BLASScalar>(
        _ values: inout Matrix<Double>, firstInstance: Int, tile: [Scalar],
        _ gathering: StatisticGathering<Scalar>, known: [[FeatureSettings: TraceSummary]],
        facts: InstanceFacts
    ) {
        let laneCount = gathering.accumulator.laneCount
        guard laneCount > 0 else { return }
        let raw = tile as? [Double] ?? tile.map { Double($0) }
        if axis.isResampled { resample(raw, laneCount) }
        let samples = axis.isResampled ? resampled : raw
        let blocks = samples.withUnsafeBufferPointer {
            TraceBlocks.ofTile($0, laneCount: laneCount)
        }
        for lane in 0..<laneCount where gathering.accumulator.isComplete(lane: lane) {
            let instance = firstInstance + lane
            let voltage = TraceSamples(lane, of: samples, laneCount: laneCount)
            for (settings, entries) in entriesBySettings {
                let summary =
                    known[lane][settings]
                    ?? summary(
                        ofLane: lane, voltage: voltage, blocks: blocks[lane], settings, gathering,
                        facts[instance])
                let trace = FeatureTrace(
                    voltage: voltage, blocks: blocks[lane], settings: settings, summary: summary)
                for entry in entries {
                    values[instance, entry.column] =
                        entry.feature.compute(trace)?.entry(entry.position) ?? .nan
                }
            }
        }
    }

    /// Brings samples onto the axis and gathers the levels of the result.
    private mutating func resample(_ samples: [Double], _ laneCount: Int) {
        let count = axis.count * laneCount
        if resampled.count != count { resampled = [Double](repeating: 0, count: count) }
        resampled.withUnsafeMutableBufferPointer { result in
            samples.withUnsafeBufferPointer { axis.resample($0, to: result, laneCount) }
        }
        levels?.accumulator.begin(laneCount: laneCount)
        resampled.withUnsafeBufferPointer {
            levels?.accumulator.append(samples: 0..<axis.count, values: $0)
        }
    }

    private func summary<Scalar>(
        ofLane lane: Int, voltage: TraceSamples, blocks: TraceBlocks, _ settings: FeatureSettings,
        _ gathering: StatisticGathering<Scalar>, _ fact: InstanceFact
    ) -> TraceSummary {
        guard let levels else { return gathering.summary(ofLane: lane, settings, fact) }
        return TraceSummary(
            levels.source.summary(ofLane: lane, in: levels.accumulator, fact),
            eFELPeaksOf: voltage, blocks: blocks, settings: settings)
    }
}
