/// The backend that executes instruction after instruction, each over all lanes.
struct InterpretedSteps<Scalar: SimulationScalar>: StepExecutor {
    let program: BlockProgram
    private let kernels = Scalar._kernels

    init(_ program: BlockProgram) {
        self.program = program
    }

    /// - Complexity: O(steps × instructions × lanes); allocates only where a tile has more spikes
    ///   than every earlier one.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func advance(
        _ steps: Range<Int>, _ inputs: StepInputs<Scalar>,
        in workspace: inout TileWorkspace<Scalar>
    ) {
        let lanes = workspace.lanes
        let mask = program.model.maskSlot.map {
            UnsafePointer(lanes.registers + $0 * lanes.stride)
        }
        program.step.withUnsafeBufferPointer { step in
            program.reset.withUnsafeBufferPointer { reset in
                for k in steps {
                    load(step: k, inputs, workspace)
                    kernels.execute(step, lanes)
                    if let mask, kernels.isAnyNonzero(mask, lanes.count) {
                        noteSpikes(mask, sample: k + 1, &workspace)
                        kernels.execute(reset, lanes)
                    }
                    record(sample: k + 1, in: &workspace)
                }
            }
        }
    }

    /// Fills in what comes from outside in a step; with the step before the first one what belongs
    /// to the first sample.
    @inline(__always)
    func load(
        step: Int, _ inputs: StepInputs<Scalar>, _ workspace: borrowing TileWorkspace<Scalar>
    ) {
        inputs.table.load(step: step, into: workspace.scalars)
        let lanes = workspace.lanes
        for stream in program.streams {
            let register = UnsafeMutableBufferPointer(
                start: lanes.registers + stream.register * lanes.stride, count: lanes.count)
            inputs.fill(register, from: stream.source, step: step, workspace)
        }
    }

    /// Appends a sample to the recordings that keep it.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func record(sample: Int, in workspace: inout TileWorkspace<Scalar>) {
        for index in program.recordings.indices where workspace.recordings[index].keeps(sample) {
            append(recording: index, in: &workspace)
        }
    }

    /// Appends the state to one recording.
    func append(recording index: Int, in workspace: inout TileWorkspace<Scalar>) {
        let lanes = workspace.lanes
        let row = workspace.recordings[index].count * lanes.count
        (workspace.recordings[index].rows + row).update(
            from: evaluate(program.recordings[index], workspace), count: lanes.count)
        workspace.recordings[index].count += 1
    }

    /// The lanes of a value of the state.
    func evaluate(
        _ recording: BlockProgram.Recording, _ workspace: borrowing TileWorkspace<Scalar>
    ) -> UnsafePointer<Scalar> {
        let lanes = workspace.lanes
        if !recording.instructions.isEmpty {
            recording.instructions.withUnsafeBufferPointer { kernels.execute($0, lanes) }
        }
        return UnsafePointer(lanes.registers + recording.register * lanes.stride)
    }

    /// Writes down the lanes of the mask, and whether their state is NaN, which a reset would hide.
    /// Infinity is not held against them: an upswing that overflows within one step, as those of
    /// exponential models do, is a spike like others, and what the reset leaves infinite is found
    /// anyway.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    private func noteSpikes(
        _ mask: UnsafePointer<Scalar>, sample: Int, _ workspace: inout TileWorkspace<Scalar>
    ) {
        let lanes = workspace.lanes
        for lane in 0..<workspace.instanceCount where mask[lane] != 0 {
            if program.model.recordsSpikes {
                workspace.spikes.append(SpikeEvent(lane: Int32(lane), sample: Int32(sample)))
            }
            for slot in program.model.stateNames.indices
            where lanes.registers[slot * lanes.stride + lane].isNaN {
                workspace.isPoisoned[lane] = 1
            }
        }
    }
}
