import RealModule

/// Intervals between spikes: their size, spread and drift.
let intervalFeatures: [Feature] = [
    .list(
        "all_ISI_values", unit: "ms", from: .spikes, summary: "intervals between successive peaks"
    ) { $0.intervals },
    .number("mean_ISI", unit: "ms", from: .spikes, summary: "mean of all intervals") {
        mean($0.intervals)
    },
    .number("doublet_ISI", unit: "ms", from: .spikes, summary: "the first interval") {
        $0.intervals.first
    },
    .number("inv_first_ISI", unit: "Hz", from: .spikes, summary: "1000 over the first interval") {
        inverse($0, 0)
    },
    .number("inv_second_ISI", unit: "Hz", from: .spikes, summary: "1000 over the second interval") {
        inverse($0, 1)
    },
    .number("inv_third_ISI", unit: "Hz", from: .spikes, summary: "1000 over the third interval") {
        inverse($0, 2)
    },
    .number("inv_fourth_ISI", unit: "Hz", from: .spikes, summary: "1000 over the fourth interval") {
        inverse($0, 3)
    },
    .number("inv_fifth_ISI", unit: "Hz", from: .spikes, summary: "1000 over the fifth interval") {
        inverse($0, 4)
    },
    .number("inv_last_ISI", unit: "Hz", from: .spikes, summary: "1000 over the last interval") {
        inverse($0, $0.intervals.count - 1)
    },
    .number(
        "ISI_CV", unit: "1", from: .spikes,
        summary: "standard deviation (divisor n − 1) over mean of the intervals after the first"
    ) { trace in
        let intervals = trace.intervals.dropFirst()
        guard intervals.count >= 2, let mean = mean(intervals) else { return nil }
        let squares = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(intervals.count - 1)).squareRoot() / mean
    },
    .number(
        "irregularity_index", unit: "ms", from: .spikes,
        summary: "mean absolute difference of successive intervals after the first"
    ) { trace in
        let intervals = trace.intervals.dropFirst()
        return mean(zip(intervals.dropFirst(), intervals).map { abs($0 - $1) })
    },
    .number(
        "ISI_log_slope", unit: "1", from: .spikes,
        summary: "slope of the logarithm of the intervals after the first over that of their number"
    ) { logarithmicSlope($0.intervals.dropFirst(), over: { .log($0) }) },
    .number(
        "ISI_semilog_slope", unit: "1", from: .spikes,
        summary: "slope of the logarithm of the intervals after the first over their number"
    ) { trace in
        let intervals = trace.intervals.dropFirst()
        // eFEL's fit of a line to one point shares its height evenly between slope and offset.
        if trace.isCompatible && intervals.count == 1 { return .log(intervals[1]) / 2 }
        return logarithmicSlope(intervals, over: { $0 })
    },
    .number(
        "adaptation_index", unit: "1", from: .spikes,
        summary: "mean of (interval − previous)/(interval + previous) during the stimulus, "
            + "a tenth of the spikes (at most two) left out at first"
    ) { trace in
        let times = trace.stimulusSpikeTimes
        return adaptation(times.dropFirst(min(2, Int(0.1 * Double(times.count) + 0.5))))
    },
    .number(
        "adaptation_index2", unit: "1", from: .spikes,
        summary: "mean of (interval − previous)/(interval + previous) during the stimulus, "
            + "the first spike left out"
    ) { trace in
        let times = trace.stimulusSpikeTimes
        return times.count >= 4 ? adaptation(times.dropFirst(), least: 3) : nil
    },
    .number(
        "single_burst_ratio", unit: "1", from: .spikes,
        summary: "first interval after the very first over the mean of all after the very first"
    ) { trace in
        let intervals = trace.intervals.dropFirst()
        guard intervals.count >= 2, let mean = mean(intervals) else { return nil }
        return intervals[1] / mean
    },
]

/// The mean of numbers, nil of none.
func mean(_ values: some Collection<Double>) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

private func inverse(_ trace: TraceSummary, _ number: Int) -> Double? {
    trace.intervals.indices.contains(number) ? 1000 / trace.intervals[number] : nil
}

private func adaptation(_ times: ArraySlice<Double>, least: Int = 4) -> Double? {
    guard times.count >= least else { return nil }
    let intervals = zip(times.dropFirst(), times).map { $0 - $1 }
    return mean(zip(intervals.dropFirst(), intervals).map { ($0 - $1) / ($0 + $1) })
}

private func logarithmicSlope(
    _ intervals: ArraySlice<Double>, over abscissa: (Double) -> Double
) -> Double? {
    leastSquaresSlope(
        x: (0..<intervals.count).map { abscissa(Double($0 + 1)) },
        y: intervals.map { .log($0) })
}

/// The slope of the least-squares line, nil for fewer than two points or all x the same.
func leastSquaresSlope(x: [Double], y: [Double]) -> Double? {
    guard x.count >= 2, let meanX = mean(x), let meanY = mean(y) else { return nil }
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let variance = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    return variance > 0 ? covariance / variance : nil
}
