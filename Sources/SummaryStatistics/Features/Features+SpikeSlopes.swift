/// Slopes of spikes.
let spikeSlopeFeatures: [Feature] = [
    .list("AP_rise_rate", unit: "mV/ms", "mean slope from the begin to the peak") { trace in
        trace.spikes.map { trace.meanSlope(from: $0.begin, to: $0.peak) }
    },
    .list("AP_fall_rate", unit: "mV/ms", "mean slope from the peak to the end of the downstroke") {
        trace in
        trace.spikes.compactMap { spike in
            spike.end.map { trace.meanSlope(from: spike.peak, to: $0) }
        }
    },
    .list("AP_peak_upstroke", unit: "mV/ms", "steepest rise between the begin and the peak") {
        trace in
        trace.spikes.compactMap { spike in
            (spike.begin..<max(spike.begin, spike.peak)).map(trace.slope).max()
        }
    },
    .list(
        "AP_peak_downstroke", unit: "mV/ms",
        "steepest fall between the peak and the afterhyperpolarisation"
    ) { trace in
        zip(trace.peaks, trace.minima).compactMap { peak, minimum in
            (peak..<minimum).map(trace.slope).min()
        }
    },
    .list(
        "AP_phaseslope", unit: "1/ms",
        "change of slope over change of voltage, 0.2 ms to either side of the begin"
    ) { trace in
        trace.begins.compactMap { $0 }.map { begin in
            let left = max(0, begin - trace.axis.phaseSlopeReach)
            let right = min(trace.voltage.count - 1, begin + trace.axis.phaseSlopeReach)
            return (trace.slope(right) - trace.slope(left))
                / (trace.voltage[right] - trace.voltage[left])
        }
    },
]

extension FeatureTrace {
    /// Voltage difference over time difference of two samples, mV/ms.
    fileprivate func meanSlope(from first: Int, to second: Int) -> Double {
        (voltage[second] - voltage[first]) / (times[second] - times[first])
    }
}
