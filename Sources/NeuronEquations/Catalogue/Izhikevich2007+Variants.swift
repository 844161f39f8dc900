/// The models of CompNeuroPy that extend the neuron of Izhikevich (2007).
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
            parameters: SynapticInput.conductanceParameters),
        izhikevich2007Variant(
            "izhikevich2007NoisyAmpa", "Izhikevich (2007) neuron with random excitatory spikes",
            before: SynapticInput.noisyAmpa, current: "I_app \(SynapticInput.current)",
            parameters: SynapticInput.conductanceParameters + SynapticInput.noiseParameters),
        izhikevich2007Variant(
            "izhikevich2007NoisyBase",
            "Izhikevich (2007) neuron with synapses and a noisy baseline current",
            before: """
                \(SynapticInput.decay)
                \(SynapticInput.baseline)
                """,
            current: "I_app \(SynapticInput.current) + I_base",
            parameters: SynapticInput.conductanceParameters + SynapticInput.baselineParameters),
        izhikevich2007Variant(
            "izhikevich2007FsiNoisyAmpa",
            "fast-spiking interneuron of Izhikevich (2007) with random excitatory spikes",
            before: SynapticInput.noisyAmpa, current: "I_app \(SynapticInput.current)",
            recovery: "if v < v_b: -a*u else: a*(b*(v - v_b)**3 - u)",
            numbers: fastSpiking,
            parameters: [.init("v_b", -55, unit: "mV", "the recovery decays below")]
                + SynapticInput.conductanceParameters + SynapticInput.noiseParameters),
        izhikevich2007Variant(
            "izhikevich2007NoisyAmpaOscillating",
            "Izhikevich (2007) neuron with random excitatory spikes and an oscillating current",
            before: """
                \(SynapticInput.noisyAmpa)
                osc = amp*sin(t*2*pi*(freq/1000))
                """,
            current: "I_app \(SynapticInput.current) + osc",
            parameters: [
                .init("freq", 0, unit: "1", "frequency of the oscillating current, Hz"),
                .init("amp", 6, unit: "pA", "amplitude of the oscillating current"),
            ] + SynapticInput.conductanceParameters + SynapticInput.noiseParameters),
        corbitInterneuron, izhikevichGolomb,
    ]

    /// The potential stands still and the current that would move it is computed.
    private static let izhikevich2007VoltageClamp = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevich2007VoltageClamp",
            summary: "Izhikevich (2007) neuron under voltage clamp; I_inf is its steady current",
            source: SynapticInput.source,
            equations: """
                dv/dt = 0 : init=v_r
                du/dt = a*(b*(v - v_r) - u)
                I_inf = k*(v - v_r)*(v - v_t) - b*(v - v_r)
                """,
            parameters: regularSpiking.filter {
                !["C", "v_peak", "c", "d"].contains($0.name)
            },
            unitSystem: .picoampere, form: .annarchy)
    }

    /// The interneuron of Corbit et al. (2016), reduced: a slow current that follows u.
    private static let corbitInterneuron = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevich2007CorbitFsiNoisyAmpa",
            summary: "fast-spiking interneuron with pauses, after Corbit et al. (2016)",
            source: SynapticInput.source,
            equations: """
                \(SynapticInput.noisyAmpa)
                I = I_app \(SynapticInput.current)
                I_v = \(SynapticInput.root("I", "nonlin")) - n
                C*dv/dt = k*(v - v_r)*(v - v_t) - u + I_v : init=v_r
                du/dt = a*(b*(v - v_r) - u)
                ds/dt = a_s*(pos(u)**0.1 - s)
                dn/dt = a_n*(b_n*(pos(u)**0.1 - s) - n)
                """,
            spike: "v >= v_peak", reset: "v = c; u += d",
            parameters: fastSpiking + [
                .init("nonlin", 1, unit: "1", "the current enters as its root of this degree"),
                .init("a_s", 0, unit: "1/ms", "rate of s"),
                .init("a_n", 0, unit: "1/ms", "rate of n"),
                .init("b_n", 0, unit: "1", "sensitivity of n"),
            ] + SynapticInput.conductanceParameters + SynapticInput.noiseParameters,
            inputs: ["I_app"], unitSystem: .picoampere, form: .annarchy)
    }

    /// Izhikevich's neuron made to fire like the interneuron of Golomb et al. (2007).
    private static let izhikevichGolomb = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevichGolomb",
            summary: "fast-spiking interneuron with delayed firing, after Golomb et al. (2007)",
            source: SynapticInput.source,
            equations: """
                \(SynapticInput.decay)
                \(SynapticInput.baseline)
                I_v = a_I*(I_app \(SynapticInput.current) + I_base)
                C*dv/dt = k*(v - v_r)*(v - v_t) - u + I_v - pos(uu*(v - E_gaba)) - pos(n) : init=v_r
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
                .init("a_I", 223.082_250_164_106_2, unit: "1", "gain of the input"),
            ] + SynapticInput.conductanceParameters + SynapticInput.baselineParameters,
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
                    C*dv/dt = k*(v - v_r)*(v - v_t) - u + I_v : init=v_r
                    du/dt = \(recovery)
                    \(after)
                    """,
                spike: "v >= v_peak", reset: "v = c; u += d",
                parameters: (numbers ?? regularSpiking) + parameters, inputs: ["I_app"],
                unitSystem: .picoampere, form: .annarchy)
        }
    }

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
