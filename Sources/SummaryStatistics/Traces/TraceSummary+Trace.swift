import LinearAlgebra

extension TraceSummary {
    /// Gathers every part from one trace that is on its axis, in compatible mode with eFEL's rule
    /// for spikes.
    init(
        of voltage: [Double], axis: FeatureAxis, settings: FeatureSettings,
        stimulusAmplitude: Double?, declaredSpikeTimes: [Double]?
    ) {
        var accumulator = TraceAccumulator<Double>(sampleCount: voltage.count)
        let source = SummarySource(
            settings.mode == .native ? SummaryPart.all : SummaryPart.all.subtracting([.spikes]),
            threshold: settings.spikeThreshold, axis: axis, amplitude: stimulusAmplitude,
            from: &accumulator)
        accumulator.begin(laneCount: 1)
        voltage.withUnsafeBufferPointer {
            accumulator.append(samples: 0..<voltage.count, values: $0)
        }
        let summary = source.summary(
            ofLane: 0, in: accumulator, declaredSpikeTimes: declaredSpikeTimes)
        guard settings.mode == .eFELCompatible else {
            self = summary
            return
        }
        self.init(
            summary,
            peaks: strictPeaks(of: voltage, threshold: settings.spikeThreshold).map {
                SpikePeak(sample: $0, voltage: voltage[$0])
            }, declaredSpikeTimes: declaredSpikeTimes)
    }
}

/// eFEL's rule: both sides of a crossing must lie strictly beyond the threshold, and upward and
/// downward crossings are paired by their order.
private func strictPeaks(of voltage: [Double], threshold: Double) -> [Int] {
    var ups: [Int] = []
    var downs: [Int] = []
    for sample in voltage.indices.dropFirst() {
        let (before, now) = (voltage[sample - 1], voltage[sample])
        if now > threshold && before < threshold { ups.append(sample) }
        if now < threshold && before > threshold && !ups.isEmpty { downs.append(sample) }
    }
    return zip(ups, downs).compactMap { up, down in
        up <= down ? firstHighest(of: voltage, in: up...down) : nil
    }
}

private func firstHighest(of voltage: [Double], in samples: ClosedRange<Int>) -> Int {
    var highest = samples.lowerBound
    for sample in samples where voltage[sample] > voltage[highest] { highest = sample }
    return highest
}
