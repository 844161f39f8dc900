/// Models that every textbook has, with the numbers of their publications.
extension ModelCatalogue {
    static let classicalModels = [
        squidAxon, connorStevens, morrisLecar, fitzHughNagumo, wangBuzsaki,
    ]

    /// Hodgkin and Huxley (1952), with the resting potential at −65 mV instead of 0.
    private static let squidAxon = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "squidAxon", summary: "the squid giant axon of Hodgkin and Huxley",
            source: "Hodgkin and Huxley (1952), Journal of Physiology 117:500, eqs. 7-26",
            equations: """
                C*dv/dt = g_Na*m**3*h*(E_Na - v) + g_K*n**4*(E_K - v) + g_L*(E_L - v) + I
                dm/dt = alpha_m*(1 - m) - beta_m*m
                dh/dt = alpha_h*(1 - h) - beta_h*h
                dn/dt = alpha_n*(1 - n) - beta_n*n
                alpha_m = 0.1*(v + 40)/(1 - exp(-(v + 40)/10))
                beta_m = 4*exp(-(v + 65)/18)
                alpha_h = 0.07*exp(-(v + 65)/20)
                beta_h = 1/(1 + exp(-(v + 35)/10))
                alpha_n = 0.01*(v + 55)/(1 - exp(-(v + 55)/10))
                beta_n = 0.125*exp(-(v + 65)/80)
                """,
            spike: "v > 0",
            parameters: [
                .init("C", 1, unit: "uF/cm**2", "membrane capacitance"),
                .init("g_Na", 120, unit: "mS/cm**2", "sodium conductance"),
                .init("g_K", 36, unit: "mS/cm**2", "potassium conductance"),
                .init("g_L", 0.3, unit: "mS/cm**2", "leak conductance"),
                .init("E_Na", 50, unit: "mV", "sodium reversal potential"),
                .init("E_K", -77, unit: "mV", "potassium reversal potential"),
                .init("E_L", -54.4, unit: "mV", "leak reversal potential"),
            ],
            initial: steadyStates("v", -65, ["m", "h", "n"]), inputs: ["I"])
    }

    /// Connor and Stevens (1971) in the form of Dayan and Abbott (2001), section 6.6.
    private static let connorStevens = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "connorStevens",
            summary: "Hodgkin-Huxley neuron with a transient potassium (A) current, type I",
            source: "Connor and Stevens (1971); Dayan and Abbott (2001), "
                + "Theoretical Neuroscience, MIT Press, section 6.6",
            equations: """
                C*dv/dt = g_L*(E_L - v) + g_Na*m**3*h*(E_Na - v) + g_K*n**4*(E_K - v) \\
                    + g_A*a**3*b*(E_A - v) + I
                dm/dt = alpha_m*(1 - m) - beta_m*m
                dh/dt = alpha_h*(1 - h) - beta_h*h
                dn/dt = alpha_n*(1 - n) - beta_n*n
                da/dt = (a_inf - a)/tau_a
                db/dt = (b_inf - b)/tau_b
                alpha_m = 0.38*(v + 29.7)/(1 - exp(-0.1*(v + 29.7)))
                beta_m = 15.2*exp(-0.0556*(v + 54.7))
                alpha_h = 0.266*exp(-0.05*(v + 48))
                beta_h = 3.8/(1 + exp(-0.1*(v + 18)))
                alpha_n = 0.02*(v + 45.7)/(1 - exp(-0.1*(v + 45.7)))
                beta_n = 0.25*exp(-0.0125*(v + 55.7))
                a_inf = (0.0761*exp(0.0314*(v + 94.22))/(1 + exp(0.0346*(v + 1.17))))**(1/3)
                tau_a = 0.3632 + 1.158/(1 + exp(0.0497*(v + 55.96)))
                b_inf = (1/(1 + exp(0.0688*(v + 53.3))))**4
                tau_b = 1.24 + 2.678/(1 + exp(0.0624*(v + 50)))
                """,
            spike: "v > 0",
            parameters: [
                .init("C", 1, unit: "uF/cm**2", "membrane capacitance"),
                .init("g_L", 0.3, unit: "mS/cm**2", "leak conductance"),
                .init("g_Na", 120, unit: "mS/cm**2", "sodium conductance"),
                .init("g_K", 20, unit: "mS/cm**2", "delayed-rectifier conductance"),
                .init("g_A", 47.7, unit: "mS/cm**2", "conductance of the A current"),
                .init("E_L", -17, unit: "mV", "leak reversal potential"),
                .init("E_Na", 55, unit: "mV", "sodium reversal potential"),
                .init("E_K", -72, unit: "mV", "reversal potential of the delayed rectifier"),
                .init("E_A", -75, unit: "mV", "reversal potential of the A current"),
            ],
            initial: steadyStates("v", -68, ["m", "h", "n"]).merging(
                ["a": "a_inf", "b": "b_inf"]) { first, _ in first },
            inputs: ["I"])
    }

    /// Morris and Lecar (1981), with the numbers of Ermentrout and Terman (2010), table 3.1, Hopf
    /// regime.
    private static let morrisLecar = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "morrisLecar", summary: "calcium and potassium oscillations in two variables",
            source: "Morris and Lecar (1981), Biophysical Journal 35:193; numbers of "
                + "Ermentrout and Terman (2010), table 3.1",
            equations: """
                C*dv/dt = g_L*(E_L - v) + g_Ca*m_inf*(E_Ca - v) + g_K*w*(E_K - v) + I
                dw/dt = phi*(w_inf - w)/tau_w
                m_inf = 0.5*(1 + tanh((v - v1)/v2))
                w_inf = 0.5*(1 + tanh((v - v3)/v4))
                tau_w = 1/cosh((v - v3)/(2*v4))
                """,
            spike: "v > 0",
            parameters: [
                .init("C", 20, unit: "uF/cm**2", "membrane capacitance"),
                .init("g_L", 2, unit: "mS/cm**2", "leak conductance"),
                .init("g_Ca", 4.4, unit: "mS/cm**2", "calcium conductance"),
                .init("g_K", 8, unit: "mS/cm**2", "potassium conductance"),
                .init("E_L", -60, unit: "mV", "leak reversal potential"),
                .init("E_Ca", 120, unit: "mV", "calcium reversal potential"),
                .init("E_K", -84, unit: "mV", "potassium reversal potential"),
                .init("v1", -1.2, unit: "mV", "half activation of calcium"),
                .init("v2", 18, unit: "mV", "slope of its activation"),
                .init("v3", 2, unit: "mV", "half activation of potassium"),
                .init("v4", 30, unit: "mV", "slope of its activation"),
                .init("phi", 0.04, unit: "1/ms", "rate of w"),
            ],
            initial: ["v": "-60", "w": "w_inf"], inputs: ["I"])
    }

    /// FitzHugh (1961), equations 1 and 2, with the sign of v turned as is usual.
    private static let fitzHughNagumo = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "fitzHughNagumo", summary: "excitable system with a cubic nullcline",
            source: "FitzHugh (1961), Biophysical Journal 1:445; Nagumo et al. (1962)",
            equations: """
                dv/dt = v - v**3/3 - w + I
                dw/dt = (v + a - b*w)/tau
                """,
            spike: "v > 1",
            parameters: [
                .init("a", 0.7, unit: "1", "shift of the slow nullcline"),
                .init("b", 0.8, unit: "1", "slope of the slow nullcline"),
                .init("tau", 12.5, unit: "1", "ratio of slow and fast times"),
            ],
            initial: ["v": "-1.2", "w": "-0.6"], inputs: ["I"])
    }

    /// Wang and Buzsáki (1996), equations 1 to 3.
    private static let wangBuzsaki = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "wangBuzsaki", summary: "hippocampal fast-spiking interneuron",
            source: "Wang and Buzsaki (1996), Journal of Neuroscience 16:6402, eqs. 1-3",
            equations: """
                C*dv/dt = g_L*(E_L - v) + g_Na*m_inf**3*h*(E_Na - v) + g_K*n**4*(E_K - v) + I
                dh/dt = phi*(alpha_h*(1 - h) - beta_h*h)
                dn/dt = phi*(alpha_n*(1 - n) - beta_n*n)
                m_inf = alpha_m/(alpha_m + beta_m)
                alpha_m = -0.1*(v + 35)/(exp(-0.1*(v + 35)) - 1)
                beta_m = 4*exp(-(v + 60)/18)
                alpha_h = 0.07*exp(-(v + 58)/20)
                beta_h = 1/(exp(-0.1*(v + 28)) + 1)
                alpha_n = -0.01*(v + 34)/(exp(-0.1*(v + 34)) - 1)
                beta_n = 0.125*exp(-(v + 44)/80)
                """,
            spike: "v > 0",
            parameters: [
                .init("C", 1, unit: "uF/cm**2", "membrane capacitance"),
                .init("g_L", 0.1, unit: "mS/cm**2", "leak conductance"),
                .init("g_Na", 35, unit: "mS/cm**2", "sodium conductance"),
                .init("g_K", 9, unit: "mS/cm**2", "potassium conductance"),
                .init("E_L", -65, unit: "mV", "leak reversal potential"),
                .init("E_Na", 55, unit: "mV", "sodium reversal potential"),
                .init("E_K", -90, unit: "mV", "potassium reversal potential"),
                .init("phi", 5, unit: "1", "speed of h and n"),
            ],
            initial: steadyStates("v", -64, ["h", "n"]), inputs: ["I"])
    }

    /// Initial values: a potential, and the gates at rest there.
    private static func steadyStates(
        _ potential: String, _ value: Double, _ gates: [String]
    ) -> [String: String] {
        var initial = [potential: "\(value)"]
        for gate in gates { initial[gate] = "alpha_\(gate)/(alpha_\(gate) + beta_\(gate))" }
        return initial
    }
}
