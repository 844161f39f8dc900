import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Synchronization
import Testing

/// What an experiment recorded, seen one instance at a time.
@Suite struct ExperimentResultsTests {
    /// Runs an experiment on a neuron that counts its steps, times the parameter p.
    private func results(
        of experiment: some NeuronExperiment, p: [Double] = [1, 2], every: Int = 1,
        timeStep: Double = 1, sampling: SamplingRule = .completedSteps
    ) async throws -> [ExperimentResults] {
        let simulator = try PopulationSimulator<Double>(
            model: NeuronModel(
                equations: "dx/dt = p + I", parameters: [.init("p", nil)],
                initial: ["x": "0"], inputs: ["I"]),
            timeStep: timeStep, integrator: .euler, variedParameters: ["p"], constants: ["I": 0],
            recorded: [.init("x", every: every)], sampling: sampling, backend: .interpreter)
        let parameters = Matrix(rows: p.count, columns: 1, elements: p)
        let collected = Mutex<[ExperimentResults]>([])
        try await simulator.run(parameters: parameters) { population in
            try experiment.run(&population)
        } consume: { tile, data in
            let own = tile.rows.indices.map { ExperimentResults(tile, instance: $0, data: data) }
            collected.withLock { $0 += own }
        }
        return collected.withLock { $0 }
    }

    private struct TwoChunks: NeuronExperiment {
        func run<Scalar: SimulationScalar>(
            _ population: inout Population<Scalar>
        ) throws -> ExperimentData {
            population.startRecording()
            try population.simulate(4)
            population.pauseRecording()
            try population.simulate(6)
            population.startRecording()
            try population.simulate(4)
            population.reset(parameters: false)
            try population.simulate(4)
            let last = try population.values(of: "x")
            return ["last": .each(last), "duration": 18]
        }
    }

    @Test func periodsAndChunksHaveTheirLimits() async throws {
        let times = try await results(of: TwoChunks())[1].recordingTimes
        #expect(try times.periodCount(of: "x") == 2)
        #expect(try times.timeLimits(of: "x") == (0, 13))
        #expect(try times.timeLimits(chunk: 0, period: 1) == (10, 13))
        #expect(try times.indexLimits(chunk: 0, period: 1) == 4...7)
        #expect(try times.indexLimits(chunk: 0) == 0...7)
        #expect(try times.timeLimits(chunk: 1) == (0, 3))
    }

    /// ceil(start/p)·p to ceil(stop/p − 1)·p, as monitors with a period sample in ANNarchy.
    @Test func longerSamplingIntervalsKeepTheirGrid() async throws {
        let times = try await results(of: TwoChunks(), every: 3)[0].recordingTimes
        #expect(try times.timeLimits(chunk: 0, period: 0) == (0, 3))
        #expect(try times.timeLimits(chunk: 0, period: 1) == (12, 12))
        #expect(try times.indexLimits(chunk: 0, period: 1) == 2...2)
    }

    @Test func samplesAreThoseOfTheInstance() async throws {
        let own = try await results(of: TwoChunks())
        #expect(Array(try own[0].chunks[0].samples(of: "x")) == [1, 2, 3, 4, 11, 12, 13, 14])
        #expect(Array(try own[1].chunks[0].samples(of: "x")) == [2, 4, 6, 8, 22, 24, 26, 28])
        #expect(try own[1].chunks[0].periods(of: "x").map { Array($0.samples) }[1][2] == 26)
        #expect(own.map(\.data) == [["last": 4, "duration": 18], ["last": 8, "duration": 18]])
    }

    @Test(arguments: [
        (GapFill.none, [Double](), [Double]()),
        (.interpolated, [4, 5, 6, 7, 8, 9], [5, 6, 7, 8, 9, 10]),
    ])
    func periodsAreJoined(fill: GapFill, times: [Double], values: [Double]) async throws {
        let joined = try await results(of: TwoChunks())[0].combinedPeriods(of: "x", fill: fill)
        #expect(joined.times == [0, 1, 2, 3] + times + [10, 11, 12, 13])
        #expect(joined.values == [1, 2, 3, 4] + values + [11, 12, 13, 14])
    }

    @Test func missingSamplesAreNotANumber() async throws {
        let joined = try await results(of: TwoChunks())[0].combinedPeriods(
            of: "x", fill: .notANumber)
        #expect(joined.values.count { $0.isNaN } == 6)
        #expect(joined.times == (0..<14).map(Double.init))
    }

    @Test func chunksAreJoinedWithTheirOwnTimesOrGoingOn() async throws {
        let own = try await results(of: TwoChunks())[0]
        let first: [Double] = [0, 1, 2, 3, 10, 11, 12, 13]
        #expect(
            try own.combinedChunks(of: "x", times: .sequential, fill: .none).times
                == first + [0, 1, 2, 3])
        let joined = try own.combinedChunks(of: "x", times: .consecutive, fill: .none)
        #expect(joined.times == first + [14, 15, 16, 17])
        #expect(Array(joined.values.suffix(4)) == [1, 2, 3, 4])
    }

    @Test func measuredTracesAreResultsToo() throws {
        let measured = ExperimentResults(
            chunks: [
                InstanceChunk(traces: ["v": [1, 2, 3]], interval: 0.5, spikes: [0.7]),
                InstanceChunk(traces: ["v": [4]], interval: 0.5),
            ], data: ["amplitude": 3])
        #expect(Array(try measured.chunks[0].samples(of: "v")) == [1, 2, 3])
        #expect(Array(measured.chunks[0].spikes) == [0.7])
        #expect(try measured.recordingTimes.timeLimits(of: "v") == (0, 1))
        #expect(
            try measured.combinedChunks(of: "v", times: .consecutive).times == [0, 0.5, 1, 1.5])
    }

    @Test func whatIsNotThereIsNamed() async throws {
        let own = try await results(of: TwoChunks())[0]
        #expect(throws: SimulationError.unknownName("y", role: "a recording", known: ["x"])) {
            try own.chunks[0].samples(of: "y")
        }
        #expect(throws: SimulationError.recordingMissing("chunk 2", found: 2)) {
            try own.recordingTimes.timeLimits(of: "x", chunk: 2)
        }
        #expect(throws: SimulationError.recordingMissing("period 5", found: 2)) {
            try own.recordingTimes.timeLimits(of: "x", period: 5)
        }
        #expect(throws: SimulationError.recordingMissing("chunk 7", found: 2)) {
            try own.combinedPeriods(of: "x", chunk: 7)
        }
    }
}
