/// Hodgkin–Huxley models of fast-spiking interneurons, as CompNeuroPy has them.
///
/// All statements come before the differential equations, so these form one block: every variable
/// advances from the old values of all.
extension ModelCatalogue {
    static let hodgkinHuxleyInterneurons = [bischop, corbit]

    /// Bischop et al. (2012): sodium, two potassium channels, a calcium-dependent one, and calcium
    /// buffered by parvalbumin.
    private static let bischop = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "hodgkinHuxleyBischop",
            summary: "fast-spiking interneuron with calcium buffered by parvalbumin",
            source: "Bischop et al. (2012), Frontiers in Molecular Neuroscience 5:78; "
                + "numbers as in CompNeuroPy",
            equations: """
                prev_v = v
                I_L = gg_L*(v - E_L)
                alpha_h = 0.0035*exp(-v/24.186)
                beta_h = 0.017*(-51.25 - v)/(exp((-51.25 - v)/5.2) - 1)
                h_inf = alpha_h/(alpha_h + beta_h)
                tau_h = 1/(alpha_h + beta_h)
                alpha_m = 40*(75.5 - v)/(exp((75.5 - v)/13.5) - 1)
                beta_m = 1.2262*exp(-v/42.248)
                m = alpha_m/(alpha_m + beta_m)
                I_Na = gg_Na*m**3*h*(v - E_Na)
                alpha_n1 = 0.014*(-44 - v)/(exp((-44 - v)/2.3) - 1)
                beta_n1 = 0.0043*exp((44 + v)/34)
                n1_inf = alpha_n1/(alpha_n1 + beta_n1)
                tau_n1 = 1/(alpha_n1 + beta_n1)
                I_Kv1 = gg_Kv1*n1**4*(v - E_K)
                alpha_n3 = (95 - v)/(exp((95 - v)/11.8) - 1)
                beta_n3 = 0.025*exp(-v/22.222)
                n3_inf = alpha_n3/(alpha_n3 + beta_n3)
                tau_n3 = 1/(alpha_n3 + beta_n3)
                I_Kv3 = gg_Kv3*n3**2*(v - E_K)
                PV = PV_T - PV_Ca - PV_Mg
                PV_Mg_dt = k_on_mg*Mg*PV - k_off_mg*PV_Mg
                PV_Ca_dt = k_on_ca*Ca*PV - k_off_ca*PV_Ca
                k_inf = Ca/(K_SK + Ca)
                tau_k = 1/(K_SK + Ca)
                I_SK = gg_SK*k**2*(v - E_K)
                a_Ca = 1/(1 + exp((-6 - v)/7.775))
                I_Ca = gg_Ca*a_Ca**2*(v - E_Ca)
                C_m*dv/dt = -I_L - I_Na - I_Kv1 - I_Kv3 - I_SK - I_Ca + I_app : init=-68
                dh/dt = (h_inf - h)/tau_h
                dn1/dt = (n1_inf - n1)/tau_n1
                dn3/dt = (n3_inf - n3)/tau_n3
                dPV_Mg/dt = PV_Mg_dt
                dPV_Ca/dt = PV_Ca_dt
                dCa/dt = I_Ca/(2*F*A*d) - gamma*(Ca - Ca_rest) - PV_Ca_dt
                dk/dt = (k_inf - k)/tau_k
                """,
            spike: "v > v_t and prev_v <= v_t",
            parameters: [
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
                .init("k_on_ca", 0.1, unit: "1", "binding of calcium, 1/(uM*ms)"),
                .init("k_off_ca", 0.001, unit: "1/ms", "release of calcium"),
                .init("k_on_mg", 0.000_8, unit: "1", "binding of magnesium, 1/(uM*ms)"),
                .init("k_off_mg", 0.025, unit: "1/ms", "release of magnesium"),
                .init("Mg", 500, unit: "1", "magnesium, uM"),
                .init("PV_T", 63.5, unit: "1", "parvalbumin in all, uM"),
                .init("gg_Ca", 30, unit: "nS", "calcium conductance"),
                .init("E_Ca", 80, unit: "mV", "calcium reversal potential"),
                .init("v_t", 30, unit: "mV", "a spike crosses this upwards"),
            ],
            inputs: ["I_app"], unitSystem: .picoampere, form: .annarchy)
    }

    /// Corbit et al. (2016): sodium, Kv3 and the slowly inactivating Kv1.
    private static let corbit = checked { () throws(EquationErrors) in
        func sigmoid(_ half: String, _ slope: String) -> String {
            "1/(1 + exp((\(half) - v)/\(slope)))"
        }
        let tauN = ["a", "b"].map {
            "(tau_0 + (tau_0 + tau_1)*(\(sigmoid("phi_\($0)", "sigma_\($0)"))))"
        }.joined(separator: "*")
        return try NeuronModel(
            name: "hodgkinHuxleyCorbit",
            summary: "striatal fast-spiking interneuron with slowly inactivating potassium current",
            source: "Corbit et al. (2016), Journal of Neuroscience 36:5763; "
                + "numbers as in CompNeuroPy",
            equations: """
                prev_v = v
                I_L = gg_L*(v - v_L)
                m_Na = \(sigmoid("th_m_Na", "k_m_Na"))
                h_Na_inf = \(sigmoid("th_h_Na", "k_h_Na"))
                tau_h_Na = tau_0_h + (tau_1_h + tau_0_h)*(\(sigmoid("phi_h", "sigma_h")))
                I_Na = gg_Na*m_Na**3*h_Na*(v - E_Na)
                n_Kv3_inf = \(sigmoid("th_n_Kv3", "k_n_Kv3"))
                tau_n_Kv3 = \(tauN)
                I_Kv3 = gg_Kv3*n_Kv3**2*(v - E_K)
                m_Kv1_inf = \(sigmoid("th_m_Kv1", "k_m_Kv1"))
                h_Kv1_inf = \(sigmoid("th_h_Kv1", "k_h_Kv1"))
                I_Kv1 = gg_Kv1*m_Kv1**3*h_Kv1*(v - E_K)
                C_m*dv/dt = -I_L - I_Na - I_Kv3 - I_Kv1 + I_app : init=-70.03810532250634
                dh_Na/dt = (h_Na_inf - h_Na)/tau_h_Na : init=0.8521993432343666
                dn_Kv3/dt = (n_Kv3_inf - n_Kv3)/tau_n_Kv3 : init=0.00020832726857419512
                dm_Kv1/dt = (m_Kv1_inf - m_Kv1)/tau_m_Kv1 : init=0.2685669882630486
                dh_Kv1/dt = (h_Kv1_inf - h_Kv1)/tau_h_Kv1 : init=0.5015877164262258
                """,
            spike: "v > v_t and prev_v <= v_t",
            parameters: [
                .init("C_m", 1, unit: "uF/cm**2", "membrane capacitance"),
                .init("v_L", -70, unit: "mV", "leak reversal potential"),
                .init("gg_L", 0.25, unit: "mS/cm**2", "leak conductance"),
                .init("E_Na", 50, unit: "mV", "sodium reversal potential"),
                .init("gg_Na", 112.5, unit: "mS/cm**2", "sodium conductance"),
                .init("th_m_Na", -24, unit: "mV", "half activation of sodium"),
                .init("k_m_Na", 11.5, unit: "mV", "slope of its activation"),
                .init("th_h_Na", -58.3, unit: "mV", "half inactivation of sodium"),
                .init("k_h_Na", -6.7, unit: "mV", "slope of its inactivation"),
                .init("phi_h", -60, unit: "mV", "half point of the inactivation's time"),
                .init("sigma_h", -12, unit: "mV", "slope of the inactivation's time"),
                .init("tau_0_h", 0.5, unit: "ms", "shortest inactivation time"),
                .init("tau_1_h", 13.5, unit: "ms", "range of the inactivation time"),
                .init("E_K", -90, unit: "mV", "potassium reversal potential"),
                .init("gg_Kv3", 225, unit: "mS/cm**2", "conductance of the Kv3 channels"),
                .init("th_n_Kv3", -12.4, unit: "mV", "half activation of Kv3"),
                .init("k_n_Kv3", 6.8, unit: "mV", "slope of its activation"),
                .init("tau_0", 0.087, unit: "ms", "shortest activation time of Kv3"),
                .init("tau_1", 11.313, unit: "ms", "range of its activation time"),
                .init("phi_a", -14.6, unit: "mV", "half point of the time's first factor"),
                .init("phi_b", 1.3, unit: "mV", "half point of its second factor"),
                .init("sigma_a", -8.6, unit: "mV", "slope of its first factor"),
                .init("sigma_b", 18.7, unit: "mV", "slope of its second factor"),
                .init("gg_Kv1", 0.39, unit: "mS/cm**2", "conductance of the Kv1 channels"),
                .init("th_m_Kv1", -50, unit: "mV", "half activation of Kv1"),
                .init("k_m_Kv1", 20, unit: "mV", "slope of its activation"),
                .init("tau_m_Kv1", 2, unit: "ms", "activation time of Kv1"),
                .init("th_h_Kv1", -70, unit: "mV", "half inactivation of Kv1"),
                .init("k_h_Kv1", -6, unit: "mV", "slope of its inactivation"),
                .init("tau_h_Kv1", 150, unit: "ms", "inactivation time of Kv1"),
                .init("v_t", 30, unit: "mV", "a spike crosses this upwards"),
            ],
            inputs: ["I_app"], form: .annarchy)
    }
}
