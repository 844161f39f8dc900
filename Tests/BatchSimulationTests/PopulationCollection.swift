import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Synchronization

/// What an experiment left of each instance.
struct InstanceRecord<Scalar: SimulationScalar>: Sendable {
    /// By chunk, recording and period.
    var traces: [[[[Scalar]]]]
    var startTimes: [[[Double]]]
    /// By chunk.
    var spikes: [[Double]]
    var isValid: Bool

    /// The traces without their sign of NaN.
    var bits: [[[[UInt64]]]] {
        traces.map {
            $0.map {
                $0.map {
                    $0.map { $0.isNaN ? Double.nan.bitPattern : Double($0).bitPattern }
                }
            }
        }
    }
}

extension InstanceRecord {
    init(_ tile: PopulationTile<Scalar>, _ instance: Int) {
        traces = tile.chunks.map { $0.periods.map { $0.map { Array($0.trace(of: instance)) } } }
        startTimes = tile.chunks.map { $0.periods.map { $0.map(\.startTime) } }
        spikes = tile.chunks.map { Array($0.spikes[instance]) }
        isValid = tile.isValid[instance]
    }
}

extension PopulationSimulator {
    /// Runs an experiment and keeps everything, in the order of the rows.
    func collect<Result: Sendable>(
        _ parameters: Matrix<Double>, instances: GlobalIndices = .consecutive(from: 0),
        _ experiment: @escaping @Sendable (inout Population<Scalar>) throws -> Result
    ) async throws -> (records: [InstanceRecord<Scalar>], results: [Result]) {
        let tiles = Mutex<[(PopulationTile<Scalar>, Result)]>([])
        try await run(parameters: parameters, instances: instances, experiment) { tile, result in
            tiles.withLock { $0.append((tile, result)) }
        }
        let sorted = tiles.withLock { $0 }.sorted {
            $0.0.rows.lowerBound < $1.0.rows.lowerBound
        }
        return (
            sorted.flatMap { tile, _ in
                tile.rows.indices.map { InstanceRecord(tile, $0 - tile.rows.lowerBound) }
            },
            sorted.map(\.1)
        )
    }
}
