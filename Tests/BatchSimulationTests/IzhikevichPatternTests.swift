import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// One of the twenty firing patterns of Izhikevich (2004), figure 1.
struct IzhikevichPattern: Sendable, CustomTestStringConvertible {
    let name: String
    let timeStep: Double
    let duration: Double
    let numbers: [String: Double]
    let stimulus: [Stimulus.Component]
    /// The spike times of the author's program, ms.
    let spikes: [Double]

    var testDescription: String { name }
}

@Suite struct IzhikevichPatternTests {
    /// The program that the author published advances u with the new v: two blocks, which the
    /// statement between them separates.
    private func model(_ pattern: IzhikevichPattern) throws -> NeuronModel {
        try NeuronModel(
            equations: """
                dv/dt = n2*v*v + n1*v + n0 - u + I : init=v_0
                v_new = v
                du/dt = a*(b*(v_new + offset) - leak*u) : init=u_0
                """,
            spike: "v > 30", reset: "v = c; u += d",
            parameters: pattern.numbers.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) },
            inputs: ["I"], form: .annarchy)
    }

    @Test(arguments: IzhikevichPattern.all, [Backend.interpreter, .native])
    func patternIsAsPublished(pattern: IzhikevichPattern, backend: Backend) async throws {
        let run = try await BatchSimulator<Double>(
            model: model(pattern),
            experiment: Experiment(
                timeStep: pattern.timeStep, duration: pattern.duration, input: "I",
                stimulus: Stimulus(components: pattern.stimulus)),
            integrator: .euler, variedParameters: [], backend: backend
        ).collectOne()
        #expect(run.isValid == [true])
        // Both are whole numbers of time steps; the reference is printed with six digits.
        let steps = run.spikes[0].map { Int(($0 / pattern.timeStep).rounded()) }
        let expected = pattern.spikes.map { Int(($0 / pattern.timeStep).rounded()) }
        #expect(steps == expected)
    }
}
