/// Durations of spikes and of their parts.
let spikeWidthFeatures: [Feature] = [
    .list("AP_width", unit: "ms", "time above the spike threshold") { trace in
        trace.isCompatible ? trace.sampledThresholdWidths : trace.interpolatedThresholdWidths
    },
    .list("AP_duration", unit: "ms", "from the begin of the upstroke to the end of the downstroke")
    {
        trace in
        trace.spikes.compactMap { spike in
            spike.end.map { trace.times[$0] - trace.times[spike.begin] }
        }
    },
    .list("AP_duration_half_width", unit: "ms", "width half way between begin and peak") { trace in
        trace.halfWidthsOfDuration
    },
    .list(
        "spike_half_width", unit: "ms",
        "width half way between peak and afterhyperpolarisation, interpolated"
    ) { $0.halfWidthsOfSpikes },
    .list(
        "AP_begin_width", unit: "ms",
        "from the begin until the voltage is back at that of the begin"
    ) { trace in trace.spikes.compactMap(trace.beginWidth) },
    .list("AP_rise_time", unit: "ms", "from the begin to the peak") { trace in
        trace.spikes.map { trace.times[$0.peak] - trace.times[$0.begin] }
    },
    .list("AP_fall_time", unit: "ms", "from the peak to the end of the downstroke") { trace in
        trace.spikes.compactMap { spike in
            spike.end.map { trace.times[$0] - trace.times[spike.peak] }
        }
    },
]

extension FeatureTrace {
    /// Widths at the threshold in whole samples, one spike in each segment between minima.
    fileprivate var sampledThresholdWidths: [Double] {
        let threshold = settings.spikeThreshold
        return zip([0] + minima, minima).compactMap { left, right in
            guard let rise = firstSample(atOrAbove: threshold, in: left..<right),
                let fall = firstSample(atOrBelow: threshold, in: rise..<right)
            else { return nil }
            return times[fall] - times[rise]
        }
    }

    /// Widths at the threshold, with the crossings interpolated.
    fileprivate var interpolatedThresholdWidths: [Double] {
        peaks.compactMap { peak in
            let threshold = settings.spikeThreshold
            var sample = peak
            while sample > 0 && voltage[sample - 1] >= threshold { sample -= 1 }
            guard let rise = risingCrossing(of: threshold, in: sample..<peak + 1),
                let fall = fallingCrossing(of: threshold, in: peak..<voltage.count)
            else { return nil }
            return fall - rise
        }
    }

    /// Widths half way between begin and peak: between the nearest samples in compatible mode, and
    /// none at all when a peak precedes its partner; interpolated otherwise.
    fileprivate var halfWidthsOfDuration: [Double]? {
        if isCompatible {
            let pairs = zip(peaks, begins.compactMap { $0 })
            guard pairs.allSatisfy({ $0 > $1 }) else { return nil }
        }
        return spikes.compactMap { spike in
            guard let end = spike.end else { return nil }
            let level = (voltage[spike.begin] + voltage[spike.peak]) / 2
            if isCompatible {
                let rise = nearest(to: level, in: spike.begin..<spike.peak)
                let fall = nearest(to: level, in: spike.peak..<end)
                return times[fall] - times[rise]
            }
            guard let rise = risingCrossing(of: level, in: spike.begin..<spike.peak + 1),
                let fall = fallingCrossing(of: level, in: spike.peak..<voltage.count)
            else { return nil }
            return fall - rise
        }
    }

    /// Widths half way between the peak and the minimum after it.
    fileprivate var halfWidthsOfSpikes: [Double] {
        let starts = [isCompatible ? axis.atStart : 0] + minima
        return zip(zip(starts, minima), peaks).compactMap { bounds, peak in
            let (start, minimum) = bounds
            let level = (voltage[peak] + voltage[minimum]) / 2
            guard let fall = fallingCrossing(of: level, in: peak..<minimum + 1) else { return nil }
            // For a spike before the stimulus eFEL extrapolates the slope at the peak.
            let rise =
                start < peak
                ? risingCrossing(of: level, in: start..<peak + 1)
                : interpolatedTime(of: level, endingAt: peak)
            return rise.map { fall - $0 }
        }
    }

    /// Time from the begin until the voltage is back at its level; in compatible mode no longer
    /// than to the minimum, in whole samples.
    fileprivate func beginWidth(_ spike: Spike) -> Double? {
        guard let minimum = spike.minimum, spike.begin < minimum else { return nil }
        let level = voltage[spike.begin]
        if isCompatible {
            let back = firstSample(atOrBelow: level, in: spike.begin + 1..<minimum) ?? minimum
            return times[back] - times[spike.begin]
        }
        let later = spike.begin + 1..<voltage.count
        return fallingCrossing(of: level, in: later).map { $0 - times[spike.begin] }
    }

    private func nearest(to level: Double, in samples: Range<Int>) -> Int {
        var nearest = samples.lowerBound
        for sample in samples where abs(voltage[sample] - level) < abs(voltage[nearest] - level) {
            nearest = sample
        }
        return nearest
    }
}
