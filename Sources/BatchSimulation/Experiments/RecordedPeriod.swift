public import LinearAlgebra

/// What was recorded of one variable without a pause.
public struct RecordedPeriod<Scalar: BLASScalar>: Sendable {
    /// The time of the first sample, ms since the last reset.
    public let startTime: Double
    /// From sample to sample, ms.
    public let interval: Double
    /// `[samples × lanes]`; the lanes after those of the tile's rows are copies to be ignored. Of
    /// an instance that became non-finite the samples from the discovery on are NaN.
    public internal(set) var values: Matrix<Scalar>
    /// How many samples each instance has: fewer than there are rows where others went on while it
    /// stood still, see ``Population/simulate(until:atMost:)``.
    public let sampleCounts: [Int]

    /// The time of a sample, ms since the last reset.
    public func time(ofSample sample: Int) -> Double { startTime + Double(sample) * interval }

    /// The samples of one instance, without copying them.
    /// - Parameter instance: its lane: 0 is the first row of the tile.
    public func trace(of instance: Int) -> InstanceTrace<Scalar> {
        precondition(
            sampleCounts.indices.contains(instance),
            "instance \(instance) of a tile of \(sampleCounts.count)")
        return InstanceTrace(values: values, lane: instance, count: sampleCounts[instance])
    }
}

/// The samples of one instance as a view of those of its tile.
public struct InstanceTrace<Scalar: BLASScalar>: RandomAccessCollection, Sendable {
    fileprivate let values: Matrix<Scalar>
    fileprivate let lane: Int
    public let count: Int

    public var startIndex: Int { 0 }
    public var endIndex: Int { count }

    public subscript(sample: Int) -> Scalar {
        precondition(sample >= 0 && sample < count, "sample \(sample) of \(count)")
        return values.elements[sample * values.columns + lane]
    }
}

/// What was recorded from one reset to the next.
public struct RecordedChunk<Scalar: BLASScalar>: Sendable {
    /// The periods of each recording, in the order in which the recordings were declared.
    public internal(set) var periods: [[RecordedPeriod<Scalar>]]
    /// The names of the recordings.
    public let names: [String]
    /// The spike times of the instances, ms since the last reset, of the times when spikes were
    /// recorded: labelled like samples of variables, see ``SamplingRule``.
    public internal(set) var spikes: SpikeTrains
    /// When spikes were recorded.
    public let spikePeriods: [RecordedSpikePeriod]
    /// Whether spikes were recorded at any time.
    public let recordsSpikes: Bool
    /// The parameters and inputs with their values at the end of the chunk, without an input that a
    /// stimulus feeds.
    public let parameters: [String: InstanceValues]
    /// The time step of the simulation, ms.
    public let timeStep: Double
    /// How long the chunk is, ms.
    public let duration: Double

    /// The periods of a variable; of the first recording where it was declared more than once.
    public func periods(of name: String) -> [RecordedPeriod<Scalar>]? {
        names.firstIndex(of: name).map { periods[$0] }
    }
}

/// What an experiment left of a tile of instances.
public struct PopulationTile<Scalar: BLASScalar>: Sendable {
    /// The rows of parameters; instance i of the tile is row `rows.lowerBound + i`.
    public let rows: Range<Int>
    /// From reset to reset; chunks without any time are left out.
    public internal(set) var chunks: [RecordedChunk<Scalar>]
    /// The reusable simulations that were run, in their order.
    public let simulations: [PerformedSimulation]
    /// Whether every state variable stayed finite, `[rows.count]`; once broken down, an instance
    /// counts as invalid even if it was reset.
    public let isValid: [Bool]

    /// Gives the storage of all samples away, after which the tile has none.
    mutating func handOverElements(_ take: (inout [Scalar]) -> Void) {
        for chunk in chunks.indices {
            for recording in chunks[chunk].periods.indices {
                for period in chunks[chunk].periods[recording].indices {
                    var elements: [Scalar] = []
                    swap(
                        &elements, &chunks[chunk].periods[recording][period].values.elements)
                    take(&elements)
                }
            }
        }
        chunks = []
    }
}
