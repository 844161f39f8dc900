import NeuronEquations
import Testing

/// Names that are functions here but not in Brian2 may be variables: a bracket tells them apart.
@Suite struct FunctionNamesAsVariablesTests {
    /// A neuron whose noise follows the power of its signal, with `power` both ways.
    private let signalToNoise = """
        I_noise = noise*ite(Uniform(0, 1)*1000.0/dt > rate_noise, I_noise, Normal(0, 1))
        I_signal = I_base + I_app
        I = I_signal + I_noise*sqrt(power/snr_target)
        tau_power*dpower/dt = power(I_signal, 2) - power
        dv/dt = 0.04*v*v + 5*v + 140 - u + I : min=-100, max=0
        du/dt = 0.02*(0.2*v - u)
        """

    private func signalToNoiseModel() throws -> NeuronModel {
        try NeuronModel(
            equations: signalToNoise, spike: "v >= 0", reset: "v = -65; u += 8; power *= 1",
            parameters: [
                .init("noise", 1), .init("rate_noise", 100), .init("I_base", 2),
                .init("snr_target", 1), .init("tau_power", 20),
            ],
            inputs: ["I_app"])
    }

    @Test func powerIsAVariableAndAFunctionInOneText() throws {
        let model = try signalToNoiseModel()
        #expect(model.form == .annarchy)
        let power = try #require(model.stateVariables.first { $0.name == "power" })
        let values = ["I_signal": 3.0, "power": 4.0, "tau_power": 20.0]
        // (3² − 4)/20.
        #expect(power.derivative.evaluate { values[$0] } == 0.25)
        #expect(try parsedAgain(model) == model)
    }

    @Test(arguments: ["power", "pow", "pos", "neg", "positive", "negative", "fabs", "round"])
    func namesAreFreeInBothForms(name: String) throws {
        for equations in [
            "d\(name)/dt = -\(name)/tau + \(name)(-2.0\(name.hasPrefix("pow") ? ", 2" : ""))",
            "d\(name)/dt = -\(name)/tau : init=0.5",
        ] {
            let model = try NeuronModel(equations: equations, parameters: [.init("tau", 5)])
            #expect(model.stateVariables.map(\.name) == [name])
            #expect(try parsedAgain(model) == model)
        }
        let parameter = try NeuronModel(
            equations: "dv/dt = -\(name)*v", parameters: [.init(name, 2)])
        #expect(parameter.parameters.map(\.name) == [name])
    }

    @Test func aFunctionThatIsNoVariableNeedsItsArguments() {
        #expect(
            mistakes("dv/dt = -power")
                == ["equations, line 1, column 10: \"power\" is a function, expected ( after it"])
        #expect(
            mistakes("dv/dt = -v", reset: "power = 2").first
                == "reset, line 1, column 1: \"power\" is neither defined nor a parameter nor an "
                + "input")
    }

    @Test(arguments: ["exp", "clip", "sqrt", "int", "ite", "min", "randn"])
    func otherFunctionsStayReserved(name: String) {
        let found = mistakes("dv/dt = -\(name)", parameters: [.init(name, 1)])
        #expect(!found.isEmpty)
        #expect(mistakes("d\(name)/dt = 1").count == 1)
    }
}
