/// Takes in recorded samples as they are simulated, so that no trace need be stored.
///
/// The simulator has one reducer for each task and uses it for one tile after the other. Samples
/// come in order, some at a time, while they are still in the processor's cache; how they are cut
/// into pieces must not change what the reducer makes of them.
public protocol TraceReducer<Scalar>: SendableMetatype {
    associatedtype Scalar: SimulationScalar

    /// Begins a tile; what the tile before has left behind is to be forgotten.
    ///
    /// - Parameter laneCount: lanes of storage, at least `instanceCount`; the surplus ones are
    ///   copies to be ignored.
    mutating func begin(instanceCount: Int, laneCount: Int)

    /// Takes in samples of one recording of the experiment.
    ///
    /// - Parameters:
    ///   - recording: the position in ``Experiment/recorded``.
    ///   - samples: their numbers, following those of the call before.
    ///   - values: `[samples × lanes]`.
    mutating func reduce(recording: Int, samples: Range<Int>, values: UnsafeBufferPointer<Scalar>)
}
