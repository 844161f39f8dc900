import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import Testing

/// Results never depend on how the work is cut, to the last bit.
@Suite struct InvarianceTests {
    private static let count = 75

    private func parameters(_ ranges: [ClosedRange<Double>]) -> Matrix<Double> {
        let stream = RandomStream(seed: 9, purpose: .prior)
        return Matrix(rows: Self.count, columns: ranges.count) { row, column in
            let range = ranges[column]
            return range.lowerBound + (range.upperBound - range.lowerBound)
                * stream.uniform(index: UInt64(row), slot: UInt32(column))
        }
    }

    private func simulator<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, _ name: String, tileSize: Int?, threads: Int
    ) throws -> BatchSimulator<Scalar> {
        let isHodgkinHuxley = name == "hodgkinHuxley"
        return try BatchSimulator<Scalar>(
            model: ModelCatalogue.model(named: name),
            experiment: Experiment(
                timeStep: isHodgkinHuxley ? 0.05 : 0.25, duration: 60, input: "I",
                stimulus: Stimulus(.step(start: 5, stop: 55, amplitude: 12)),
                recorded: [.init(isHodgkinHuxley ? "V" : "v", every: 3)]),
            integrator: isHodgkinHuxley ? .exponentialEulerStaggered : .euler,
            variedParameters: isHodgkinHuxley ? ["g_Na", "sigma"] : ["a", "d"], seed: 4,
            tileSize: tileSize, threads: threads)
    }

    private func check<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, _ name: String, _ ranges: [ClosedRange<Double>]
    ) async throws {
        let rows = parameters(ranges)
        let whole = try await simulator(scalar, name, tileSize: nil, threads: 1).collect(rows)
        let expected = bits(whole.traces)
        #expect(whole.spikes.contains { !$0.isEmpty })
        #expect(Set(expected[0]).count == Self.count, "instances are meant to differ")
        for tileSize in [1, 7, 16, 33, 64, 500] {
            for threads in [1, 3] {
                let run = try await simulator(scalar, name, tileSize: tileSize, threads: threads)
                    .collect(rows)
                // Compared outside of the macro, which would print thousands of numbers.
                let isSame = bits(run.traces) == expected && run.spikes == whole.spikes
                #expect(isSame, "tile \(tileSize), threads \(threads)")
                #expect(run.isValid == whole.isValid)
            }
        }
        // Shards: the global index goes on.
        let cut = 31
        let sharded = try simulator(scalar, name, tileSize: 20, threads: 2)
        let first = try await sharded.collect(rows.selectingRows(0..<cut))
        let second = try await sharded.collect(
            rows.selectingRows(cut..<Self.count), firstInstance: cut)
        let isSame =
            bits(first.traces)[0] + bits(second.traces)[0] == expected[0]
            && first.spikes + second.spikes == whole.spikes
        #expect(isSame, "shards")
    }

    @Test func cuttingTheWorkChangesNoBit() async throws {
        try await check(Double.self, "izhikevich2003", [0.01...0.1, 0...8])
        try await check(Float.self, "izhikevich2003", [0.01...0.1, 0...8])
        try await check(Double.self, "hodgkinHuxley", [20...60, 0...0.5])
        try await check(Float.self, "hodgkinHuxley", [20...60, 0...0.5])
    }

    @Test func permutedInstancesGivePermutedResults() async throws {
        let rows = parameters([0.01...0.1, 0...8])
        let order = RandomStream(seed: 2, purpose: .shuffle).permutation(
            count: Self.count, index: 0)
        let simulator = try simulator(Float.self, "izhikevich2003", tileSize: 32, threads: 2)
        let straight = try await simulator.collect(rows)
        let permuted = try await simulator.collect(rows.selectingRows(order))
        let expected = bits(straight.traces)[0]
        #expect(bits(permuted.traces)[0] == order.map { expected[$0] })
        #expect(permuted.spikes == order.map { straight.spikes[$0] })
    }

    @Test func brokenNeighboursChangeNoBit() async throws {
        // Every third instance runs away; what is left of its trace must not depend on whether
        // its tile went on.
        let model = try NeuronModel(
            equations: "dx/dt = b*x*x - x + 1", spike: "x > 1e9", reset: "x = 0",
            parameters: [.init("b", nil)])
        let rows = Matrix(rows: 40, columns: 1) { row, _ in row % 3 == 0 ? 1e8 : 0.1 }
        func run(_ tileSize: Int) async throws -> CollectedRun<Double> {
            try await BatchSimulator<Double>(
                model: model,
                experiment: Experiment(timeStep: 0.5, duration: 500, recorded: [.init("x")]),
                integrator: .euler, variedParameters: ["b"], tileSize: tileSize
            ).collect(rows)
        }
        let expected = try await run(40)
        for tileSize in [1, 2, 3, 17] {
            let other = try await run(tileSize)
            #expect(bits(other.traces) == bits(expected.traces))
            #expect(other.spikes == expected.spikes)
            #expect(other.isValid == expected.isValid)
        }
    }
}
