import BatchSimulation
import Foundation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import Synchronization
import Testing

/// Setting, resetting and recording, on models whose results are known.
@Suite struct PopulationStateTests {
    /// x counts with the speed p + I; y shows the time.
    private func counter(
        recorded: [Experiment.Recorded] = [.init("x")], sampling: SamplingRule = .states,
        timeStep: Double = 1
    ) throws -> PopulationSimulator<Double> {
        try PopulationSimulator<Double>(
            model: NeuronModel(
                equations: "dx/dt = p + I\ny = t + 0*x", parameters: [.init("p", 1)],
                initial: ["x": "10*p"], inputs: ["I"]),
            timeStep: timeStep, integrator: .euler, variedParameters: ["p"], constants: ["I": 0],
            recorded: recorded, sampling: sampling, backend: .interpreter)
    }

    private let two = Matrix([[1.0], [2]])

    private func run<Result: Sendable>(
        _ simulator: PopulationSimulator<Double>,
        _ experiment: @escaping @Sendable (inout Population<Double>) throws -> Result
    ) async throws -> ([InstanceRecord<Double>], Result) {
        let (records, results) = try await simulator.collect(two, experiment)
        return (records, try #require(results.first))
    }

    @Test func whatIsSetCanBeRead() async throws {
        let (_, read) = try await run(counter()) { population in
            var read = [try population.values(of: "x"), try population.values(of: "I")]
            try population.simulate(3)
            population["I"] = .each([0, 5])
            population["x"] = 7
            read += [try population.values(of: "x"), try population.values(of: "I")]
            try population.simulate(2)
            read += [try population.values(of: "x"), try population.values(of: "p")]
            return read
        }
        #expect(read == [[10, 20], [0, 0], [7, 7], [0, 5], [9, 21], [1, 2]])
    }

    @Test func theInitialStateFollowsWhatIsSetBefore() async throws {
        let (records, _) = try await run(counter()) { population in
            population.startRecording()
            population["p"] = .each([3, 4])
            try population.simulate(1)
        }
        #expect(records.map { $0.traces[0][0][0] } == [[30, 33], [40, 44]])
        let (others, _) = try await run(counter()) { population in
            population.startRecording()
            population["x"] = -1
            population["p"] = .each([3, 4])
            try population.simulate(1)
        }
        #expect(others.map { $0.traces[0][0][0] } == [[-1, 2], [-1, 3]])
    }

    @Test func resetGoesBackToTheInitialOrTheStoredState() async throws {
        let (_, read) = try await run(counter()) { population in
            var read: [[Double]] = []
            func note(_ population: inout Population<Double>) throws {
                read += [try population.values(of: "x"), try population.values(of: "p")]
                read.append([population.time])
            }
            try population.simulate(4)
            population["p"] = 5
            population.reset()
            try note(&population)
            population["p"] = 5
            try population.simulate(1)
            population.reset(parameters: false)
            // The initial state belongs to the parameters as they are.
            try note(&population)
            try population.simulate(2)
            try population.storeState()
            population["p"] = 7
            try population.simulate(3)
            population.reset()
            try note(&population)
            population["p"] = 7
            population.reset(parameters: false)
            try note(&population)
            try population.simulate(1)
            try note(&population)
            return read
        }
        #expect(
            read == [
                [10, 20], [1, 2], [0], [50, 50], [5, 5], [0], [60, 60], [5, 5], [0], [60, 60],
                [7, 7], [0], [67, 67], [7, 7], [1],
            ])
    }

    @Test func noiseDoesNotRepeatItselfAfterAReset() async throws {
        let simulator = try PopulationSimulator<Double>(
            model: NeuronModel(equations: "dx/dt = xi"), timeStep: 1, integrator: .euler,
            recorded: [.init("x")])
        let records = try await simulator.collect(Matrix(rows: 1, columns: 0)) { population in
            population.startRecording()
            try population.simulate(2)
            population.reset()
            try population.simulate(2)
        }.records
        // It is that of the steps since the beginning.
        let stream = RandomStream(seed: 1, purpose: .simulationNoise)
        let numbers = (0..<4).map { stream.normal(index: 0, step: $0) }
        #expect(
            records[0].traces.map { $0[0][0] } == [
                [0, numbers[0], numbers[0] + numbers[1]],
                [0, numbers[2], numbers[2] + numbers[3]],
            ])
    }

    @Test func boundariesAreRoundedInsteadOfDurations() async throws {
        let (records, times) = try await run(counter(timeStep: 0.1)) { population in
            population.startRecording()
            var times: [Double] = []
            for _ in 0..<10 {
                try population.simulate(0.26)
                times.append(population.time)
            }
            return times
        }
        // 0.26, 0.52, 0.78, …, 2.6 ms, each at the nearest tenth.
        let steps = [3, 5, 8, 10, 13, 16, 18, 21, 23, 26]
        #expect(times == steps.map { Double($0) * 0.1 })
        #expect(records[0].traces[0][0][0].count == 27)
    }

    @Test func periodsHaveTheirOwnTimes() async throws {
        let recorded: [Experiment.Recorded] = [.init("y"), .init("y", every: 4)]
        let (records, _) = try await run(counter(recorded: recorded)) { population in
            try population.simulate(3)
            population.startRecording()
            try population.simulate(2)
            // A pause without time is none.
            population.pauseRecording()
            population.startRecording()
            try population.simulate(5)
            population.pauseRecording()
            try population.simulate(3)
            population.startRecording()
            try population.simulate(1)
            population.reset()
            try population.simulate(1)
        }
        #expect(records[0].startTimes == [[[3, 13], [4, 16]], [[0], [0]]])
        #expect(
            records[0].traces == [
                [[[3, 4, 5, 6, 7, 8, 9, 10], [13, 14]], [[4, 8], []]], [[[0, 1]], [[0]]],
            ])
    }

    /// The samples of a recording with period p from a to b are ceil(a/p)·p … ceil(b/p − 1)·p,
    /// each the state after the step that begins then.
    @Test func completedStepsAreSampledAsANNarchyDoes() async throws {
        for every in [1, 2, 3, 5] {
            for (start, stop) in [(0, 6), (1, 7), (3, 13), (4, 5), (2, 2), (5, 15)] {
                let (records, _) = try await run(
                    counter(
                        recorded: [.init("y", every: every)], sampling: .completedSteps)
                ) { population in
                    try population.simulate(Double(start))
                    population.startRecording()
                    try population.simulate(Double(stop - start))
                    population.pauseRecording()
                    try population.simulate(3)
                }
                let (p, a, b) = (Double(every), Double(start), Double(stop))
                let (first, last) = ((a / p).rounded(.up) * p, (b / p - 1).rounded(.up) * p)
                let labels = first <= last ? Array(stride(from: first, through: last, by: p)) : []
                let found = records[0].traces[0][0].first ?? []
                #expect(found == labels.map { $0 + 1 }, "every \(every), \(start) to \(stop)")
                if !labels.isEmpty { #expect(records[0].startTimes[0][0] == [first]) }
            }
        }
    }

    @Test func spikesAreRecordedOnlyWhereWanted() async throws {
        let simulator = try PopulationSimulator<Double>(
            model: NeuronModel(equations: "dx/dt = 1", spike: "x >= 2", reset: "x = 0"),
            timeStep: 1, integrator: .euler)
        let records = try await simulator.collect(Matrix(rows: 1, columns: 0)) { population in
            try population.simulate(5)
            population.startRecording(.spikes)
            try population.simulate(6)
            population.pauseRecording(.spikes)
            try population.simulate(5)
            population.reset()
            population.startRecording(.spikes)
            try population.simulate(3)
        }.records
        #expect(records[0].spikes == [[6, 8, 10], [2]])
    }

    @Test func aProtocolIsTheExperimentAsAValue() async throws {
        let steps = ExperimentProtocol([
            .set("I", 1), .simulate(2), .record(.all), .set("p", .each([4, 5])), .simulate(3),
            .pause(.variables(["x"])), .storeState, .simulate(1), .reset(parameters: false),
            .record(.variables(["x"])), .stimulate("I", Stimulus(.constant(2))),
            .simulateUntil("x > 40", atMost: 3), .simulateUntilSpike(atMost: 1),
        ])
        let coded = try JSONDecoder().decode(
            ExperimentProtocol.self, from: JSONEncoder().encode(steps))
        #expect(coded == steps)
        let collected = Collected()
        try await counter().run(parameters: two, coded) { collected.add($0) }
        let (records, _) = try await run(counter()) { population in
            population["I"] = 1
            try population.simulate(2)
            population.startRecording()
            population["p"] = [4, 5]
            try population.simulate(3)
            population.pauseRecording(.variables(["x"]))
            try population.storeState()
            try population.simulate(1)
            population.reset(parameters: false)
            population.startRecording(.variables(["x"]))
            try population.stimulate("I", with: Stimulus(.constant(2)))
            _ = try population.simulate(until: StopCondition("x > 40"), atMost: 3)
            _ = try population.simulate(until: .spike, atMost: 1)
        }
        #expect(collected.records.map(\.bits) == records.map(\.bits))
        #expect(records.map { $0.traces[0][0][0] } == [[14, 19, 24, 29], [26, 32, 38, 44]])
    }

    @Test func mistakesAreTypedErrors() async throws {
        let simulator = try counter()
        func failure(
            _ experiment: @escaping @Sendable (inout Population<Double>) throws -> Void
        ) async -> SimulationError? {
            do {
                _ = try await simulator.collect(two, experiment)
                return nil
            } catch {
                return error as? SimulationError
            }
        }
        let settable = ["p", "I", "x"]
        let unknown = SimulationError.unknownName("P", role: "a name to set", known: settable)
        #expect(unknown.description.contains("did you mean 'p'?"))
        // At the end of the experiment, at the next step, at once; caught errors too.
        #expect(await failure { $0["P"] = 1 } == unknown)
        #expect(
            await failure {
                $0["P"] = 1
                try $0.simulate(1)
            } == unknown)
        #expect(await failure { try $0.set("P", to: 1) } == unknown)
        #expect(
            await failure { population in
                population["P"] = 1
                try? population.simulate(1)
            } == unknown)
        #expect(
            await failure { _ = try $0.values(of: "y") }
                == .unknownName("y", role: "a name to read", known: settable))
        #expect(
            await failure { $0["p"] = [1, 2, 3] } == .settingCount("p", found: 3, expected: 2))
        #expect(await failure { try $0.simulate(-1) } == .duration(-1))
        #expect(await failure { try $0.simulate(.nan) } != nil)
        #expect(
            await failure { try $0.stimulate("J", with: Stimulus()) }
                == .unknownName("J", role: "the input of the stimulus", known: ["I"]))
        #expect(
            await failure { $0.startRecording(.variables(["z"])) }
                == .unknownName("z", role: "a recording", known: ["x", "spike"]))
        #expect(
            await failure { _ = try $0.simulate(until: StopCondition("q > 1"), atMost: 1) }
                == .unknownName(
                    "q", role: "part of a stop condition",
                    known: ["x", "y", "I", "p", "t", "dt"]))
        #expect(throws: SimulationError.self) { try StopCondition("x + 1") }
        #expect(throws: SimulationError.self) { try StopCondition("x >") }
        #expect(
            throws: SimulationError.unknownName(
                "z", role: "a recorded variable", known: ["x", "y", "I"])
        ) {
            try self.counter(recorded: [.init("z")])
        }
        let unfed = try PopulationSimulator<Double>(
            model: NeuronModel(equations: "dx/dt = I", inputs: ["I"]), timeStep: 1,
            integrator: .euler)
        await #expect(throws: SimulationError.inputNotFed("I")) {
            _ = try await unfed.collect(Matrix(rows: 1, columns: 0)) { try $0.simulate(1) }
        }
    }
}

/// Tiles as they come, of one task.
private final class Collected: Sendable {
    private let storage = Mutex<[InstanceRecord<Double>]>([])

    func add(_ tile: PopulationTile<Double>) {
        storage.withLock { records in
            records += tile.rows.indices.map { InstanceRecord(tile, $0 - tile.rows.lowerBound) }
        }
    }

    var records: [InstanceRecord<Double>] { storage.withLock { $0 } }
}
