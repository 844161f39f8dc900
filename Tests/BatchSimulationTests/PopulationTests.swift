import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import Testing

/// Experiments that are programs: the same bits as one long run, however the time and the
/// instances are cut.
@Suite struct PopulationTests {
    /// The models: with noise, with refractoriness, with resets and a parameter in a power.
    private static let models: [(String, [String], String)] = [
        ("hodgkinHuxley", ["g_Na", "sigma"], "V"), ("leakyIntegrateAndFire", ["tau_m"], "v"),
        ("izhikevich2003", ["a", "d"], "v"),
    ]

    private func rows(_ name: String) -> Matrix<Double> {
        Matrix(rows: 37, columns: name == "leakyIntegrateAndFire" ? 1 : 2) { row, column in
            switch (name, column) {
            case ("hodgkinHuxley", 0): 30 + Double(row)
            case ("hodgkinHuxley", _): 0.01 * Double(row)
            case ("izhikevich2003", 0): 0.01 + 0.001 * Double(row)
            case ("izhikevich2003", _): 2 + 0.1 * Double(row)
            default: 8 + 0.1 * Double(row)
            }
        }
    }

    private let stimulus = Stimulus(
        .step(start: 3, stop: 50, amplitude: 8), .ramp(start: 0, stop: 30, from: 0, to: 4))

    private func simulator<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, _ name: String, varied: [String], variable: String, tileSize: Int,
        _ backend: Backend
    ) throws -> PopulationSimulator<Scalar> {
        try PopulationSimulator<Scalar>(
            model: ModelCatalogue.model(named: name), timeStep: 0.05,
            integrator: .exponentialEuler, variedParameters: varied,
            recorded: [.init(variable), .init("I", every: 7)], seed: 6, tileSize: tileSize,
            threads: 2, backend: backend, cache: TestKernels.cache)
    }

    @Test(arguments: InvarianceTests.backends, models)
    func cuttingTheTimeChangesNoBit(
        backend: Backend, model: (String, [String], String)
    ) async throws {
        let (name, varied, variable) = model
        let stimulus = stimulus
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            // The oracle is the simulator of one experiment.
            let whole = try await BatchSimulator<Scalar>(
                model: ModelCatalogue.model(named: name),
                experiment: Experiment(
                    timeStep: 0.05, duration: 60, input: "I", stimulus: stimulus,
                    recorded: [.init(variable), .init("I", every: 7)]),
                integrator: .exponentialEuler, variedParameters: varied, seed: 6,
                backend: .interpreter
            ).collect(rows(name))
            #expect(whole.spikes.contains { !$0.isEmpty })
            for (segments, tileSize) in [(1, 64), (10, 20), (37, 64), (240, 16), (7, 1)] {
                let records = try await simulator(
                    scalar, name, varied: varied, variable: variable, tileSize: tileSize, backend
                ).collect(rows(name)) { population in
                    try population.stimulate("I", with: stimulus)
                    population.startRecording()
                    for _ in 0..<segments { try population.simulate(60 / Double(segments)) }
                    #expect(population.time == 60)
                }.records
                let isSame =
                    records.map { $0.bits[0][0][0] } == bits(whole.traces)[0]
                    && records.map { $0.bits[0][1][0] } == bits(whole.traces)[1]
                #expect(isSame, "\(name), \(scalar), \(segments) segments, tile \(tileSize)")
                #expect(records.map { $0.spikes[0] } == whole.spikes)
                #expect(records.map(\.isValid) == whole.isValid)
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    /// An experiment with everything that changes programs and state.
    @Sendable private static func everything<Scalar: SimulationScalar>(
        _ population: inout Population<Scalar>
    ) throws {
        population["I"] = 2
        try population.simulate(5)
        population.startRecording(.variables(["V"]))
        try population.simulate(3.33)
        let voltages = try population.values(of: "V")
        population["g_K"] = .each(voltages.map { 5 + 0.01 * $0 })
        population.startRecording(.spikes)
        try population.simulate(10)
        population.pauseRecording(.variables(["V"]))
        population["V"] = .each(voltages)
        try population.storeState()
        population["I"] = 6
        _ = try population.simulate(until: StopCondition("V > 10 or m > 0.9"), atMost: 9)
        population.startRecording()
        try population.simulate(4)
        population.reset(parameters: false)
        _ = try population.simulate(until: .spike, atMost: 12)
        try population.simulate(6)
        population.reset()
        try population.stimulate("I", with: Stimulus(.ramp(start: 0, stop: 20, from: 0, to: 9)))
        try population.simulate(15)
    }

    @Test func cuttingTheInstancesChangesNoBit() async throws {
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            let (name, varied, variable) = Self.models[0]
            func run(
                tileSize: Int, _ backend: Backend, order: [Int]? = nil
            ) async throws -> [InstanceRecord<Scalar>] {
                let order = order ?? Array(0..<37)
                return try await simulator(
                    scalar, name, varied: varied, variable: variable, tileSize: tileSize, backend
                ).collect(
                    rows(name).selectingRows(order), instances: .listed(order),
                    Self.everything
                ).records
            }
            let whole = try await run(tileSize: 64, .interpreter)
            #expect(whole.contains { $0.spikes.contains { !$0.isEmpty } })
            #expect(whole[0].traces.count == 3)
            for backend in InvarianceTests.backends {
                for tileSize in [1, 5, 16, 33] {
                    let other = try await run(tileSize: tileSize, backend)
                    let isSame =
                        other.map(\.bits) == whole.map(\.bits)
                        && other.map(\.spikes) == whole.map(\.spikes)
                        && other.map(\.startTimes) == whole.map(\.startTimes)
                    #expect(isSame, "\(scalar), \(backend), tile \(tileSize)")
                }
                let order = RandomStream(seed: 2, purpose: .shuffle).permutation(
                    count: 37, index: 0)
                let permuted = try await run(tileSize: 16, backend, order: order)
                let isSame = permuted.map(\.bits) == order.map { whole[$0].bits }
                #expect(isSame, "\(scalar), \(backend), permuted")
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    /// As a constant, a takes part in folding, which rounds otherwise than arithmetic in the
    /// precision of the simulation.
    @Test(arguments: InvarianceTests.backends)
    func namesSetLateGiveTheBitsOfDeclaredOnes(backend: Backend) async throws {
        let model = try NeuronModel(
            equations: "dv/dt = (a/b)*(c - v)*0.1 + I", spike: "v > 0", reset: "v = a*c",
            parameters: [.init("a", 0.1), .init("b", 0.3), .init("c", -0.7)], inputs: ["I"])
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            func simulator(_ varied: [String]) throws -> PopulationSimulator<Scalar> {
                try PopulationSimulator<Scalar>(
                    model: model, timeStep: 0.05, integrator: .exponentialEuler,
                    variedParameters: varied, constants: varied.contains("I") ? [:] : ["I": 0.1],
                    recorded: [.init("v")], tileSize: 16, threads: 2, backend: backend,
                    cache: TestKernels.cache)
            }
            let experiment: @Sendable (inout Population<Scalar>) throws -> Void = { population in
                population.startRecording()
                try population.simulate(5)
                population["I"] = 0.2
                try population.simulate(10)
                population["a"] = .each(population.rows.map { 0.1 + 0.01 * Double($0) })
                try population.simulate(10)
            }
            let late = try await simulator([]).collect(
                Matrix(rows: 40, columns: 0), experiment
            ).records
            let declared = try await simulator(["I", "a"]).collect(
                Matrix(rows: 40, columns: 2) { _, _ in 0.1 }, experiment
            ).records
            let isSame = late.map(\.bits) == declared.map(\.bits)
            #expect(isSame, "\(scalar)")
            #expect(late.map(\.spikes) == declared.map(\.spikes))
            #expect(Set(late.map { $0.bits[0][0][0] }).count == 40)
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    /// What is recorded, and when, changes no bit, although recordings and the stop condition share
    /// exponentials and products with the equations and with each other.
    @Test(arguments: InvarianceTests.backends)
    func recordingAndStoppingChangeNoBit(backend: Backend) async throws {
        let model = try NeuronModel(
            equations: """
                dv/dt = a*b*exp(-v/10) - exp(v/5)*(0.3 + a*b) - 0.1*v*w + 0.2*w
                dw/dt = c*a - 0.7*w*v
                e = exp(v/20) + c*a*v
                f = 0.1*v*w - a*b
                g = a*b + exp(-v/20)
                """,
            parameters: [.init("a", nil), .init("b", 0.7), .init("c", 0.3)],
            initial: ["v": "0.1*a", "w": "a*b + c"])
        let names = ["v", "w", "e", "f", "g"]
        func check<Scalar: SimulationScalar>(_ scalar: Scalar.Type) async throws {
            func run(
                _ experiment: @escaping @Sendable (inout Population<Scalar>) throws -> Void
            ) async throws -> [InstanceRecord<Scalar>] {
                try await PopulationSimulator<Scalar>(
                    model: model, timeStep: 0.1, integrator: .euler,
                    variedParameters: ["a", "b", "c"], recorded: names.map { .init($0) },
                    tileSize: 16, backend: backend, cache: TestKernels.cache
                ).collect(
                    Matrix(rows: 30, columns: 3) { row, column in
                        0.3 + 0.07 * Double(row) + 0.11 * Double(column)
                    }, experiment
                ).records
            }
            let all = try await run { population in
                population.startRecording()
                try population.simulate(20)
            }
            for kept in [["v"], ["e"], ["g", "f"], ["w", "e", "f"]] {
                let some = try await run { population in
                    try population.simulate(5)
                    population.startRecording(.variables(kept))
                    try population.simulate(5)
                    population.pauseRecording()
                    _ = try population.simulate(
                        until: StopCondition("exp(-v/40) + 0.1*v*w < a*b - 1000"), atMost: 5)
                    population.startRecording(.variables(kept))
                    try population.simulate(5)
                }
                for (name, index) in zip(names, 0...) where kept.contains(name) {
                    let isSame = zip(some, all).allSatisfy { some, all in
                        some.bits[0][index] == [
                            Array(all.bits[0][index][0][50...100]),
                            Array(all.bits[0][index][0][150...200]),
                        ]
                    }
                    #expect(isSame, "\(scalar), \(name) of \(kept)")
                }
            }
        }
        try await check(Double.self)
        try await check(Float.self)
    }

    @Test func stimuliOfEachInstanceEqualThoseOfTheBatch() async throws {
        let stimulus: @Sendable (Int) -> Stimulus = { row in
            Stimulus(.step(start: 1 + 0.2 * Double(row), stop: 25, amplitude: 6))
        }
        let model = try ModelCatalogue.model(named: "hodgkinHuxley")
        let batch = try BatchSimulator<Float>(
            model: model,
            experiment: Experiment(
                timeStep: 0.05, duration: 30, input: "I", recorded: [.init("V")]),
            integrator: .exponentialEuler, variedParameters: ["sigma"], seed: 6)
        let rows = Matrix(rows: 20, columns: 1) { row, _ in 0.02 * Double(row) }
        let tiles = try await batch.collect(rows, stimuli: .ofRow(stimulus))
        let records = try await PopulationSimulator<Float>(
            model: model, timeStep: 0.05, integrator: .exponentialEuler,
            variedParameters: ["sigma"], recorded: [.init("V")], seed: 6, tileSize: 8
        ).collect(rows) { population in
            try population.stimulate("I", withEach: stimulus)
            population.startRecording()
            for _ in 0..<6 { try population.simulate(5) }
        }.records
        #expect(records.map { $0.bits[0][0][0] } == bits(tiles.traces)[0])
        #expect(records.map { $0.spikes[0] } == tiles.spikes)
    }
}
