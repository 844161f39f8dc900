/// The models of CompNeuroPy that add synapses and noise to the neuron of Izhikevich (2003).
///
/// Their parameters are to be fitted; as there, they start at 0 and time constants at 1, and so do
/// the variables at 0.
extension ModelCatalogue {
    static let izhikevich2003Variants = [
        izhikevich2003Variant(
            "izhikevich2003FixedNoisyAmpa",
            "Izhikevich (2003) neuron with random excitatory spikes",
            before: SynapticInput.noisyAmpa,
            membrane: "0.04*v*v + 5*v + 140 - u + I_app \(SynapticInput.current)",
            parameters: conductances + noise),
        izhikevich2003Variant(
            "izhikevich2003NoisyAmpa",
            "Izhikevich (2003) neuron with free coefficients and random excitatory spikes",
            before: SynapticInput.noisyAmpa,
            membrane: "n2*v*v + n1*v + n0 - u + I_app \(SynapticInput.current)",
            parameters: polynomial + conductances
                + noise),
        izhikevich2003Variant(
            "izhikevich2003NoisyAmpaNonlin",
            "Izhikevich (2003) neuron whose input current passes through a root",
            before: """
                \(SynapticInput.noisyAmpa)
                I = I_app \(SynapticInput.current)
                """,
            membrane: "n2*v*v + n1*v + n0 - u + \(SynapticInput.root("I", "nonlin"))",
            parameters: polynomial + [nonlinearity] + conductances
                + noise),
        izhikevich2003Variant(
            "izhikevich2003NoisyAmpaOscillating",
            "Izhikevich (2003) neuron with random excitatory spikes and an oscillating current",
            before: """
                osc = amp*sin(t*2*pi*(freq/1000))
                \(SynapticInput.noisyAmpa)
                """,
            membrane: "n2*v*v + n1*v + n0 - u + I_app \(SynapticInput.current) + osc",
            parameters: polynomial + [
                .init("freq", 0, unit: "1", "frequency of the oscillating current, Hz"),
                .init("amp", 6, unit: "mV/ms", "amplitude of the oscillating current"),
            ] + conductances + noise),
        izhikevich2003Variant(
            "izhikevich2003NoisyBase",
            "Izhikevich (2003) neuron with synapses and a noisy baseline current",
            before: """
                \(SynapticInput.decay)
                \(SynapticInput.baseline)
                I = I_app \(SynapticInput.current) + I_base
                """,
            membrane: "n2*v*v + n1*v + n0 - u + I",
            parameters: polynomial + conductances
                + baseline),
        izhikevich2003Variant(
            "izhikevich2003NoisyBaseNonlin",
            "Izhikevich (2003) neuron with a noisy baseline, other input through a root",
            before: """
                \(SynapticInput.decay)
                \(SynapticInput.baseline)
                I = I_app \(SynapticInput.current)
                """,
            membrane: "n2*v*v + n1*v + n0 - u + \(SynapticInput.root("I", "nonlin")) + I_base",
            parameters: polynomial + [nonlinearity] + conductances
                + baseline),
        izhikevich2003SignalToNoise,
    ]

    /// Noise that follows the power of the signal.
    private static let izhikevich2003SignalToNoise = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevich2003NoisyBaseSNR",
            summary: "Izhikevich (2003) neuron whose noise keeps a ratio to its signal",
            source: SynapticInput.source,
            equations: """
                I_noise = noise*ite(Uniform(0.0, 1.0)*1000.0/dt > rate_noise, I_noise, \
                Normal(0.0, 1.0))
                I_signal = I_base \(SynapticInput.current) + I_app
                I = I_signal + I_noise*sqrt(power_I_signal/snr_target)
                tau_ampa*dg_ampa/dt = -g_ampa
                tau_gaba*dg_gaba/dt = -g_gaba
                tau_power*dpower_I_signal/dt = I_signal**2 - power_I_signal
                dv/dt = n2*v*v + n1*v + n0 - u + I : min=-100, max=0
                du/dt = a*(b*v - u)
                """,
            spike: "v >= 0",
            reset: "v = c; u += d",
            parameters: recovery + polynomial + conductances + [
                .init("I_base", 0, unit: "mV/ms", "baseline current"),
                .init("noise", 1, unit: "1", "1 with noise, 0 without"),
                .init("rate_noise", 0, unit: "1", "rate at which the noise is drawn anew, Hz"),
                .init("snr_target", 1, unit: "1", "ratio of signal power to noise power"),
                .init("tau_power", 1, unit: "ms", "time over which the power is averaged"),
            ],
            inputs: ["I_app"], form: .annarchy)
    }

    private static func izhikevich2003Variant(
        _ name: String, _ summary: String, before: String, membrane: String,
        parameters: [NeuronModel.Parameter]
    ) -> NeuronModel {
        checked { () throws(EquationErrors) in
            try NeuronModel(
                name: name, summary: summary, source: SynapticInput.source,
                equations: """
                    \(before)
                    dv/dt = \(membrane)
                    du/dt = a*(b*v - u)
                    """,
                spike: "v >= 30", reset: "v = c; u += d",
                parameters: recovery + parameters, inputs: ["I_app"], form: .annarchy)
        }
    }

    private static let recovery: [NeuronModel.Parameter] = [
        .init("a", 0, unit: "1/ms", "rate of recovery"),
        .init("b", 0, unit: "1/ms", "sensitivity of the recovery to v"),
        .init("c", 0, unit: "mV", "v after a spike"),
        .init("d", 0, unit: "mV/ms", "step of u after a spike"),
    ]

    private static let polynomial: [NeuronModel.Parameter] = [
        .init("n0", 0, unit: "mV/ms", "constant coefficient"),
        .init("n1", 0, unit: "1/ms", "linear coefficient"),
        .init("n2", 0, unit: "1/(mV*ms)", "quadratic coefficient"),
    ]

    private static let conductances = SynapticInput.conductanceParameters(
        times: (ampa: 1, gaba: 1), inhibition: 0)

    private static let noise = SynapticInput.noiseParameters(unit: "1/ms")

    private static let baseline = SynapticInput.baselineParameters(unit: "mV/ms")

    private static let nonlinearity = NeuronModel.Parameter(
        "nonlin", 1, unit: "1", "the input current enters as its root of this degree")
}
