import NeuronEquations
import Testing

/// Units in ANNarchy's form: its texts have none, so that numbers in equations fit everywhere, but
/// what is given with a unit must fit everything else that is.
@Suite struct AnnarchyUnitsTests {
    private let leaky = "tau*dv/dt = E_L - v + R*I : init=-65"
    private let numbers: [NeuronModel.Parameter] = [
        .init("tau", 0.01, unit: "s"), .init("E_L", -65, unit: "mV"), .init("R", 0.1, unit: "Gohm"),
    ]

    @Test func unitsOfParametersSayWhatTheRestIs() throws {
        let model = try NeuronModel(equations: leaky, parameters: numbers, inputs: ["I"])
        #expect(model.form == .annarchy && !model.hasCheckedUnits)
        // Converted to the coherent set, exactly: the factors are powers of ten.
        #expect(model.parameters.map(\.value) == [10, -65, 100])
        #expect(model.unitText(of: "v") == "mV")
        #expect(model.unitText(of: "I") == "nA")
        #expect(model.mismatch(.voltage, of: "I") != nil)
        #expect(model.mismatch(.current, of: "I") == nil)
        #expect(try parsedAgain(model) == model)
    }

    @Test func contradictionsAreFound() {
        func found(_ equations: String, _ parameters: [NeuronModel.Parameter]) -> [String] {
            mistakes(
                equations, spike: "v > E_L", reset: "v = E_L", parameters: parameters,
                inputs: ["I"])
        }
        var wrong = numbers
        wrong[2].unit = "mV"
        // R*I is a voltage, so I is a pure number now, and nothing is wrong.
        #expect(found(leaky, wrong) == [])
        wrong[0].unit = "mV"
        #expect(
            found(leaky, wrong)
                == [
                    "equations, line 1, column 5: dv/dt needs mV/ms; found a pure number"
                ])
        #expect(
            found("tau*dv/dt = E_L - v + R : init=0\nw += I", numbers).first
                == "equations, line 1, column 23: found Mohm, expected mV as before \"+\"")
    }

    /// Initial values and bounds in flags count as those outside of the equations do.
    @Test func valuesInFlagsAreCompared() throws {
        let right = "\(leaky), min=E_L"
        let wrong = ["init=R", "init=-65, min=tau", "max=-E_L/R"]
        let model = try NeuronModel(
            equations: right.replacing("init=-65", with: "init=E_L"), parameters: numbers,
            inputs: ["I"])
        #expect(try parsedAgain(model) == model)
        for flags in wrong {
            let found = mistakes(
                leaky.replacing("init=-65", with: flags), parameters: numbers, inputs: ["I"])
            #expect(found.count == 1, "\(flags)")
            #expect(found.first?.contains("\"v\" needs mV") == true, "\(flags): \(found)")
        }
        // Solving for the derivative puts a number into the text that is printed.
        let divided = try NeuronModel(
            equations: "dv/dt/dt = (E_L - v)/x\ndx/dt = -x/tau : init=1",
            parameters: [numbers[0], numbers[1]])
        #expect(try parsedAgain(divided) == divided)
        // What an initial value says of a name is known whether a flag gives it or not.
        let told = try NeuronModel(
            equations: "x = 2*x : init=g*E_L\ndg/dt = -g/tau\ndv/dt = x : init=E_L",
            parameters: [numbers[0], numbers[1]])
        #expect(try parsedAgain(told) == told)
    }

    @Test func numbersInEquationsFitEverywhere() throws {
        let model = try NeuronModel(
            equations: """
                I_v = 0.04*v**2 + 5*v + 140 - u + I + 3.0*exp(-v/24.0)
                dv/dt = I_v : init=-65
                du/dt = a*(b*v - u)
                w *= 2.0
                """,
            spike: "v > 30", reset: "v = c; u += d",
            parameters: [
                .init("a", 0.02, unit: "1/ms"), .init("b", 0.2, unit: "1/ms"),
                .init("c", -65, unit: "mV"), .init("d", 8, unit: "mV/ms"),
            ],
            inputs: ["I"])
        #expect(model.unitText(of: "I") == "mV/ms")
    }

    @Test func textsWithoutUnitsAreNotChecked() throws {
        let model = try NeuronModel(
            equations: "tau*dv/dt = E_L - v + R : init=0",
            parameters: [.init("tau", 10), .init("E_L", -65), .init("R", 1)])
        #expect(model.dimensions.isEmpty)
    }

    /// The units of the catalogue's parameters agree, and they say what the current is, but where
    /// it enters through a root of any degree or belongs to nothing with a unit.
    @Test func inputsOfTheCatalogueHaveUnits() {
        let open = [
            "LeakyIntegrator", "integratorNeuron", "izhikevich2003NoisyBaseNonlin",
            "izhikevich2007CorbitFsiNoisyBase",
        ]
        for model in ModelCatalogue.models where model.form == .annarchy {
            for input in model.inputs where !open.contains(where: model.name.hasPrefix) {
                #expect(model.unitText(of: input) != nil, "\(model.name)")
            }
        }
    }
}
