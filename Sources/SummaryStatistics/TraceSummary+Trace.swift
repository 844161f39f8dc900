extension FeatureTrace {
    /// Finds the peaks of the spikes: the first highest sample between an upward and the next
    /// downward crossing of the threshold.
    ///
    /// A trace that starts above the threshold has its first spike at the next upward crossing; a
    /// spike that the end of the trace cuts off does not count.
    func spikePeaks() -> [Int] {
        isCompatible ? peaksBetweenStrictCrossings() : peaksBetweenCrossings()
    }

    private func peaksBetweenCrossings() -> [Int] {
        let threshold = settings.spikeThreshold
        var result: [Int] = []
        var sample = 0
        let count = voltage.count
        voltage.withUnsafeBufferPointer { voltage in
            while sample < count && voltage[sample] >= threshold { sample += 1 }
            while true {
                while sample < count && voltage[sample] < threshold { sample += 1 }
                var peak = sample
                while sample < count && voltage[sample] >= threshold {
                    if voltage[sample] > voltage[peak] { peak = sample }
                    sample += 1
                }
                guard sample < count else { return }
                result.append(peak)
            }
        }
        return result
    }

    /// eFEL's rule: both sides of a crossing must lie strictly beyond the threshold, and upward and
    /// downward crossings are paired by their order.
    private func peaksBetweenStrictCrossings() -> [Int] {
        let threshold = settings.spikeThreshold
        var ups: [Int] = []
        var downs: [Int] = []
        for sample in voltage.indices.dropFirst() {
            let (before, now) = (voltage[sample - 1], voltage[sample])
            if now > threshold && before < threshold { ups.append(sample) }
            if now < threshold && before > threshold && !ups.isEmpty { downs.append(sample) }
        }
        return zip(ups, downs).compactMap { up, down in
            up <= down ? firstHighest(up...down) : nil
        }
    }

    private func firstHighest(_ samples: ClosedRange<Int>) -> Int {
        var highest = samples.lowerBound
        for sample in samples where voltage[sample] > voltage[highest] { highest = sample }
        return highest
    }
}
