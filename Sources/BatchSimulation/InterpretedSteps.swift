/// The backend that executes instruction after instruction, each over all lanes.
struct InterpretedSteps<Scalar: SimulationScalar>: StepExecutor {
    let program: BlockProgram
    let table: StepTable<Scalar>
    private let kernels = Scalar._kernels

    init(_ program: BlockProgram, _ table: StepTable<Scalar>) {
        self.program = program
        self.table = table
    }

    /// - Complexity: O(steps × instructions × lanes); allocates only where a tile has more spikes
    ///   than every earlier one.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func advance(
        _ steps: Range<Int>, noise: NoiseSource, in workspace: inout TileWorkspace<Scalar>
    ) {
        let lanes = workspace.lanes
        let mask = program.model.maskSlot.map {
            UnsafePointer(lanes.registers + $0 * lanes.stride)
        }
        program.step.withUnsafeBufferPointer { step in
            program.reset.withUnsafeBufferPointer { reset in
                for k in steps {
                    table.load(step: k, into: workspace.scalars)
                    for slot in program.noises {
                        let register =
                            lanes.registers + (program.firstNormalRegister + slot) * lanes.stride
                        noise.fill(
                            UnsafeMutableBufferPointer(start: register, count: lanes.count),
                            step: k, slot: slot)
                    }
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

    /// Appends a sample to the recordings that keep it.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func record(sample: Int, in workspace: inout TileWorkspace<Scalar>) {
        let lanes = workspace.lanes
        for (index, recording) in program.recordings.enumerated()
        where sample % recording.every == 0 {
            if !recording.instructions.isEmpty {
                recording.instructions.withUnsafeBufferPointer { kernels.execute($0, lanes) }
            }
            let row = workspace.recordings[index].count * lanes.count
            (workspace.recordings[index].rows + row).update(
                from: lanes.registers + recording.register * lanes.stride, count: lanes.count)
            workspace.recordings[index].count += 1
        }
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
