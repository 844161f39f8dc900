/// What follows a spike: depth and time of the afterhyperpolarisation, the level between spikes.
let afterhyperpolarizationFeatures: [Feature] = [
    .list("AHP_depth_abs", unit: "mV", "voltage of the first minimum after every spike") { trace in
        trace.minima.map { trace.voltage[$0] }
    },
    .list("AHP_depth", unit: "mV", "first minimum after every spike minus voltage_base") { trace in
        guard let base = trace.summary.level(.base) else { return nil }
        return trace.minima.map { trace.voltage[$0] - base }
    },
    .list("AHP_depth_from_peak", unit: "mV", "peak minus first minimum after it") { trace in
        zip(trace.peaks, trace.minima).map { trace.voltage[$0] - trace.voltage[$1] }
    },
    .list("AHP_time_from_peak", unit: "ms", "from the peak to the first minimum after it") {
        trace in
        zip(trace.peaks, trace.minima).map { trace.times[$1] - trace.times[$0] }
    },
    .list(
        "AHP_depth_abs_slow", unit: "mV",
        "lowest voltage from 5 ms after a spike to the next peak, the first interval left out"
    ) { trace in trace.slowMinima.map { trace.voltage[$0.minimum] } },
    .list(
        "AHP_slow_time", unit: "1",
        "time of that minimum after the spike as part of the interval"
    ) { trace in
        trace.slowMinima.map { slow in
            (trace.times[slow.minimum] - trace.times[slow.peak])
                / (trace.times[slow.next] - trace.times[slow.peak])
        }
    },
    .list(
        "fast_AHP", unit: "mV", "begin minus first minimum, of all spikes but the last"
    ) { trace in
        if trace.isCompatible {
            return zip(trace.begins.dropLast().compactMap { $0 }, trace.minima).map {
                trace.voltage[$0] - trace.voltage[$1]
            }
        }
        return trace.spikes.filter { $0.peak != trace.peaks.last }.compactMap { spike in
            spike.minimum.map { trace.voltage[spike.begin] - trace.voltage[$0] }
        }
    },
    .list(
        "depolarized_base", unit: "mV",
        "mean voltage between the end of a spike and the begin of the next, three spikes needed"
    ) { trace in
        guard min(trace.ends.count, trace.begins.count) > 2 else { return nil }
        return zip(trace.ends, trace.begins.dropFirst()).compactMap { end, begin in
            guard let end, let begin, end < begin else { return nil }
            return trace.meanVoltage(end..<begin)
        }
    },
    .list(
        "min_between_peaks_values", unit: "mV",
        "lowest voltage from every peak to the next, or to the end of the trace"
    ) { trace in
        zip(trace.peaks, trace.peaks.dropFirst() + [trace.voltage.count]).map {
            trace.voltage[trace.lowestSample(in: $0..<$1)]
        }
    },
    .number(
        "initburst_sahp", unit: "mV",
        "lowest voltage from 5 to 100 ms after the last spike of a first burst above 50 Hz, "
            + "before the next spike and within the stimulus"
    ) { trace in
        let (axis, spikes) = (trace.axis, trace.summary.spikeTimes)
        let burst = trace.summary.intervals.prefix { 1000 / $0 >= 50 }.count
        guard burst > 0 else { return nil }
        let begin = min(spikes[burst] + 5, axis.stimulusEnd)
        let next = burst + 1 < spikes.count ? spikes[burst + 1] : .infinity
        let end = min(spikes[burst] + 100, next, axis.stimulusEnd)
        guard begin < end else { return nil }
        let samples = axis.firstSample(atOrAfter: begin)..<axis.firstSample(after: end)
        return trace.voltage[samples].min()
    },
]

/// The slow afterhyperpolarisation between two spikes, as samples.
private struct SlowMinimum {
    let peak: Int
    let minimum: Int
    let next: Int
}

extension FeatureTrace {
    fileprivate var slowMinima: [SlowMinimum] {
        guard peaks.count >= 3 else { return [] }
        return zip(peaks.dropFirst(), peaks.dropFirst(2)).compactMap { peak, next in
            let begin = axis.firstSample(atOrAfter: times[peak] + 5)
            guard begin < next else {
                // eFEL takes the next peak itself when it follows within 5 ms.
                return isCompatible ? SlowMinimum(peak: peak, minimum: next, next: next) : nil
            }
            return SlowMinimum(
                peak: peak, minimum: lowestSample(in: begin..<next), next: next)
        }
    }
}
