/// Rate and regularity of the spikes during the stimulus; these are not among eFEL's features.
let spikeTrainFeatures: [Feature] = [
    .number(
        "spike_rate", unit: "Hz", from: .spikes,
        summary: "spikes during the stimulus over its duration"
    ) { $0.stimulusTrain.rate },
    .number(
        "ISI_CV_all", unit: "1", from: .spikes,
        summary: "standard deviation (divisor n) over mean of all intervals during the stimulus"
    ) { $0.stimulusTrain.coefficientOfVariation },
    .number(
        "ISI_CV2", unit: "1", from: .spikes,
        summary: "mean of twice the difference over the sum of successive intervals during the "
            + "stimulus (Holt et al. 1996)"
    ) { $0.stimulusTrain.localCoefficientOfVariation },
    .number(
        "local_variation", unit: "1", from: .spikes,
        summary: "local variation of the intervals during the stimulus (Shinomoto et al. 2003)"
    ) { $0.stimulusTrain.localVariation },
    .number(
        "burst_fraction", unit: "1", from: .spikes,
        summary: "share of the spikes during the stimulus in bursts of three or more at 100 Hz"
    ) { $0.stimulusTrain.burstFraction },
    .number(
        "burst_rate", unit: "Hz", from: .spikes,
        summary: "bursts of three or more spikes at 100 Hz over the duration of the stimulus"
    ) { trace in
        let train = trace.stimulusTrain
        let duration = train.window.upperBound - train.window.lowerBound
        return duration > 0 ? 1000 * Double(train.bursts().count) / duration : nil
    },
]

extension TraceSummary {
    /// The spikes of the stimulus; its ends may be off their samples by rounding.
    fileprivate var stimulusTrain: SpikeTrain {
        let (start, end) = (axis.stimulusStart, axis.stimulusEnd)
        let first = min(start, stimulusSpikeTimes.first ?? start)
        let last = max(end, stimulusSpikeTimes.last ?? end)
        return SpikeTrain(times: stimulusSpikeTimes, window: first...last)
    }
}
