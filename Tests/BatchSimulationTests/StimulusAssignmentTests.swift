import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Synchronization
import Testing

/// Several stimuli for each row of parameters, and a stimulus for each row.
@Suite struct StimulusAssignmentTests {
    /// The Hodgkin–Huxley model with noise, whose strength varies.
    private func simulator<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, stimulus: Stimulus = Stimulus(), tileSize: Int? = nil,
        threads: Int = 2, _ backend: Backend = .interpreter
    ) throws -> BatchSimulator<Scalar> {
        let simulator = try BatchSimulator<Scalar>(
            model: ModelCatalogue.model(named: "hodgkinHuxley"),
            experiment: Experiment(
                timeStep: 0.05, duration: 20, input: "I", stimulus: stimulus,
                recorded: [.init("V"), .init("I", every: 3)]),
            integrator: .exponentialEuler, variedParameters: ["sigma", "V"], seed: 8,
            tileSize: tileSize, threads: threads, backend: backend, cache: TestKernels.cache)
        #expect(simulator.backend(instances: 1).backend == backend)
        return simulator
    }

    private let rows = Matrix(rows: 37, columns: 2) { row, column in
        column == 0 ? 0.01 * Double(row) : -70 + 0.1 * Double(row)
    }

    private let family = [2.0, 3, 7].map { Stimulus(.step(start: 3, stop: 17, amplitude: $0)) }

    /// The results of each stimulus.
    private func collect<Scalar: SimulationScalar>(
        _ simulator: BatchSimulator<Scalar>, _ stimuli: StimulusAssignment, count: Int
    ) async throws -> [CollectedRun<Scalar>] {
        let tiles = Mutex<[SimulatedTile<Scalar>]>([])
        try await simulator.run(parameters: rows, stimuli: stimuli) { tile in
            tiles.withLock { $0.append(tile) }
        }
        return (0..<count).map { stimulus in
            CollectedRun(tiles.withLock { $0 }.filter { $0.stimulus == stimulus })
        }
    }

    @Test(arguments: InvarianceTests.backends)
    func aFamilyEqualsRunsWithEachStimulus(backend: Backend) async throws {
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            var alone: [CollectedRun<Scalar>] = []
            for stimulus in family {
                alone.append(
                    try await simulator(scalar, stimulus: stimulus, backend).collect(rows))
            }
            for (tileSize, threads) in [(8, 3), (64, 1)] {
                let simulator = try simulator(
                    scalar, tileSize: tileSize, threads: threads, backend)
                let shared = try await collect(
                    simulator, .each(family, noise: .shared), count: family.count)
                let isSame = zip(shared, alone).map { bits($0.traces) == bits($1.traces) }
                #expect(isSame == [true, true, true], "\(scalar), tile \(tileSize)")
                #expect(shared.map(\.spikes) == alone.map(\.spikes))
                let independent = try await collect(
                    simulator, .each(family), count: family.count)
                let equal = zip(independent, alone).map { bits($0.traces) == bits($1.traces) }
                #expect(equal == [true, false, false], "\(scalar), tile \(tileSize)")
                // Row 0 has no noise, so that it is the same.
                #expect(independent.map { $0.traces[0][0] } == alone.map { $0.traces[0][0] })
                // Which stimuli a run has does not matter to one of them.
                let fewer = try await collect(simulator, .each([family[0], family[1]]), count: 2)
                #expect(bits(fewer[1].traces) == bits(independent[1].traces))
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    @Test func noiseUnderSeveralStimuliIsIndependent() async throws {
        let model = try NeuronModel(equations: "dx/dt = xi + 0*I", inputs: ["I"])
        let simulator = try BatchSimulator<Double>(
            model: model,
            experiment: Experiment(timeStep: 1, duration: 1, input: "I", recorded: [.init("x")]),
            integrator: .euler, variedParameters: [])
        let count = 4_000
        let values = Mutex([[Double]](repeating: [Double](repeating: 0, count: count), count: 2))
        try await simulator.run(
            parameters: Matrix(rows: count, columns: 0),
            stimuli: .each([Stimulus(), Stimulus()])
        ) { tile in
            for (lane, row) in tile.rows.enumerated() {
                let value = tile.traces[0][1, lane]
                values.withLock { $0[tile.stimulus][row] = value }
            }
        }
        let pairs = values.withLock { $0 }
        let correlation =
            zip(pairs[0], pairs[1]).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        // Four standard errors of a correlation that is 0.
        #expect(abs(correlation) < 4 / Double(count).squareRoot())
    }

    /// A stimulus that differs between rows in kind and strength.
    @Sendable private static func own(_ row: Int) -> Stimulus {
        switch row % 4 {
        case 0: Stimulus(.step(start: 1 + 0.3 * Double(row), stop: 17, amplitude: Double(row)))
        case 1: Stimulus(.ramp(start: 2, stop: 40, from: -3, to: Double(row)))
        case 2: Stimulus(.sampled(values: [1, 7, 2, Double(row)], interval: 2.5, start: 4))
        default: Stimulus(.constant(3), .step(start: 6.4, stop: 12.8, amplitude: 2))
        }
    }

    @Test(arguments: InvarianceTests.backends)
    func aScaledShapeEqualsStimuliOfRows(backend: Backend) async throws {
        let shared = Stimulus(.constant(1), .step(start: 2, stop: 3, amplitude: 4))
        let shape = Stimulus(.step(start: 5, stop: 15, amplitude: 1))
        let factor: @Sendable (Int) -> Double = { 0.1 * Double($0) - 1 }
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            let expected = try await collect(
                simulator(scalar, .interpreter),
                .ofRow { row in
                    Stimulus(
                        components: shared.components
                            + [.step(start: 5, stop: 15, amplitude: factor(row))])
                }, count: 1)[0]
            for tileSize in [1, 16, 64] {
                let simulator = try simulator(
                    scalar, stimulus: shared, tileSize: tileSize, backend)
                let run = try await collect(simulator, .scaled(shape, by: factor), count: 1)[0]
                let isSame = bits(run.traces) == bits(expected.traces)
                #expect(isSame, "\(scalar), tile \(tileSize)")
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    @Test(arguments: InvarianceTests.backends)
    func ownStimuliEqualSingleRuns(backend: Backend) async throws {
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            // 401 samples: more than three chunks.
            let samples = (0..<rows.rows).map { Self.own($0).samples(timeStep: 0.05, count: 401) }
            let matrix = Matrix(rows: 401, columns: rows.rows) { samples[$1][$0] }
            let whole = try await collect(
                simulator(scalar, .interpreter), .ofRow(Self.own), count: 1)[0]
            for tileSize in [1, 16, 24, 64] {
                let simulator = try simulator(scalar, tileSize: tileSize, backend)
                for assignment in [StimulusAssignment.ofRow(Self.own), .waveforms(matrix)] {
                    let run = try await collect(simulator, assignment, count: 1)[0]
                    let isSame = bits(run.traces) == bits(whole.traces)
                    #expect(isSame, "\(scalar), tile \(tileSize)")
                    #expect(run.spikes == whole.spikes)
                }
            }
            for row in 0..<rows.rows {
                // The recorded input is the stimulus itself.
                let input = stride(from: 0, to: 401, by: 3).map { Scalar(samples[row][$0]) }
                #expect(whole.traces[1][row] == input)
                // The same as one shared stimulus, of which more is computed beforehand: to
                // rounding (2⁻⁵³), which grows by up to about 10³ with each of some spikes.
                guard row < 8, scalar == Double.self else { continue }
                let alone = try await simulator(
                    scalar, stimulus: Self.own(row), .interpreter
                ).collect(rows.selectingRows(row..<row + 1), firstInstance: row)
                let differences = zip(alone.traces[0][0], whole.traces[0][row]).map {
                    abs(Double($0 - $1))
                }
                #expect(differences.max() ?? 1 < 1e-8 * 100)
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    /// Heun's method sees the stimulus before and after a step, which differ at edges: on the first
    /// and the last step of a chunk of 128, in its midst, or in none. Numbers are the oracle: of them
    /// every sample is stored.
    @Test(arguments: InvarianceTests.backends)
    func anEdgeAnywhereInAChunkEqualsNumbers(backend: Backend) async throws {
        let model = try NeuronModel(
            equations: "dx/dt = I*cos(x) - 0.1*x + 0.05*xi", inputs: ["I"])
        let edges = [0.0, 1, 37, 127, 128, 129, 255, 256, 257, 300, 511]
        let rows = Matrix<Double>(rows: edges.count, columns: 0)
        let stimulus: @Sendable (Int) -> Stimulus = { row in
            Stimulus(.step(start: edges[row], stop: 384, amplitude: Double(row + 1)))
        }
        let samples = edges.indices.map { stimulus($0).samples(timeStep: 1, count: 513) }
        let factors = edges.indices.map { 0.3 * Double($0) - 1 }
        let scaled = edges.map { start in
            factors.map { factor in
                Stimulus(.step(start: start, stop: 384, amplitude: factor))
                    .samples(timeStep: 1, count: 513)
            }
        }
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            let simulator = try BatchSimulator<Scalar>(
                model: model,
                experiment: Experiment(
                    timeStep: 1, duration: 512, input: "I", recorded: [.init("x"), .init("I")]),
                integrator: .heun, variedParameters: [], tileSize: 16, threads: 1,
                backend: backend, cache: TestKernels.cache)
            func run(_ stimuli: StimulusAssignment) async throws -> CollectedRun<Scalar> {
                let tiles = Mutex<[SimulatedTile<Scalar>]>([])
                try await simulator.run(parameters: rows, stimuli: stimuli) { tile in
                    tiles.withLock { $0.append(tile) }
                }
                return CollectedRun(tiles.withLock { $0 })
            }
            let own = try await run(.ofRow(stimulus))
            let numbers = try await run(
                .waveforms(Matrix(rows: 513, columns: edges.count) { samples[$1][$0] }))
            #expect(bits(own.traces) == bits(numbers.traces), "\(scalar)")
            #expect(own.traces[1] == samples.map { $0.map { Scalar($0) } })
            for (index, start) in edges.enumerated() {
                let shape = Stimulus(.step(start: start, stop: 384, amplitude: 1))
                let drawn = try await run(.scaled(shape) { factors[$0] })
                let given = try await run(
                    .waveforms(Matrix(rows: 513, columns: edges.count) { scaled[index][$1][$0] }))
                let same = try await run(
                    .ofRow { row in
                        Stimulus(.step(start: start, stop: 384, amplitude: factors[row]))
                    })
                let isSame =
                    bits(drawn.traces) == bits(given.traces)
                    && bits(same.traces) == bits(given.traces)
                #expect(isSame, "\(scalar), edge at \(start)")
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    /// Initial values see the first sample of the instance's own stimulus.
    @Test func initialValuesSeeTheOwnStimulus() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = I - x", initial: ["x": "2*I"], inputs: ["I"])
        let run = try await collect(
            BatchSimulator<Double>(
                model: model,
                experiment: Experiment(
                    timeStep: 0.5, duration: 1, input: "I", recorded: [.init("x")]),
                integrator: .euler, variedParameters: []),
            parameters: Matrix(rows: 3, columns: 0),
            .ofRow { Stimulus(.sampled(values: [Double($0), 5], interval: 0.5, start: 0)) })
        #expect(run.traces[0] == [[0, 0, 2.5], [2, 1.5, 3.25], [4, 3, 4]])
    }

    private func collect(
        _ simulator: BatchSimulator<Double>, parameters: Matrix<Double>,
        _ stimuli: StimulusAssignment
    ) async throws -> CollectedRun<Double> {
        let tiles = Mutex<[SimulatedTile<Double>]>([])
        try await simulator.run(parameters: parameters, stimuli: stimuli) { tile in
            tiles.withLock { $0.append(tile) }
        }
        return CollectedRun(tiles.withLock { $0 })
    }

    @Test func aModelWithoutInputHasNoStimuli() async throws {
        let simulator = try BatchSimulator<Double>(
            model: NeuronModel(equations: "dx/dt = -x + J", inputs: ["J"]),
            experiment: Experiment(timeStep: 1, duration: 1), integrator: .euler,
            variedParameters: ["J"])
        await #expect(throws: SimulationError.stimulusWithoutInput(inputs: ["J"])) {
            try await simulator.run(
                parameters: Matrix(rows: 1, columns: 1), stimuli: .each([Stimulus()])
            ) { _ in }
        }
    }
}
