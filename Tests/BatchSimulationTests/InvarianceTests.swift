import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import Synchronization
import Testing

/// Results never depend on how the work is cut, to the last bit, on either backend.
@Suite struct InvarianceTests {
    private static let count = 75

    static let backends: [Backend] =
        TestKernels.isCompilerThere ? [.interpreter, .native] : [.interpreter]

    private func parameters(_ ranges: [ClosedRange<Double>]) -> Matrix<Double> {
        let stream = RandomStream(seed: 9, purpose: .prior)
        return Matrix(rows: Self.count, columns: ranges.count) { row, column in
            let range = ranges[column]
            return range.lowerBound + (range.upperBound - range.lowerBound)
                * stream.uniform(index: UInt64(row), slot: UInt32(column))
        }
    }

    private func simulator<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, _ name: String, tileSize: Int?, threads: Int, _ backend: Backend
    ) throws -> BatchSimulator<Scalar> {
        let isHodgkinHuxley = name == "hodgkinHuxley"
        let simulator = try BatchSimulator<Scalar>(
            model: ModelCatalogue.model(named: name),
            experiment: Experiment(
                timeStep: isHodgkinHuxley ? 0.05 : 0.25, duration: 60, input: "I",
                stimulus: Stimulus(.step(start: 5, stop: 55, amplitude: 12)),
                recorded: [.init(isHodgkinHuxley ? "V" : "v", every: 3)]),
            integrator: isHodgkinHuxley ? .exponentialEulerStaggered : .euler,
            variedParameters: isHodgkinHuxley ? ["g_Na", "sigma"] : ["a", "d"], seed: 4,
            tileSize: tileSize, threads: threads, backend: backend, cache: TestKernels.cache)
        #expect(simulator.backend(instances: Self.count).backend == backend)
        return simulator
    }

    private func check<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, _ name: String, _ ranges: [ClosedRange<Double>], _ backend: Backend
    ) async throws {
        let rows = parameters(ranges)
        let whole = try await simulator(scalar, name, tileSize: nil, threads: 1, .interpreter)
            .collect(rows)
        let expected = bits(whole.traces)
        #expect(whole.spikes.contains { !$0.isEmpty })
        #expect(Set(expected[0]).count == Self.count, "instances are meant to differ")
        for tileSize in [1, 7, 16, 33, 64, 500] {
            for threads in [1, 3] {
                let run = try await simulator(
                    scalar, name, tileSize: tileSize, threads: threads, backend
                ).collect(rows)
                // Compared outside of the macro, which would print thousands of numbers.
                let isSame = bits(run.traces) == expected && run.spikes == whole.spikes
                #expect(isSame, "tile \(tileSize), threads \(threads)")
                #expect(run.isValid == whole.isValid)
            }
        }
        // Shards: the global index goes on.
        let cut = 31
        let sharded = try simulator(scalar, name, tileSize: 20, threads: 2, backend)
        let first = try await sharded.collect(rows.selectingRows(0..<cut))
        let second = try await sharded.collect(
            rows.selectingRows(cut..<Self.count), firstInstance: cut)
        let isSame =
            bits(first.traces)[0] + bits(second.traces)[0] == expected[0]
            && first.spikes + second.spikes == whole.spikes
        #expect(isSame, "shards")
        // Another order: each instance takes its index along.
        let order = RandomStream(seed: 2, purpose: .shuffle).permutation(
            count: Self.count, index: 0)
        let permuted = try await simulator(scalar, name, tileSize: 32, threads: 2, backend)
            .collect(rows.selectingRows(order), instances: .listed(order), stimuli: .ofExperiment)
        let isPermuted =
            bits(permuted.traces)[0] == order.map { expected[0][$0] }
            && permuted.spikes == order.map { whole.spikes[$0] }
        #expect(isPermuted, "permuted")
    }

    @Test(arguments: backends)
    func cuttingAndPermutingTheWorkChangesNoBit(backend: Backend) async throws {
        try await check(Double.self, "izhikevich2003", [0.01...0.1, 0...8], backend)
        try await check(Float.self, "izhikevich2003", [0.01...0.1, 0...8], backend)
        // With noise.
        try await check(Double.self, "hodgkinHuxley", [20...60, 0...0.5], backend)
        try await check(Float.self, "hodgkinHuxley", [20...60, 0...0.5], backend)
    }

    /// x runs away where b is far below 0.
    private func runaway<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type = Double.self, duration: Double, tileSize: Int, _ backend: Backend,
        records: Bool = true
    ) throws -> BatchSimulator<Scalar> {
        try BatchSimulator<Scalar>(
            model: NeuronModel(
                equations: "dx/dt = b*x*x - x + 1", spike: "x > 1e9", reset: "x = 0",
                parameters: [.init("b", nil)]),
            experiment: Experiment(
                timeStep: 0.5, duration: duration, recorded: records ? [.init("x")] : []),
            integrator: .euler, variedParameters: ["b"], tileSize: tileSize, backend: backend,
            cache: TestKernels.cache)
    }

    @Test(arguments: backends)
    func brokenNeighboursChangeNoBit(backend: Backend) async throws {
        // Every third instance runs away; what is left of its trace must not depend on whether
        // its tile went on.
        let rows = Matrix(rows: 40, columns: 1) { row, _ in row % 3 == 0 ? -1e200 : 0.1 }
        let expected = try await runaway(duration: 500, tileSize: 40, .interpreter).collect(rows)
        #expect(expected.isValid == (0..<40).map { $0 % 3 != 0 })
        for tileSize in [1, 2, 3, 17] {
            let other = try await runaway(duration: 500, tileSize: tileSize, backend).collect(rows)
            #expect(bits(other.traces) == bits(expected.traces))
            #expect(other.spikes == expected.spikes)
            #expect(other.isValid == expected.isValid)
        }
    }

    /// Counts the samples of each tile.
    private struct SampleCount: TraceReducer {
        var count = 0
        mutating func begin(instanceCount: Int, laneCount: Int) { count = 0 }
        mutating func reduce(
            recording: Int, samples: Range<Int>, values: UnsafeBufferPointer<Double>
        ) {
            count += samples.count
        }
    }

    @Test(arguments: backends)
    func aTileOfBrokenInstancesStopsEarly(backend: Backend) async throws {
        // 10,000 steps; the first tile is broken throughout, the second but for one instance, the
        // third not at all.
        let rows = Matrix(rows: 48, columns: 1) { row, _ in
            row < 16 || row < 32 && row != 20 ? -1e200 : 0.1
        }
        let counts = Mutex<[Int: Int]>([:])
        let masks = Mutex<[Int: [Bool]]>([:])
        try await runaway(duration: 5_000, tileSize: 16, backend).run(
            parameters: rows, reducer: { SampleCount() },
            consume: { tile, reducer in
                let (first, count, mask) = (tile.rows.lowerBound, reducer.count, tile.isValid)
                counts.withLock { $0[first] = count }
                masks.withLock { $0[first] = mask }
            })
        let samples = counts.withLock { $0 }
        // The state is searched after 128 steps for the first time: x overflows at once.
        #expect(samples == [0: 129, 16: 10_001, 32: 10_001])
        let valid = masks.withLock { $0 }
        #expect(valid[0] == [Bool](repeating: false, count: 16))
        #expect(valid[16] == (16..<32).map { $0 == 20 })
        #expect(valid[32] == [Bool](repeating: true, count: 16))
    }
}
