import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import Testing

/// Both backends give the same bits.
@Suite(.enabled(if: TestKernels.isCompilerThere, "no C compiler"))
struct BackendAgreementTests {
    /// Runs on both backends; instances of the last tile are fewer than its lanes.
    private func compare<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, _ model: NeuronModel, _ experiment: Experiment,
        _ integrator: Integrator, varied: [String], _ rows: Matrix<Double>, tileSize: Int? = nil,
        constants: [String: Double] = [:], _ label: String
    ) async throws {
        func run(_ backend: Backend) async throws -> CollectedRun<Scalar> {
            let simulator = try BatchSimulator<Scalar>(
                model: model, experiment: experiment, integrator: integrator,
                variedParameters: varied, constants: constants, seed: 3, tileSize: tileSize,
                backend: backend, cache: TestKernels.cache)
            let choice = simulator.backend(instances: rows.rows)
            #expect(choice.backend == backend, "\(label): \(choice.complaint ?? "")")
            return try await simulator.collect(rows)
        }
        let interpreted = try await run(.interpreter)
        let native = try await run(.native)
        // Compared outside of the macro, which would print thousands of numbers.
        let isSame =
            bits(native.traces) == bits(interpreted.traces) && native.spikes == interpreted.spikes
            && native.isValid == interpreted.isValid
        #expect(isSame, "\(label), \(scalar)")
    }

    @Test(arguments: DirectEvaluationTests.cases)
    func catalogueModelsAgree(name: String, integrator: Integrator) async throws {
        let model = try ModelCatalogue.model(named: name)
        let experiment = Experiment(
            timeStep: 0.05, duration: 40, input: model.inputs.first,
            stimulus: model.inputs.isEmpty
                ? Stimulus() : Stimulus(.step(start: 2, stop: 30, amplitude: 5)),
            recorded: model.stateVariables.map { .init($0.name) }
                + model.subexpressions.prefix(1).map { .init($0.name, every: 7) })
        // The initial value of the first variable differs between the instances.
        let first = model.stateVariables[0].name
        let rows = Matrix(rows: 45, columns: 1) { row, _ in -75 + Double(row) }
        try await compare(
            Double.self, model, experiment, integrator, varied: [first], rows, tileSize: 40,
            "\(name) by \(integrator.name)")
        try await compare(
            Float.self, model, experiment, integrator, varied: [first], rows, tileSize: 40,
            "\(name) by \(integrator.name)")
    }

    /// Ten thousand expressions, as the derivatives of as many variables. Most are shallow, since
    /// the compilers take a second for some hundreds of deep ones.
    @Test(arguments: 0..<25)
    func randomExpressionsAgree(round: Int) async throws {
        var generator = RandomExpressions(seed: UInt64(1_000 + round))
        let lines = (0..<400).map {
            let expression = generator.expression(depth: $0.isMultiple(of: 8) ? 4 : 2)
            return "de\($0)/dt = \(expression.description)"
        }
        let model = try NeuronModel(
            equations: """
                dx/dt = 0.3 - 0.1*x + 0*(p + q + I + y)
                dy/dt = -0.7*y
                \(lines.joined(separator: "\n"))
                """,
            parameters: [.init("p", 1.5), .init("q", -0.25)],
            initial: ["x": "-1", "y": "2"], inputs: ["I"])
        let experiment = Experiment(
            timeStep: 0.5, duration: 4, input: "I",
            stimulus: Stimulus(.ramp(start: 1, stop: 10, from: -1, to: 3)),
            recorded: model.stateVariables.map { .init($0.name) })
        let rows = Matrix([[1.5, -0.25], [-0.5, 2], [3, 0]])
        let scalars: any SimulationScalar.Type = round.isMultiple(of: 2) ? Double.self : Float.self
        try await compare(
            scalars, model, experiment, .euler, varied: ["p", "q"], rows, "seed \(1_000 + round)")
    }

    /// Models of random equations with everything that a model can have; most of them break down
    /// somewhere, which must neither stop the process nor tell the backends apart.
    @Test(arguments: 0..<24)
    func randomModelsAgree(round: Int) async throws {
        var generator = RandomExpressions(seed: UInt64(2_000 + round))
        let isNoisy = round.isMultiple(of: 2)
        let isHeld = round.isMultiple(of: 3)
        let reset = round.isMultiple(of: 4) ? nil : "x = \(generator.expression(depth: 2)); y += x"
        let model = try NeuronModel(
            equations: """
                dx/dt = \(generator.expression(depth: 4)) \(isNoisy ? "+ 3*xi" : "")\
                 \(isHeld ? "(unless refractory)" : "")
                dy/dt = \(generator.expression(depth: 4)) + 0*z \(isNoisy ? "- xi_2*q" : "")
                z = \(generator.expression(depth: 3)) + 0*(p + q + I)
                """,
            spike: "\(generator.expression(depth: 3)) > 0.3", reset: reset,
            refractory: reset == nil ? nil : "abs(\(generator.parameterExpression(depth: 2)))",
            parameters: [.init("p", 1.5), .init("q", -0.25)],
            initial: ["x": "\(generator.parameterExpression(depth: 2))", "y": "2"], inputs: ["I"])
        let integrators = Integrator.allCases.filter {
            $0 != .exact && (!isNoisy || $0.scheme.acceptsNoise)
        }
        let integrator = integrators[round % integrators.count]
        let experiment = Experiment(
            timeStep: 0.3, duration: 90, input: "I",
            stimulus: Stimulus(.ramp(start: 1, stop: 60, from: -100, to: 300)),
            recorded: [.init("x"), .init("y", every: 3), .init("z", every: 4)])
        let rows = Matrix(rows: 37, columns: 2) { row, column in
            row == 5 ? .nan : row == 6 ? .infinity : Double((row * 7 + column * 3) % 11) - 5
        }
        try await compare(
            Double.self, model, experiment, integrator, varied: ["p", "q"], rows, tileSize: 32,
            "seed \(2_000 + round), \(integrator.name)")
        try await compare(
            Float.self, model, experiment, integrator, varied: ["p", "q"], rows, tileSize: 32,
            "seed \(2_000 + round), \(integrator.name)")
    }
}
