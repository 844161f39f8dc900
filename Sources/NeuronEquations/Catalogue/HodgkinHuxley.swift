extension ModelCatalogue {
    /// Pospischil et al. (2008), equations 1 to 6, with noise as in Gonçalves et al. (2020).
    ///
    /// The rates z/(eᶻ − 1) of the originals are written 1/exprel(z), which is exact near z = 0.
    /// The initial V is the usual −70 mV; against a recording it should be its first sample.
    static let hodgkinHuxley = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "hodgkinHuxley",
            summary: "Hodgkin-Huxley neuron of the cortex with an adaptive (M) current and noise",
            source: "Pospischil et al. (2008), Biological Cybernetics 99:427; "
                + "noise and numbers as in Goncalves et al. (2020), eLife 9:e56261",
            equations: """
                C*dV/dt = g_l*(E_l - V) + g_Na*m**3*h*(E_Na - V) + g_K*n**4*(E_K - V) \\
                    + g_M*p*(E_K - V) + I + sigma*xi : mV
                dm/dt = alpha_m*(1 - m) - beta_m*m
                dh/dt = alpha_h*(1 - h) - beta_h*h
                dn/dt = alpha_n*(1 - n) - beta_n*n
                dp/dt = (p_inf - p)/tau_p

                u = V - V_T : mV
                alpha_m = 0.32/0.25/ms/exprel(-0.25/mV*(u - 13*mV)) : 1/ms
                beta_m = 0.28/0.2/ms/exprel(0.2/mV*(u - 40*mV)) : 1/ms
                alpha_h = 0.128/ms*exp(-(u - 17*mV)/(18*mV)) : 1/ms
                beta_h = 4/ms/(1 + exp(-0.2/mV*(u - 40*mV))) : 1/ms
                alpha_n = 0.032/0.2/ms/exprel(-0.2/mV*(u - 15*mV)) : 1/ms
                beta_n = 0.5/ms*exp(-(u - 10*mV)/(40*mV)) : 1/ms
                p_inf = 1/(1 + exp(-0.1/mV*(V + 35*mV)))
                tau_p = tau_max/(3.3*exp(0.05/mV*(V + 35*mV)) + exp(-0.05/mV*(V + 35*mV))) : ms
                """,
            spike: "V > -10*mV",
            parameters: [
                .init("g_Na", 50, unit: "mS/cm**2", "sodium conductance"),
                .init("g_K", 5, unit: "mS/cm**2", "delayed-rectifier potassium conductance"),
                .init("g_l", 0.1, unit: "mS/cm**2", "leak conductance"),
                .init("g_M", 0.07, unit: "mS/cm**2", "conductance of the M current"),
                .init("tau_max", 600, unit: "ms", "slowest time constant of the M current"),
                .init("V_T", -60, unit: "mV", "shifts the rates of m, h and n"),
                .init("sigma", 0.1, unit: "uA/cm**2*ms**0.5", "amplitude of the current noise"),
                .init("E_l", -70, unit: "mV", "leak reversal potential"),
                .init("C", 1, unit: "uF/cm**2", "membrane capacitance"),
                .init("E_Na", 53, unit: "mV", "sodium reversal potential"),
                .init("E_K", -107, unit: "mV", "potassium reversal potential"),
            ],
            initial: [
                "V": "-70",
                "m": "alpha_m/(alpha_m + beta_m)",
                "h": "alpha_h/(alpha_h + beta_h)",
                "n": "alpha_n/(alpha_n + beta_n)",
                "p": "p_inf",
            ],
            inputs: ["I"])
    }
}
