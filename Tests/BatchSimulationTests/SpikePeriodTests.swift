import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Synchronization
import Testing

/// Recordings of spikes with times and a period of their own.
@Suite struct SpikePeriodTests {
    /// The results of one instance; without anything else x spikes with every `interval`-th step.
    private func run(
        every: Int?, sampling: SamplingRule = .completedSteps, interval: Int = 3,
        recorded: [Experiment.Recorded] = [],
        _ experiment: @escaping @Sendable (inout Population<Double>) throws -> Void
    ) async throws -> ExperimentResults {
        let simulator = try PopulationSimulator<Double>(
            model: NeuronModel(
                equations: "dx/dt = 1", spike: "x >= \(interval)", reset: "x = 0"),
            timeStep: 1, integrator: .euler,
            recorded: recorded + (every.map { [.init("spike", every: $0)] } ?? []),
            sampling: sampling, backend: .interpreter)
        let found = Mutex<ExperimentResults?>(nil)
        try await simulator.run(parameters: Matrix(rows: 1, columns: 0), experiment) { tile, _ in
            found.withLock { $0 = ExperimentResults(tile, instance: 0) }
        }
        return try #require(found.withLock { $0 })
    }

    /// A spike has the label of the state that shows its reset.
    @Test(arguments: [SamplingRule.states, .completedSteps])
    func spikesAreLabelledLikeSamples(rule: SamplingRule) async throws {
        let results = try await run(every: nil, sampling: rule, recorded: [.init("x")]) {
            $0.startRecording()
            try $0.simulate(20)
        }
        let period = try results.chunks[0].periods(of: "x")[0]
        let resets = period.samples.indices.filter { period.time(ofSample: $0) > 0 }
            .filter { period.samples[$0] == 0 }.map { period.time(ofSample: $0) }
        #expect(Array(results.chunks[0].spikes) == resets)
        #expect(resets == (rule == .states ? [3, 6, 9, 12, 15, 18] : [2, 5, 8, 11, 14, 17]))
    }

    /// The samples of spikes with period p from a to b are ceil(a/p)·p … ceil(b/p − 1)·p, as those
    /// of a variable; each spike is seen at the first of them that is not before it.
    @Test(arguments: [SamplingRule.states, .completedSteps])
    func aPeriodSamplesSpikesAsItSamplesVariables(rule: SamplingRule) async throws {
        for every in [1, 2, 4, 5] {
            for (start, stop) in [(0, 13), (1, 14), (3, 13), (4, 5), (7, 22)] {
                let experiment = { @Sendable (population: inout Population<Double>) in
                    try population.simulate(Double(start))
                    population.startRecording()
                    try population.simulate(Double(stop - start))
                    population.pauseRecording()
                    try population.simulate(6)
                }
                let fine = try await run(every: nil, sampling: rule, experiment).chunks[0].spikes
                let coarse = try await run(
                    every: every, sampling: rule, recorded: [.init("x", every: every)], experiment
                ).chunks[0]
                let variable = try coarse.periods(of: "x")[0]
                let period = try #require(coarse.spikePeriods.first)
                #expect(coarse.spikePeriods.count == 1)
                #expect(period.sampleCount == variable.samples.count)
                #expect(period.interval == Double(every))
                let p = Double(every)
                if rule == .completedSteps, period.sampleCount > 0 {
                    #expect(period.startTime == (Double(start) / p).rounded(.up) * p)
                    #expect(period.stopTime == (Double(stop) / p - 1).rounded(.up) * p)
                }
                if period.sampleCount > 0 {
                    #expect(period.startTime == variable.startTime)
                    #expect(period.stopTime == variable.stopTime)
                }
                let labels = (0..<period.sampleCount).map { period.startTime + Double($0) * p }
                let expected = fine.compactMap { spike in labels.first { $0 >= spike } }
                #expect(Array(coarse.spikes) == expected, "every \(every), \(start) to \(stop)")
                #expect(coarse.spikes(in: period) == coarse.spikes)
            }
        }
    }

    @Test func spikesHaveTheirOwnTimes() async throws {
        let results = try await run(every: 2, recorded: [.init("x")]) { population in
            population.startRecording(.variables(["x"]))
            try population.simulate(4)
            population.startRecording(.variables(["spike"]))
            try population.simulate(8)
            // A pause without time is none.
            population.pauseRecording(.spikes)
            population.startRecording(.spikes)
            try population.simulate(1)
            population.pauseRecording(.spikes)
            try population.simulate(4)
            population.startRecording(.spikes)
            try population.simulate(5)
            population.reset()
            try population.simulate(7)
        }
        let times = results.recordingTimes
        // Spikes are at 2, 5, 8, …; recorded from 4 to 13 and from 17 to 22, then from 0 to 7.
        #expect(results.chunks.map { Array($0.spikes) } == [[6, 8, 12, 18, 20], [2, 6]])
        #expect(
            times.all[0]["spike"]?.map(\.start) == [4, 18]
                && times.all[0]["spike"]?.map(\.stop) == [12, 20])
        #expect(try times.periodCount(of: "spike") == 2)
        #expect(try times.timeLimits(of: "spike", period: 1) == (18, 20))
        #expect(try times.indexLimits(of: "spike") == 0...6)
        #expect(try times.indexLimits(of: "spike", period: 1) == 5...6)
        #expect(try times.timeLimits(of: "spike", chunk: 1) == (0, 6))
        #expect(try times.timeLimits(of: "x") == (0, 21))
        let chunk = results.chunks[0]
        #expect(
            chunk.spikePeriods.map { Array(chunk.spikes(in: $0)) } == [[6, 8, 12], [18, 20]])
    }

    /// An instance that stands still has no samples after that.
    @Test func spikesEndWhereAnInstanceStandsStill() async throws {
        for (every, expected, count) in [(1, [2.0], 3), (2, [2.0], 2), (4, [], 1)] {
            let results = try await run(every: every) { population in
                population.startRecording()
                _ = try population.simulate(until: .spike, atMost: 10)
            }
            #expect(Array(results.chunks[0].spikes) == expected, "every \(every)")
            #expect(results.chunks[0].spikePeriods.map(\.sampleCount) == [count])
        }
    }

    /// Values as they were at the end of each chunk, the time step with them.
    @Test func chunksKeepTheParametersOfTheirModel() async throws {
        let simulator = try PopulationSimulator<Double>(
            model: NeuronModel(
                equations: "dx/dt = p - q*x + I + J", parameters: [.init("p", 1), .init("q", 2)],
                inputs: ["I", "J"]),
            timeStep: 0.5, integrator: .euler, variedParameters: ["q"],
            constants: ["I": 0.25], backend: .interpreter)
        let found = Mutex<[ExperimentResults]>([])
        try await simulator.run(
            parameters: Matrix(rows: 2, columns: 1, elements: [3, 4])
        ) { population in
            population["J"] = 0
            try population.simulate(1)
            population["p"] = .each([7, 8])
            try population.simulate(1)
            population.reset(parameters: false)
            try population.stimulate("J", with: Stimulus(.constant(1)))
            population["x"] = 5
            try population.simulate(1)
        } consume: { tile, _ in
            found.withLock { $0 = (0..<2).map { ExperimentResults(tile, instance: $0) } }
        }
        let chunks = found.withLock { $0 }.map(\.chunks)
        #expect(chunks.map { $0.map(\.timeStep) } == [[0.5, 0.5], [0.5, 0.5]])
        #expect(chunks[0][0].parameters == ["p": 7, "q": 3, "I": 0.25, "J": 0])
        #expect(chunks[1][0].parameters == ["p": 8, "q": 4, "I": 0.25, "J": 0])
        #expect(chunks[1][1].parameters == ["p": 8, "q": 4, "I": 0.25])
    }

    @Test func mistakesAreNamed() async throws {
        await #expect(throws: SimulationError.recordingInterval("spike", every: 0)) {
            try await run(every: 0) { try $0.simulate(1) }
        }
        await #expect(throws: SimulationError.self) {
            try await run(every: 1) { population in
                population.startRecording(.variables(["spikes"]))
                try population.simulate(1)
            }
        }
    }

    @Test func crossingsAreTheSamplesThatReachALevel() {
        let trace = [1.0, 0, 1, 2, 0, 0.5, 1, 1, -1]
        #expect(
            InstanceChunk.upwardCrossings(of: 1, in: trace, interval: 0.5, startTime: 10)
                == [11, 13])
        #expect(InstanceChunk.upwardCrossings(of: 3, in: trace, interval: 1) == [])
    }
}
