/// Counts, times and rates of spikes.
let spikeTimeFeatures: [Feature] = [
    .number("spike_count", unit: "1", from: .spikes, summary: "number of spikes in the whole trace")
    {
        Double($0.spikeTimes.count)
    },
    .number(
        "spike_count_stimint", unit: "1", from: .spikes,
        summary: "number of spikes during the stimulus"
    ) {
        Double($0.stimulusSpikeTimes.count)
    },
    .list("peak_time", unit: "ms", from: .spikes, summary: "times of the peaks") { $0.spikeTimes },
    .number(
        "time_to_first_spike", unit: "ms", from: .spikes,
        summary: "from stimulus start to the first peak"
    ) {
        $0.latency(ofSpike: 0)
    },
    .number(
        "time_to_second_spike", unit: "ms", from: .spikes,
        summary: "from stimulus start to the second peak"
    ) {
        $0.latency(ofSpike: 1)
    },
    .number(
        "time_to_last_spike", unit: "ms", from: .spikes,
        summary: "from stimulus start to the last peak"
    ) {
        $0.latency(ofSpike: $0.spikeTimes.count - 1)
    },
    .number(
        "inv_time_to_first_spike", unit: "Hz", from: .spikes,
        summary: "1000 over time_to_first_spike"
    ) {
        $0.latency(ofSpike: 0).map { 1000 / $0 }
    },
    .number(
        "mean_frequency", unit: "Hz", from: .spikes,
        summary: "spikes during the stimulus over the time from its start to the last of them"
    ) { trace in
        let times = trace.stimulusSpikeTimes
        guard let last = times.last else { return trace.spikeTimes.isEmpty ? nil : 0 }
        return 1000 * Double(times.count) / (last - trace.axis.stimulusStart)
    },
    .number(
        "number_initial_spikes", unit: "1", from: .spikes,
        summary: "spikes in the first tenth of the stimulus"
    ) { trace in
        let axis = trace.axis
        let end = axis.stimulusStart + 0.1 * (axis.stimulusEnd - axis.stimulusStart)
        let count = trace.spikeTimes.count { $0 >= axis.stimulusStart && $0 < end }
        return trace.isCompatible && trace.spikeTimes.isEmpty ? nil : Double(count)
    },
]

extension TraceSummary {
    /// Time from the start of the stimulus to a spike in ms, nil without that spike.
    fileprivate func latency(ofSpike number: Int) -> Double? {
        spikeTimes.indices.contains(number) ? spikeTimes[number] - axis.stimulusStart : nil
    }
}
