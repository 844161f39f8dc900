import LinearAlgebra
import RandomStreams

/// Runs all time steps of one tile.
struct TileRun<Scalar: SimulationScalar>: Sendable {
    let program: BlockProgram
    let noise: RandomStream
    let kernels = Scalar._kernels

    /// Every how many steps the state is searched for numbers that are not finite. The same for
    /// every tile, so that the end of a broken trace does not depend on its neighbours.
    static var checkInterval: Int { 128 }

    /// Simulates rows of parameters.
    /// - Parameters:
    ///   - rows: at most as many as the workspace has lanes, at least one.
    ///   - firstInstance: the global index of row 0.
    ///   - tile: receives the results; its storage is used again.
    /// - Complexity: O(steps × instructions × lanes); the time loop allocates only where a tile
    ///   has more spikes than every earlier one.
    @_specialize(exported:false,where Scalar == Double)
    @_specialize(exported:false,where Scalar == Float)
    func run(
        _ rows: Range<Int>, of parameters: Matrix<Double>, firstInstance: Int,
        in workspace: inout TileWorkspace<Scalar>, into tile: inout SimulatedTile<Scalar>
    ) {
        let granule = TileWorkspace<Scalar>.laneGranule
        let laneCount = (rows.count + granule - 1) / granule * granule
        precondition(
            laneCount <= workspace.laneCapacity,
            "\(laneCount) lanes in a workspace of \(workspace.laneCapacity)")
        prepare(&tile, rows, laneCount)
        let stride = TileWorkspace<Scalar>.stride(lanes: workspace.laneCapacity)
        let registers = workspace.registers
        let lanes = Lanes(
            registers: registers, scalars: UnsafePointer(workspace.scalars), stride: stride,
            count: laneCount)

        for column in 0..<parameters.columns {
            let register = registers + (program.firstParameterRegister + column) * stride
            for lane in 0..<laneCount {
                // The surplus lanes are copies of the last instance.
                let row = min(rows.lowerBound + lane, rows.upperBound - 1)
                register[lane] = Scalar(parameters.elements[row * parameters.columns + column])
            }
        }
        for lane in 0..<laneCount {
            workspace.deadSteps[lane] = .max
            workspace.isPoisoned[lane] = false
        }
        workspace.spikes.removeAll(keepingCapacity: true)

        loadScalars(step: -1, workspace.scalars)
        program.prologue.withUnsafeBufferPointer { kernels.execute($0, lanes) }
        record(sample: 0, lanes, &tile)
        checkState(step: 0, rows.count, lanes, &workspace)
        advance(rows.count, firstInstance + rows.lowerBound, lanes, &workspace, &tile)
        finish(&tile, workspace)
    }

    private func advance(
        _ instanceCount: Int, _ firstIndex: Int, _ lanes: Lanes<Scalar>,
        _ workspace: inout TileWorkspace<Scalar>, _ tile: inout SimulatedTile<Scalar>
    ) {
        let model = program.model
        let mask = model.maskSlot.map { UnsafePointer(lanes.registers + $0 * lanes.stride) }
        program.step.withUnsafeBufferPointer { step in
            program.reset.withUnsafeBufferPointer { reset in
                for k in 0..<model.stepCount {
                    loadScalars(step: k, workspace.scalars)
                    for slot in program.noises {
                        let register =
                            lanes.registers + (program.firstNormalRegister + slot) * lanes.stride
                        kernels.fillNormal(
                            noise, UnsafeMutableBufferPointer(start: register, count: lanes.count),
                            UInt64(firstIndex), UInt32(truncatingIfNeeded: k), UInt32(slot))
                    }
                    kernels.execute(step, lanes)
                    if let mask, kernels.isAnyNonzero(mask, lanes.count) {
                        noteSpikes(mask, step: k + 1, instanceCount, lanes, &workspace)
                        kernels.execute(reset, lanes)
                    }
                    record(sample: k + 1, lanes, &tile)
                    if (k + 1) % Self.checkInterval == 0 || k + 1 == model.stepCount {
                        checkState(step: k + 1, instanceCount, lanes, &workspace)
                        if workspace.deadSteps[..<instanceCount].allSatisfy({ $0 != .max }) {
                            return
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private func loadScalars(step: Int, _ scalars: UnsafeMutablePointer<Scalar>) {
        for scalar in program.stepScalars {
            scalars[scalar.slot] = Scalar(scalar.values[step + 1])
        }
    }

    /// Writes down the lanes of the mask, and whether their state is NaN, which a reset would hide.
    /// Infinity is not held against them: an upswing that overflows within one step, as those of
    /// exponential models do, is a spike like others, and what the reset leaves infinite is found
    /// anyway.
    private func noteSpikes(
        _ mask: UnsafePointer<Scalar>, step: Int, _ instanceCount: Int, _ lanes: Lanes<Scalar>,
        _ workspace: inout TileWorkspace<Scalar>
    ) {
        for lane in 0..<instanceCount where mask[lane] != 0 {
            if program.model.recordsSpikes {
                workspace.spikes.append((Int32(lane), Int32(step)))
            }
            for slot in program.model.stateNames.indices
            where lanes.registers[slot * lanes.stride + lane].isNaN {
                workspace.isPoisoned[lane] = true
            }
        }
    }

    private func record(
        sample: Int, _ lanes: Lanes<Scalar>, _ tile: inout SimulatedTile<Scalar>
    ) {
        for (index, recording) in program.recordings.enumerated()
        where sample % recording.every == 0 {
            if !recording.instructions.isEmpty {
                recording.instructions.withUnsafeBufferPointer { kernels.execute($0, lanes) }
            }
            let source = lanes.registers + recording.register * lanes.stride
            tile.traces[index].elements.withUnsafeMutableBufferPointer { trace in
                guard let start = trace.baseAddress else { return }
                (start + sample / recording.every * lanes.count).update(
                    from: source, count: lanes.count)
            }
        }
    }

    /// Marks the lanes whose state is not finite, or was NaN when a reset replaced it.
    private func checkState(
        step: Int, _ instanceCount: Int, _ lanes: Lanes<Scalar>,
        _ workspace: inout TileWorkspace<Scalar>
    ) {
        let variableCount = program.model.stateNames.count
        var isSound = !workspace.isPoisoned.contains(true)
        for slot in 0..<variableCount where isSound {
            isSound = kernels.isAllFinite(
                lanes.registers + slot * lanes.stride, workspace.scratch, lanes.count)
        }
        if isSound { return }
        for lane in 0..<instanceCount where workspace.deadSteps[lane] == .max {
            let isFinite = (0..<variableCount).allSatisfy {
                lanes.registers[$0 * lanes.stride + lane].isFinite
            }
            if !isFinite || workspace.isPoisoned[lane] { workspace.deadSteps[lane] = Int32(step) }
        }
    }
}
