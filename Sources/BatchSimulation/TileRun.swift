import LinearAlgebra
import RandomStreams

/// Runs all time steps of one tile, chunk by chunk.
struct TileRun<Scalar: SimulationScalar>: Sendable {
    let program: BlockProgram
    let noise: RandomStream
    let interpreter: InterpretedSteps<Scalar>
    private let kernels = Scalar._kernels

    init(program: BlockProgram, noise: RandomStream) {
        self.program = program
        self.noise = noise
        interpreter = InterpretedSteps(program, StepTable(program))
    }

    /// Simulates rows of parameters.
    /// - Parameters:
    ///   - rows: at most as many as the workspace has room for, at least one.
    ///   - instances: the global indices of all rows.
    ///   - executor: the backend that advances the state.
    ///   - reducer: takes in the recordings.
    ///   - tile: receives validity and spikes.
    /// - Complexity: O(steps × instructions × lanes); the time loop allocates only where a tile
    ///   has more spikes than every earlier one.
    func run<Reducer: TraceReducer<Scalar>>(
        _ rows: Range<Int>, of parameters: Matrix<Double>, instances: GlobalIndices,
        by executor: any StepExecutor<Scalar>, in workspace: inout TileWorkspace<Scalar>,
        reducing reducer: inout Reducer, into tile: inout SimulatedTile<Scalar>
    ) {
        workspace.begin(instanceCount: rows.count)
        reducer.begin(instanceCount: rows.count, laneCount: workspace.laneCount)
        load(rows, of: parameters, workspace)
        interpreter.table.load(step: -1, into: workspace.scalars)
        program.prologue.withUnsafeBufferPointer { kernels.execute($0, workspace.lanes) }
        interpreter.record(sample: 0, in: &workspace)
        handOver(from: 0, in: &workspace, to: &reducer)
        checkState(step: 0, in: &workspace)

        let source = NoiseSource(
            stream: noise,
            indices: instances.addresses(of: rows, laneCount: workspace.laneCount))
        var step = 0
        while step < program.model.stepCount, !hasEnded(workspace) {
            let end = min(step + TileWorkspace<Scalar>.chunkSteps, program.model.stepCount)
            executor.advance(step..<end, noise: source, in: &workspace)
            handOver(from: step + 1, in: &workspace, to: &reducer)
            checkState(step: end, in: &workspace)
            step = end
        }
        finish(&tile, rows, workspace)
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
    private func handOver<Reducer: TraceReducer<Scalar>>(
        from firstStep: Int, in workspace: inout TileWorkspace<Scalar>, to reducer: inout Reducer
    ) {
        for index in workspace.recordings.indices where workspace.recordings[index].count > 0 {
            let buffer = workspace.recordings[index]
            let first = (firstStep + buffer.every - 1) / buffer.every
            reducer.reduce(
                recording: index, samples: first..<first + buffer.count,
                values: UnsafeBufferPointer(
                    start: buffer.rows, count: buffer.count * workspace.laneCount))
            workspace.recordings[index].count = 0
        }
    }

    /// Whether every instance has broken down, so that the rest of the time can be spared.
    private func hasEnded(_ workspace: borrowing TileWorkspace<Scalar>) -> Bool {
        for lane in 0..<workspace.instanceCount where workspace.deadSteps[lane] == .max {
            return false
        }
        return true
    }

    /// Marks the lanes whose state is not finite, or was NaN when a reset replaced it.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    private func checkState(step: Int, in workspace: inout TileWorkspace<Scalar>) {
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
                workspace.deadSteps[lane] = Int32(step)
            }
        }
    }
}
