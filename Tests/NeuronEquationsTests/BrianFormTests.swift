import NeuronEquations
import Testing

/// What a text in Brian2's form means. The rules of its refractory period were compared with
/// Brian2 2.9.0: a threshold crossed every third step with `refractory=2*ms` and dt = 0.1 ms spikes
/// every 22 steps, 19 of them held.
@Suite struct BrianFormTests {
    private func model(_ name: String) throws -> NeuronModel {
        let example = try #require(FormExample.all.first { $0.name == name })
        return try example.model()
    }

    private func variable(
        _ name: String, _ model: NeuronModel
    ) throws -> NeuronModel.StateVariable {
        try #require(model.stateVariables.first { $0.name == name })
    }

    @Test func declarationsGiveUnitsAndPlaces() throws {
        let model = try model("integrate and fire with units")
        #expect(model.form == .brian2)
        #expect(model.parameters.map(\.name) == ["E_L", "tau_theta", "g_L", "tau"])
        #expect(model.parameters.map(\.unit) == ["mV", "ms", "uS", "ms"])
        #expect(model.parameters.map(\.value) == [-65, 30, nil, nil])
        #expect(model.inputs == ["I"])
        #expect(model.inputUnits == ["I": "amp"])
        #expect(model.stateVariables.map(\.isHeldWhileRefractory) == [true, false])
        #expect(model.stateVariables.map(\.unit) == ["volt", "volt"])
        #expect(model.updates == [.integration(["v", "theta"])])
    }

    @Test func unitsAreNumbersInTheCoherentSet() throws {
        let model = try model("integrate and fire with units")
        let threshold = try #require(model.spikeCondition)
        #expect(threshold.description == "v > -50*mV + theta")
        #expect(threshold.evaluate { ["v": -47.5, "theta": 2][$0] } == 1)
        #expect(threshold.evaluate { ["v": -48.5, "theta": 2][$0] } == 0)
        #expect(threshold.names == ["v", "theta"])
        for (text, value) in [
            ("dv/dt = 3*nS", 3e-3), ("dv/dt = 2*volt", 2e3), ("dv/dt = 100*Hz", 0.1),
            ("dv/dt = 10*Mohm", 10), ("dv/dt = 5*pF", 5e-3), ("dv/dt = 4*usecond", 4e-3),
        ] {
            let derivative = try NeuronModel(equations: text).stateVariables[0].derivative
            let found = try #require(derivative.evaluate { _ in nil })
            // One product of a number and a power of ten, each rounded once.
            #expect(abs(found - value) <= 2 * value.ulp, "\(text)")
        }
    }

    @Test func namesOfTheModelWinOverUnits() throws {
        let model = try NeuronModel(
            equations: "dv/dt = mV*v", parameters: [.init("mV", 3)])
        #expect(model.stateVariables[0].derivative == .binary(.multiply, .name("mV"), .name("v")))
    }

    @Test func lineEndsNextToOperatorsAreBlanks() throws {
        let text = """
            dv/dt = a
                + b *
                v
              - 3
              : second
              (unless refractory)
            a = 1 if v > 0
                else 2 : 1
            b = 3/second
            """
        let model = try NeuronModel(equations: text)
        #expect(model.stateVariables[0].derivative.description == "a + b*v - 3")
        #expect(model.stateVariables[0].unit == "second")
        #expect(model.stateVariables[0].isHeldWhileRefractory)
        #expect(model.subexpressions.map(\.name) == ["a", "b"])
    }

    @Test func constantOverTheStepIsComputedFirst() throws {
        let model = try NeuronModel(
            equations: """
                dv/dt = (late - v)/ms : 1
                late = 2*early + s : 1 (constant over dt)
                s = early**2 : 1
                early = v + rand() : 1 (constant over dt, shared)
                """)
        let assignments = model.updates.compactMap { update in
            if case .assignment(let assignment) = update { assignment } else { nil }
        }
        #expect(
            assignments.map { "\($0.name) = \($0.expression)" } == [
                "early = v + rand()", "late = 2*early + s",
            ])
        #expect(model.updates.last == .integration(["v"]))
        #expect(model.subexpressions.map(\.name) == ["s"])
        // Without random numbers the value holds from the start.
        #expect(try variable("late", model).initialValue == expression("2*early + s"))
        #expect(try variable("early", model).initialValue == .number(0))
    }

    private func expression(_ text: String) throws -> Expression {
        try Expression(parsing: text)
    }

    @Test func conditionsTypesAndSpikeTimesAreKnown() throws {
        let model = try model("channels that end the refractory period")
        #expect(try variable("is_warm", model).type == .boolean)
        #expect(try variable("level", model).type == .integer)
        #expect(model.spikeCondition?.names == ["is_warm"])
        #expect(model.refractoriness?.isCondition == true)
        #expect(try variable("v", model).derivative.names.contains("not_refractory"))
        #expect(try variable("m", model).derivative.names.contains("lastspike"))
        // noise has two, the spike condition one.
        #expect(
            model.draws == [
                .init(.normal, slot: 0), .init(.uniform, slot: 1), .init(.uniform, slot: 2),
            ])
    }

    @Test func resetsChangeDeclaredVariables() throws {
        let model = try model("variables that only resets change")
        #expect(model.stateVariables.map(\.name) == ["v", "pause", "count", "is_odd"])
        #expect(model.stateVariables.map(\.type) == [.real, .real, .integer, .boolean])
        #expect(try variable("pause", model).initialValue == .number(2))
        #expect(try variable("pause", model).derivative == .number(0))
        #expect(try variable("is_odd", model).initialValue.evaluate { _ in nil } == 1)
        #expect(
            model.reset.map { "\($0.name) = \($0.expression)" } == [
                "v = 0", "pause = pause + 1*ms", "count = int(count + 1.5)", "is_odd = not is_odd",
            ])
        #expect(model.parameters.map(\.name) == ["tau"])
        #expect(model.updates == [.integration(["v", "pause", "count", "is_odd"])])
        #expect(model.refractoryText == "pause*(1 + rand())")
    }

    @Test func spikingNeedsNoDifferentialEquation() throws {
        let model = try model("Poisson neuron")
        #expect(model.stateVariables.isEmpty && model.updates.isEmpty)
        #expect(model.draws == [.init(.uniform, slot: 0)])
        #expect(model.parameters == [.init("rate", nil, unit: "1/ms")])
    }
}
