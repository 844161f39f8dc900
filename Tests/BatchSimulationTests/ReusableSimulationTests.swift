import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Synchronization
import Testing

/// Steps, ramps, staircases and events, on a neuron that adds up what it gets.
@Suite struct ReusableSimulationTests {
    /// x is the integral of I·p; it starts at 0.
    private func run(
        p: [Double] = [1], timeStep: Double = 1,
        _ experiment: @escaping @Sendable (inout Population<Double>) throws -> Void
    ) async throws -> [ExperimentResults] {
        let simulator = try PopulationSimulator<Double>(
            model: NeuronModel(
                equations: "dx/dt = p*I", parameters: [.init("p", nil)], initial: ["x": "0"],
                inputs: ["I"]),
            timeStep: timeStep, integrator: .euler, variedParameters: ["p"], constants: ["I": 0],
            recorded: [.init("x"), .init("I")], sampling: .completedSteps, backend: .interpreter)
        let collected = Mutex<[ExperimentResults]>([])
        try await simulator.run(
            parameters: Matrix(rows: p.count, columns: 1, elements: p)
        ) { population in
            population.startRecording()
            try experiment(&population)
        } consume: { tile, _ in
            let own = tile.rows.indices.map { ExperimentResults(tile, instance: $0) }
            collected.withLock { $0 += own }
        }
        return collected.withLock { $0 }
    }

    /// The state after each step is the sum of the inputs until then, to the last bit for integers.
    @Test func theStateAddsUpWhatTheSequenceSays() async throws {
        for sequence in [
            AttributeSequence.hold("I", at: 3, duration: 5),
            .step(of: "I", durations: (2, 3), from: 1, to: -4),
            .ramp(of: "I", from: 0, to: 8, duration: 10, pieces: 5),
            .staircase(of: "I", from: -2, increment: 3, steps: 4, stepDuration: 2),
        ] {
            let results = try await run { try $0.run(sequence) }
            var sum = 0.0
            let expected = sequence.samples(timeStep: 1).map { value in
                sum += value
                return sum
            }
            #expect(Double(expected.count) == sequence.duration)
            #expect(Array(try results[0].chunks[0].samples(of: "x")) == expected, "\(sequence)")
        }
    }

    @Test func rampsReachBothEnds() {
        let ramp = AttributeSequence.ramp(of: "I", from: 0, to: 8, duration: 10, pieces: 5)
        #expect(ramp.samples(timeStep: 1) == [0, 0, 2, 2, 4, 4, 6, 6, 8, 8])
        let stairs = AttributeSequence.staircase(
            of: "I", from: 1, increment: 2, steps: 2, stepDuration: 0.5)
        #expect(stairs.samples(timeStep: 0.25) == [1, 1, 3, 3])
    }

    @Test func theAttributeReturnsToItsValue() async throws {
        let results = try await run(p: [1, 1]) { population in
            population["I"] = .each([7, 8])
            try population.run(AttributeSequence.hold("I", at: 1, duration: 2))
            try population.simulate(1)
        }
        #expect(try results.map { try $0.chunks[0].samples(of: "x").last } == [9, 10])
    }

    @Test func resultsSayWhatWasRunWhen() async throws {
        let results = try await run { population in
            let step = AttributeSequence.step(of: "I", durations: (2, 3), from: 0, to: 1)
            try population.simulate(1)
            try population.run(step)
            population.reset(parameters: false)
            var other = step
            other.pieces[1].value = 5
            try population.run(other)
        }
        let simulations = results[0].simulations
        #expect(simulations.map(\.chunk) == [0, 1])
        #expect(simulations.map(\.start) == [1, 0])
        #expect(simulations.map(\.end) == [6, 5])
        let second = try #require(simulations[1].simulation as? AttributeSequence)
        #expect(second.samples(timeStep: 1) == [0, 0, 5, 5, 5])
    }

    @Test func requirementsAreChecked() async throws {
        await #expect(
            throws: SimulationError.unknownName(
                "J", role: "an attribute that hold needs", known: ["p", "I", "x"])
        ) {
            _ = try await run { try $0.run(AttributeSequence.hold("J", at: 1, duration: 1)) }
        }
        struct NeedsSpikes: ReusableSimulation {
            let name = "count"
            let requirements = [SimulationRequirement.spikes]
            func perform<Scalar: SimulationScalar>(on population: inout Population<Scalar>) {}
        }
        await #expect(throws: SimulationError.spikesRequired(by: "count")) {
            _ = try await run { try $0.run(NeedsSpikes()) }
        }
    }

    @Test func eventsHappenAtTimesAndAfterOthers() async throws {
        let results = try await run { population in
            var events = SimulationEvents(duration: 10, checkedEvery: 1)
            try events.add("on", .at(2), do: [.set("I", 1)])
            try events.add("more", .after("on", delay: 3), do: [.add("I", 1)])
            try events.add("off", .at(8), do: [.set("I", 0)])
            try population.run(events)
        }
        #expect(
            Array(try results[0].chunks[0].samples(of: "I")) == [0, 0, 1, 1, 1, 2, 2, 2, 0, 0])
    }

    /// Each instance meets the condition in its own time: x grows by p a step.
    @Test func conditionsHoldForEachInstanceByItself() async throws {
        let results = try await run(p: [1, 2, 0.1]) { population in
            population["I"] = 1
            var events = SimulationEvents(duration: 8, checkedEvery: 1)
            try events.add("full", .when(Expression(parsing: "x >= 4")), do: [.set("I", 0)])
            try events.add(
                "again", .after("full", delay: 2), requiring: ["full"], do: [.set("I", 1)])
            try population.run(events)
        }
        let currents = try results.map { Array(try $0.chunks[0].samples(of: "I")) }
        #expect(
            currents == [
                [1, 1, 1, 1, 0, 0, 1, 1], [1, 1, 0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1],
            ])
    }

    @Test func requiredEventsComeFirst() async throws {
        let results = try await run { population in
            population["I"] = 1
            var events = SimulationEvents(duration: 6, checkedEvery: 1)
            try events.add("full", .when(Expression(parsing: "x >= 4")), do: [])
            try events.add("off", .at(1), requiring: ["full"], do: [.set("I", 0)])
            try population.run(events)
        }
        #expect(Array(try results[0].chunks[0].samples(of: "I")) == [1, 1, 1, 1, 0, 0])
    }

    @Test func eventsThatReferToUnknownOnesAreRefused() throws {
        var events = SimulationEvents(duration: 6)
        try events.add("on", .at(1), do: [])
        #expect(
            throws: SimulationError.unknownName(
                "of", role: "an event that 'off' refers to", known: ["on"])
        ) { try events.add("off", .after("of", delay: 1), do: []) }
        #expect(throws: SimulationError.givenTwice("on")) { try events.add("on", .at(2), do: []) }
    }
}
