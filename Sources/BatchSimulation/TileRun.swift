import LinearAlgebra
import RandomStreams

/// Runs time steps of one tile, chunk by chunk.
struct TileRun<Scalar: SimulationScalar>: Sendable {
    let program: BlockProgram
    let interpreter: InterpretedSteps<Scalar>
    private let kernels = Scalar._kernels

    init(_ program: BlockProgram) {
        self.program = program
        interpreter = InterpretedSteps(program)
    }

    /// Simulates rows of parameters from the initial state.
    /// - Parameters:
    ///   - rows: at most as many as the workspace has room for, at least one.
    ///   - stepCount: how many steps.
    ///   - inputs: from step 0 on.
    ///   - stimuli: of the lanes, where each has its own.
    ///   - executor: the backend that advances the state.
    ///   - reducer: takes in the recordings.
    ///   - tile: receives validity and spikes.
    /// - Complexity: O(steps × instructions × lanes); the time loop allocates only where a tile
    ///   has more spikes than every earlier one.
    func run<Reducer: TraceReducer<Scalar>>(
        _ rows: Range<Int>, of parameters: Matrix<Double>, stepCount: Int,
        _ inputs: StepInputs<Scalar>, _ stimuli: LaneStimuli?,
        by executor: any StepExecutor<Scalar>, in workspace: inout TileWorkspace<Scalar>,
        reducing reducer: inout Reducer, into tile: inout SimulatedTile<Scalar>
    ) {
        workspace.begin(instanceCount: rows.count)
        reducer.begin(instanceCount: rows.count, laneCount: workspace.laneCount)
        load(rows, of: parameters, workspace)
        initialise(inputs, stimuli, in: &workspace)
        interpreter.record(sample: 0, in: &workspace)
        handOver(from: 0, in: &workspace, to: &reducer)
        checkState(step: 0, in: &workspace)
        advance(
            0..<stepCount, inputs, stimuli, by: executor, in: &workspace, reducing: &reducer)
        checkState(step: stepCount, in: &workspace)
        finish(&tile, rows, workspace)
    }

    /// Computes the initial state, and what instances keep, from the parameters.
    func initialise(
        _ inputs: StepInputs<Scalar>, _ stimuli: LaneStimuli?,
        in workspace: inout TileWorkspace<Scalar>
    ) {
        load(sample: 0, inputs, stimuli, in: &workspace)
        program.prologue.withUnsafeBufferPointer { kernels.execute($0, workspace.lanes) }
    }

    /// Computes what instances keep from changed parameters; the state stays.
    func refresh(in workspace: inout TileWorkspace<Scalar>) {
        let count = program.model.slotCount * workspace.stride
        workspace.scratch.update(from: workspace.registers, count: count)
        program.prologue.withUnsafeBufferPointer { kernels.execute($0, workspace.lanes) }
        workspace.registers.update(from: workspace.scratch, count: count)
    }

    /// Fills in what belongs to a sample, for values that are computed outside of the time loop.
    func load(
        sample: Int, _ inputs: StepInputs<Scalar>, _ stimuli: LaneStimuli?,
        in workspace: inout TileWorkspace<Scalar>
    ) {
        _ = stimuli?.fill(
            sample..<sample + 1, timeStep: program.model.timeStep, in: &workspace)
        inputs.table.load(step: sample - 1, into: workspace.scalars)
        let lanes = workspace.lanes
        for stream in program.stimulusStreams {
            (lanes.registers + stream.register * lanes.stride).update(
                from: workspace.stimuli, count: lanes.count)
        }
    }

    /// Runs steps and hands the recordings over after each chunk.
    ///
    /// Chunks end where the number of steps since the beginning is a multiple of
    /// ``TileWorkspace/chunkSteps``, so that what is found there does not depend on how the time
    /// is cut.
    /// - Returns: the steps that were run; fewer where every instance has broken down or stands
    ///   still.
    @discardableResult
    func advance<Reducer: TraceReducer<Scalar>>(
        _ steps: Range<Int>, _ inputs: StepInputs<Scalar>, _ stimuli: LaneStimuli?,
        by executor: any StepExecutor<Scalar>, in workspace: inout TileWorkspace<Scalar>,
        reducing reducer: inout Reducer
    ) -> Int {
        let chunk = TileWorkspace<Scalar>.chunkSteps
        let offset = inputs.noise.stepOffset
        var step = steps.lowerBound
        // The sample until which the stimuli of the lanes are filled in; one row may last for all.
        var filledUntil = step
        while step < steps.upperBound, !hasEnded(workspace) {
            let boundary = ((step + offset) / chunk + 1) * chunk - offset
            let end = min(boundary, steps.upperBound)
            if let stimuli, filledUntil < end + 1 {
                filledUntil = stimuli.fill(
                    step..<end + 1, timeStep: program.model.timeStep, in: &workspace)
            }
            executor.advance(step..<end, inputs, in: &workspace)
            handOver(from: step + 1, in: &workspace, to: &reducer)
            if end == boundary { checkState(step: end + offset, in: &workspace) }
            step = end
        }
        return step - steps.lowerBound
    }

    /// Spreads rows of parameters over the lanes; surplus lanes are copies of the last instance.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    private func load(
        _ rows: Range<Int>, of parameters: Matrix<Double>,
        _ workspace: borrowing TileWorkspace<Scalar>
    ) {
        for column in 0..<parameters.columns {
            let register =
                workspace.registers
                + (program.firstParameterRegister + column) * workspace.stride
            for lane in 0..<workspace.laneCount {
                let row = min(rows.lowerBound + lane, rows.upperBound - 1)
                register[lane] = Scalar(parameters.elements[row * parameters.columns + column])
            }
        }
    }

    /// Hands what the recordings hold to the reducer and empties them.
    func handOver<Reducer: TraceReducer<Scalar>>(
        from firstStep: Int, in workspace: inout TileWorkspace<Scalar>, to reducer: inout Reducer
    ) {
        for index in workspace.recordings.indices where workspace.recordings[index].count > 0 {
            let buffer = workspace.recordings[index]
            let first = buffer.keptCount(after: buffer.phase - 1, through: firstStep - 1)
            reducer.reduce(
                recording: index, samples: first..<first + buffer.count,
                values: UnsafeBufferPointer(
                    start: buffer.rows, count: buffer.count * workspace.laneCount))
            workspace.recordings[index].count = 0
        }
    }

    /// Whether every instance has broken down or stands still, so that the rest of the time can be
    /// spared.
    private func hasEnded(_ workspace: borrowing TileWorkspace<Scalar>) -> Bool {
        let frozen = program.model.frozenSlot.map { workspace.registers + $0 * workspace.stride }
        for lane in 0..<workspace.instanceCount where workspace.deadSteps[lane] == .max {
            if frozen.map({ $0[lane] == 0 }) ?? true { return false }
        }
        return true
    }

    /// Marks the lanes whose state is not finite, or was NaN when a reset replaced it.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func checkState(step: Int, in workspace: inout TileWorkspace<Scalar>) {
        let variableCount = program.model.stateNames.count
        let lanes = workspace.lanes
        var isSound = true
        for lane in 0..<workspace.instanceCount where workspace.isPoisoned[lane] != 0 {
            isSound = false
        }
        for slot in 0..<variableCount where isSound {
            isSound = kernels.isAllFinite(
                lanes.registers + slot * lanes.stride, workspace.scratch, lanes.count)
        }
        if isSound { return }
        for lane in 0..<workspace.instanceCount where workspace.deadSteps[lane] == .max {
            let isFinite = (0..<variableCount).allSatisfy {
                lanes.registers[$0 * lanes.stride + lane].isFinite
            }
            if !isFinite || workspace.isPoisoned[lane] != 0 {
                workspace.deadSteps[lane] = Int32(truncatingIfNeeded: step)
            }
        }
    }
}
