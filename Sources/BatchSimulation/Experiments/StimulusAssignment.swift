public import LinearAlgebra

/// Which stimulus the instances of a run get.
public enum StimulusAssignment: Sendable {
    /// That of the experiment.
    case ofExperiment
    /// Each of several with each row of parameters, such as the currents of an f–I curve.
    ///
    /// Parameters are not copied, and the model is compiled once; a tile says which stimulus it
    /// had. The first of them with ``StimulusNoise/independent``, and all with
    /// ``StimulusNoise/shared``, give the results of a run with that stimulus alone.
    case each([Stimulus], noise: StimulusNoise = .independent)
    /// One for each row of parameters, as a function of the row.
    ///
    /// It is called once for each instance, when its tile begins, so that memory does not grow
    /// with the number of instances.
    case ofRow(@Sendable (Int) -> Stimulus)
    /// The stimulus of the experiment and, added to it, one shape times a number for each row of
    /// parameters, such as steps of many amplitudes; the number is a function of the row.
    ///
    /// The same as ``ofRow(_:)`` with their sum, in less time: the shape is sampled once a tile.
    case scaled(Stimulus, by: @Sendable (Int) -> Double)
    /// One for each row of parameters as numbers, `[samples × rows]`: sample k is the input at
    /// k time steps, for at least `stepCount + 1` samples.
    case waveforms(Matrix<Double>)

    /// Whether instances differ in their stimuli.
    var isPerInstance: Bool {
        switch self {
        case .ofExperiment, .each: false
        case .ofRow, .scaled, .waveforms: true
        }
    }

    /// The stimuli that all instances get, one after the other; an empty one stands where each has
    /// its own.
    func shared(_ experiment: Experiment) -> [Stimulus] {
        switch self {
        case .ofExperiment: [experiment.stimulus]
        case .each(let stimuli, _): stimuli
        case .ofRow, .scaled, .waveforms: [Stimulus()]
        }
    }

    /// What the number of the stimulus adds to that of a white noise.
    func slotOffset(of stimulus: Int) -> Int {
        if case .each(_, .independent) = self { stimulus << 16 } else { 0 }
    }

    /// The stimuli of the lanes of a tile, where each has its own.
    func lanes(
        of rows: Range<Int>, laneCount: Int, _ experiment: Experiment
    ) -> LaneStimuli? {
        switch self {
        case .ofExperiment, .each:
            return nil
        case .ofRow(let stimulus):
            let own = rows.map(stimulus)
            return .functions((0..<laneCount).map { own[min($0, own.count - 1)] })
        case .scaled(let shape, let factor):
            let own = rows.map(factor)
            return .scaled(
                shape, by: (0..<laneCount).map { own[min($0, own.count - 1)] },
                plus: experiment.stimulus)
        case .waveforms(let samples):
            return .samples(samples, rows)
        }
    }
}

/// Whether an instance meets the same noise under several stimuli.
public enum StimulusNoise: Sendable, Hashable {
    /// Noise of its own under each stimulus: white noise j of stimulus s is drawn at the address
    /// (global index, step, j + 2¹⁶·s).
    case independent
    /// The same noise under each, so that differences show the stimulus alone.
    case shared
}
