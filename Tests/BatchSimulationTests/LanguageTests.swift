import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import RealModule
import Testing

/// What the equation languages can say, executed by both backends and by hand.
@Suite struct LanguageTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var equations: String
        var spike: String?
        var reset: String?
        var refractory: String?
        var parameters: [NeuronModel.Parameter] = []
        var initial: [String: String] = [:]
        var form: EquationForm?
        var testDescription: String { name }

        func model() throws -> NeuronModel {
            try NeuronModel(
                equations: equations, spike: spike, reset: reset, refractory: refractory,
                parameters: parameters, initial: initial, inputs: ["I"], form: form)
        }
    }

    static let examples: [Example] = [
        Example(
            name: "statements in order",
            equations: """
                r = 0.5*v + I : max=3
                dv/dt = r - 0.2*v : init=1, min=-2, max=2.5
                du/dt = v - u : exponential, max=1 + 0.1*r
                w += v - 0.9*w
                dx/dt = w - x : rk4
                n = 2.5*w : int
                n -= 0.7
                is_high = n > 1 and x > 0.5 : bool
                dz/dt = ite(is_high, 1, -z) : midpoint
                y = z - 0.5 : init=3
                """),
        Example(
            name: "all distributions",
            equations: """
                a = Uniform(-1, 2)
                b = Normal(1, 0.5) + LogNormal(0.1, s)
                c = Exponential(2) + Gamma(2.5, s)
                d = Binomial(8, 0.3) + DiscreteUniform(1, 6)
                e = Gamma(0.3) + Binomial(100 + 5*d, 0.5*s)
                dv/dt = a + b - c + I - v : rk4
                """, parameters: [.init("s", 0.7)]),
        Example(
            name: "conductances of a refractory neuron",
            equations: """
                dg_e/dt = -g_e/3 : init=1
                x = t + I + v
                dv/dt = g_e + 2*I - 0.1*v : max=1.05
                """,
            spike: "v >= 1 - 0.01*Uniform(0, 1)", reset: "v = 0.1*x; g_e += 0.5",
            refractory: "0.35 + 0.2*g_e"),
        Example(
            name: "refractory while a gate is open",
            equations: """
                dv/dt = (3 + 4*I - v)/ms : 1 (unless refractory)
                dm/dt = (int(v > 1) - m)/(0.4*ms) : 1
                kick = 0.3*randn() + exp(-(t - lastspike)/(2*ms)) : 1 (constant over dt)
                du/dt = (kick + int(not_refractory) - u)/ms : 1
                bursts : integer
                was_late : boolean
                """,
            spike: "v > 1.5 + 0.1*rand()",
            reset: """
                v -= 1.2 + 0.1*rand()
                bursts += 0.75 + kick
                was_late = t - lastspike > 1.05*ms
                """,
            refractory: "m > 0.2"),
        Example(
            name: "noise, units and a random pause",
            equations: """
                dv/dt = (-65*mV + 30*I*mV - v)/(1*ms) + 2*xi*mV/ms**0.5 + s*mV/ms : volt
                s = randn() : 1
                """,
            spike: "v > -55*mV", reset: "v = -60*mV", refractory: "0.3*ms*(1 + rand())",
            initial: ["v": "-0.065*volt"]),
        Example(
            name: "Poisson neuron", equations: "rate = 2*kHz + I*kHz : Hz",
            spike: "rand() < rate*dt"),
        Example(
            name: "crossings with a pause", equations: "dv/dt = 2*I - 0.1*v", spike: "v > 0.4",
            refractory: "0.25"),
    ]

    @Test(arguments: examples, [Backend.interpreter, .native])
    func batchEqualsDirectEvaluation(example: Example, backend: Backend) async throws {
        let model = try example.model()
        let (timeStep, steps) = (0.1, 400)
        let experiment = Experiment(
            timeStep: timeStep, duration: 40, input: "I",
            stimulus: Stimulus(
                .step(start: 2, stop: 20, amplitude: 0.9),
                .ramp(start: 10, stop: 35, from: 0, to: 1)),
            recorded: model.stateVariables.map { .init($0.name) })
        let simulator = try BatchSimulator<Double>(
            model: model, experiment: experiment, integrator: .euler, variedParameters: [], seed: 8,
            backend: backend)
        let batch = try await simulator.collect(
            Matrix(rows: 3, columns: 0), firstInstance: 41)
        let stream = RandomStream(seed: 8, purpose: .simulationNoise)
        for instance in 0..<3 {
            let index = UInt64(41 + instance)
            let oracle = try DirectSimulation(
                model: model, timeStep: timeStep, integrator: .euler, constants: [:],
                stimulus: experiment.stimulus.samples(timeStep: timeStep, count: steps + 1),
                input: "I",
                normal: { stream.normal(index: index, step: UInt32($0), slot: UInt32($1)) },
                uniform: { stream.uniform(index: index, step: UInt32($0), slot: UInt32($1)) }
            ).run(steps: steps)
            #expect(batch.isValid[instance])
            #expect(batch.spikes[instance] == oracle.spikes)
            if example.spike != nil {
                #expect(oracle.spikes.count > 2, "the run is meant to have spikes")
            }
            for (index, variable) in model.stateVariables.enumerated() {
                for (sample, pair) in zip(batch.traces[index][instance], oracle.states[index])
                    .enumerated()
                {
                    // Stable equations of order 1: rounding (2⁻⁵³ in some ten operations a step)
                    // does not grow. Gamma quantiles are exact to about 1e-13.
                    guard abs(pair.0 - pair.1) <= 1e-11 * max(1, abs(pair.1)) else {
                        Issue.record("\(variable.name) at sample \(sample): \(pair)")
                        break
                    }
                }
            }
        }
    }

    /// Numbers do not depend on tiles, threads, precision's lanes or the other instances.
    @Test func drawsBelongToInstanceAndStep() async throws {
        let model = try #require(Self.examples.first { $0.name == "all distributions" }).model()
        let experiment = Experiment(
            timeStep: 0.1, duration: 5, input: "I", stimulus: Stimulus(),
            recorded: model.stateVariables.map { .init($0.name) })
        let simulator = try BatchSimulator<Double>(
            model: model, experiment: experiment, integrator: .euler, variedParameters: ["s"],
            seed: 3)
        let rows = Matrix(
            rows: 300, columns: 1, elements: (0..<300).map { 0.2 + 0.002 * Double($0) })
        let whole = try await simulator.collect(rows)
        for instance in [0, 1, 17, 255, 299] {
            let alone = try await simulator.collect(
                Matrix(rows: 1, columns: 1, elements: [rows[instance, 0]]), firstInstance: instance)
            #expect(bits(alone.traces).map { $0[0] } == bits(whole.traces).map { $0[instance] })
        }
    }

    /// Mean and variance of every distribution over many instances and steps, each within four and
    /// a half standard errors; ten comparisons fail by chance once in 15,000 seeds.
    @Test func distributionsHaveTheirMoments() async throws {
        let model = try NeuronModel(
            equations: """
                a = Uniform(-1, 3)
                b = Normal(2, 0.5)
                c = LogNormal(0.1, 0.3)
                d = Exponential(4)
                e = Gamma(2.5, 0.8)
                f = Binomial(12, 0.3)
                g = DiscreteUniform(-2, 5)
                """)
        let second = 0.1 + 0.3 * 0.3 / 2
        let variances: [String: (mean: Double, variance: Double, kurtosis: Double)] = [
            "a": (1, 16.0 / 12, 1.8), "b": (2, 0.25, 3),
            "c": (.exp(second), (.exp(0.09) - 1) * .exp(2 * second), 4.7),
            "d": (0.25, 1.0 / 16, 9), "e": (2, 2.5 * 0.64, 3 + 6 / 2.5),
            "f": (3.6, 12 * 0.21, 3 + (1 - 6 * 0.21) / (12 * 0.21)), "g": (1.5, 63.0 / 12, 1.77),
        ]
        for backend in [Backend.interpreter, .native] {
            let run = try await BatchSimulator<Float>(
                model: model,
                experiment: Experiment(
                    timeStep: 1, duration: 200, recorded: variances.keys.sorted().map { .init($0) }),
                integrator: .euler, variedParameters: [], seed: 12, backend: backend
            ).collect(Matrix(rows: 300, columns: 0))
            for (index, name) in variances.keys.sorted().enumerated() {
                let expected = try #require(variances[name])
                let numbers = run.traces[index].flatMap { $0.dropFirst().map(Double.init) }
                let count = Double(numbers.count)
                let mean = numbers.reduce(0, +) / count
                let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
                let error = (expected.variance / count).squareRoot()
                #expect(abs(mean - expected.mean) <= 4.5 * error, "\(name): mean \(mean)")
                let spread = expected.variance * ((expected.kurtosis - 1) / count).squareRoot()
                #expect(
                    abs(variance - expected.variance) <= 4.5 * spread, "\(name): \(variance)")
            }
        }
    }

    @Test func randomNumbersOfNoStepCannotBeRecorded() throws {
        let model = try NeuronModel(equations: "dv/dt = (x - v)/ms : 1\nx = rand() : 1")
        #expect(throws: SimulationError.randomNumber(place: "the recorded 'x'")) {
            try BatchSimulator<Double>(
                model: model,
                experiment: Experiment(timeStep: 1, duration: 1, recorded: [.init("x")]),
                integrator: .euler, variedParameters: [])
        }
    }
}
