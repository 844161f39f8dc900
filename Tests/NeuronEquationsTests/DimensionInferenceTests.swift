import NeuronEquations
import Testing

/// What the check finds out about names without unit, and when it is off.
@Suite struct DimensionInferenceTests {
    private let volts = NeuronModel.Parameter("E", -70, unit: "mV")

    // MARK: Membrane area

    @Test func densityAgainstCurrentNamesTheMembraneArea() {
        let found = mistakes(
            "dv/dt = (g*(E - v) + I)/C : volt",
            parameters: [
                volts, .init("g", 0.1, unit: "mS/cm**2"), .init("C", 1, unit: "uF/cm**2"),
                .init("I", 1, unit: "nA"),
            ])
        #expect(
            found == [
                "equations, line 1, column 22: found nA, expected uA/cm**2 as before \"+\"; one is "
                    + "per membrane area and the other is not: multiply or divide by the membrane "
                    + "area, or give both per area"
            ])
        #expect(
            mistakes(
                "dv/dt = (g*(E - v) + I/A)/C : volt",
                parameters: [
                    volts, .init("g", 0.1, unit: "mS/cm**2"), .init("C", 1, unit: "uF/cm**2"),
                    .init("I", 1, unit: "nA"), .init("A", 20_000, unit: "um**2"),
                ]) == [])
    }

    // MARK: Inference

    @Test func namesWithoutUnitTakeWhatTheEquationsNeed() throws {
        let model = try NeuronModel(
            equations: """
                C*dv/dt = g*(E - v) + I + s*xi : volt
                dm/dt = (m_inf - m)/tau_m
                m_inf = 1/(1 + exp((theta - v)/k))
                """,
            spike: "v > limit", reset: "v = E",
            parameters: [
                .init("C", 200, unit: "pF"), .init("g", 0.01), .init("E", -70), .init("s", nil),
                .init("tau_m", 5), .init("theta", -40), .init("k", 5), .init("limit", 0),
            ], inputs: ["I"])
        let units = Dictionary(
            uniqueKeysWithValues: model.parameters.map { ($0.name, $0.unit ?? "") })
        #expect(
            units == [
                "C": "nF", "g": "uS", "E": "mV", "s": "nA*ms**0.5", "tau_m": "ms",
                "theta": "mV", "k": "mV", "limit": "mV",
            ])
        #expect(model.parameters[0].value == 0.2)
        #expect(model.dimensions["m"]?.isNone == true)
        #expect(model.dimensions["m_inf"]?.isNone == true)
        #expect(model.dimensions["I"] == .current)
        #expect(try parsedAgain(model) == model)
    }

    @Test func whatTheEquationsLeaveOpenIsAskedFor() {
        #expect(
            mistakes(
                "dv/dt = a*b*v : volt", parameters: [.init("a", 1), .init("b", 2)]
            ).first == "parameter \"a\": the equations leave open what \"a\" is; give it a unit")
        #expect(
            mistakes(
                "dv/dt = a*b*v : volt", parameters: [.init("a", 1), .init("b", 2, unit: "nS")])
                == [])
    }

    /// Unknowns that are solved in terms of each other, thousands of them, in either order.
    @Test(.timeLimit(.minutes(5)), arguments: [true, false])
    func longChainsOfOpenNamesEnd(isForward: Bool) {
        let count = 2_000
        var lines =
            (0..<count).map { "a\($0) = 0" } + (1..<count).map { "s\($0) = a\($0) + a\($0 - 1)" }
        if !isForward { lines.reverse() }
        let equations = (["dv/dt = a\(count - 1) : volt"] + lines).joined(separator: "\n")
        #expect(mistakes(equations) == [])
    }

    @Test func contradictoryUsesOfAnOpenNameAreFound() {
        #expect(
            mistakes("dv/dt = g*v + g : volt", parameters: [.init("g", 1)]).count == 1)
    }

    // MARK: Off

    @Test func unitsOfParametersAloneConvertWithoutACheck() throws {
        let model = try NeuronModel(
            equations: "dv/dt = 0.04*v**2 + 5*v + 140 - u + R*I\ndu/dt = a*(0.2*v - u)",
            spike: "v > 30", reset: "v = -65; u += 8",
            parameters: [
                .init("R", 0.1, unit: "Gohm"), .init("a", 20, unit: "Hz"),
            ], initial: ["v": "-0.065 V"], inputs: ["I"])
        #expect(!model.hasCheckedUnits)
        #expect(model.parameters.map(\.value) == [100, 0.02])
        #expect(model.parameters.map(\.unit) == ["Mohm", "1/ms"])
        #expect(model.stateVariables[0].initialValue == .number(-65))
        #expect(model.dimensions == ["R": .resistance, "a": .frequency])
    }

    @Test func unitConstantsAloneDoNotTurnTheCheckOn() throws {
        let model = try NeuronModel(
            equations: "dv/dt = (10 - v)/tau", spike: "v > 9", refractory: "5*ms",
            parameters: [.init("tau", 10)])
        #expect(!model.hasCheckedUnits)
    }

    @Test func unitsSurviveOverridingAndPrinting() throws {
        for model in ModelCatalogue.models {
            var copy = model
            try copy.override()
            #expect(copy == model, "\(model.name)")
        }
        let izhikevich = try ModelCatalogue.model(named: "izhikevich2007")
        #expect(izhikevich.hasCheckedUnits)
        #expect(izhikevich.unitSystem == .picoampere)
        #expect(izhikevich.parameters.first { $0.name == "C" }?.value == 100)
        #expect(izhikevich.dimensions["I"] == .current)
    }
}
