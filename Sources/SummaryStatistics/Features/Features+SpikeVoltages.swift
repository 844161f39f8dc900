/// Voltages of spikes: peaks, thresholds, amplitudes.
let spikeVoltageFeatures: [Feature] = [
    .list("peak_voltage", unit: "mV", from: .spikes, summary: "voltage at the peaks") { trace in
        trace.peaks.map(\.voltage)
    },
    .list(
        "AP_begin_voltage", unit: "mV",
        "voltage where the slope of the upstroke begins to exceed its threshold"
    ) { trace in trace.begins.compactMap { $0.map { trace.voltage[$0] } } },
    .list("AP_begin_time", unit: "ms", "times at which the upstrokes begin") { trace in
        trace.begins.compactMap { $0.map { trace.times[$0] } }
    },
    .list("AP_amplitude", unit: "mV", "peak minus begin, of the spikes during the stimulus") {
        $0.amplitudes
    },
    .number("AP1_amp", unit: "mV", "amplitude of the first spike during the stimulus") {
        $0.amplitudes?.first
    },
    .number("AP2_amp", unit: "mV", "amplitude of the second spike during the stimulus") {
        $0.amplitudes?.dropFirst().first
    },
    .list(
        "AP_amplitude_change", unit: "1",
        "change of the amplitude against the first spike, relative to it"
    ) { trace in
        guard let amplitudes = trace.amplitudes, let first = amplitudes.first else { return nil }
        return amplitudes.dropFirst().map { ($0 - first) / first }
    },
    .list(
        "AP_amplitude_from_voltagebase", unit: "mV", from: .spikes, .level(.base),
        summary: "peak minus voltage_base"
    ) { trace in
        guard let base = trace.level(.base) else { return nil }
        return trace.peaks.map { $0.voltage - base }
    },
]
