/// Bursts: runs of short intervals.
let burstFeatures: [Feature] = [
    .number(
        "burst_number", unit: "1", from: .spikes,
        summary: "number of bursts cut by intervals above 1.5 times the median"
    ) {
        Double($0.burstFrequencies.count)
    },
    .list(
        "burst_mean_freq", unit: "Hz", from: .spikes, summary: "spikes over duration of every burst"
    ) {
        $0.burstFrequencies
    },
    .number(
        "strict_burst_number", unit: "1", from: .spikes,
        summary: "number of bursts that begin with an interval below half of the one before "
            + "and end before one above twice the median"
    ) { Double($0.strictBursts.count) },
    .list(
        "strict_burst_mean_freq", unit: "Hz", from: .spikes,
        summary: "spikes over duration of every strict burst"
    ) {
        trace in
        trace.strictBursts.map { burst in
            let duration = trace.spikeTimes[burst.upperBound] - trace.spikeTimes[burst.lowerBound]
            return 1000 * Double(burst.count) / duration
        }
    },
    .list(
        "spikes_per_burst", unit: "1", from: .spikes,
        summary: "number of spikes of every strict burst"
    ) {
        $0.strictBursts.map { Double($0.count) }
    },
]

extension TraceSummary {
    /// Mean frequencies of the bursts between long intervals, in Hz.
    ///
    /// The boundaries are the intervals, the first left out, that exceed 1.5 times the median since
    /// the last boundary and are followed by one less than two thirds as long.
    fileprivate var burstFrequencies: [Double] {
        let intervals = Array(self.intervals.dropFirst())
        guard intervals.count >= 4 else { return [] }
        var boundaries: [Int] = []
        var last = -1
        for index in 1..<intervals.count - 1 {
            let median = median(intervals[(last + 1)..<index])
            if intervals[index] > 1.5 * median && intervals[index + 1] < intervals[index] / 1.5 {
                boundaries.append(index + 1)
                last = index - 1
            }
        }
        guard let first = boundaries.first else { return [] }
        boundaries.append(spikeTimes.count - 1)
        var result = [Double(first + 1) * 1000 / (spikeTimes[first] - spikeTimes[0])]
        for (left, right) in zip(boundaries, boundaries.dropFirst()) where right - left != 1 {
            result.append(
                Double(right - left) * 1000 / (spikeTimes[right] - spikeTimes[left + 1]))
        }
        return result
    }

    /// Strict bursts as ranges of spikes, the very first spike left out.
    fileprivate var strictBursts: [ClosedRange<Int>] {
        let intervals = self.intervals
        guard intervals.count >= 2 else { return [] }
        var bursts: [ClosedRange<Int>] = []
        var begin: Int? = 1
        var counted = 1
        for index in 2..<max(2, intervals.count) {
            if let start = begin, intervals[index] > 2 * median(intervals[counted..<index]) {
                bursts.append(start...index)
                begin = nil
                counted = index
            }
            if intervals[index] < intervals[index - 1] / 2 {
                begin = index
                counted = index
            }
        }
        if let start = begin { bursts.append(start...intervals.count) }
        return bursts
    }
}

/// The median of numbers, at least one of them.
func median(_ values: ArraySlice<Double>) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
