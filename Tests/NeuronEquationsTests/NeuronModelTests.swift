import NeuronEquations
import Testing

@Suite struct NeuronModelTests {
    private func derivatives(_ model: NeuronModel) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: model.stateVariables.map { ($0.name, "\($0.derivative)") })
    }

    @Test(arguments: [
        ("dv/dt = -v", "-v"), ("10*dv/dt = -v", "-v/10"), ("2*3*dv/dt = -v", "-v/(2*3)"),
        ("dv/dt*4 = -v", "-v/4"), ("dv/dt/4 = -v", "-v/0.25"),
        ("10*dv/dt + v = 3", "(3 - v)/10"), ("v + 2*dv/dt = 0", "-v/2"),
        ("-dv/dt = v", "-v"), ("2*dv / dt = 4", "2"), ("(1 + v)*dv/dt = 4", "4/(1 + v)"),
    ])
    func leftSideIsSolvedForTheDerivative(text: String, derivative: String) throws {
        let model = try NeuronModel(equations: text)
        #expect(derivatives(model) == ["v": derivative], "\(text)")
    }

    @Test func statementsMayStandInAnyOrderAndShape() throws {
        let model = try NeuronModel(
            equations: """
                # a comment
                tau*dv/dt = drive - v : mV (unless refractory)   # another one
                drive = sum_of_all; dw/dt = -w/ms (unless refractory); dq/dt = 1/ms : 1
                sum_of_all = (a
                    + b) \\
                    * w
                """,
            parameters: [.init("tau", 10), .init("a", 1, unit: "mV"), .init("b", nil)])
        #expect(model.stateVariables.map(\.name) == ["v", "w", "q"])
        #expect(model.stateVariables.map(\.unit) == ["mV", nil, "1"])
        #expect(model.stateVariables.map(\.isHeldWhileRefractory) == [true, true, false])
        #expect(model.subexpressions.map(\.name) == ["sum_of_all", "drive"])
        #expect("\(model.subexpressions[0].expression)" == "(a + b)*w")
        #expect(model.parameters[2].value == nil)
        #expect("\(model.expanding(model.stateVariables[0].derivative))" == "((a + b)*w - v)/tau")
        #expect(
            model.dependencies(of: model.stateVariables[0].derivative)
                == ["sum_of_all", "drive", "a", "b", "w", "v", "tau"])
    }

    @Test func windowsLineEndsAndTabsAreBlanks() throws {
        let unix = try NeuronModel(equations: "du/dt = w\nw = -u", initial: ["u": "1"])
        let windows = try NeuronModel(equations: "\tdu/dt =\tw\r\nw = -u\r\n", initial: ["u": "1"])
        #expect(unix == windows)
    }

    /// As word processors write them: no-break and narrow blanks, line and paragraph separators.
    @Test func blanksAndLineEndsOutsideOfASCIICount() throws {
        let plain = try NeuronModel(equations: "du/dt = w\nw = -u\nz = w")
        let typeset = try NeuronModel(
            equations: "du/dt\u{A0}=\u{202F}w\u{2028}w = -u  \\\u{2003}\u{2029}\u{85}z = w")
        #expect(plain == typeset)
    }

    @Test func resetsRunInOrderWithTheirOperators() throws {
        let model = try NeuronModel(
            equations: "dv/dt = 1; du/dt = v", spike: "v > 1 and u < 5",
            reset: "v = 0; u += v\nu -= 2\n\nu *= 3; u /= 4  # done", refractory: "2*dt + hold",
            parameters: [.init("hold", 3)])
        #expect(model.reset.map(\.name) == ["v", "u", "u", "u", "u"])
        #expect(model.reset.map { "\($0.expression)" } == ["0", "u + v", "u - 2", "u*3", "u/4"])
        #expect(model.spikeCondition.map { "\($0)" } == "v > 1 and u < 5")
        #expect(model.refractoryText == "2*dt + hold")
    }

    @Test func initialValuesAreSortedByNeed() throws {
        let model = try NeuronModel(
            equations: """
                dm/dt = m_inf - m
                du/dt = -u
                dV/dt = -V
                m_inf = 1/(1 + exp(-V))
                """,
            initial: ["m": "m_inf", "u": "2*m", "V": "-70"])
        #expect(model.initialOrder == ["V", "m", "u"])
        #expect(model.stateVariables.map(\.name) == ["m", "u", "V"])
        #expect(model.stateVariables[2].initialValue == .number(-70))
    }

    @Test func initialValueIsZeroWhereNoneIsGiven() throws {
        let model = try NeuronModel(equations: "dv/dt = 1")
        #expect(model.stateVariables[0].initialValue == .number(0))
    }

    @Test func noisesAreFoundWhereverTheyAre() throws {
        let model = try NeuronModel(
            equations: "dv/dt = -v + n\nn = xi + 2*xi_slow\ndu/dt = xi_slow - u")
        #expect(model.whiteNoises == ["xi", "xi_slow"])
    }

    @Test func derivedParametersBecomeConstantSubexpressions() throws {
        let model = try NeuronModel(
            equations: "dv/dt = g*(v - y)\ng = 2*k\nw = v",
            parameters: [.init("x", 1), .init("dxy", 2)],
            derived: ["y": "x + dxy", "k": "exp(y)"])
        #expect(model.subexpressions.map(\.name) == ["y", "k", "g", "w"])
        #expect(model.constantSubexpressions == ["y", "k", "g"])
        #expect(model.parameters.map(\.name) == ["x", "dxy"])
    }

    @Test func unitsAreKeptAsTheyWereWritten() throws {
        let model = try NeuronModel(
            equations: "dv/dt = w/ms : µA/cm²  # text\nw = 1*uA/cm2 : µA * cm**(-2)  # text")
        #expect(model.stateVariables[0].unit == "µA/cm²")
        #expect(model.subexpressions[0].unit == "µA * cm**(-2)")
        #expect(try parsedAgain(model) == model)
    }

    @Test(arguments: [
        ("100 Mohm", 100, "Mohm"), ("-70", -70, nil), ("+1.5e-3 1/ms", 1.5e-3, "1/ms"),
        ("- 3 µS/cm²", -3, "µS/cm²"),
    ])
    func parameterReadsItsUnit(text: String, value: Double, unit: String?) throws {
        let parameter = try #require(NeuronModel.Parameter("p", measured: text))
        #expect(parameter.value == value)
        #expect(parameter.unit == unit)
    }

    @Test(arguments: ["x", "2*x", "2 + 3", "", "mV", "3 mV\n4", "1e999 mV", "--3"])
    func otherTextsAreNoMeasuredNumbers(text: String) {
        #expect(NeuronModel.Parameter("p", measured: text) == nil)
    }

    @Test func overridingReplacesNumbersAndInitialValues() throws {
        var model = try ModelCatalogue.model(named: "leakyIntegrateAndFire")
        try model.override(
            parameters: [("tau_m", 20), ("v", -60)],
            derived: [("V_reset", "E_L - drop")], further: ["drop", "R_m", "v"])
        #expect(model.parameters.first { $0.name == "tau_m" }?.value == 20)
        #expect(model.parameters.first { $0.name == "R_m" }?.value == 10)
        #expect(model.parameters.last == NeuronModel.Parameter("drop", nil, unit: "mV"))
        #expect(model.stateVariables[0].initialValue == .number(-60))
        #expect(
            model.subexpressions.map { "\($0.name) = \($0.expression)" } == [
                "V_reset = E_L - drop"
            ])
        #expect(!model.parameters.contains { $0.name == "V_reset" })
        #expect(model.name == "leakyIntegrateAndFire")
    }

    @Test func overridingAnUnknownParameterNamesTheNearest() throws {
        var model = try ModelCatalogue.model(named: "hodgkinHuxley")
        let original = model
        let error = #expect(throws: EquationErrors.self) {
            try model.override(parameters: [("g_NA", 3)])
        }
        #expect(error?.errors.map(\.problem) == [.unusedParameter("g_NA", nearest: "g_Na")])
        #expect(model == original)
    }

    @Test func stateVariablesAreFoundInUnfinishedText() {
        let text = "tau*dv/dt = )\nu = 3\ndw/dt = w +"
        #expect(NeuronModel.stateVariables(in: text) == ["v", "w"])
    }

    /// The example in the documentation of `NeuronModel`.
    @Test func documentedExampleIsAModel() throws {
        let neuron = try NeuronModel(
            equations: """
                tau*dv/dt = v_rest - v + R*I : mV (unless refractory)
                """,
            spike: "v > -50*mV", reset: "v = v_rest", refractory: "2",
            parameters: [
                .init("tau", 10, unit: "ms"), .init("v_rest", -70, unit: "mV"),
                .init("R", 100, unit: "Mohm"),
            ],
            initial: ["v": "v_rest"], inputs: ["I"])
        #expect(neuron.stateVariables[0].isHeldWhileRefractory)
        #expect(try parsedAgain(neuron) == neuron)
    }
}
