import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// Instances that stand still or break down while others go on.
@Suite struct PopulationStoppingTests {
    @Test(arguments: InvarianceTests.backends)
    func eachInstanceStopsByItself(backend: Backend) async throws {
        let simulator = try PopulationSimulator<Float>(
            model: NeuronModel(
                equations: "dx/dt = p\ndz/dt = x", parameters: [.init("p", nil)]),
            timeStep: 1, integrator: .euler, variedParameters: ["p"],
            recorded: [.init("x"), .init("z", every: 2)], tileSize: 7, backend: backend,
            cache: TestKernels.cache)
        // 0, 1/16, 2/16, …: exact in binary.
        let rows = Matrix(rows: 40, columns: 1) { row, _ in Double(row) / 16 }
        let (records, runs) = try await simulator.collect(rows) { population in
            population.startRecording()
            let run = try population.simulate(until: StopCondition("x >= 5"), atMost: 300)
            #expect(population.time == 300)
            let states = try population.values(of: "x")
            try population.simulate(2)
            return (run, states)
        }
        let elapsed = runs.flatMap { $0.0.elapsed }
        let expected = (0..<40).map { min(300, (80 / Double($0)).rounded(.up)) }
        #expect(elapsed == expected)
        #expect(runs.flatMap { $0.0.isMet } == (0..<40).map { $0 > 0 })
        #expect(runs.flatMap(\.1) == zip(0..<40, expected).map { Double($0) / 16 * $1 })
        for (row, record) in records.enumerated() {
            let speed = Float(row) / 16
            let steps = Int(expected[row])
            #expect(record.startTimes[0] == [[0, 300], [0, 300]])
            #expect(record.traces[0][0][0] == (0...steps).map { Float($0) * speed })
            #expect(record.traces[0][1][0].count == steps / 2 + 1)
            let last = Float(steps) * speed
            #expect(record.traces[0][0][1] == [last, last + speed, last + 2 * speed])
        }
    }

    @Test func aConditionThatHoldsAtOnceTakesNoStep() async throws {
        let simulator = try PopulationSimulator<Double>(
            model: NeuronModel(
                equations: "dx/dt = p", parameters: [.init("p", nil)], initial: ["x": "10*p"]),
            timeStep: 1, integrator: .euler, variedParameters: ["p"], recorded: [.init("x")],
            backend: .interpreter)
        func run(
            _ condition: String
        ) async throws -> ([InstanceRecord<Double>], StoppedRun) {
            let (records, runs) = try await simulator.collect(Matrix([[1.0], [2]])) { population in
                population.startRecording()
                return try population.simulate(until: StopCondition(condition), atMost: 6)
            }
            return (records, try #require(runs.first))
        }
        let (records, stopped) = try await run("x > 15")
        #expect(stopped.elapsed == [6, 0] && stopped.isMet == [true, true])
        #expect(records.map { $0.traces[0][0][0].count } == [7, 1])
        let (_, never) = try await run("x > 16 or x < 0")
        #expect(never.elapsed == [6, 0] && never.isMet == [false, true])
    }

    /// Until it stops, an instance has the bits of a run without stopping, although the condition
    /// shares terms with the equations.
    @Test(arguments: InvarianceTests.backends)
    func stoppingChangesNoBitBefore(backend: Backend) async throws {
        let model = try NeuronModel(
            equations: "dv/dt = 0.04*v*v + 5*v + 140 - u + p + xi\ndu/dt = a*(0.2*v - u)",
            spike: "v > 30", reset: "v = -65; u += 8", refractory: "1",
            parameters: [.init("a", 0.02), .init("p", nil)],
            initial: ["v": "-65", "u": "0.2*v"])
        func run<Scalar: SimulationScalar>(
            _ scalar: Scalar.Type, _ condition: StopCondition?
        ) async throws -> [InstanceRecord<Scalar>] {
            try await PopulationSimulator<Scalar>(
                model: model, timeStep: 0.1, integrator: .euler, variedParameters: ["p"],
                recorded: [.init("v"), .init("u")], tileSize: 16, backend: backend,
                cache: TestKernels.cache
            ).collect(Matrix(rows: 30, columns: 1) { row, _ in Double(row) }) { population in
                population.startRecording()
                if let condition {
                    _ = try population.simulate(until: condition, atMost: 80)
                } else {
                    try population.simulate(80)
                }
            }.records
        }
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            let whole = try await run(scalar, nil)
            let conditions: [StopCondition] = [
                .spike, try StopCondition("0.04*v*v < 60 and 5*v > -200"),
            ]
            for condition in conditions {
                let stopped = try await run(scalar, condition)
                for (a, b) in zip(stopped, whole) {
                    for index in 0..<2 {
                        let found = a.bits[0][index][0]
                        let isSame = found == Array(b.bits[0][index][0].prefix(found.count))
                        #expect(isSame, "\(scalar) \(condition)")
                    }
                    if condition == .spike { #expect(a.spikes[0] == Array(b.spikes[0].prefix(1))) }
                }
                let lengths = Set(stopped.map { $0.bits[0][0][0].count })
                #expect(lengths.count > 10, "instances are meant to stop at different times")
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    // MARK: Breaking down

    @Test(arguments: InvarianceTests.backends)
    func brokenInstancesAreMasked(backend: Backend) async throws {
        let rows = Matrix(rows: 35, columns: 1) { row, _ in row % 5 == 0 ? -1e200 : 0.1 }
        func run(tileSize: Int, segments: Int) async throws -> [InstanceRecord<Double>] {
            try await PopulationSimulator<Double>(
                model: NeuronModel(
                    equations: "dx/dt = 1 - x\ndy/dt = b*y*y - y + 1", spike: "x > 0.9",
                    reset: "x = 0", parameters: [.init("b", nil)]),
                timeStep: 0.5, integrator: .euler, variedParameters: ["b"],
                recorded: [.init("x", every: 3)], tileSize: tileSize, backend: backend,
                cache: TestKernels.cache
            ).collect(rows) { population in
                population.startRecording()
                for _ in 0..<segments { try population.simulate(300 / Double(segments)) }
                population.reset()
                try population.simulate(10)
            }.records
        }
        let whole = try await run(tileSize: 64, segments: 1)
        #expect(whole.map(\.isValid) == (0..<35).map { $0 % 5 != 0 })
        #expect(whole.map { $0.traces[0][0][0].count } == [Int](repeating: 201, count: 35))
        // y breaks down at once, which is found after 128 steps; x and the spikes end there.
        #expect(whole[0].traces[0][0][0].firstIndex { $0.isNaN } == 43)
        #expect(whole[0].spikes[0].last.map { $0 < 64 && $0 > 60 } == true)
        #expect(whole[1].traces[0][0][0].allSatisfy { $0.isFinite })
        for (tileSize, segments) in [(1, 10), (5, 7), (20, 60)] {
            let other = try await run(tileSize: tileSize, segments: segments)
            #expect(other.map(\.bits) == whole.map(\.bits))
            #expect(other.map(\.spikes) == whole.map(\.spikes))
            #expect(other.map(\.isValid) == whole.map(\.isValid))
        }
    }
}
