import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Synchronization

/// All tiles of a run, put together in the order of the instances.
struct CollectedRun<Scalar: SimulationScalar>: Sendable {
    /// By recording and instance, `[recorded][instances][samples]`.
    var traces: [[[Scalar]]]
    /// Spike times of each instance, ms.
    var spikes: [[Double]]
    var isValid: [Bool]

    /// Puts tiles of one stimulus together, in whatever order they came.
    init(_ tiles: [SimulatedTile<Scalar>]) {
        traces = tiles.first.map { $0.traces.map { _ in [] } } ?? []
        spikes = []
        isValid = []
        for tile in tiles.sorted(by: { $0.rows.lowerBound < $1.rows.lowerBound }) {
            for lane in 0..<tile.rows.count {
                for (index, trace) in tile.traces.enumerated() {
                    traces[index].append(trace.column(lane))
                }
                spikes.append(Array(tile.spikes[lane]))
                isValid.append(tile.isValid[lane])
            }
        }
    }
}

extension BatchSimulator {
    /// Simulates and keeps everything.
    func collect(_ parameters: Matrix<Double>, firstInstance: Int = 0) async throws
        -> CollectedRun<Scalar>
    {
        try await collect(
            parameters, instances: .consecutive(from: firstInstance), stimuli: .ofExperiment)
    }

    /// Simulates instances of any indices and keeps everything.
    func collect(
        _ parameters: Matrix<Double>, instances: GlobalIndices = .consecutive(from: 0),
        stimuli: StimulusAssignment
    ) async throws -> CollectedRun<Scalar> {
        let tiles = Mutex<[SimulatedTile<Scalar>]>([])
        try await run(parameters: parameters, instances: instances, stimuli: stimuli) { tile in
            tiles.withLock { $0.append(tile) }
        }
        return CollectedRun(tiles.withLock { $0 })
    }

    /// Simulates one instance with the default parameters.
    func collectOne() async throws -> CollectedRun<Scalar> {
        try await collect(Matrix(rows: 1, columns: 0))
    }
}

/// The bits of traces, so that −0 differs from 0. All NaN are the same: which sign and payload an
/// operation gives them is left open by IEEE 754 (section 6.3), and compilers exchange operands.
func bits<Scalar: SimulationScalar>(_ traces: [[[Scalar]]]) -> [[[UInt64]]] {
    traces.map { $0.map { $0.map { $0.isNaN ? Double.nan.bitPattern : Double($0).bitPattern } } }
}
