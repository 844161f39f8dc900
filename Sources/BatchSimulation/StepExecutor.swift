import NeuronEquations

/// Advances the state of a tile by some steps: the one thing that the backends do differently.
///
/// Both execute the instructions of a ``BlockProgram`` with the same vector kernels, so that their
/// results are the same to the last bit.
protocol StepExecutor<Scalar>: Sendable {
    associatedtype Scalar: SimulationScalar

    /// Advances every lane of the workspace from sample `steps.lowerBound` to sample
    /// `steps.upperBound`, at most ``TileWorkspace/chunkSteps`` of them.
    ///
    /// Appends to the workspace's spikes, and to the rows of its recordings the samples
    /// `steps.lowerBound + 1 ... steps.upperBound` that are kept.
    func advance(
        _ steps: Range<Int>, _ inputs: StepInputs<Scalar>,
        in workspace: inout TileWorkspace<Scalar>)
}

/// What comes in from outside at every step.
struct StepInputs<Scalar: SimulationScalar>: Sendable {
    /// What all instances share.
    var table: StepTable<Scalar>
    var noise: NoiseSource

    /// Fills the numbers of one stream and step, one for each lane.
    @inline(__always)
    func fill(
        _ lanes: UnsafeMutableBufferPointer<Scalar>, from source: StreamSource, step: Int,
        _ workspace: borrowing TileWorkspace<Scalar>
    ) {
        switch source {
        case .normal(let slot):
            noise.fill(lanes, with: .normal, step: step, slot: slot)
        case .uniform(let slot):
            noise.fill(lanes, with: .uniform, step: step, slot: slot)
        case .stimulus(let after):
            let row = workspace.stimuli(at: step + (after ? 1 : 0))
            _ = lanes.update(
                fromContentsOf: UnsafeBufferPointer(start: row, count: lanes.count))
        }
    }
}
