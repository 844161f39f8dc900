import LinearAlgebra

extension TileRun {
    /// An empty tile with the names of what is recorded.
    func emptyTile() -> SimulatedTile<Scalar> {
        SimulatedTile(
            rows: 0..<0, laneCount: 0, recordedNames: program.model.recorded.map(\.variable),
            traces: program.recordings.map { _ in Matrix(rows: 0, columns: 0) },
            spikes: SpikeTrains(instanceCount: 0), isValid: [])
    }

    /// Gives the tile its shape; storage of the right shape stays.
    func prepare(_ tile: inout SimulatedTile<Scalar>, _ rows: Range<Int>, _ laneCount: Int) {
        tile.rows = rows
        if tile.laneCount != laneCount {
            tile.laneCount = laneCount
            for (index, recording) in program.recordings.enumerated() {
                // The old storage goes before the new one comes.
                tile.traces[index] = Matrix(rows: 0, columns: 0)
                tile.traces[index] = Matrix(
                    rows: program.model.stepCount / recording.every + 1, columns: laneCount)
            }
        }
    }

    /// Puts spikes in order, and NaN where an instance had broken down.
    func finish(_ tile: inout SimulatedTile<Scalar>, _ workspace: borrowing TileWorkspace<Scalar>) {
        let count = tile.rows.count
        tile.isValid = workspace.deadSteps[..<count].map { $0 == .max }
        for (lane, isValid) in tile.isValid.enumerated() where !isValid {
            let deadStep = Int(workspace.deadSteps[lane])
            for (index, recording) in program.recordings.enumerated() {
                let firstSample = (deadStep + recording.every - 1) / recording.every
                for sample in firstSample..<max(firstSample, tile.traces[index].rows) {
                    tile.traces[index][sample, lane] = .nan
                }
            }
        }

        // A counting sort by lane keeps the order of time.
        var offsets = [Int](repeating: 0, count: count + 1)
        func isKept(_ spike: (lane: Int32, step: Int32), _ deadSteps: [Int32]) -> Bool {
            spike.step < deadSteps[Int(spike.lane)]
        }
        for spike in workspace.spikes where isKept(spike, workspace.deadSteps) {
            offsets[Int(spike.lane) + 1] += 1
        }
        for lane in 0..<count { offsets[lane + 1] += offsets[lane] }
        var next = offsets
        var times = [Double](repeating: 0, count: offsets[count])
        for spike in workspace.spikes where isKept(spike, workspace.deadSteps) {
            times[next[Int(spike.lane)]] = Double(spike.step) * program.model.timeStep
            next[Int(spike.lane)] += 1
        }
        tile.spikes = SpikeTrains(offsets: offsets, times: times)
    }
}
