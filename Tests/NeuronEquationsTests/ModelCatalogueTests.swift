import NeuronEquations
import RealModule
import Testing

@Suite struct ModelCatalogueTests {
    /// Derivatives by variable, for values of everything else.
    private func derivatives(
        _ model: NeuronModel, _ values: [String: Double]
    ) throws -> [String: Double] {
        var known = values
        for parameter in model.parameters where known[parameter.name] == nil {
            known[parameter.name] = parameter.value
        }
        var result: [String: Double] = [:]
        for variable in model.stateVariables {
            let value = model.expanding(variable.derivative).evaluate { known[$0] }
            let found: Double = try #require(value, "\(model.name) \(variable.name)")
            result[variable.name] = found
        }
        return result
    }

    /// Initial values, each from those before it.
    private func initialValues(_ model: NeuronModel) throws -> [String: Double] {
        var known = Dictionary(
            uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value ?? .nan) }
                + model.inputs.map { ($0, 0) })
        for name in model.initialOrder {
            let variable = try #require(model.stateVariables.first { $0.name == name })
            known[name] = model.expanding(variable.initialValue).evaluate { known[$0] }
        }
        return known.filter { model.initialOrder.contains($0.key) }
    }

    @Test func namesAreUniqueAndEveryModelIsDescribed() {
        #expect(Set(ModelCatalogue.models.map(\.name)).count == ModelCatalogue.models.count)
        for model in ModelCatalogue.models {
            #expect(!model.summary.isEmpty && !model.source.isEmpty, "\(model.name)")
            for parameter in model.parameters {
                #expect(parameter.value != nil && parameter.unit != nil, "\(parameter.name)")
                #expect(!parameter.summary.isEmpty, "\(parameter.name)")
            }
        }
    }

    @Test func unknownModelNamesTheNearest() {
        #expect {
            try ModelCatalogue.model(named: "izhikevic2003")
        } throws: { error in
            guard
                case .unknownModel("izhikevic2003", let nearest, let known)? =
                    error as? CatalogueError
            else { return false }
            return nearest == "izhikevich2003" && known.count == ModelCatalogue.models.count
        }
    }

    @Test(arguments: ModelCatalogue.models)
    func printedModelParsesToAnEqualOne(model: NeuronModel) throws {
        #expect(try parsedAgain(model) == model)
    }

    @Test(arguments: ModelCatalogue.models)
    func initialValuesAreFinite(model: NeuronModel) throws {
        for (name, value) in try initialValues(model) {
            #expect(value.isFinite, "\(model.name): \(name)")
        }
    }

    @Test func izhikevich2003IsAsPublished() throws {
        let model = try ModelCatalogue.model(named: "izhikevich2003")
        let found = try derivatives(model, ["v": -60, "u": -12, "I": 10])
        // 0.04·3600 − 300 + 140 + 12 + 10 = 6; 0.02·(0.2·(−60) + 12) = 0. Up to rounding.
        #expect(abs(try #require(found["v"]) - 6) < 1e-12)
        #expect(abs(try #require(found["u"])) < 1e-12)
        #expect(try initialValues(model) == ["v": -65, "u": -13])
        #expect(model.reset.map { "\($0.name) = \($0.expression)" } == ["v = c", "u = u + d"])
    }

    @Test func izhikevich2007IsAsPublished() throws {
        let model = try ModelCatalogue.model(named: "izhikevich2007")
        let found = try derivatives(model, ["v": -50, "u": 5, "I": 70])
        // (0.7·10·(−10) − 5 + 70)/100 = −0.05; 0.03·(−2·10 − 5) = −0.75.
        #expect(abs(try #require(found["v"]) + 0.05) < 1e-12)
        #expect(abs(try #require(found["u"]) + 0.75) < 1e-12)
    }

    @Test func adaptiveExponentialIsAsPublished() throws {
        let model = try ModelCatalogue.model(named: "adaptiveExponential")
        let found = try derivatives(model, ["v": -48.4, "w": 100, "I": 500])
        // At v = V_T + Δ_T the exponential is e: (−30·22.2 + 60e − 100 + 500)/281; (4·22.2 − 100)/144.
        let expected = (-30 * 22.2 + 60 * Double.exp(1) + 400) / 281
        #expect(abs(try #require(found["v"]) - expected) < 1e-12)
        #expect(abs(try #require(found["w"]) + 11.2 / 144) < 1e-12)
    }

    @Test func leakyIntegrateAndFireRelaxesWithItsTimeConstant() throws {
        let model = try ModelCatalogue.model(named: "leakyIntegrateAndFire")
        let found = try derivatives(model, ["v": -55, "I": 1.5])
        #expect(abs(try #require(found["v"]) - 0.5) < 1e-12)
        #expect(model.stateVariables[0].isHeldWhileRefractory)
        #expect(model.refractoriness == .name("tau_ref"))
    }

    // MARK: Hodgkin–Huxley

    /// The model of Pospischil et al. (2008) as their equations have it, by hand.
    private func byHand(_ s: [String: Double]) throws -> [String: Double] {
        func efun(_ z: Double) -> Double { abs(z) < 1e-4 ? 1 - z / 2 : z / (.exp(z) - 1) }
        let (V, m, h) = (try #require(s["V"]), try #require(s["m"]), try #require(s["h"]))
        let (n, p, I) = (try #require(s["n"]), try #require(s["p"]), try #require(s["I"]))
        let u = V + 60
        let am = 0.32 * efun(-0.25 * (u - 13)) / 0.25
        let bm = 0.28 * efun(0.2 * (u - 40)) / 0.2
        let ah = 0.128 * Double.exp(-(u - 17) / 18)
        let bh = 4 / (1 + Double.exp(-0.2 * (u - 40)))
        let an = 0.032 * efun(-0.2 * (u - 15)) / 0.2
        let bn = 0.5 * Double.exp(-(u - 10) / 40)
        let pInf = 1 / (1 + Double.exp(-0.1 * (V + 35)))
        let tauP = 600 / (3.3 * Double.exp(0.05 * (V + 35)) + Double.exp(-0.05 * (V + 35)))
        let leak = 0.1 * (-70 - V)
        let sodium = 50 * m * m * m * h * (53 - V)
        let potassium = 5 * n * n * n * n * (-107 - V) + 0.07 * p * (-107 - V)
        return [
            "V": leak + sodium + potassium + I + 0.1 * (try #require(s["xi"])),
            "m": am * (1 - m) - bm * m, "h": ah * (1 - h) - bh * h,
            "n": an * (1 - n) - bn * n, "p": (pInf - p) / tauP,
        ]
    }

    private func randomState(_ generator: inout SplitMix64) -> [String: Double] {
        var state = ["V": Double.random(in: -100...60, using: &generator)]
        for name in ["m", "h", "n", "p"] {
            state[name] = Double.random(in: 0...1, using: &generator)
        }
        state["I"] = Double.random(in: -5...5, using: &generator)
        state["xi"] = Double.random(in: -20...20, using: &generator)
        return state
    }

    @Test func hodgkinHuxleyIsAsPublished() throws {
        let model = try ModelCatalogue.model(named: "hodgkinHuxley")
        #expect(model.stateVariables.map(\.name) == ["V", "m", "h", "n", "p"])
        let seed: UInt64 = 11
        var generator = SplitMix64(seed: seed)
        for trial in 0..<200 {
            let state = randomState(&generator)
            let found = try derivatives(model, state)
            for (name, expected) in try byHand(state) {
                // The published form cancels digits of eᶻ − 1 down to |z| = 1e-4.
                let difference = abs(try #require(found[name]) - expected)
                #expect(
                    difference <= 1e-10 * max(1, abs(expected)),
                    "seed \(seed), trial \(trial): d\(name)/dt")
            }
        }
    }

    @Test func hodgkinHuxleyGatesStartAtTheirSteadyStates() throws {
        let model = try ModelCatalogue.model(named: "hodgkinHuxley")
        var start = try initialValues(model)
        #expect(start["V"] == -70)
        start.merge(["I": 0, "xi": 0]) { $1 }
        let found = try derivatives(model, start)
        for gate in ["m", "h", "n", "p"] {
            // Rates are at most 20/ms; the two terms that cancel are rounded.
            #expect(abs(try #require(found[gate])) < 1e-14, "\(gate)")
        }
    }

    /// The rates z/(eᶻ − 1) written literally mean the same as with `exprel`.
    @Test func literalRatesMeanTheSame() throws {
        let model = try NeuronModel(
            equations: """
                u = V - V_T
                C*dV/dt = g_l*(E_l - V) + g_Na*m**3*h*(E_Na - V) + g_K*n**4*(E_K - V) + \
                g_M*p*(E_K - V) + I + sigma*xi
                dm/dt = alpha_m*(1 - m) - beta_m*m
                dh/dt = alpha_h*(1 - h) - beta_h*h
                dn/dt = alpha_n*(1 - n) - beta_n*n
                dp/dt = (p_inf - p)/tau_p
                alpha_m = 0.32*(13 - u)/(exp((13 - u)/4) - 1)
                beta_m = 0.28*(u - 40)/(exp((u - 40)/5) - 1)
                alpha_h = 0.128*exp((17 - u)/18)
                beta_h = 4/(1 + exp((40 - u)/5))
                alpha_n = 0.032*(15 - u)/(exp((15 - u)/5) - 1)
                beta_n = 0.5*exp((10 - u)/40)
                p_inf = 1/(1 + exp(-(V + 35)/10))
                tau_p = tau_max/(3.3*exp((V + 35)/20) + exp(-(V + 35)/20))
                """,
            spike: "V > -10",
            parameters: [
                .init("C", 1), .init("g_l", 0.1), .init("E_l", -70), .init("V_T", -60),
                .init("sigma", 0.1), .init("g_Na", 50), .init("g_K", 5), .init("g_M", 0.07),
                .init("tau_max", 600), .init("E_Na", 53), .init("E_K", -107),
            ],
            initial: ["V": "-70", "m": "alpha_m/(alpha_m + beta_m)"], inputs: ["I"])
        let ours = try ModelCatalogue.model(named: "hodgkinHuxley")
        var generator = SplitMix64(seed: 5)
        for _ in 0..<100 {
            let state = randomState(&generator)
            let found = try derivatives(model, state)
            for (name, expected) in try derivatives(ours, state) {
                // Digits of eᶻ − 1 cancel near z = 0, at worst to 1e-4 here.
                let difference = abs(try #require(found[name]) - expected)
                #expect(difference <= 1e-10 * max(1, abs(expected)), "d\(name)/dt")
            }
        }
    }

    /// Exponential Euler needs dV/dt and every gate linear in its own variable.
    @Test func hodgkinHuxleyIsLinearInEachOfItsVariables() throws {
        let model = try ModelCatalogue.model(named: "hodgkinHuxley")
        let gates = model.stateVariables.filter { $0.name != "V" }
        for gate in gates {
            let whole = model.expanding(gate.derivative)
            #expect(whole.linearDecomposition(in: gate.name) != nil, "\(gate.name)")
        }
        let voltage = try #require(model.stateVariables.first)
        let parts = try #require(
            model.expanding(voltage.derivative).linearDecomposition(in: "V"))
        #expect(
            "\(parts.slope)" == "(-g_l - g_Na*m**3*h - g_K*n**4 - g_M*p)/C")
    }
}
