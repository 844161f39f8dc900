/// The interneuron of Corbit et al. (2016): sodium, Kv3 and the slowly inactivating Kv1; as
/// CompNeuroPy has it.
///
/// The order of the lines is that of CompNeuroPy. It matters: a statement ends a block of
/// differential equations, so that the currents below a gate see it advanced.
extension ModelCatalogue {
    static let corbitInterneurons = [
        corbit(
            "hodgkinHuxleyCorbit",
            "striatal fast-spiking interneuron with slowly inactivating potassium current",
            membrane: "C_m*dv/dt = -I_L - I_Na - I_Kv3 - I_Kv1 + I_app : init=-70.03810532250634"),
        corbit(
            "hodgkinHuxleyCorbitSyn",
            "striatal fast-spiking interneuron with slowly inactivating potassium current, "
                + "and synapses",
            before: SynapticInput.decay,
            membrane: "C_m*dv/dt = -I_L - I_Na - I_Kv3 - I_Kv1 + I_app \(SynapticInput.current) "
                + ": init=-70.03810532250634",
            parameters: SynapticInput.conductanceParameters(
                times: (ampa: 10, gaba: 10), inhibition: -90)),
        corbit(
            "hodgkinHuxleyCorbitVoltageClamp",
            "striatal fast-spiking interneuron whose v stands still; I_inf is its current",
            membrane: """
                dv/dt = 0 : init=-70.03810532250634
                I_inf = -I_L - I_Na - I_Kv3 - I_Kv1 + I_app
                """),
    ]

    private static func corbit(
        _ name: String, _ summary: String, before: String = "", membrane: String,
        parameters: [NeuronModel.Parameter] = []
    ) -> NeuronModel {
        checked { () throws(EquationErrors) in
            try NeuronModel(
                name: name, summary: summary,
                source: "Corbit et al. (2016), Journal of Neuroscience 36:5763; "
                    + SynapticInput.source,
                equations: """
                    \(before)
                    prev_v = v
                    I_L = gg_L*(v - v_L)
                    m_Na = 1.0/(1.0 + exp((th_m_Na - v)/k_m_Na))
                    dh_Na/dt = (1.0/(1.0 + exp((th_h_Na - v)/k_h_Na)) - h_Na) \
                    /(\(corbitTime("h_Na", "phi_h_Na", "sigma_0_h_Na"))) : init=0.8521993432343666
                    I_Na = (v - E_Na)*gg_Na*m_Na**3*h_Na
                    n_Kv3_inf = 1.0/(1.0 + exp((th_n_Kv3 - v)/k_n_Kv3))
                    tau_n_Kv3_inf = \
                    (\(corbitTime("n_Kv3", "phi_a_n_Kv3", "sigma_0_a_n_Kv3"))) \
                    *(\(corbitTime("n_Kv3", "phi_b_n_Kv3", "sigma_0_b_n_Kv3")))
                    dn_Kv3/dt = (n_Kv3_inf - n_Kv3)/tau_n_Kv3_inf : init=0.00020832726857419512
                    I_Kv3 = (v - E_Kv3)*gg_Kv3*n_Kv3**2
                    dm_Kv1/dt = (1.0/(1.0 + exp((th_m_Kv1 - v)/k_m_Kv1)) - m_Kv1)/tau_m_Kv1 \
                    : init=0.2685669882630486
                    dh_Kv1/dt = (1.0/(1.0 + exp((th_h_Kv1 - v)/k_h_Kv1)) - h_Kv1)/tau_h_Kv1 \
                    : init=0.5015877164262258
                    I_Kv1 = (v - E_Kv1)*gg_Kv1*m_Kv1**3*h_Kv1
                    \(membrane)
                    """,
                spike: "v > v_t and prev_v <= v_t",
                // A potential that stands still needs no capacitance.
                parameters: corbitParameters.filter {
                    $0.name != "C_m" || membrane.contains("C_m")
                } + parameters,
                inputs: ["I_app"], form: .annarchy)
        }
    }

    /// A time that depends on v as τ₀ + (τ₀ + τ₁)/(1 + e^((φ − v)/σ)).
    private static func corbitTime(_ gate: String, _ phi: String, _ sigma: String) -> String {
        "tau_0_\(gate) + (tau_0_\(gate) + tau_1_\(gate))/(1.0 + exp((\(phi) - v)/\(sigma)))"
    }

    private static let corbitParameters: [NeuronModel.Parameter] = [
        .init("v_t", 0, unit: "mV", "a spike crosses this upwards"),
        .init("C_m", 1, unit: "uF/cm**2", "membrane capacitance"),
        .init("v_L", -70, unit: "mV", "leak reversal potential"),
        .init("gg_L", 0.25, unit: "mS/cm**2", "leak conductance"),
        .init("E_Na", 50, unit: "mV", "sodium reversal potential"),
        .init("gg_Na", 112.5, unit: "mS/cm**2", "sodium conductance"),
        .init("th_m_Na", -24, unit: "mV", "half activation of sodium"),
        .init("k_m_Na", 11.5, unit: "mV", "slope of its activation"),
        .init("th_h_Na", -58.3, unit: "mV", "half inactivation of sodium"),
        .init("k_h_Na", -6.7, unit: "mV", "slope of its inactivation"),
        .init("phi_h_Na", -60, unit: "mV", "half point of the inactivation's time"),
        .init("sigma_0_h_Na", -12, unit: "mV", "slope of the inactivation's time"),
        .init("tau_0_h_Na", 0.5, unit: "ms", "shortest inactivation time"),
        .init("tau_1_h_Na", 13.5, unit: "ms", "range of the inactivation time"),
        .init("E_Kv3", -90, unit: "mV", "reversal potential of Kv3"),
        .init("gg_Kv3", 225, unit: "mS/cm**2", "conductance of the Kv3 channels"),
        .init("th_n_Kv3", -12.4, unit: "mV", "half activation of Kv3"),
        .init("k_n_Kv3", 6.8, unit: "mV", "slope of its activation"),
        // The activation time of Kv3 is a product of two factors.
        .init("tau_0_n_Kv3", 0.087, unit: "ms**0.5", "least factor of Kv3's activation time"),
        .init("tau_1_n_Kv3", 11.313, unit: "ms**0.5", "range of its factors"),
        .init("phi_a_n_Kv3", -14.6, unit: "mV", "half point of the first factor"),
        .init("phi_b_n_Kv3", 1.3, unit: "mV", "half point of the second factor"),
        .init("sigma_0_a_n_Kv3", -8.6, unit: "mV", "slope of the first factor"),
        .init("sigma_0_b_n_Kv3", 18.7, unit: "mV", "slope of the second factor"),
        .init("E_Kv1", -90, unit: "mV", "reversal potential of Kv1"),
        .init("gg_Kv1", 0.39, unit: "mS/cm**2", "conductance of the Kv1 channels"),
        .init("th_m_Kv1", -50, unit: "mV", "half activation of Kv1"),
        .init("k_m_Kv1", 20, unit: "mV", "slope of its activation"),
        .init("tau_m_Kv1", 2, unit: "ms", "activation time of Kv1"),
        .init("th_h_Kv1", -70, unit: "mV", "half inactivation of Kv1"),
        .init("k_h_Kv1", -6, unit: "mV", "slope of its inactivation"),
        .init("tau_h_Kv1", 150, unit: "ms", "inactivation time of Kv1"),
    ]
}
