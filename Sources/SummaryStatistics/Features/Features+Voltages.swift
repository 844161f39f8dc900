/// Levels of the voltage before, during and after the stimulus, and what follows from them.
let voltageFeatures: [Feature] = [
    .number(
        "voltage_base", unit: "mV", from: .level(.base),
        summary: "mean voltage in the last tenth of the time before the stimulus"
    ) { $0.level(.base) },
    .number(
        "steady_state_voltage_stimend", unit: "mV", from: .level(.stimulusEnd),
        summary: "mean voltage in the last tenth of the stimulus"
    ) { $0.level(.stimulusEnd) },
    .number(
        "steady_state_voltage", unit: "mV", from: .level(.afterStimulus),
        summary: "mean voltage after the stimulus"
    ) { trace in
        trace.level(.afterStimulus)
    },
    .number(
        "voltage_deflection_vb_ssse", unit: "mV", from: .level(.base), .level(.stimulusEnd),
        summary: "steady_state_voltage_stimend minus voltage_base"
    ) { $0.steadyDeflection },
    .number(
        "voltage_deflection", unit: "mV", from: .level(.beforeStimulus), .level(.deflection),
        summary: "mean of five samples at the end of the stimulus minus mean voltage before it"
    ) { $0.finalDeflection },
    .number(
        "voltage_deflection_begin", unit: "mV", from: .level(.beforeStimulus),
        .level(.stimulusBegin),
        summary: "mean voltage from 5 to 15 % of the stimulus minus mean voltage before it"
    ) { trace in
        trace.difference(.stimulusBegin, .beforeStimulus)
    },
    .number(
        "minimum_voltage", unit: "mV", from: .extremes,
        summary: "lowest voltage during the stimulus"
    ) {
        $0.stimulusExtremes?.lowest
    },
    .number(
        "maximum_voltage", unit: "mV", from: .extremes,
        summary: "highest voltage during the stimulus"
    ) {
        $0.stimulusExtremes?.highest
    },
    .number(
        "ohmic_input_resistance", unit: "MOhm", from: .level(.beforeStimulus), .level(.deflection),
        summary: "voltage_deflection over the stimulus current"
    ) { $0.resistance($0.finalDeflection) },
    .number(
        "ohmic_input_resistance_vb_ssse", unit: "MOhm", from: .level(.base), .level(.stimulusEnd),
        summary: "voltage_deflection_vb_ssse over the stimulus current"
    ) { $0.resistance($0.steadyDeflection) },
    .number(
        "steady_state_hyper", unit: "mV",
        "mean voltage from 3.5 to 0.5 ms before the end of the stimulus"
    ) { trace in
        let unit = trace.isCompatible ? 1 : trace.axis.slopeReach
        let end = trace.axis.atEnd - 5 * unit
        return end >= 30 * unit ? trace.meanVoltage(end - 30 * unit..<end) : nil
    },
    .number(
        "voltage_after_stim", unit: "mV",
        "mean voltage over the middle half of the time after the stimulus"
    ) { trace in
        let axis = trace.axis
        guard let last = axis.times.last else { return nil }
        let rest = last - axis.stimulusEnd
        let begin = axis.firstSample(atOrAfter: axis.stimulusEnd + 0.25 * rest)
        // The first sample past the window still counts, as in eFEL.
        let end = min(axis.count, axis.firstSample(after: axis.stimulusEnd + 0.75 * rest) + 1)
        return begin < end ? trace.meanVoltage(begin..<end) : nil
    },
    .number(
        "depol_block_bool", unit: "1",
        "1 when the voltage stays for more than 50 ms above the mean begin of the spikes, or below "
            + "−75 mV during the stimulus, or never crosses the mean begin, else 0"
    ) { $0.isBlocked.map { $0 ? 1 : 0 } },
]

extension TraceSummary {
    fileprivate func difference(_ window: LevelWindow, _ reference: LevelWindow) -> Double? {
        guard let level = self.level(window), let rest = self.level(reference) else { return nil }
        return level - rest
    }

    fileprivate var steadyDeflection: Double? { difference(.stimulusEnd, .base) }

    fileprivate var finalDeflection: Double? { difference(.deflection, .beforeStimulus) }

    fileprivate func resistance(_ deflection: Double?) -> Double? {
        guard let deflection, let stimulusAmplitude, stimulusAmplitude != 0 else { return nil }
        return deflection / stimulusAmplitude
    }
}

extension FeatureTrace {
    /// Whether the cell is silenced by depolarisation; nil where there are no spikes to tell by.
    fileprivate var isBlocked: Bool? {
        guard let level = mean(begins.compactMap { $0.map { voltage[$0] } }) else {
            return isCompatible ? false : nil
        }
        var depolarised = crossings { $0 > level }
        guard !depolarised.isEmpty else { return true }
        // A run that reaches the end of the trace is counted up to the end of the stimulus.
        if depolarised[depolarised.count - 1].end == nil {
            depolarised[depolarised.count - 1].end = axis.atEnd
        }
        // Only a trace that gets there needs the second pass.
        let isLow = (summary.stimulusExtremes?.lowest ?? 0) <= -75
        let hyperpolarised =
            !isLow
            ? []
            : crossings { !($0 > -75) }.filter {
                $0.begin > axis.atStart && $0.begin < axis.atEnd
            }.map { run in
                (begin: run.begin, end: run.end.map { min($0, axis.atEnd) } ?? axis.atEnd)
            }
        return depolarised.contains { isLong($0.begin, $0.end ?? $0.begin) }
            || hyperpolarised.contains { isLong($0.begin, $0.end) }
    }

    private func isLong(_ begin: Int, _ end: Int) -> Bool {
        let last = axis.count - 1
        return times[min(end, last)] - times[min(begin, last)] > 50
    }

    /// Runs of samples that satisfy a condition, without one that the trace starts with: the sample
    /// before the run and its last sample, nil when the trace ends first.
    private func crossings(_ condition: (Double) -> Bool) -> [(begin: Int, end: Int?)] {
        var runs: [(begin: Int, end: Int?)] = []
        var isInside = voltage.first.map(condition) ?? false
        for sample in voltage.indices.dropFirst() where condition(voltage[sample]) != isInside {
            isInside.toggle()
            if isInside {
                runs.append((sample - 1, nil))
            } else if !runs.isEmpty {
                runs[runs.count - 1].end = sample - 1
            }
        }
        return runs
    }
}
