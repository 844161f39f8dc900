import NeuronEquations
import Testing

/// A model as a user of either simulator writes it, with everything that the forms have.
struct FormExample: Sendable, CustomTestStringConvertible {
    var name: String
    var form: EquationForm
    var equations: String
    var spike: String?
    var reset: String?
    var refractory: String?
    var parameters: [NeuronModel.Parameter] = []
    var parameterStatements: String?
    var derived: [String: String] = [:]
    var initial: [String: String] = [:]
    var inputs: [String] = []
    /// The form that is said rather than recognised, for texts that could be in either.
    var givenForm: EquationForm?

    var testDescription: String { name }

    func model() throws(EquationErrors) -> NeuronModel {
        try NeuronModel(
            equations: equations, spike: spike, reset: reset, refractory: refractory,
            parameters: parameters, parameterStatements: parameterStatements, derived: derived,
            initial: initial, inputs: inputs, form: givenForm)
    }

    static let all: [FormExample] = [
        FormExample(
            name: "integrate and fire with units", form: .brian2,
            equations: """
                dv/dt = (E_L - v + R*I
                         + 0.5*mV)/tau : volt (unless refractory)
                dtheta/dt = -theta/tau_theta : volt
                R = 1/g_L : ohm (shared)
                g_L : siemens (constant, shared)
                tau : second
                I : amp
                """,
            spike: "v > -50*mV + theta", reset: "v = -70*mV; theta += 2*mV",
            refractory: "5*ms",
            parameters: [.init("E_L", -65, unit: "mV"), .init("tau_theta", 30, unit: "ms")],
            initial: ["v": "E_L"], inputs: ["I"]),
        FormExample(
            name: "channels that end the refractory period", form: .brian2,
            equations: """
                dv/dt = (-60 - v)/(10*ms) + 5*int(not_refractory)/ms + sigma*xi*(10*ms)**-0.5 : 1
                dm/dt = (m_inf - m)/(1 + exp(-(t - lastspike)/(3*ms)))/ms : 1
                m_inf = 1/(1 + exp(-(v + 40)/5)) : 1
                noise = 2*randn() + rand() : 1 (constant over dt)
                is_warm = v + noise > -50 : boolean (constant over dt)
                level = int(v/10 + noise) : integer (constant over dt)
                """,
            spike: "is_warm and rand() < 0.5", reset: "v = -60 - level",
            refractory: "m > 0.5 and not not_refractory or m > 0.25",
            parameters: [.init("sigma", 1)]
        ),
        FormExample(
            name: "Poisson neuron", form: .brian2,
            equations: """
                rate : Hz (constant)
                """,
            spike: "rand() < rate*dt"),
        FormExample(
            name: "variables that only resets change", form: .brian2,
            equations: """
                dv/dt = -v/tau : 1 (unless refractory)
                pause : second
                count : integer
                is_odd : boolean
                """,
            spike: "v > 1", reset: "v = 0; pause += 1*ms; count += 1.5; is_odd = not is_odd",
            refractory: "pause*(1 + rand())",
            parameters: [.init("tau", 10), .init("pause", 2)], initial: ["is_odd": "True"]),
        FormExample(
            name: "noisy Izhikevich", form: .annarchy,
            equations: """
                dg_ampa/dt = ite(Uniform(0.0, 1.0)*1000.0/dt > rates_noise, -g_ampa/tau_ampa,
                    -g_ampa/tau_ampa + increase_noise/dt) : init=0.1, min=0
                I = I_app - neg(g_ampa*(v - E_ampa)) - pos(g_gaba*(v - 0)) : init=1
                dv/dt = 0.04*v^2 + 5*v + 140 - u + I : init=-65, min=-90, max=limit
                du/dt = a*(b*v - u) : init=b*v, exponential
                dg_gaba/dt = -g_gaba/10 : unless_refractory
                r += 1 # samples
                """,
            spike: "v >= 30", reset: "v = c; u += d : unless_refractory", refractory: "tau_refrac",
            parameterStatements: """
                a = 0.02 : population
                b = 0.2; c = -65.0
                d = 8
                tau_refrac = 2.0
                E_ampa = 0
                limit = 40
                tau_ampa = 10
                rates_noise = 5
                increase_noise = 0.4
                """,
            inputs: ["I_app"]),
        FormExample(
            name: "every distribution, in order", form: .annarchy,
            equations: """
                x = Normal(0, s) : min=-3
                x += LogNormal(0.1, 0.2)
                x *= 1 + Exponential(2)
                x -= Gamma(2.5, s); x /= Gamma(2) + 1
                n = Binomial(10, 0.25) + DiscreteUniform(1, 6) : int
                n += 0.5
                is_high = x > 2 or not isnan(x) : bool
                tau*dy/dt + y = if is_high: x else: (if x < 0: 0 else: modulo(x, 2)) : midpoint
                dz/dt = power(y, 2) - fabs(z) : midpoint, float
                w = y : init=3
                dq/dt = w - q : rk4
                """,
            parameters: [.init("s", 1.5)], derived: ["tau": "2*tau_half", "tau_half": "3 + s"]),
        FormExample(
            name: "statements above equations", form: .annarchy,
            equations: """
                r = ite(t > 5, 1, 0) : population
                dmp/dt = (r - mp)/tau : explicit
                """,
            parameters: [.init("tau", 10)]),
    ]
}
