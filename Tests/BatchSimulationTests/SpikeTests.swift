import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RealModule
import Testing

/// Spikes, resets and refractory periods.
@Suite struct SpikeTests {
    private func integrateAndFire(refractory: String? = nil) throws -> NeuronModel {
        try NeuronModel(
            equations: "tau*dv/dt = -v + I (unless refractory)", spike: "v > 1", reset: "v = 0",
            refractory: refractory, parameters: [.init("tau", 10)], inputs: ["I"])
    }

    @Test(arguments: [0.0, 3.0])
    func firingRateIsTheClosedForm(refractory: Double) async throws {
        let model = try NeuronModel(
            equations: "tau*dv/dt = -v + I (unless refractory)", spike: "v > 1", reset: "v = 0",
            refractory: "t_ref", parameters: [.init("tau", 10), .init("t_ref", refractory)],
            inputs: ["I"])
        let timeStep = 0.01
        let currents = [1.1, 1.5, 2, 5]
        let run = try await BatchSimulator<Double>(
            model: model, experiment: Experiment(timeStep: timeStep, duration: 1_000),
            integrator: .exponentialEuler, variedParameters: ["I"]
        ).collect(Matrix(rows: 4, columns: 1, elements: currents))
        for (spikes, current) in zip(run.spikes, currents) {
            // n steps of refractoriness begin with the step of the spike: n − 1 follow it.
            let held = max(0, refractory - timeStep)
            let period = held + 10 * Double.log(current / (current - 1))
            // Exponential Euler is exact here, so that only the grid shifts a spike: to the first
            // sample above the threshold, the same shift in every interval.
            let onGrid = (period / timeStep).rounded(.up) * timeStep
            #expect(abs(spikes[0] - (onGrid - held)) < 1e-9)
            for (previous, next) in zip(spikes, spikes.dropFirst()) {
                #expect(abs(next - previous - onGrid) < 1e-9)
            }
        }
    }

    @Test func passiveMembraneChargesExponentially() async throws {
        let model = try NeuronModel(
            equations: "C*dV/dt = -g*(V - E) + I",
            parameters: [.init("C", 100), .init("g", 5), .init("E", -70)],
            initial: ["V": "E"], inputs: ["I"])
        for (integrator, tolerance) in [
            (Integrator.exponentialEuler, 1e-11), (.rungeKutta4, 1e-9), (.euler, 5e-2),
        ] {
            let run = try await BatchSimulator<Double>(
                model: model,
                experiment: Experiment(
                    timeStep: 0.1, duration: 100, input: "I",
                    stimulus: Stimulus(.step(start: 10, stop: 200, amplitude: 50)),
                    recorded: [.init("V", every: 10)]),
                integrator: integrator, variedParameters: []
            ).collectOne()
            for (sample, found) in run.traces[0][0].enumerated() {
                let time = max(0, Double(sample) - 10)
                // Euler: half of dt/τ = 1/200 of 10 mV, at most 1/e of it, twice for safety.
                #expect(abs(found - (-70 + 10 * (1 - Double.exp(-time / 20)))) < tolerance)
            }
        }
    }

    @Test func recordedValueIsTheOneAfterTheReset() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = 1\ndy/dt = 0\nz = 100*x + y", spike: "x >= 3",
            reset: "y = y + 10*x; x = x - 2.5; y = y + x")
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: 1, duration: 5,
                recorded: [.init("x"), .init("y"), .init("z"), .init("x", every: 2)]),
            integrator: .euler, variedParameters: []
        ).collectOne()
        #expect(run.traces[0][0] == [0, 1, 2, 0.5, 1.5, 2.5])
        #expect(run.traces[1][0] == [0, 0, 0, 30.5, 30.5, 30.5])
        #expect(run.traces[2][0] == [0, 100, 200, 80.5, 180.5, 280.5])
        #expect(run.traces[3][0] == [0, 2, 1.5])
        #expect(run.spikes[0] == [3])
    }

    @Test func resetStatementsMayExchangeVariables() async throws {
        let model = try NeuronModel(
            equations: "da/dt = 1\ndb/dt = 0\ndc/dt = 0", spike: "a > 1.5",
            reset: "c = a; a = b; b = c", initial: ["b": "-7"])
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: 1, duration: 3, recorded: ["a", "b", "c"].map { .init($0) }),
            integrator: .euler, variedParameters: []
        ).collectOne()
        #expect(run.traces.map { $0[0] } == [[0, 1, -7, -6], [-7, -7, 2, 2], [0, 0, 2, 2]])
    }

    /// Compared with Brian2 2.9.0, which has the same numbers of steps.
    @Test func refractoryPeriodIsTheShortestInterval() async throws {
        // The input is so large that v passes the threshold in one step.
        for (period, steps) in [
            ("0", 1), ("0.1", 1), ("2", 20), ("2.09", 20), ("2.1", 21), ("0.3", 3),
        ] {
            let run = try await BatchSimulator<Double>(
                model: integrateAndFire(refractory: period),
                experiment: Experiment(
                    timeStep: 0.1, duration: 10, recorded: [.init("v")]),
                integrator: .euler, variedParameters: [], constants: ["I": 1_000]
            ).collectOne()
            let indices = run.spikes[0].map { Int(($0 / 0.1).rounded()) }
            #expect(indices == Array(stride(from: 1, through: 100, by: steps)), "\(period) ms")
            #expect(run.traces[0][0].allSatisfy { $0 == 0 }, "held at the reset")
        }
    }

    @Test func variablesWithoutTheMarkGoOnWhileRefractory() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = 1 (unless refractory)\ndy/dt = 1", spike: "x > 0.5",
            reset: "x = 0", refractory: "2")
        for integrator in Integrator.allCases {
            let run = try await BatchSimulator<Double>(
                model: model,
                experiment: Experiment(
                    timeStep: 1, duration: 6, recorded: [.init("x"), .init("y")]),
                integrator: integrator, variedParameters: []
            ).collectOne()
            #expect(run.spikes[0] == [1, 3, 5], "\(integrator.name)")
            #expect(run.traces[0][0] == [0, 0, 0, 0, 0, 0, 0], "\(integrator.name)")
            #expect(run.traces[1][0] == [0, 1, 2, 3, 4, 5, 6], "\(integrator.name)")
        }
    }

    @Test func withoutResetASpikeIsAnUpwardCrossing() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = 0\ny = x + I", spike: "y > 1", inputs: ["I"])
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: 1, duration: 8, input: "I",
                stimulus: Stimulus(
                    .sampled(values: [5, 5, 0, 5, 5, 5, 0, 5, 0], interval: 1, start: 0)),
                recorded: [.init("y")]),
            integrator: .euler, variedParameters: []
        ).collectOne()
        // The first sample is above already, which is no crossing; the step from sample 3 is the
        // first that sees the second rise.
        #expect(run.spikes[0] == [4, 8])
    }

    @Test func spikesAreNotKeptWhereNobodyAsks() async throws {
        let run = try await BatchSimulator<Double>(
            model: integrateAndFire(),
            experiment: Experiment(
                timeStep: 0.1, duration: 30, recorded: [.init("v")], recordsSpikes: false),
            integrator: .euler, variedParameters: [], constants: ["I": 2]
        ).collectOne()
        #expect(run.spikes[0].isEmpty)
        #expect(run.traces[0][0].allSatisfy { $0 <= 1 }, "the reset happens all the same")
    }
}
