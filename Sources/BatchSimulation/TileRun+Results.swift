extension TileRun {
    /// An empty tile with the names of what is recorded.
    func emptyTile() -> SimulatedTile<Scalar> {
        SimulatedTile(
            rows: 0..<0, stimulus: 0, laneCount: 0,
            recordedNames: program.model.recorded.map(\.variable),
            traces: [], spikes: SpikeTrains(instanceCount: 0), isValid: [])
    }

    /// Puts the spikes in order, without those after an instance had broken down.
    func finish(
        _ tile: inout SimulatedTile<Scalar>, _ rows: Range<Int>,
        _ workspace: borrowing TileWorkspace<Scalar>
    ) {
        tile.rows = rows
        tile.laneCount = workspace.laneCount
        tile.isValid = workspace.deadSteps[..<rows.count].map { $0 == .max }

        // A counting sort by lane keeps the order of time.
        var offsets = [Int](repeating: 0, count: rows.count + 1)
        func isKept(_ spike: SpikeEvent, _ deadSteps: [Int32]) -> Bool {
            spike.sample < deadSteps[Int(spike.lane)]
        }
        for spike in workspace.spikes where isKept(spike, workspace.deadSteps) {
            offsets[Int(spike.lane) + 1] += 1
        }
        for lane in 0..<rows.count { offsets[lane + 1] += offsets[lane] }
        var next = offsets
        var times = [Double](repeating: 0, count: offsets[rows.count])
        for spike in workspace.spikes where isKept(spike, workspace.deadSteps) {
            times[next[Int(spike.lane)]] = Double(spike.sample) * program.model.timeStep
            next[Int(spike.lane)] += 1
        }
        tile.spikes = SpikeTrains(offsets: offsets, times: times)
    }
}
