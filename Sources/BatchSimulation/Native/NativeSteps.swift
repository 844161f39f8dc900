/// The backend that runs a compiled kernel.
struct NativeSteps<Scalar: SimulationScalar>: StepExecutor {
    let program: BlockProgram
    let kernel: KernelCache.Function
    private let drawStreams: [BlockProgram.Stream]

    init(program: BlockProgram, kernel: @escaping KernelCache.Function) {
        self.program = program
        self.kernel = kernel
        drawStreams = program.drawStreams
    }

    /// - Complexity: O(steps × instructions × lanes); allocates only where a tile has more spikes
    ///   than every earlier one.
    func advance(
        _ steps: Range<Int>, _ inputs: StepInputs<Scalar>,
        in workspace: inout TileWorkspace<Scalar>
    ) {
        let numbersPerStep = drawStreams.count * workspace.laneCount
        let stepsAtOnce =
            numbersPerStep == 0 ? steps.count : workspace.streams.count / numbersPerStep
        var start = steps.lowerBound
        while start < steps.upperBound {
            let end = min(start + stepsAtOnce, steps.upperBound)
            for step in start..<end {
                for (position, stream) in drawStreams.enumerated() {
                    let first =
                        (step - start) * numbersPerStep + position * workspace.laneCount
                    let row = UnsafeMutableBufferPointer(
                        rebasing: workspace.streams[first..<first + workspace.laneCount])
                    inputs.fill(row, from: stream.source, step: step, workspace)
                }
            }
            runKernel(start..<end, inputs, in: &workspace)
            start = end
        }
    }

    private func runKernel(
        _ steps: Range<Int>, _ inputs: StepInputs<Scalar>,
        in workspace: inout TileWorkspace<Scalar>
    ) {
        for (index, recording) in workspace.recordings.enumerated() {
            workspace.nextRows[index] = UnsafeMutableRawPointer(
                recording.rows + recording.count * workspace.laneCount)
            workspace.countdowns[index] = recording.stepsToNext(after: steps.lowerBound)
        }
        let spikeCount = inputs.table.withRows(from: steps.lowerBound) { stepScalars in
            kernel(
                workspace.registers, workspace.stride, workspace.laneCount,
                workspace.instanceCount, workspace.scalars, stepScalars,
                workspace.streams.baseAddress, workspace.stimuli(at: steps.lowerBound),
                workspace.stimulusStride, workspace.nextRows, workspace.countdowns,
                Int32(steps.lowerBound), steps.count, workspace.chunkSpikes,
                workspace.isPoisoned)
        }
        workspace.spikes.append(
            contentsOf: UnsafeBufferPointer(start: workspace.chunkSpikes, count: spikeCount))
        for index in workspace.recordings.indices {
            workspace.recordings[index].count += workspace.recordings[index].keptCount(
                after: steps.lowerBound, through: steps.upperBound)
        }
    }
}
