/// The interneuron of Bischop et al. (2012): sodium, two potassium channels, a calcium-dependent
/// one, and calcium buffered by parvalbumin; as CompNeuroPy has it.
///
/// The order of the lines is that of CompNeuroPy. It matters: a statement ends a block of
/// differential equations, so that the currents below a gate see it advanced.
extension ModelCatalogue {
    static let bischopInterneurons = [
        bischop(
            "hodgkinHuxleyBischop",
            "fast-spiking interneuron with calcium buffered by parvalbumin"),
        bischop(
            "hodgkinHuxleyBischopSyn",
            "fast-spiking interneuron with calcium buffered by parvalbumin, and synapses",
            before: SynapticInput.decay, further: " \(SynapticInput.current)",
            parameters: SynapticInput.conductanceParameters(
                times: (ampa: 10, gaba: 10), inhibition: -90)),
    ]

    private static func bischop(
        _ name: String, _ summary: String, before: String = "", further: String = "",
        parameters: [NeuronModel.Parameter] = []
    ) -> NeuronModel {
        checked { () throws(EquationErrors) in
            try NeuronModel(
                name: name, summary: summary,
                source: "Bischop et al. (2012), Frontiers in Molecular Neuroscience 5:78; "
                    + SynapticInput.source,
                equations: """
                    \(before)
                    prev_v = v
                    I_L = gg_L*(v - E_L)
                    alpha_h = 0.0035*exp(-v/24.186)
                    beta_h = 0.017*(-51.25 - v)/(exp((-51.25 - v)/5.2) - 1)
                    h_inf = alpha_h/(alpha_h + beta_h)
                    tau_h = 1/(alpha_h + beta_h)
                    dh/dt = (h_inf - h)/tau_h
                    alpha_m = 40*(75.5 - v)/(exp((75.5 - v)/13.5) - 1)
                    beta_m = 1.2262*exp(-v/42.248)
                    m_inf = alpha_m/(alpha_m + beta_m)
                    m = m_inf
                    I_Na = gg_Na*m**3*h*(v - E_Na)
                    alpha_n1 = 0.014*(-44 - v)/(exp((-44 - v)/2.3) - 1)
                    beta_n1 = 0.0043*exp((44 + v)/34)
                    n1_inf = alpha_n1/(alpha_n1 + beta_n1)
                    tau_n1 = 1/(alpha_n1 + beta_n1)
                    dn1/dt = (n1_inf - n1)/tau_n1
                    I_Kv1 = gg_Kv1*n1**4*(v - E_K)
                    alpha_n3 = (95 - v)/(exp((95 - v)/11.8) - 1)
                    beta_n3 = 0.025*exp(-v/22.222)
                    n3_inf = alpha_n3/(alpha_n3 + beta_n3)
                    tau_n3 = 1/(alpha_n3 + beta_n3)
                    dn3/dt = (n3_inf - n3)/tau_n3
                    I_Kv3 = gg_Kv3*n3**2*(v - E_K)
                    PV = PV_T - PV_Ca - PV_Mg
                    dPV_Mg/dt = k_on_mg*Mg*PV - k_off_mg*PV_Mg
                    dPV_Ca_dt = k_on_ca*Ca*PV - k_off_ca*PV_Ca
                    dPV_Ca/dt = dPV_Ca_dt
                    dCa/dt = I_Ca/(2*F*A*d) - gamma*(Ca - Ca_rest) - dPV_Ca_dt
                    k_inf = Ca/(K_SK + Ca)
                    tau_k = 1/(K_SK + Ca)
                    dk/dt = (k_inf - k)/tau_k
                    I_SK = gg_SK*k**2*(v - E_K)
                    a_inf = 1/(1 + exp((-6 - v)/7.775))
                    a = a_inf
                    I_Ca = gg_Ca*a**2*(v - E_Ca)
                    C_m*dv/dt = -I_L - I_Na - I_Kv1 - I_Kv3 - I_SK - I_Ca + I_app\(further) : init=-68
                    """,
                spike: "v > v_t and prev_v <= v_t",
                parameters: bischopParameters + parameters,
                inputs: ["I_app"], unitSystem: .picoampere, form: .annarchy)
        }
    }

    private static let bischopParameters: [NeuronModel.Parameter] = [
        .init("C_m", 30, unit: "pF", "membrane capacitance"),
        .init("gg_L", 2.5, unit: "nS", "leak conductance"),
        .init("E_L", -68, unit: "mV", "leak reversal potential"),
        .init("gg_Na", 700, unit: "nS", "sodium conductance"),
        .init("E_Na", 74, unit: "mV", "sodium reversal potential"),
        .init("gg_Kv1", 2, unit: "nS", "conductance of the Kv1 channels"),
        .init("gg_Kv3", 300, unit: "nS", "conductance of the Kv3 channels"),
        .init("gg_SK", 2, unit: "nS", "conductance of the SK channels"),
        .init("E_K", -90, unit: "mV", "potassium reversal potential"),
        .init("K_SK", 0.5, unit: "1", "calcium that half activates the SK channels, uM"),
        .init("F", 96_485.332, unit: "1", "Faraday's constant, C/mol"),
        .init("A", 3_000, unit: "1", "membrane area, um**2"),
        .init("d", 0.2, unit: "1", "depth of the shell that calcium fills, um"),
        .init("gamma", 1, unit: "1/ms", "rate at which calcium is removed"),
        .init("Ca_rest", 0.07, unit: "1", "calcium at rest, uM"),
        .init("k_on_ca", 0.1, unit: "1/ms", "binding of calcium, for each uM"),
        .init("k_off_ca", 0.001, unit: "1/ms", "release of calcium"),
        .init("k_on_mg", 0.000_8, unit: "1/ms", "binding of magnesium, for each uM"),
        .init("k_off_mg", 0.025, unit: "1/ms", "release of magnesium"),
        .init("Mg", 500, unit: "1", "magnesium, uM"),
        .init("PV_T", 63.5, unit: "1", "parvalbumin in all, uM"),
        .init("gg_Ca", 30, unit: "nS", "calcium conductance"),
        .init("E_Ca", 80, unit: "mV", "calcium reversal potential"),
        .init("v_t", 30, unit: "mV", "a spike crosses this upwards"),
    ]
}
