/// Levels of the voltage before, during and after the stimulus, and what follows from them.
let voltageFeatures: [Feature] = [
    .number(
        "voltage_base", unit: "mV", "mean voltage in the last tenth of the time before the stimulus"
    ) { $0.voltageBase },
    .number(
        "steady_state_voltage_stimend", unit: "mV", "mean voltage in the last tenth of the stimulus"
    ) { $0.steadyStateAtEnd },
    .number("steady_state_voltage", unit: "mV", "mean voltage after the stimulus") { trace in
        trace.meanVoltage(trace.axis.afterEnd..<trace.axis.count)
    },
    .number(
        "voltage_deflection_vb_ssse", unit: "mV", "steady_state_voltage_stimend minus voltage_base"
    ) { $0.steadyDeflection },
    .number(
        "voltage_deflection", unit: "mV",
        "mean of five samples at the end of the stimulus minus mean voltage before it"
    ) { $0.finalDeflection },
    .number(
        "voltage_deflection_begin", unit: "mV",
        "mean voltage from 5 to 15 % of the stimulus minus mean voltage before it"
    ) { trace in
        let axis = trace.axis
        let duration = axis.stimulusEnd - axis.stimulusStart
        let begin = axis.firstSample(after: axis.stimulusStart + 0.05 * duration)
        let end = axis.firstSample(after: axis.stimulusStart + 0.15 * duration)
        guard begin < end, let level = trace.meanVoltage(begin..<end), let rest = trace.meanBefore
        else { return nil }
        return level - rest
    },
    .number("minimum_voltage", unit: "mV", "lowest voltage during the stimulus") {
        $0.stimulusExtremes?.lowest
    },
    .number("maximum_voltage", unit: "mV", "highest voltage during the stimulus") {
        $0.stimulusExtremes?.highest
    },
    .number(
        "ohmic_input_resistance", unit: "MOhm", "voltage_deflection over the stimulus current"
    ) { $0.resistance($0.finalDeflection) },
    .number(
        "ohmic_input_resistance_vb_ssse", unit: "MOhm",
        "voltage_deflection_vb_ssse over the stimulus current"
    ) { $0.resistance($0.steadyDeflection) },
    .number(
        "depol_block_bool", unit: "1",
        "1 when the voltage stays for more than 50 ms above the mean begin of the spikes, or below "
            + "−75 mV during the stimulus, or never crosses the mean begin, else 0"
    ) { $0.isBlocked.map { $0 ? 1 : 0 } },
]

extension FeatureTrace {
    fileprivate var meanBefore: Double? { meanVoltage(0..<axis.atStart) }

    fileprivate var steadyDeflection: Double? {
        guard let steadyStateAtEnd, let voltageBase else { return nil }
        return steadyStateAtEnd - voltageBase
    }

    fileprivate var finalDeflection: Double? {
        // Ten to six samples of 0.1 ms before the end; the same duration on another sampling.
        let unit = isCompatible ? 1 : max(1, Int((0.1 / axis.interval).rounded()))
        let begin = axis.afterEnd - 10 * unit
        guard begin >= 0, let level = meanVoltage(begin..<begin + 5 * unit), let meanBefore
        else { return nil }
        return level - meanBefore
    }

    fileprivate func resistance(_ deflection: Double?) -> Double? {
        guard let deflection, let stimulusAmplitude, stimulusAmplitude != 0 else { return nil }
        return deflection / stimulusAmplitude
    }

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
        let isLow = (stimulusExtremes?.lowest ?? 0) <= -75
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
