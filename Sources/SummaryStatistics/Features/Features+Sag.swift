/// The sag of a hyperpolarised voltage toward its steady state.
let sagFeatures: [Feature] = [
    .number(
        "sag_amplitude", unit: "mV", from: .extremes, .level(.base), .level(.stimulusEnd),
        summary: "steady_state_voltage_stimend minus minimum_voltage, for hyperpolarising stimuli"
    ) { trace in
        guard let sag = trace.sag, sag.isHyperpolarised else { return nil }
        return sag.steady - sag.lowest
    },
    .number(
        "sag_ratio1", unit: "1", from: .extremes, .level(.base), .level(.stimulusEnd),
        summary: "sag_amplitude over voltage_base minus minimum_voltage"
    ) { trace in
        guard let sag = trace.sag, sag.isHyperpolarised else { return nil }
        return sag.base == sag.lowest ? nil : (sag.steady - sag.lowest) / (sag.base - sag.lowest)
    },
    .number(
        "sag_ratio2", unit: "1", from: .extremes, .level(.base), .level(.stimulusEnd),
        summary:
            "voltage_base minus steady_state_voltage_stimend, over voltage_base minus minimum_voltage"
    ) { trace in
        guard let sag = trace.sag, sag.base != sag.lowest else { return nil }
        return (sag.base - sag.steady) / (sag.base - sag.lowest)
    },
]

private struct Sag {
    let base: Double
    let steady: Double
    let lowest: Double
    var isHyperpolarised: Bool { steady - base <= 0 }
}

extension TraceSummary {
    fileprivate var sag: Sag? {
        guard let base = level(.base), let steady = level(.stimulusEnd),
            let lowest = stimulusExtremes?.lowest
        else { return nil }
        return Sag(base: base, steady: steady, lowest: lowest)
    }
}
