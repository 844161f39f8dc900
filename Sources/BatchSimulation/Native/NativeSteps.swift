/// The backend that runs a compiled kernel.
struct NativeSteps<Scalar: SimulationScalar>: StepExecutor {
    let program: BlockProgram
    let table: StepTable<Scalar>
    let kernel: KernelCache.Function

    /// - Complexity: O(steps × instructions × lanes); allocates only where a tile has more spikes
    ///   than every earlier one.
    func advance(
        _ steps: Range<Int>, noise: NoiseSource, in workspace: inout TileWorkspace<Scalar>
    ) {
        let noiseCount = program.noises.count
        let numbersPerStep = noiseCount * workspace.laneCount
        let stepsAtOnce =
            noiseCount == 0 ? steps.count : workspace.normals.count / numbersPerStep
        var start = steps.lowerBound
        while start < steps.upperBound {
            let end = min(start + stepsAtOnce, steps.upperBound)
            for step in start..<end {
                for (position, slot) in program.noises.enumerated() {
                    let first =
                        (step - start) * numbersPerStep + position * workspace.laneCount
                    let row = workspace.normals[first..<first + workspace.laneCount]
                    noise.fill(
                        UnsafeMutableBufferPointer(rebasing: row), step: step, slot: slot)
                }
            }
            runKernel(start..<end, in: &workspace)
            start = end
        }
    }

    private func runKernel(_ steps: Range<Int>, in workspace: inout TileWorkspace<Scalar>) {
        for (index, recording) in workspace.recordings.enumerated() {
            workspace.nextRows[index] = UnsafeMutableRawPointer(
                recording.rows + recording.count * workspace.laneCount)
            workspace.countdowns[index] =
                recording.every - steps.lowerBound % recording.every
        }
        let spikeCount = table.withRows(from: steps.lowerBound) { stepScalars in
            kernel(
                workspace.registers, workspace.stride, workspace.laneCount,
                workspace.instanceCount, workspace.scalars, stepScalars,
                workspace.normals.baseAddress, workspace.nextRows, workspace.countdowns,
                Int32(steps.lowerBound), steps.count, workspace.chunkSpikes,
                workspace.isPoisoned)
        }
        workspace.spikes.append(
            contentsOf: UnsafeBufferPointer(start: workspace.chunkSpikes, count: spikeCount))
        for index in workspace.recordings.indices {
            let every = workspace.recordings[index].every
            workspace.recordings[index].count +=
                steps.upperBound / every - steps.lowerBound / every
        }
    }
}
