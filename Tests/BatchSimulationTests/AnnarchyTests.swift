import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// Texts of ANNarchy against what ANNarchy makes of them: statements that end blocks of equations,
/// bounds, methods, conductances that move while the rest is refractory.
@Suite struct AnnarchyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var parameters: String
        var equations: String
        var spike: String?
        var reset: String?
        var refractory: String?
        /// The steps in which the neuron spiked, from 0.
        var spikeSteps: [Int]
        /// The state after steps 0, 20, 40, …; of conductances before them.
        var traces: [String: [Double]]

        var testDescription: String { name }
    }

    @Test(arguments: cases, [Backend.interpreter, .native])
    func textMeansTheSameHere(_ example: Case, backend: Backend) async throws {
        let model = try NeuronModel(
            equations: example.equations, spike: example.spike, reset: example.reset,
            refractory: example.refractory, parameterStatements: example.parameters)
        #expect(model.form == .annarchy)
        let names = example.traces.keys.sorted()
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(timeStep: 0.1, duration: 40, recorded: names.map { .init($0) }),
            integrator: .euler, variedParameters: [], backend: backend
        ).collectOne()
        // ANNarchy gives a spike the time at which its step begins, we the one at which it ends.
        let steps = run.spikes[0].map { Int(($0 / 0.1).rounded()) - 1 }
        #expect(steps == example.spikeSteps)
        for (name, trace) in zip(names, run.traces) {
            let expected = try #require(example.traces[name])
            let first = name.hasPrefix("g_") ? 0 : 1
            for (index, value) in expected.enumerated() {
                let found = trace[0][first + 20 * index]
                // The same operations in another order: rounding (2⁻⁵³) in some ten of them a step,
                // which the upstrokes of the spiking models stretch by up to about 10³.
                #expect(
                    abs(found - value) <= 1e-10 * max(1, abs(value)),
                    "\(name) after step \(20 * index)")
            }
        }
    }
}
