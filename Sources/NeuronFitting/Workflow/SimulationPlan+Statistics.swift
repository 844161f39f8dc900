public import BatchSimulation
public import LinearAlgebra
import NeuronEquations
import Probability
public import Recordings
public import SummaryStatistics

extension SimulationPlan {
    /// Statistics of simulated traces, one row an instance.
    ///
    /// Where the statistics can be streamed, samples go into them as they are simulated and no trace
    /// is stored; the numbers are the same to the last bit.
    /// - Parameter progress: called with the number of instances that have just been finished.
    public func statistics(
        of parameters: Matrix<Double>, firstInstance: Int,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> SimulatedStatistics {
        let collector = StatisticsCollector(
            instances: parameters.rows, statistics: statisticNames.count)
        switch (streamsStatistics, configuration.precision) {
        case (true, .single):
            try await stream(Float.self, parameters, firstInstance, into: collector, progress)
        case (true, .double):
            try await stream(Double.self, parameters, firstInstance, into: collector, progress)
        case (false, _):
            try await forEachTile(of: parameters, firstInstance: firstInstance) { tile in
                collector.store(tile)
                progress(tile.rows.count)
            }
        }
        return collector.statistics
    }

    /// The statistics of a measured sweep, by the same code and in the same window.
    public func statistics(of recording: Recording) throws(StatisticError) -> StatisticTable {
        configuration.statistics.evaluate(try traces(of: recording))
    }

    /// A measured sweep as statistics see it.
    func traces(of recording: Recording) throws(StatisticError) -> TraceBatch<Double> {
        try reference.traces(of: recording, configuration)
    }

    /// The backend that simulates so many instances; compiles its kernel where that is worth while,
    /// so that later runs of fewer instances find it.
    public func backendChoice(instances: Int) throws -> BackendChoice {
        let streams = streamsStatistics
        return switch configuration.precision {
        case .single:
            try simulator(Float.self, streams: streams)
                .backend(instances: instances, stimuli: stimuli(firstInstance: 0))
        case .double:
            try simulator(Double.self, streams: streams)
                .backend(instances: instances, stimuli: stimuli(firstInstance: 0))
        }
    }

    private func stream<Scalar: SimulationScalar>(
        _: Scalar.Type, _ parameters: Matrix<Double>, _ firstInstance: Int,
        into collector: StatisticsCollector, _ progress: @escaping @Sendable (Int) -> Void
    ) async throws {
        let accumulator = StatisticAccumulator<Scalar>(configuration.statistics, frame: frame)
        let declaresSpikes = declaresSpikes
        try await simulator(Scalar.self, streams: true).run(
            parameters: parameters, instances: .consecutive(from: firstInstance),
            stimuli: stimuli(firstInstance: firstInstance),
            reducer: { StatisticReducer(accumulator: accumulator) },
            consume: { tile, reducer in
                let table = reducer.accumulator.table(
                    spikeTimes: declaresSpikes ? tile.spikeTimes(from: startTime) : nil,
                    stimulusAmplitudes: stimulusAmplitudes(tile.instances(firstInstance)))
                collector.store(table, isValid: tile.isValid, rows: tile.rows)
                progress(tile.rows.count)
            })
    }

    /// The simulator of the plan; one that streams records the voltage alone.
    func simulator<Scalar: SimulationScalar>(
        _: Scalar.Type, streams: Bool
    ) throws -> BatchSimulator<Scalar> {
        var experiment = experiment
        if drawnStep != nil { experiment.stimulus = sharedStimulus }
        if streams {
            experiment.recorded = [.init(configuration.voltageVariable, every: stepsPerSample)]
            experiment.recordsSpikes = experiment.recordsSpikes && declaresSpikes
        }
        let simulator = try BatchSimulator<Scalar>(
            model: configuration.model, experiment: experiment,
            integrator: configuration.integrator, variedParameters: configuration.prior.names,
            constants: constants, seed: configuration.seed, threads: threads, backend: backend)
        return usesPathOfHalfTimeStep ? simulator.onPathOfHalfTimeStep() : simulator
    }

    /// The time axis of simulated traces and the stimulus on it.
    private var frame: TraceFrame {
        TraceFrame(
            sampleCount: experiment.sampleCount(every: stepsPerSample),
            samplingInterval: experiment.timeStep * Double(stepsPerSample), startTime: startTime,
            stimulusStart: stimulusWindow.lowerBound, stimulusEnd: stimulusWindow.upperBound,
            stimulusAmplitude: stimulusAmplitude)
    }

    /// A reset removes the peak from the trace; every other model shows its spikes in it, and there
    /// they are found as in a recording.
    private var declaresSpikes: Bool { !configuration.model.reset.isEmpty }

    /// The statistics of a tile, row after row; NaN where one does not exist.
    /// - Parameter firstInstance: global index of row 0 of the run.
    func statistics<Scalar: SimulationScalar>(
        of tile: SimulatedTile<Scalar>, firstInstance: Int
    ) -> [Double] {
        guard let voltage = tile.trace(configuration.voltageVariable) else {
            preconditionFailure("variable \(configuration.voltageVariable) is not recorded")
        }
        if let traceGrid {
            return sampledTraces(
                voltage, isValid: tile.isValid, on: traceGrid,
                instances: tile.instances(firstInstance))
        }
        let frame = frame
        let batch = TraceBatch(
            voltage: voltage, instanceCount: tile.rows.count,
            samplingInterval: frame.samplingInterval, startTime: frame.startTime,
            stimulusStart: frame.stimulusStart, stimulusEnd: frame.stimulusEnd,
            stimulusAmplitude: frame.stimulusAmplitude,
            stimulusAmplitudes: stimulusAmplitudes(tile.instances(firstInstance)),
            spikeTimes: declaresSpikes ? tile.spikeTimes(from: startTime) : nil)
        return configuration.statistics.evaluate(batch).values(where: tile.isValid)
    }
}

/// Feeds the recorded voltage of one tile after the other into statistics.
private struct StatisticReducer<Scalar: SimulationScalar>: TraceReducer {
    var accumulator: StatisticAccumulator<Scalar>

    mutating func begin(instanceCount: Int, laneCount: Int) {
        accumulator.begin(instanceCount: instanceCount, laneCount: laneCount)
    }

    mutating func reduce(
        recording: Int, samples: Range<Int>, values: UnsafeBufferPointer<Scalar>
    ) {
        precondition(recording == 0, "recording \(recording) of one that is streamed")
        accumulator.append(samples: samples, values: values)
    }
}

extension SimulatedTile {
    /// Spike times of each instance in ms on an axis that begins at a given time.
    fileprivate func spikeTimes(from start: Double) -> [[Double]] {
        (0..<rows.count).map { spikes[$0].map { start + $0 } }
    }

    /// The global indices of the instances of a run that began with a given one.
    fileprivate func instances(_ first: Int) -> Range<Int> {
        first + rows.lowerBound..<first + rows.upperBound
    }
}

extension StatisticTable {
    /// The values row after row; NaN where one does not exist, and in all rows that are not sound:
    /// a trace that left the finite numbers has no statistics, whatever its first part says.
    func values(where isSound: [Bool]) -> [Double] {
        var values = values.elements
        for (row, isSound) in isSound.enumerated() where !isSound {
            for column in 0..<self.values.columns {
                values[row * self.values.columns + column] = .nan
            }
        }
        return values
    }
}
