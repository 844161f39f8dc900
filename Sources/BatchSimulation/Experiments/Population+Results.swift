import LinearAlgebra

/// The recordings of a chunk, until it is known which instances have broken down.
struct FinishedChunk<Scalar: SimulationScalar> {
    var periods: [[Monitors<Scalar>.Period]]
    var spikes: [SpikeEvent]
    var recordsSpikes: Bool
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
                    recordsSpikes: monitors.hasRecordedSpikes, stepCount: clock, offset: offset))
        }
        for index in monitors.monitors.indices { monitors.monitors[index].periods = [] }
        monitors.spikes = []
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
        return RecordedChunk(
            periods: zip(chunk.periods, basis.recorded).map { periods, recorded in
                periods.map { recordedPeriod($0, every: recorded.every, lastSamples) }
            },
            names: basis.recorded.map(\.variable),
            spikes: SpikeTrains(
                chunk.spikes, timeStep: basis.timeStep, instanceCount: count,
                lastSamples: lastSamples),
            recordsSpikes: chunk.recordsSpikes,
            duration: Double(chunk.stepCount) * basis.timeStep)
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
