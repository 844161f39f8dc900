import LinearAlgebra

extension TraceSummary {
    /// Gathers every part from one trace that is on its axis, in compatible mode with eFEL's rule
    /// for spikes.
    init(
        of voltage: [Double], blocks: TraceBlocks, axis: FeatureAxis, settings: FeatureSettings,
        fact: InstanceFact
    ) {
        var accumulator = TraceAccumulator<Double>(sampleCount: voltage.count)
        let source = SummarySource(
            settings.mode == .native ? SummaryPart.all : SummaryPart.all.subtracting([.spikes]),
            threshold: settings.spikeThreshold, axis: axis, from: &accumulator)
        accumulator.begin(laneCount: 1)
        voltage.withUnsafeBufferPointer {
            accumulator.append(samples: 0..<voltage.count, values: $0)
        }
        let summary = source.summary(ofLane: 0, in: accumulator, fact)
        self =
            settings.mode == .native
            ? summary
            : TraceSummary(
                summary, eFELPeaksOf: TraceSamples(voltage), blocks: blocks, settings: settings)
    }

    /// The same levels with the spikes that eFEL finds in the voltage.
    init(
        _ levels: TraceSummary, eFELPeaksOf voltage: TraceSamples, blocks: TraceBlocks,
        settings: FeatureSettings
    ) {
        let peaks = blocks.strictPeaks(of: voltage, threshold: settings.spikeThreshold)
        self.init(
            levels, peaks: peaks.map { SpikePeak(sample: $0, voltage: voltage[$0]) })
    }
}
