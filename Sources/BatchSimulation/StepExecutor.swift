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
        _ steps: Range<Int>, noise: NoiseSource, in workspace: inout TileWorkspace<Scalar>)
}
