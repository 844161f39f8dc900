import NeuronEquations
import Testing

/// What a text in ANNarchy's form means (ANNarchy 5.0.4).
@Suite struct AnnarchyFormTests {
    private func model(_ name: String) throws -> NeuronModel {
        let example = try #require(FormExample.all.first { $0.name == name })
        return try example.model()
    }

    private func variable(
        _ name: String, _ model: NeuronModel
    ) throws -> NeuronModel.StateVariable {
        try #require(model.stateVariables.first { $0.name == name })
    }

    /// Each update as its names, assignments with a sign.
    private func order(_ model: NeuronModel) -> [String] {
        model.updates.map { update in
            switch update {
            case .integration(let names): names.joined(separator: " ")
            case .assignment(let assignment): "\(assignment.name) ="
            }
        }
    }

    @Test func statementsEndBlocksOfEquations() throws {
        let model = try model("noisy Izhikevich")
        #expect(model.form == .annarchy)
        #expect(order(model) == ["g_ampa", "I =", "v u g_gaba", "r ="])
        #expect(model.subexpressions.isEmpty)
        #expect(model.stateVariables.map(\.name) == ["g_ampa", "I", "v", "u", "g_gaba", "r"])
    }

    @Test func flagsDescribeVariables() throws {
        let model = try model("noisy Izhikevich")
        let v = try variable("v", model)
        #expect(v.minimum == .number(-90) && v.maximum == .name("limit"))
        #expect(v.initialValue == .number(-65))
        #expect(try variable("u", model).initialValue.description == "b*v")
        #expect(try variable("u", model).method == .exponential)
        #expect(try variable("g_ampa", model).minimum == .number(0))
        #expect(try variable("r", model).initialValue == .number(0))
        #expect(
            model.parameters.map(\.name) == [
                "a", "b", "c", "d", "tau_refrac", "E_ampa", "limit", "tau_ampa", "rates_noise",
                "increase_noise",
            ])
        #expect(model.parameters[2].value == -65)
    }

    @Test func allButConductancesAreHeld() throws {
        let model = try model("noisy Izhikevich")
        let held = model.stateVariables.filter(\.isHeldWhileRefractory).map(\.name)
        #expect(held == ["I", "v", "u", "g_gaba", "r"])
        // n steps after the spike, one more than Brian2 counts.
        #expect(model.refractoriness == .binary(.add, .name("tau_refrac"), .name("dt")))
        #expect(model.refractoryText == "tau_refrac")
        let free = try NeuronModel(
            equations: "dv/dt = 1 : init=0", spike: "v > 1", reset: "v = 0")
        #expect(free.stateVariables.map(\.isHeldWhileRefractory) == [false])
    }

    @Test func statementsMayChangeAVariableRepeatedly() throws {
        let model = try model("every distribution, in order")
        #expect(
            order(model) == [
                "x =", "x =", "x =", "x =", "x =", "n =", "n =", "is_high =", "y z", "w =", "q",
            ])
        #expect(try variable("x", model).minimum == .number(-3))
        #expect(try variable("n", model).type == .integer)
        #expect(try variable("is_high", model).type == .boolean)
        #expect(try variable("y", model).method == .midpoint)
        #expect(try variable("q", model).method == .rk4)
        guard case .assignment(let last) = model.updates[6] else { return }
        #expect(last.expression.description == "int(n + 0.5)")
        #expect(model.subexpressions.map(\.name) == ["tau_half", "tau"])
    }

    @Test func leftSideIsSolvedForTheDerivative() throws {
        let model = try NeuronModel(
            equations: "tau*dv/dt + v = g*(E - v) : init=1",
            parameterStatements: "tau = 10\ng = 2\nE = -60")
        #expect(model.stateVariables[0].derivative.description == "(g*(E - v) - v)/tau")
    }

    @Test func everyDrawIsASlotOfItsOwn() throws {
        let model = try model("every distribution, in order")
        #expect(
            model.draws.map(\.kind) == [
                .normal, .normal, .uniform, .uniform, .uniform, .uniform, .uniform,
            ])
        #expect(model.draws.map(\.slot) == Array(0..<7))
    }

    @Test(arguments: [
        ("Uniform(-1, 3)", "-1 + 4*rand()"), ("Normal(m, 2)", "m + 2*randn()"),
        ("LogNormal(0.5, s)", "exp(0.5 + s*randn())"), ("Exponential(k)", "-log(rand())/k"),
        ("Gamma(a, b)", "b*gammaQuantile(rand(), a)"), ("Gamma(a)", "gammaQuantile(rand(), a)"),
        ("Binomial(n, p)", "binomialQuantile(rand(), n, p)"),
        ("DiscreteUniform(1, 6)", "1 + floor(6*rand())"),
        ("isnan(x)", "not sign(x) < 2"), ("timestep(x, dt)", "floor(x/dt + 0.001)"),
    ])
    func callsStandForTheirDefinitions(text: String, printed: String) throws {
        #expect(try Expression(parsing: text).description == printed)
    }

    @Test func nanIsFound() throws {
        let isNaN = try Expression(parsing: "isnan(x)")
        for (x, expected) in [
            (Double.nan, 1.0), (0, 0), (-3, 0), (.infinity, 0), (-.infinity, 0),
        ] {
            #expect(isNaN.evaluate { _ in x } == expected, "\(x)")
        }
    }

    @Test func statementsOfParametersAreRead() throws {
        let found = try NeuronModel.parameters(
            inStatements: "tau = 10.0 : population\nE_L = -65 # mV\nn = 3 : int; w = 2*tau")
        #expect(found.parameters.map(\.name) == ["tau", "E_L", "n"])
        #expect(found.parameters.map(\.value) == [10, -65, 3])
        #expect(found.derived.map(\.name) == ["w"] && found.derived[0].expression == "2*tau")
        let error = #expect(throws: EquationErrors.self) {
            try NeuronModel.parameters(inStatements: "a = )\n b + 1; c = 2\n dc/dt = 2")
        }
        #expect(error?.errors.map(\.line) == [1, 2, 3])
    }
}
