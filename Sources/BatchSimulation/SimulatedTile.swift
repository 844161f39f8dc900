public import LinearAlgebra

/// The results of a group of neighbouring instances, as the simulator hands them over.
///
/// The storage is written again after `consume` has returned; a copy that is kept stays intact,
/// at the price of new storage for the next tile.
public struct SimulatedTile<Scalar: BLASScalar>: Sendable {
    /// The rows of `parameters` that were simulated; lane i is row `rows.lowerBound + i`.
    public internal(set) var rows: Range<Int>
    /// Which of several stimuli the instances had, see ``StimulusAssignment/each(_:noise:)``; 0
    /// where there is one.
    public internal(set) var stimulus: Int
    /// Lanes of storage, at least `rows.count`; the surplus ones are copies to be ignored.
    public internal(set) var laneCount: Int
    /// The names of the recorded variables, in the order of the experiment.
    public internal(set) var recordedNames: [String]
    /// The recorded variables, each `[samples × lanes]`. Of an instance that became non-finite the
    /// samples from the discovery on are NaN.
    public internal(set) var traces: [Matrix<Scalar>]
    /// The spike times of the instances in ms; empty where they were not asked for.
    public internal(set) var spikes: SpikeTrains
    /// Whether every state variable stayed finite, `[rows.count]`. An infinity in the very step of
    /// a spike, which the reset takes away, does not count.
    public internal(set) var isValid: [Bool]

    /// The trace of a recorded variable, `[samples × lanes]`; the first one where it was recorded
    /// more than once.
    public func trace(_ name: String) -> Matrix<Scalar>? {
        recordedNames.firstIndex(of: name).map { traces[$0] }
    }
}

/// Spike times of several instances in one array.
public struct SpikeTrains: Sendable, Equatable {
    /// Where the times of each instance begin, and the end, `[instances + 1]`.
    public internal(set) var offsets: [Int]
    /// The times of all instances in ms, instance after instance, ascending within each.
    public internal(set) var times: [Double]

    /// Trains without any spike.
    public init(instanceCount: Int) {
        offsets = [Int](repeating: 0, count: instanceCount + 1)
        times = []
    }

    init(offsets: [Int], times: [Double]) {
        self.offsets = offsets
        self.times = times
    }

    public var instanceCount: Int { offsets.count - 1 }

    /// The spike times of one instance, ms, ascending.
    public subscript(instance: Int) -> ArraySlice<Double> {
        times[offsets[instance]..<offsets[instance + 1]]
    }

    /// How many spikes an instance has.
    public func count(of instance: Int) -> Int {
        offsets[instance + 1] - offsets[instance]
    }
}
