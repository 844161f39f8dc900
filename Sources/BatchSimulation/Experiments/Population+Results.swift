import LinearAlgebra
import NeuronEquations

/// The recordings of a chunk, until it is known which instances have broken down.
struct FinishedChunk<Scalar: SimulationScalar> {
    var periods: [[Monitors<Scalar>.Period]]
    var spikes: [SpikeEvent]
    var spikePeriods: [Monitors<Scalar>.SpikePeriod]
    var recordsSpikes: Bool
    /// Parameters and inputs that were set, `[lanes]`, as they were at the end.
    var settings: [String: [Scalar]]
    /// The input that a stimulus fed at the end.
    var stimulated: String?
    var stepCount: Int
    /// Steps before the chunk.
    var offset: Int
}

extension Population {
    /// Puts what was recorded since the last reset aside.
    mutating func finishChunk() {
        monitors.closePeriods()
        if clock > 0 || monitors.monitors.contains(where: { !$0.periods.isEmpty }) {
            finishedChunks.append(
                FinishedChunk(
                    periods: monitors.monitors.map(\.periods), spikes: monitors.spikes,
                    spikePeriods: monitors.spikePeriods, recordsSpikes: monitors.hasRecordedSpikes,
                    settings: settings, stimulated: stimulus?.input, stepCount: clock,
                    offset: offset))
        }
        for index in monitors.monitors.indices { monitors.monitors[index].periods = [] }
        monitors.spikes = []
        monitors.spikePeriods = []
        monitors.hasRecordedSpikes = monitors.recordsSpikes
    }

    /// Ends the experiment.
    consuming func finish() -> PopulationTile<Scalar> {
        searchState()
        finishChunk()
        let deadSteps =
            active?.box.workspace.deadSteps.prefix(count).map { Int($0) }
            ?? [Int](repeating: Int(Int32.max), count: count)
        return PopulationTile(
            rows: rows, chunks: finishedChunks.map { recordedChunk($0, deadSteps) },
            simulations: performed, isValid: deadSteps.map { $0 == Int(Int32.max) })
    }

    private func recordedChunk(
        _ chunk: FinishedChunk<Scalar>, _ deadSteps: [Int]
    ) -> RecordedChunk<Scalar> {
        let lastSamples = deadSteps.map {
            $0 == Int(Int32.max) ? Int.max : $0 - chunk.offset - 1
        }
        let sampling = SpikeSampling(rule: basis.rule, every: basis.spikesEvery)
        let spikes =
            sampling.every == 1
            ? chunk.spikes
            : sampling.sampled(chunk.spikes, of: chunk.spikePeriods, lastSamples: lastSamples)
        return RecordedChunk(
            periods: zip(chunk.periods, basis.recorded).map { periods, recorded in
                periods.map { recordedPeriod($0, every: recorded.every, lastSamples) }
            },
            names: basis.recorded.map(\.variable),
            spikes: SpikeTrains(
                spikes, timeStep: basis.timeStep, shift: sampling.shift, instanceCount: count,
                lastSamples: sampling.every == 1
                    ? lastSamples : [Int](repeating: .max, count: count)),
            spikePeriods: chunk.spikePeriods.map { recordedSpikePeriod($0, sampling) },
            recordsSpikes: chunk.recordsSpikes,
            parameters: parameters(chunk), timeStep: basis.timeStep,
            duration: Double(chunk.stepCount) * basis.timeStep)
    }

    /// The parameters and inputs at the end of a chunk.
    private func parameters(_ chunk: FinishedChunk<Scalar>) -> [String: InstanceValues] {
        var values = basis.standardValues
        let states = basis.model.stateVariables
        for (name, lanes) in chunk.settings
        where !states.contains(where: { $0.name == name }) {
            values[name] = .each(lanes.prefix(count).map { Double($0) })
        }
        if let input = chunk.stimulated { values[input] = nil }
        return values
    }

    private func recordedSpikePeriod(
        _ period: Monitors<Scalar>.SpikePeriod, _ sampling: SpikeSampling
    ) -> RecordedSpikePeriod {
        let stops = period.lastSamples ?? [Int](repeating: period.stop, count: count)
        return RecordedSpikePeriod(
            startTime: Double(sampling.firstLabel(from: period.start)) * basis.timeStep,
            interval: Double(sampling.every) * basis.timeStep,
            sampleCounts: stops.map { sampling.sampleCount(from: period.start, to: $0) })
    }

    private func recordedPeriod(
        _ period: Monitors<Scalar>.Period, every: Int, _ lastFinite: [Int]
    ) -> RecordedPeriod<Scalar> {
        let stored = period.elements.count / laneCount
        func sampleCount(through last: Int) -> Int {
            last < period.firstSample ? 0 : (last - period.firstSample) / every + 1
        }
        let counts =
            period.lastSamples?.map { min(stored, sampleCount(through: $0)) }
            ?? [Int](repeating: stored, count: count)
        let rowCount = counts.max() ?? 0
        var elements = period.elements
        // Touching the elements would copy them.
        if stored > rowCount { elements.removeLast((stored - rowCount) * laneCount) }
        for (lane, last) in lastFinite.enumerated() where last != .max {
            for sample in sampleCount(
                through: last)..<max(
                    sampleCount(through: last), rowCount)
            { elements[sample * laneCount + lane] = .nan }
        }
        // ANNarchy labels a state with the time of the step that led to it.
        let shift = basis.rule == .states ? 0 : 1
        return RecordedPeriod(
            startTime: Double(period.firstSample - shift) * basis.timeStep,
            interval: Double(every) * basis.timeStep,
            values: Matrix(rows: rowCount, columns: laneCount, elements: elements),
            sampleCounts: counts)
    }
}
