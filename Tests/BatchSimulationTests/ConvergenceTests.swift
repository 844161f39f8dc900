import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RealModule
import Testing

/// Orders of convergence, measured.
@Suite struct ConvergenceTests {
    /// A Hodgkin–Huxley-like pair without spikes: smooth, coupled, conditionally linear, with
    /// explicit time and subexpressions; and a linear pair for the method that takes no other.
    private func model(for integrator: Integrator) throws -> NeuronModel {
        let equations =
            if integrator == .exact {
                """
                dx/dt = -x + 0.5*y + sin(t)
                dy/dt = -0.3*x - 0.8*y + cos(2*t)
                """
            } else {
                """
                dx/dt = -x*(1 + square) + sin(t)
                dy/dt = 0.5*cos(x) - y*(0.3 + 0.2*x**2)
                square = y**2
                """
            }
        return try NeuronModel(equations: equations, initial: ["x": "1", "y": "0.5"])
    }

    private func final(
        _ integrator: Integrator, of model: NeuronModel, steps: Int
    ) async throws -> [Double] {
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: 2 / Double(steps), duration: 2,
                recorded: [.init("x", every: steps), .init("y", every: steps)]),
            integrator: integrator, variedParameters: []
        ).collectOne()
        return run.traces.map { $0[0][1] }
    }

    @Test(arguments: Integrator.allCases)
    func globalErrorFallsWithTheOrder(integrator: Integrator) async throws {
        let model = try model(for: integrator)
        let exact = try await final(.rungeKutta4, of: model, steps: 20_000)
        let order: Double =
            switch integrator {
            case .euler, .exponentialEuler, .exponentialEulerStaggered, .exact: 1
            case .rungeKutta2, .heun: 2
            case .rungeKutta4: 4
            }
        #expect(integrator.scheme.order == Int(order))
        // Fine enough for the leading term, coarse enough that rounding (10⁻¹⁵) stays far below.
        let steps = order == 4 ? 40 : 400
        let errors = try await [
            final(integrator, of: model, steps: steps),
            final(integrator, of: model, steps: 2 * steps),
        ]
        .map { zip($0, exact).map { abs($0 - $1) }.max() ?? .nan }
        let measured = Double.log(errors[0] / errors[1]) / Double.log(2)
        #expect(abs(measured - order) <= 0.2, "\(integrator.name): order \(measured)")
    }

    @Test func exponentialEulerIsExactForOneLinearEquation() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = (5 - x)/tau", parameters: [.init("tau", 3)], initial: ["x": "1"])
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(timeStep: 1, duration: 20, recorded: [.init("x")]),
            integrator: .exponentialEuler, variedParameters: []
        ).collectOne()
        for (k, found) in run.traces[0][0].enumerated() {
            // 20 steps of a few roundings each.
            #expect(abs(found - (5 - 4 * Double.exp(-Double(k) / 3))) < 1e-14 * 5 * 20)
        }
    }

    @Test func exponentialEulerTakesAVanishingSlope() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = 2 + b*x", parameters: [.init("b", nil)], initial: ["x": "1"])
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(timeStep: 0.5, duration: 5, recorded: [.init("x")]),
            integrator: .exponentialEuler, variedParameters: ["b"]
        ).collect(.init([[0], [1e-300], [-1e-12]]))
        for trace in run.traces[0] { #expect(abs(trace[10] - 11) < 1e-9) }
    }

    @Test func stimulusIsHeldOverTheStep() async throws {
        let model = try NeuronModel(equations: "dx/dt = I", inputs: ["I"])
        for integrator in Integrator.allCases {
            let run = try await BatchSimulator<Double>(
                model: model,
                experiment: Experiment(
                    timeStep: 1, duration: 4, input: "I",
                    stimulus: Stimulus(
                        .sampled(values: [1, 10, 100, 1_000], interval: 1, start: 0)),
                    recorded: [.init("x"), .init("I")]),
                integrator: integrator, variedParameters: []
            ).collectOne()
            #expect(run.traces[0][0] == [0, 1, 11, 111, 1_111], "\(integrator.name)")
            #expect(run.traces[1][0] == [1, 10, 100, 1_000, 0], "\(integrator.name)")
        }
    }

    @Test func eulerIsUsedWhereNothingIsLinear() throws {
        let simulator = try BatchSimulator<Double>(
            model: ModelCatalogue.model(named: "izhikevich2003"),
            experiment: Experiment(timeStep: 0.1, duration: 1), integrator: .exponentialEuler,
            variedParameters: [], constants: ["I": 0])
        #expect(simulator.variablesAdvancedByEuler == ["v"])
    }

    /// Linear in itself after multiplying out, through brackets, signs and conditions.
    @Test func exponentialEulerFindsWhatIsLinear() throws {
        let model = try NeuronModel(
            equations: """
                dv/dt = (v*2 + v*x)/tau - -(-(v*(x - 3)))/(2*tau) + ite(x > 0, v, 3 - v/2)
                dx/dt = -x
                """,
            parameters: [.init("tau", 2)])
        let simulator = try BatchSimulator<Double>(
            model: model, experiment: Experiment(timeStep: 0.1, duration: 1),
            integrator: .exponentialEuler, variedParameters: [])
        #expect(simulator.variablesAdvancedByEuler.isEmpty)
    }
}
