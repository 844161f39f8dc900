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

        tile.spikes = SpikeTrains(
            workspace.spikes, timeStep: program.model.timeStep, instanceCount: rows.count,
            lastSamples: workspace.deadSteps[..<rows.count].map { Int($0) - 1 })
    }
}

extension SpikeTrains {
    /// Puts spikes in order, without those after an instance had broken down.
    /// - Parameters:
    ///   - spikes: of each lane in order of time.
    ///   - shift: how many steps the label of a sample is before the sample.
    ///   - lastSamples: the last samples that count.
    init(
        _ spikes: [SpikeEvent], timeStep: Double, shift: Int = 0, instanceCount: Int,
        lastSamples: [Int]
    ) {
        // A counting sort by lane keeps the order of time.
        var offsets = [Int](repeating: 0, count: instanceCount + 1)
        func isKept(_ spike: SpikeEvent) -> Bool {
            Int(spike.sample) <= lastSamples[Int(spike.lane)]
        }
        for spike in spikes where isKept(spike) { offsets[Int(spike.lane) + 1] += 1 }
        for lane in 0..<instanceCount { offsets[lane + 1] += offsets[lane] }
        var next = offsets
        var times = [Double](repeating: 0, count: offsets[instanceCount])
        for spike in spikes where isKept(spike) {
            times[next[Int(spike.lane)]] = Double(Int(spike.sample) - shift) * timeStep
            next[Int(spike.lane)] += 1
        }
        self.init(offsets: offsets, times: times)
    }
}
