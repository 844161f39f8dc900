import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import Testing

/// The batch against direct evaluation of the expression trees.
@Suite struct DirectEvaluationTests {
    /// Every catalogue model with every method that fits it.
    static let cases: [(String, Integrator)] = ModelCatalogue.models.flatMap { model in
        Integrator.allCases
            .filter { $0.scheme.acceptsNoise || model.whiteNoises.isEmpty }
            .filter { $0 != .exact || model.name == "leakyIntegrateAndFire" }
            .map { (model.name, $0) }
    }

    @Test(arguments: cases)
    func batchEqualsDirectEvaluation(name: String, integrator: Integrator) async throws {
        let model = try ModelCatalogue.model(named: name)
        let stream = RandomStream(seed: 5, purpose: .simulationNoise)
        // Strong enough that every model spikes within the run.
        let amplitude =
            switch name {
            case "izhikevich2003": 15.0
            case "hodgkinHuxley": 5.0
            case "leakyIntegrateAndFire": 3.0
            case "fitzHughNagumo": 0.5
            case "hodgkinHuxleyCorbit", "hodgkinHuxleyCorbitSyn", "squidAxon", "connorStevens",
                "wangBuzsaki":
                10.0
            case "morrisLecar": 100.0
            case "izhikevich2007FsiNoisyAmpa": 200.0
            // The current enters as its tenth power.
            case "izhikevich2007CorbitFsiNoisyAmpa", "izhikevich2007CorbitFsiNoisyBase": 1.8
            default: 1_000.0
            }
        // With the default b, or far from rest, its cubic recovery runs away.
        let constants = name == "izhikevich2007FsiNoisyAmpa" ? ["b": 0.025, "v": -55] : [:]
        let steps = 3_000
        let experiment = Experiment(
            timeStep: 0.02, duration: 60, input: model.inputs.first,
            stimulus: model.inputs.isEmpty
                ? Stimulus() : Stimulus(.step(start: 2, stop: 50, amplitude: amplitude)),
            recorded: model.stateVariables.map { .init($0.name) })
        #expect(experiment.stepCount == steps)
        let simulator = try BatchSimulator<Double>(
            model: model, experiment: experiment, integrator: integrator, variedParameters: [],
            constants: constants, seed: 5)
        let batch = try await simulator.collect(Matrix(rows: 1, columns: 0), firstInstance: 77)
        let oracle = try DirectSimulation(
            model: model, timeStep: 0.02, integrator: integrator, constants: constants,
            stimulus: experiment.stimulus.samples(timeStep: 0.02, count: steps + 1),
            input: model.inputs.first,
            normal: { stream.normal(index: 77, step: UInt32($0), slot: UInt32($1)) },
            uniform: { stream.uniform(index: 77, step: UInt32($0), slot: UInt32($1)) }
        ).run(steps: steps)

        #expect(batch.isValid == [true])
        // Neurons that fire at random have a rate of 0 by default.
        let isSilent =
            model.spikeCondition == nil || name.hasPrefix("poissonNeuron")
            || name.hasSuffix("VoltageClamp")
        #expect(isSilent || !oracle.spikes.isEmpty, "the run is meant to have spikes")
        #expect(batch.spikes[0] == oracle.spikes)
        for (index, variable) in model.stateVariables.enumerated() {
            // Rounding differs in every operation (2⁻⁵³) and grows with the upstrokes of some
            // spikes, each by up to about 10³ relative to the size of the variable.
            let size = oracle.states[index].map(\.magnitude).max() ?? 1
            for (found, expected) in zip(batch.traces[index][0], oracle.states[index]) {
                guard abs(found - expected) <= 1e-8 * max(size, 1) else {
                    Issue.record("\(variable.name): \(found), expected \(expected)")
                    break
                }
            }
        }
    }

    /// Two state variables that move slowly, and expressions of them.
    @Test func randomExpressionsEqualDirectEvaluation() async throws {
        var generator = RandomExpressions(seed: 20_26)
        var compared = 0
        for round in 0..<150 {
            let names = (0..<8).map { "e\($0)" }
            let expressions = names.map { _ in generator.expression(depth: 5) }
            let lines = zip(names, expressions).map { "\($0) = \($1.description)" }
            let model: NeuronModel
            do {
                model = try NeuronModel(
                    equations: """
                        dx/dt = 0.3 - 0.1*x + 0*(p + q + I + y)
                        dy/dt = -0.7*y
                        \(lines.joined(separator: "\n"))
                        """,
                    parameters: [.init("p", 1.5), .init("q", -0.25)],
                    initial: ["x": "-1", "y": "2"], inputs: ["I"])
            } catch {
                Issue.record("round \(round): \(error)")
                continue
            }
            let simulator = try BatchSimulator<Double>(
                model: model,
                experiment: Experiment(
                    timeStep: 0.5, duration: 4, input: "I",
                    stimulus: Stimulus(.ramp(start: 1, stop: 10, from: -1, to: 3)),
                    recorded: (["x", "y", "I"] + names).map { .init($0) }),
                integrator: .euler, variedParameters: ["p", "q"])
            let rows = Matrix([[1.5, -0.25], [-0.5, 2], [3, 0]])
            let run = try await simulator.collect(rows)
            for instance in 0..<rows.rows {
                for sample in 0..<9 {
                    let values: [String: Double] = [
                        "x": run.traces[0][instance][sample],
                        "y": run.traces[1][instance][sample],
                        "I": run.traces[2][instance][sample], "t": Double(sample) * 0.5,
                        "dt": 0.5, "p": rows[instance, 0], "q": rows[instance, 1],
                    ]
                    for (index, expression) in expressions.enumerated() {
                        let found = run.traces[index + 3][instance][sample]
                        let expected = try #require(expression.evaluate { values[$0] })
                        compared += 1
                        // Sums may cancel: five levels of numbers up to about 10³ lose at most
                        // six digits; conditions are compared with margins by the generator.
                        let isClose =
                            found == expected || (found.isNaN && expected.isNaN)
                            || abs(found - expected) <= 1e-9 * max(1, abs(expected))
                        if !isClose {
                            Issue.record(
                                "seed 2026, round \(round): \(expression) is \(found), expected \(expected) at \(values)"
                            )
                        }
                    }
                }
            }
        }
        #expect(compared == 150 * 8 * 27)
    }
}

/// Random expressions of x, y, p, q, I, t and dt whose values stay moderate.
struct RandomExpressions {
    private let stream: RandomStream
    private var drawn: UInt64 = 0

    init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: .shuffle) }

    private mutating func draw(_ count: Int) -> Int {
        drawn += 1
        return stream.integer(below: count, index: drawn)
    }

    /// One of p and q alone, which also may stand where no variable may.
    mutating func parameterExpression(depth: Int) -> Expression {
        expression(depth: depth).substituting([
            "x": .name("p"), "y": .name("q"), "I": .name("p"), "t": .name("q"),
        ])
    }

    mutating func expression(depth: Int) -> Expression {
        if depth == 0 || draw(6) == 0 {
            switch draw(9) {
            case 0: return .name("x")
            case 1: return .name("y")
            case 2: return .name("p")
            case 3: return .name("q")
            case 4: return .name("I")
            case 5: return .name("t")
            case 6: return .name("dt")
            default: return .number(Double(draw(41)) / 8 - 2.5)
            }
        }
        switch draw(12) {
        case 0, 1: return .binary(.add, expression(depth: depth - 1), expression(depth: depth - 1))
        case 2:
            return .binary(
                .subtract, expression(depth: depth - 1), expression(depth: depth - 1))
        case 3, 4:
            return .binary(
                .multiply, bounded(depth - 1), bounded(depth - 1))
        case 5:
            // A divisor of at least 1.
            let divisor = Expression.binary(
                .add, .number(1.25), .call(.abs, [bounded(depth - 1)]))
            return .binary(.divide, expression(depth: depth - 1), divisor)
        case 6: return .binary(.power, bounded(depth - 1), .number(Double(draw(5))))
        case 7:
            // The margin: a comparison with an irrational number is not decided by rounding.
            let condition = Expression.comparison(
                Comparison.allCases[draw(4)], bounded(depth - 1), .number(0.2718281828))
            let other = Expression.comparison(
                Comparison.allCases[draw(4)], .name("t"), .number(1.75))
            let both: Expression =
                switch draw(4) {
                case 0: .and(condition, other)
                case 1: .or(condition, other)
                case 2: .not(condition)
                default: condition
                }
            return .conditional(
                both, expression(depth: depth - 1), expression(depth: depth - 1))
        case 8:
            let choice: MathFunction = [.min, .max][draw(2)]
            return .call(choice, [expression(depth: depth - 1), expression(depth: depth - 1)])
        case 9: return .call(.clip, [expression(depth: depth - 1), .number(-2), .number(1.5)])
        default:
            let functions: [MathFunction] = [
                .exp, .expm1, .exprel, .sin, .cos, .tanh, .sinh, .cosh, .arctan, .abs, .sign,
            ]
            return .call(functions[draw(functions.count)], [bounded(depth - 1)])
        }
    }

    /// Between −3 and 3.
    private mutating func bounded(_ depth: Int) -> Expression {
        .call(.clip, [expression(depth: max(0, depth - 1)), .number(-3), .number(3)])
    }
}
