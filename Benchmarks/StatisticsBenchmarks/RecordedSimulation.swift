import NeuroSBI

/// The Hodgkin–Huxley problem of the throughput marks with a step of current, simulated on one
/// thread without recording, with the seven statistics streamed, or with stored traces.
///
/// The catalogue's model without noise by staggered exponential Euler, dt 0.025 ms, 100 ms.
struct RecordedSimulation<Scalar: SimulationScalar> {
    /// What is made of the membrane potential.
    enum Use: String, CaseIterable {
        case unrecorded = "nothing recorded"
        case streamed = "seven statistics streamed"
        case stored = "whole traces stored"
        case evaluated = "seven statistics of stored traces"
    }

    let instances: Int
    private let statistics: StatisticSet
    private let frame: TraceFrame
    private let silent: BatchSimulator<Scalar>
    private let recording: BatchSimulator<Scalar>
    private let parameters: Matrix<Double>

    init(instances: Int, tileSize: Int? = nil) throws {
        self.instances = instances
        let (start, stop, timeStep) = (10.0, 90.0, 0.025)
        let statistics = try StatisticSet([StatisticSpecification("goncalves2020")])
        let model = try ModelCatalogue.model(named: "hodgkinHuxley")
        func simulator(_ recorded: [Experiment.Recorded]) throws -> BatchSimulator<Scalar> {
            try BatchSimulator(
                model: model,
                experiment: Experiment(
                    timeStep: timeStep, duration: 100, input: "I",
                    stimulus: Stimulus(.step(start: start, stop: stop, amplitude: 3)),
                    recorded: recorded, recordsSpikes: false),
                integrator: .exponentialEulerStaggered, variedParameters: ["g_Na", "g_K"],
                constants: ["sigma": 0], tileSize: tileSize, threads: 1, backend: .native)
        }
        silent = try simulator([])
        recording = try simulator([.init("V")])
        self.statistics = statistics
        frame = TraceFrame(
            sampleCount: 4001, samplingInterval: timeStep, stimulusStart: start, stimulusEnd: stop)
        parameters = Matrix(rows: instances, columns: 2) { row, column in
            let place = Double(row) / Double(instances)
            return column == 0 ? 40 + 20 * place : 4 + 2 * place
        }
    }

    /// Instances times time steps of one run.
    var neuronSteps: Int { instances * 4000 }

    /// The time of one run.
    func time(_ use: Use) async throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        switch use {
        case .unrecorded:
            try await silent.run(parameters: parameters) { _ in }
        case .streamed:
            let accumulator = StatisticAccumulator<Scalar>(statistics, frame: frame)
            try await recording.run(
                parameters: parameters, reducer: { StreamedStatistics(accumulator: accumulator) },
                consume: { _, reducer in _ = reducer.accumulator.table() })
        case .stored:
            try await recording.run(parameters: parameters) { _ in }
        case .evaluated:
            let (statistics, frame) = (statistics, frame)
            try await recording.run(parameters: parameters) { tile in
                _ = statistics.evaluate(
                    TraceBatch(
                        voltage: tile.traces[0], instanceCount: tile.rows.count,
                        samplingInterval: frame.samplingInterval,
                        stimulusStart: frame.stimulusStart, stimulusEnd: frame.stimulusEnd))
            }
        }
        return clock.now - start
    }
}

/// Feeds the recording into statistics.
private struct StreamedStatistics<Scalar: SimulationScalar>: TraceReducer {
    var accumulator: StatisticAccumulator<Scalar>

    mutating func begin(instanceCount: Int, laneCount: Int) {
        accumulator.begin(instanceCount: instanceCount, laneCount: laneCount)
    }

    mutating func reduce(
        recording: Int, samples: Range<Int>, values: UnsafeBufferPointer<Scalar>
    ) {
        accumulator.append(samples: samples, values: values)
    }
}
