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
    }
]
