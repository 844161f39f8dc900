import NeuronEquations
import Testing

/// Models written with SI units, as users of Brian2 do, are the models of the catalogue.
@Suite struct BrianUnitsTests {
    /// Derivatives by variable for values of variables, inputs and noises.
    private func derivatives(
        _ model: NeuronModel, _ state: [String: Double]
    ) throws -> [String: Double] {
        var known = state
        for parameter in model.parameters { known[parameter.name] = parameter.value }
        var result: [String: Double] = [:]
        for variable in model.stateVariables {
            let value = model.expanding(variable.derivative).evaluate { known[$0] }
            let found: Double = try #require(value, "\(variable.name)")
            result[variable.name] = found
        }
        return result
    }

    private func expectEqualDerivatives(
        _ model: NeuronModel, _ reference: NeuronModel, seed: UInt64,
        state: (inout SplitMix64) -> [String: Double]
    ) throws {
        var generator = SplitMix64(seed: seed)
        for trial in 0..<200 {
            let state = state(&generator)
            let found = try derivatives(model, state)
            for (name, expected) in try derivatives(reference, state) {
                let difference = abs(try #require(found[name]) - expected)
                // A dozen operations of either text are rounded; sums of opposite terms of up to
                // 10⁴ lose as much of their last digits.
                #expect(
                    difference <= 1e-12 * max(1e2, abs(expected)),
                    "seed \(seed), trial \(trial): d\(name)/dt")
            }
        }
    }

    private let izhikevich = """
        dv/dt = (0.04/ms/mV)*v**2 + (5/ms)*v + 140*mV/ms - u + I : volt
        du/dt = a*(b*v - u) : volt/second
        I : volt/second
        a : Hz (constant)
        b : Hz (constant)
        c : volt (constant)
        d : volt/second (constant)
        """

    @Test func izhikevichInVoltsIsThatOfTheCatalogue() throws {
        let model = try NeuronModel(
            equations: izhikevich, spike: "v >= 30*mV", reset: "v = c; u += d",
            parameters: [
                .init("a", 20, unit: "Hz"), .init("b", 0.2, unit: "kHz"),
                .init("c", -0.065, unit: "volt"), .init("d", 8, unit: "volt/second"),
            ],
            initial: ["v": "c", "u": "b*v"], inputs: ["I"])
        let reference = try ModelCatalogue.model(named: "izhikevich2003")
        #expect(model.hasCheckedUnits)
        // Conversions of powers of ten round once: 20/1000 is 0.02.
        #expect(model.parameters.map(\.value) == reference.parameters.map(\.value))
        #expect(model.dimensions == reference.dimensions)
        #expect(model.reset == reference.reset)
        try expectEqualDerivatives(model, reference, seed: 51) { generator in
            [
                "v": .random(in: -90...30, using: &generator),
                "u": .random(in: -20...20, using: &generator),
                "I": .random(in: -20...20, using: &generator),
            ]
        }
        let threshold = try #require(model.spikeCondition)
        #expect(threshold.evaluate { _ in 30 } == 1)
        #expect(threshold.evaluate { _ in 30.0.nextDown } == 0)
        #expect(try parsedAgain(model) == model)
    }

    /// Traub and Miles's rates as in Brian2's examples, with densities.
    @Test func hodgkinHuxleyInSIUnitsIsThatOfTheCatalogue() throws {
        let model = try NeuronModel(
            equations: """
                dV/dt = (g_l*(E_l-V) + g_Na*(m*m*m)*h*(E_Na-V) + g_K*(n*n*n*n)*(E_K-V)
                    + g_M*p*(E_K-V) + I + sigma*xi)/C : volt
                dm/dt = alpha_m*(1-m) - beta_m*m : 1
                dh/dt = alpha_h*(1-h) - beta_h*h : 1
                dn/dt = alpha_n*(1-n) - beta_n*n : 1
                dp/dt = (p_inf - p)/tau_p : 1
                alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-V+VT)/(4*mV))/ms : Hz
                beta_m = 0.28*(mV**-1)*5*mV/exprel((V-VT-40*mV)/(5*mV))/ms : Hz
                alpha_h = 0.128*exp((17*mV-V+VT)/(18*mV))/ms : Hz
                beta_h = 4./(1+exp((40*mV-V+VT)/(5*mV)))/ms : Hz
                alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-V+VT)/(5*mV))/ms : Hz
                beta_n = .5*exp((10*mV-V+VT)/(40*mV))/ms : Hz
                p_inf = 1/(1 + exp(-(V + 35*mV)/(10*mV))) : 1
                tau_p = tau_max/(3.3*exp((V + 35*mV)/(20*mV)) + exp(-(V + 35*mV)/(20*mV))) : second
                I : amp/metre**2
                """,
            spike: "V > -10*mV",
            parameters: [
                .init("g_l", 0.1, unit: "msiemens*cm**-2"), .init("E_l", -0.07, unit: "volt"),
                .init("g_Na", 0.05, unit: "siemens/cm2"), .init("E_Na", 53, unit: "mV"),
                .init("g_K", 50, unit: "siemens/metre**2"), .init("E_K", -107, unit: "mV"),
                .init("g_M", 70, unit: "usiemens/cm^2"), .init("VT", -60, unit: "mV"),
                .init("sigma", 0.1, unit: "uA/cm**2*ms**0.5"),
                .init("C", 0.01, unit: "farad/metre**2"), .init("tau_max", 0.6, unit: "second"),
            ],
            inputs: ["I"])
        let reference = try ModelCatalogue.model(named: "hodgkinHuxley")
        #expect(model.hasCheckedUnits)
        for parameter in reference.parameters {
            let name = parameter.name == "V_T" ? "VT" : parameter.name
            #expect(model.parameters.first { $0.name == name }?.value == parameter.value, "\(name)")
        }
        try expectEqualDerivatives(model, reference, seed: 52) { generator in
            var state = ["V": Double.random(in: -100...60, using: &generator)]
            for name in ["m", "h", "n", "p"] {
                state[name] = Double.random(in: 0...1, using: &generator)
            }
            state["I"] = Double.random(in: -5...5, using: &generator)
            state["xi"] = Double.random(in: -20...20, using: &generator)
            return state
        }
    }

    /// The same currents whether the membrane area stands in the equations or in the numbers.
    @Test func membraneAreaTurnsDensitiesIntoCurrents() throws {
        let model = try NeuronModel(
            equations: """
                dv/dt = (g*A*(E - v) + I)/(C*A) : volt
                I : amp
                A : metre**2
                """,
            parameters: [
                .init("g", 0.1, unit: "mS/cm**2"), .init("C", 1, unit: "uF/cm**2"),
                .init("A", 20_000, unit: "um**2"), .init("E", -70, unit: "mV"),
            ], inputs: ["I"])
        let found = try derivatives(model, ["v": -60, "I": 0.5])
        // −0.1 mS/cm² · 10 mV/(1 µF/cm²) + 500 pA/(200 pF) = (−1 + 2.5) mV/ms; some roundings.
        #expect(abs(try #require(found["v"]) - 1.5) < 1e-14)
    }

    @Test func picoampereSetGivesTheSameRates() throws {
        let parameters: [NeuronModel.Parameter] = [
            .init("C", 200, unit: "pF"), .init("g", 10, unit: "nS"), .init("E", -70, unit: "mV"),
        ]
        let equations = "C*dv/dt = g*(E - v) + I + 50*pA : volt"
        let nano = try NeuronModel(equations: equations, parameters: parameters, inputs: ["I"])
        let pico = try NeuronModel(
            equations: equations, parameters: parameters, inputs: ["I"], unitSystem: .picoampere)
        #expect(pico.parameters.map(\.value) == [200, 10, -70])
        #expect(nano.unitText(of: "I") == "nA" && pico.unitText(of: "I") == "pA")
        let slow = try derivatives(nano, ["v": -60, "I": 0.1])
        let fast = try derivatives(pico, ["v": -60, "I": 100])
        // (−100 + 100 + 50)/200 = 0.25; a few roundings of decimals.
        #expect(abs(try #require(slow["v"]) - 0.25) < 1e-15)
        #expect(abs(try #require(fast["v"]) - 0.25) < 1e-15)
        #expect(try parsedAgain(pico) == pico)
    }

    /// The example in the documentation of `MeasuredNumber` and of `NeuronModel.unitText(of:)`.
    @Test func documentedExamples() throws {
        #expect(try MeasuredNumber(parsing: "0.1 Gohm")?.coherent() == 100)
        #expect(try MeasuredNumber(parsing: "-70")?.coherent() == -70)
        #expect(try MeasuredNumber(parsing: "2*x") == nil)
        #expect(throws: UnitError.self) { try MeasuredNumber(parsing: "3 mv") }
        let neuron = try ModelCatalogue.model(named: "izhikevich2007")
        #expect(neuron.unitText(of: "I") == "pA")
        #expect(neuron.mismatch(.voltage, of: "I") != nil)
        #expect(neuron.mismatch(.current, of: "I") == nil)
    }
}
