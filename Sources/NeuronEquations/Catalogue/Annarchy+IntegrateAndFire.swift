/// The ready-made spiking neurons of ANNarchy, whose names they keep; those of PyNN, in the main.
///
/// Their synaptic variables `g_exc` and `g_inh` decay from what spikes would add to them; without
/// synapses the current of an experiment enters as `i_offset`.
extension ModelCatalogue {
    static let annarchySpiking = [
        annarchyIzhikevich,
        integrateAndFire(
            "IF_curr_exp", "leaky integrate-and-fire neuron, exponential synaptic currents",
            membrane: "cm*dv/dt = cm/tau_m*(v_rest - v) + g_exc - g_inh + i_offset"),
        integrateAndFire(
            "IF_cond_exp", "leaky integrate-and-fire neuron, exponential conductances",
            membrane: "cm*dv/dt = cm/tau_m*(v_rest - v) + g_exc*(e_rev_E - v) "
                + "+ g_inh*(e_rev_I - v) + i_offset",
            parameters: reversals(inhibition: -70)),
        integrateAndFire(
            "IF_curr_alpha", "leaky integrate-and-fire neuron, alpha-shaped synaptic currents",
            membrane: "cm*dv/dt = cm/tau_m*(v_rest - v) + alpha_exc - alpha_inh + i_offset",
            isAlpha: true),
        integrateAndFire(
            "IF_cond_alpha", "leaky integrate-and-fire neuron, alpha-shaped conductances",
            membrane: "cm*dv/dt = cm/tau_m*(v_rest - v) + alpha_exc*(e_rev_E - v) "
                + "+ alpha_inh*(e_rev_I - v) + i_offset",
            isAlpha: true, parameters: reversals(inhibition: -70)),
        exponentialIntegrateAndFire("EIF_cond_exp_isfa_ista", isAlpha: false),
        exponentialIntegrateAndFire("EIF_cond_alpha_isfa_ista", isAlpha: true),
        conductanceHodgkinHuxley,
        generalisedIntegrateAndFire(
            "GIF_curr", "generalised integrate-and-fire neuron with escape noise"),
        generalisedIntegrateAndFire(
            "GIF_curr_exp",
            "generalised integrate-and-fire neuron with escape noise and exponential currents",
            synapses: """
                tau_g_exc*dg_exc/dt = -g_exc
                tau_g_inh*dg_inh/dt = -g_inh
                """,
            current: " + R*(g_exc - g_inh)",
            parameters: [
                .init("tau_g_exc", 5, unit: "ms", "decay time of the excitatory current"),
                .init("tau_g_inh", 5, unit: "ms", "decay time of the inhibitory current"),
            ]),
    ]

    private static let annarchySource = "ANNarchy 5.0, ready-made neurons"

    /// Synapses that decay exponentially; alpha-shaped ones in two steps.
    private static func synapses(isAlpha: Bool) -> String {
        let decay = """
            tau_syn_E*dg_exc/dt = -g_exc : exponential
            tau_syn_I*dg_inh/dt = -g_inh : exponential
            """
        guard isAlpha else { return decay }
        return decay + """

            tau_syn_E*dalpha_exc/dt = gmax_exc*g_exc - alpha_exc : exponential
            tau_syn_I*dalpha_inh/dt = gmax_inh*g_inh - alpha_inh : exponential
            """
    }

    /// What makes the peak of an alpha function as high as the synapse's weight.
    private static func scaling(isAlpha: Bool) -> String {
        isAlpha
            ? """
            gmax_exc = exp((tau_syn_E - dt/2.0)/tau_syn_E)
            gmax_inh = exp((tau_syn_I - dt/2.0)/tau_syn_I)
            """ : ""
    }

    private static let synapticTimes: [NeuronModel.Parameter] = [
        .init("tau_syn_E", 5, unit: "ms", "time constant of excitation"),
        .init("tau_syn_I", 5, unit: "ms", "time constant of inhibition"),
    ]

    private static func reversals(inhibition: Double) -> [NeuronModel.Parameter] {
        [
            .init("e_rev_E", 0, unit: "mV", "reversal potential of excitation"),
            .init("e_rev_I", inhibition, unit: "mV", "reversal potential of inhibition"),
        ]
    }

    // MARK: The models

    private static let annarchyIzhikevich = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "Izhikevich",
            summary: "Izhikevich (2003) neuron with normal noise in every step",
            source: annarchySource,
            equations: """
                I = noise*Normal(0.0, 1.0) + i_offset
                dv/dt = 0.04*v^2 + 5.0*v + 140.0 - u + I : init=c
                du/dt = a*(b*v - u) : init=b*c
                """,
            spike: "v > v_thresh", reset: "v = c; u += d", refractory: "tau_refrac",
            parameters: [
                .init("noise", 0, unit: "mV/ms", "standard deviation of the noise"),
                .init("a", 0.02, unit: "1/ms", "rate of recovery"),
                .init("b", 0.2, unit: "1/ms", "sensitivity of the recovery to v"),
                .init("c", -65, unit: "mV", "v after a spike"),
                .init("d", 8, unit: "mV/ms", "step of u after a spike"),
                .init("v_thresh", 30, unit: "mV", "top of the spike"),
                .init("tau_refrac", 0, unit: "ms", "refractory period"),
            ],
            inputs: ["i_offset"], form: .annarchy)
    }

    private static func integrateAndFire(
        _ name: String, _ summary: String, membrane: String, isAlpha: Bool = false,
        parameters: [NeuronModel.Parameter] = []
    ) -> NeuronModel {
        checked { () throws(EquationErrors) in
            try NeuronModel(
                name: name, summary: summary, source: annarchySource,
                equations: """
                    \(scaling(isAlpha: isAlpha))
                    \(membrane) : exponential, init=v_reset
                    \(synapses(isAlpha: isAlpha))
                    """,
                spike: "v > v_thresh", reset: "v = v_reset", refractory: "tau_refrac",
                parameters: [
                    .init("v_rest", -65, unit: "mV", "resting potential"),
                    .init("cm", 1, unit: "nF", "membrane capacitance"),
                    .init("tau_m", 20, unit: "ms", "membrane time constant"),
                    .init("tau_refrac", 0, unit: "ms", "refractory period"),
                    .init("v_thresh", -50, unit: "mV", "threshold"),
                    .init("v_reset", -65, unit: "mV", "v after a spike"),
                ] + synapticTimes + parameters,
                inputs: ["i_offset"], form: .annarchy)
        }
    }

    /// Brette and Gerstner (2005) with synapses.
    private static func exponentialIntegrateAndFire(
        _ name: String, isAlpha: Bool
    ) -> NeuronModel {
        let (excitation, inhibition) = isAlpha ? ("alpha_exc", "alpha_inh") : ("g_exc", "g_inh")
        return checked { () throws(EquationErrors) in
            try NeuronModel(
                name: name,
                summary: "adaptive exponential integrate-and-fire neuron, "
                    + (isAlpha ? "alpha-shaped conductances" : "exponential conductances"),
                source: annarchySource + "; Brette and Gerstner (2005)",
                equations: """
                    \(scaling(isAlpha: isAlpha))
                    I = \(excitation)*(e_rev_E - v) + \(inhibition)*(e_rev_I - v) + i_offset
                    tau_m*dv/dt = (v_rest - v + delta_T*exp((v - v_thresh)/delta_T)) \
                    + tau_m/cm*(I - w) : init=v_reset
                    tau_w*dw/dt = a*(v - v_rest)/1000.0 - w
                    \(synapses(isAlpha: isAlpha))
                    """,
                spike: "v > v_spike", reset: "v = v_reset; w += b", refractory: "tau_refrac",
                parameters: [
                    .init("v_rest", -70.6, unit: "mV", "resting potential"),
                    .init("cm", 0.281, unit: "nF", "membrane capacitance"),
                    .init("tau_m", 9.3667, unit: "ms", "membrane time constant"),
                    .init("tau_refrac", 0.1, unit: "ms", "refractory period"),
                    .init("tau_w", 144, unit: "ms", "time constant of the adaptation"),
                    .init("a", 4, unit: "1", "adaptation below threshold, nS"),
                    .init("b", 0.0805, unit: "nA", "step of the adaptation after a spike"),
                    .init("delta_T", 2, unit: "mV", "sharpness of the spike's onset"),
                    .init("v_thresh", -50.4, unit: "mV", "threshold"),
                    .init("v_reset", -70.6, unit: "mV", "v after a spike"),
                    .init("v_spike", -40, unit: "mV", "top of the spike"),
                ] + synapticTimes + reversals(inhibition: -80),
                inputs: ["i_offset"], form: .annarchy)
        }
    }

    /// Traub and Miles (1991), single compartment. ANNarchy's rate beta_h of the inactivation has
    /// 10 and 1 mV where the original has 40 and 5 mV, so that it does not fire repeatedly; so it is
    /// here unless `half_bh` and `slope_bh` say otherwise.
    private static let conductanceHodgkinHuxley = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "HH_cond_exp",
            summary: "Hodgkin-Huxley neuron with exponential conductances",
            source: annarchySource + "; Traub and Miles (1991)",
            equations: """
                prev_v = v
                an = 0.032*(15.0 - v + v_offset)/(exp((15.0 - v + v_offset)/5.0) - 1.0)
                am = 0.32*(13.0 - v + v_offset)/(exp((13.0 - v + v_offset)/4.0) - 1.0)
                ah = 0.128*exp((17.0 - v + v_offset)/18.0)
                bn = 0.5*exp((10.0 - v + v_offset)/40.0)
                bm = 0.28*(v - v_offset - 40.0)/(exp((v - v_offset - 40.0)/5.0) - 1.0)
                bh = 4.0/(1.0 + exp((half_bh - v + v_offset)/slope_bh))
                dn/dt = an*(1.0 - n) - bn*n : init=0.0, exponential
                dm/dt = am*(1.0 - m) - bm*m : init=0.0, exponential
                dh/dt = ah*(1.0 - h) - bh*h : init=1.0, exponential
                cm*dv/dt = gleak*(e_rev_leak - v) + gbar_K*n**4*(e_rev_K - v) \
                + gbar_Na*m**3*h*(e_rev_Na - v) + g_exc*(e_rev_E - v) + g_inh*(e_rev_I - v) \
                + i_offset : exponential, init=e_rev_leak
                tau_syn_E*dg_exc/dt = -g_exc : exponential
                tau_syn_I*dg_inh/dt = -g_inh : exponential
                """,
            spike: "v > v_thresh and prev_v <= v_thresh",
            parameters: [
                .init("gbar_Na", 20, unit: "uS", "sodium conductance"),
                .init("gbar_K", 6, unit: "uS", "potassium conductance"),
                .init("gleak", 0.01, unit: "uS", "leak conductance"),
                .init("cm", 0.2, unit: "nF", "membrane capacitance"),
                .init("v_offset", -63, unit: "mV", "shifts the rates"),
                .init("half_bh", 10, unit: "mV", "half point of beta_h; 40 in the original"),
                .init("slope_bh", 1, unit: "mV", "slope of beta_h; 5 in the original"),
                .init("e_rev_Na", 50, unit: "mV", "sodium reversal potential"),
                .init("e_rev_K", -90, unit: "mV", "potassium reversal potential"),
                .init("e_rev_leak", -65, unit: "mV", "leak reversal potential"),
                .init("v_thresh", 0, unit: "mV", "a spike crosses this upwards"),
                .init("tau_syn_E", 0.2, unit: "ms", "time constant of excitation"),
                .init("tau_syn_I", 2, unit: "ms", "time constant of inhibition"),
            ] + reversals(inhibition: -80),
            inputs: ["i_offset"], form: .annarchy)
    }

    /// Spikes are random, with a rate that grows exponentially above a threshold that moves.
    private static func generalisedIntegrateAndFire(
        _ name: String, _ summary: String, synapses: String = "", current: String = "",
        parameters: [NeuronModel.Parameter] = []
    ) -> NeuronModel {
        checked { () throws(EquationErrors) in
            try NeuronModel(
                name: name, summary: summary,
                source: annarchySource + "; Mensi et al. (2012), J. Neurophysiol. 107:1756",
                equations: """
                    tau_m*du/dt = -u + u_r + R*I_ext\(current) : init=u_r
                    tau_v*dv/dt = -(v - u_th) : init=u_th
                    Lambda = c*exp((u - v)/delta_u)
                    p = Uniform(0.0, 1.0)*1000.0/dt
                    \(synapses)
                    """,
                spike: "p < Lambda", reset: "u = u_r; v += J_v/tau_v",
                parameters: [
                    .init("tau_m", 10, unit: "ms", "membrane time constant"),
                    .init("R", 0.04, unit: "Gohm", "membrane resistance"),
                    .init("tau_v", 1_000, unit: "ms", "time constant of the threshold"),
                    .init("J_v", 1_000, unit: "mV*ms", "step of the threshold times tau_v"),
                    .init("u_r", -65, unit: "mV", "resting potential and u after a spike"),
                    .init("u_th", -50, unit: "mV", "threshold at rest"),
                    .init("c", 10, unit: "1", "rate of spikes at the threshold, Hz"),
                    .init("delta_u", 5, unit: "mV", "sharpness of the threshold"),
                ] + parameters,
                inputs: ["I_ext"], unitSystem: .picoampere, form: .annarchy)
        }
    }
}
