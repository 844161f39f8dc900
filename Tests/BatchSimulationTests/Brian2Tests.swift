import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// Texts of Brian2 against what Brian2 makes of them: refractoriness for a time, while a condition
/// holds and while a variable says, variables that only resets change, subexpressions, and what is
/// computed once in a step.
@Suite struct Brian2Tests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var equations: String
        var spike: String
        var reset: String
        var refractory: String
        var initial: [String: String]
        /// The steps in which the neuron spiked, from 0.
        var spikeSteps: [Int]
        /// Every twentieth sample of 400 steps, in mV and ms.
        var traces: [String: [Double]]

        var testDescription: String { name }
    }

    @Test(arguments: cases, [Backend.interpreter, .native])
    func textMeansTheSameHere(_ example: Case, backend: Backend) async throws {
        let model = try NeuronModel(
            equations: example.equations, spike: example.spike, reset: example.reset,
            refractory: example.refractory, initial: example.initial)
        #expect(model.form == .brian2)
        let names = example.traces.keys.sorted()
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: 0.1, duration: 40, recorded: names.map { .init($0, every: 20) }),
            integrator: .euler, variedParameters: [], backend: backend
        ).collectOne()
        // Brian2 gives a spike the time at which its step begins, we the one at which it ends.
        let steps = run.spikes[0].map { Int(($0 / 0.1).rounded()) - 1 }
        #expect(steps == example.spikeSteps)
        #expect(example.spikeSteps.count > 2, "the run is meant to have spikes")
        for (name, trace) in zip(names, run.traces) {
            let expected = try #require(example.traces[name])
            for (sample, pair) in zip(trace[0], expected).enumerated() {
                // Brian2 computes in SI units, so that every operation rounds differently (2⁻⁵³);
                // 400 steps of stable equations add that up to less than 1e-12.
                #expect(
                    abs(pair.0 - pair.1) <= 1e-11 * max(1, abs(pair.1)),
                    "\(name) at sample \(20 * sample)")
            }
        }
    }
}
