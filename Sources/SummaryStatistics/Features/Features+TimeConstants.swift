import RealModule

/// Time constants of exponential decays.
let timeConstantFeatures: [Feature] = [
    .number(
        "decay_time_constant_after_stim", unit: "ms",
        "time constant of the return from 1 to 10 ms after the stimulus to the level at its start"
    ) { trace in
        let axis = trace.axis
        guard axis.atStart < axis.count else { return nil }
        let level = trace.voltage[axis.atStart]
        let begin = axis.firstSample(atOrAfter: axis.stimulusEnd + 1)
        let end = axis.firstSample(atOrAfter: axis.stimulusEnd + 10)
        guard begin < end else { return nil }
        let slope = leastSquaresSlope(
            x: (begin..<end).map { trace.times[$0] },
            y: (begin..<end).map { .log(abs(trace.voltage[$0] - level)) })
        // A voltage that stays where it is has no time constant, only rounding.
        return slope.flatMap { abs($0) > 1e-9 ? abs(1 / $0) : nil }
    },
    .number(
        "time_constant", unit: "ms",
        "time constant of the fall to the plateau, from 1 ms after the begin of a hyperpolarising "
            + "stimulus to its middle"
    ) { $0.onsetTimeConstant },
    .number(
        "sag_time_constant", unit: "ms",
        "time constant of the rise from the lowest voltage until 90 % of the sag are recovered"
    ) { $0.sagTimeConstant },
]

extension FeatureTrace {
    /// The time constant of the fall after the begin of the stimulus.
    ///
    /// The fall begins where the slope is steeper than −0.005 mV/ms for 0.5 ms on end, and is over
    /// where the slope and its mean over the next 70 ms are flatter than that.
    ///
    /// On the samples as they are this is done with means over 0.1 ms, which take away the noise
    /// that finer sampling adds to slopes, and only where the stimulus hyperpolarises: a
    /// depolarised voltage falls after spikes alone.
    fileprivate var onsetTimeConstant: Double? {
        if !isCompatible {
            guard let base = summary.level(.base) ?? summary.level(.beforeStimulus),
                let steady = summary.level(.stimulusEnd), steady < base
            else { return nil }
        }
        let reach = isCompatible ? 1 : axis.slopeReach
        let middle = axis.firstSample(atOrAfter: (axis.stimulusStart + axis.stimulusEnd) / 2)
        let begin = axis.atStart + 10 * reach
        guard begin < axis.count, middle < axis.count, middle - begin >= 5 * reach else {
            return nil
        }
        let onset =
            reach == 1
            ? OnsetFall(
                voltage: voltage, times: times, samples: begin..<middle, end: times[middle])
            : OnsetFall(
                voltage: TraceSamples(means(of: voltage[begin..<middle], reach)),
                times: means(of: times[begin..<middle], reach),
                samples: 0..<(middle - begin) / reach, end: times[middle])
        guard let fall = onset.fall() else { return nil }
        return ExponentialDecay(
            times: Array(onset.times[fall]), voltage: Array(onset.voltage[fall])
        ).timeConstant(takesLastTrial: isCompatible)
    }

    /// Means of whole blocks of values.
    private func means(
        of values: some RandomAccessCollection<Double>, _ length: Int
    ) -> [Double] {
        var rest = values[...]
        return (0..<values.count / length).map { _ in
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length).reduce(0, +) / Double(length)
        }
    }

    /// The time constant of the recovery from the lowest voltage.
    ///
    /// eFEL looks for the lowest voltage from the begin of the trace on, and for the end of the
    /// recovery to the end of the trace; on the samples as they are both lie within the stimulus.
    fileprivate var sagTimeConstant: Double? {
        guard let base = summary.level(.base), let steady = summary.level(.stimulusEnd),
            let lowest = summary.stimulusExtremes?.lowest, steady - base <= 0
        else { return nil }
        let search = isCompatible ? 0..<axis.count : axis.atStart..<axis.atEnd
        guard let begin = search.first(where: { voltage[$0] <= lowest }) else { return nil }
        let recovered = steady - 0.1 * (steady - lowest)
        let end = (begin..<search.upperBound).first { voltage[$0] >= recovered }
        guard let end, end - begin >= 10 * (isCompatible ? 1 : axis.slopeReach) else { return nil }
        let slope = leastSquaresSlope(
            x: Array(times[begin..<end]),
            y: voltage[begin..<end].map { .log(abs($0 - voltage[end])) })
        return slope.map { abs(1 / $0) }
    }
}
