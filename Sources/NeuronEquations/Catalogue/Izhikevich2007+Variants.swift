/// The models of CompNeuroPy that extend the neuron of Izhikevich (2007).
///
/// As there, all variables start at 0: give v and u what they are at rest.
extension ModelCatalogue {
    static let izhikevich2007Variants = [
        izhikevich2007Variant(
            "izhikevich2007FastSpiking",
            "quadratic spiking neuron of Izhikevich (2007), fast spiking",
            numbers: fastSpiking),
        izhikevich2007Variant(
            "izhikevich2007RecCur",
            "Izhikevich (2007) neuron that shows its currents",
            after: """
                I_u = -u
                I_k = k*(v - v_r)*(v - v_t)
                I_a = I_app
                """),
        izhikevich2007VoltageClamp,
        izhikevich2007Variant(
            "izhikevich2007Syn", "Izhikevich (2007) neuron with synapses",
            before: SynapticInput.decay, current: "I_app \(SynapticInput.current)",
            parameters: regularConductances),
        izhikevich2007Variant(
            "izhikevich2007NoisyAmpa", "Izhikevich (2007) neuron with random excitatory spikes",
            before: SynapticInput.noisyAmpa, current: "I_app \(SynapticInput.current)",
            parameters: regularConductances + noise),
        izhikevich2007Variant(
            "izhikevich2007NoisyBase",
            "Izhikevich (2007) neuron with synapses and a noisy baseline current",
            before: """
                \(SynapticInput.baseline)
                \(SynapticInput.decay)
                """,
            current: "I_app \(SynapticInput.current) + I_base",
            parameters: regularConductances + baseline),
        izhikevich2007Variant(
            "izhikevich2007FsiNoisyAmpa",
            "fast-spiking interneuron of Izhikevich (2007) with random excitatory spikes",
            before: SynapticInput.noisyAmpa, current: "I_app \(SynapticInput.current)",
            recovery: "if v < v_b: -a*u else: a*(b*(v - v_b)**3 - u)",
            // The recovery is cubic, which makes b what it is.
            numbers: fastSpiking.map { number in
                number.name == "b"
                    ? .init("b", -2, unit: "nS/mV**2", "sensitivity of the recovery to v") : number
            },
            parameters: [.init("v_b", -55, unit: "mV", "the recovery decays below")]
                + fastConductances + noise),
        corbitInterneuron(
            "izhikevich2007CorbitFsiNoisyAmpa",
            "fast-spiking interneuron with slow currents and random excitatory spikes",
            before: SynapticInput.noisyAmpa, parameters: fastConductances + noise),
        corbitInterneuron(
            "izhikevich2007CorbitFsiNoisyBase",
            "fast-spiking interneuron with slow currents and a noisy baseline current",
            before: """
                \(SynapticInput.baseline)
                \(SynapticInput.decay)
                """,
            further: " + I_base", parameters: fastConductances + baseline),
        izhikevich2007Variant(
            "izhikevich2007NoisyAmpaOscillating",
            "Izhikevich (2007) neuron with random excitatory spikes and an oscillating current",
            before: """
                osc = amp*sin(t*2*pi*(freq/1000))
                \(SynapticInput.noisyAmpa)
                """,
            current: "I_app \(SynapticInput.current) + osc",
            numbers: fastSpiking,
            parameters: [
                .init("freq", 0, unit: "1", "frequency of the oscillating current, Hz"),
                .init("amp", 300, unit: "pA", "amplitude of the oscillating current"),
            ] + fastConductances + noise),
        izhikevichGolomb,
    ]

    /// The potential stands still, and the current that would move it is computed.
    private static let izhikevich2007VoltageClamp = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevich2007VoltageClamp",
            summary: "Izhikevich (2007) neuron whose v stands still; I_inf is its current",
            source: SynapticInput.source,
            equations: """
                I_v = I_app
                dv/dt = 0
                du/dt = a*(b*(v - v_r) - u)
                I_inf = k*(v - v_r)*(v - v_t) - u + I_v
                """,
            spike: "v >= v_peak", reset: "v = c; u += d",
            parameters: regularSpiking.filter { $0.name != "C" },
            inputs: ["I_app"], unitSystem: .picoampere, form: .annarchy)
    }

    /// The interneuron of Corbit et al. (2016), reduced: a slow current that follows u. The root
    /// of degree 0.1 is a tenth power.
    private static func corbitInterneuron(
        _ name: String, _ summary: String, before: String, further: String = "",
        parameters: [NeuronModel.Parameter]
    ) -> NeuronModel {
        let input = "(I_app \(SynapticInput.current))"
        return izhikevich2007Variant(
            name, summary + ", after Corbit et al. (2016)", before: before,
            current: "\(SynapticInput.root(input, "nonlin")) - n\(further)",
            after: """
                ds/dt = a_s*(pos(u)**0.1 - s)
                dn/dt = a_n*(b_n*(pos(u)**0.1 - s) - n)
                """,
            numbers: fastSpiking,
            parameters: [
                .init("nonlin", 0.1, unit: "1", "the current enters as its root of this degree"),
                .init("a_s", 0.1, unit: "1/ms", "rate of s"),
                .init("a_n", 0.1, unit: "1/ms", "rate of n"),
                .init("b_n", 0.1, unit: "pA**0.9", "sensitivity of n"),
            ] + parameters)
    }

    /// Izhikevich's neuron made to fire like the interneuron of Golomb et al. (2007), whose input
    /// is per membrane area.
    private static let izhikevichGolomb = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevichGolomb",
            summary: "fast-spiking interneuron with delayed firing, after Golomb et al. (2007)",
            source: SynapticInput.source,
            equations: """
                \(SynapticInput.baseline)
                \(SynapticInput.decay)
                I_v = a_I*(I_app \(SynapticInput.current) + I_base)
                C*dv/dt = k*(v - v_r)*(v - v_t) - u + I_v - pos(uu*(v - E_gaba)) - pos(n)
                du/dt = a*(b*(v - v_r) - u)
                duu/dt = -a_uu*uu
                ds/dt = a_s*(I_v - s)
                dn/dt = a_n*(b_n*(I_v - s) - n)
                """,
            spike: "v >= v_peak", reset: "v = c; u += d; uu += dd",
            parameters: [
                .init("C", 100, unit: "pF", "membrane capacitance"),
                .init("k", 2.342_202_197_559_084_5, unit: "nS/mV", "curvature"),
                .init("v_r", -70, unit: "mV", "resting potential"),
                .init("v_t", -50, unit: "mV", "instantaneous threshold"),
                .init("v_peak", 0, unit: "mV", "top of the spike"),
                .init("a", 0.407_713_217_398_882_4, unit: "1/ms", "rate of recovery"),
                .init("b", 37.027_824_808_742_196, unit: "nS", "sensitivity of the recovery"),
                .init("c", -50, unit: "mV", "v after a spike"),
                .init("d", 0, unit: "pA", "step of u after a spike"),
                .init("a_uu", 0.407_713_217_398_882_4, unit: "1/ms", "rate of uu"),
                .init("dd", 819.021_858_147_978_8, unit: "nS", "step of uu after a spike"),
                .init("a_s", 0.190_871_756_353_424_85, unit: "1/ms", "rate of s"),
                .init("a_n", 0.008_987_424_013_380_247, unit: "1/ms", "rate of n"),
                .init("b_n", 2.960_960_014_972_343_4, unit: "1", "sensitivity of n"),
                .init("a_I", 223.082_250_164_106_2, unit: "pA*cm**2/uA", "gain of the input"),
            ] + regularConductances + SynapticInput.baselineParameters(unit: "uA/cm**2"),
            inputs: ["I_app"], unitSystem: .picoampere, form: .annarchy)
    }

    private static func izhikevich2007Variant(
        _ name: String, _ summary: String, before: String = "", current: String = "I_app",
        recovery: String = "a*(b*(v - v_r) - u)", after: String = "",
        numbers: [NeuronModel.Parameter]? = nil, parameters: [NeuronModel.Parameter] = []
    ) -> NeuronModel {
        checked { () throws(EquationErrors) in
            try NeuronModel(
                name: name, summary: summary, source: SynapticInput.source,
                equations: """
                    \(before)
                    I_v = \(current)
                    C*dv/dt = k*(v - v_r)*(v - v_t) - u + I_v
                    du/dt = \(recovery)
                    \(after)
                    """,
                spike: "v >= v_peak", reset: "v = c; u += d",
                parameters: (numbers ?? regularSpiking) + parameters, inputs: ["I_app"],
                unitSystem: .picoampere, form: .annarchy)
        }
    }

    private static let regularConductances = SynapticInput.conductanceParameters(
        times: (ampa: 10, gaba: 10), inhibition: -90)

    private static let fastConductances = SynapticInput.conductanceParameters(
        times: (ampa: 2, gaba: 5), inhibition: -80)

    private static let noise = SynapticInput.noiseParameters(unit: "nS")

    private static let baseline = SynapticInput.baselineParameters(unit: "pA")

    private static let regularSpiking = izhikevich2007Numbers(
        C: 100, k: 0.7, v_r: -60, a: 0.03, d: 100, v_peak: 35)

    private static let fastSpiking = izhikevich2007Numbers(
        C: 20, k: 1, v_r: -55, a: 0.1, d: 2, v_peak: 25)

    private static func izhikevich2007Numbers(
        C: Double, k: Double, v_r: Double, a: Double, d: Double, v_peak: Double
    ) -> [NeuronModel.Parameter] {
        [
            .init("C", C, unit: "pF", "membrane capacitance"),
            .init("k", k, unit: "nS/mV", "curvature of the membrane current"),
            .init("v_r", v_r, unit: "mV", "resting potential"),
            .init("v_t", -40, unit: "mV", "instantaneous threshold"),
            .init("v_peak", v_peak, unit: "mV", "top of the spike"),
            .init("a", a, unit: "1/ms", "rate of recovery"),
            .init("b", -2, unit: "nS", "sensitivity of the recovery to v"),
            .init("c", -50, unit: "mV", "v after a spike"),
            .init("d", d, unit: "pA", "step of u after a spike"),
        ]
    }
}
