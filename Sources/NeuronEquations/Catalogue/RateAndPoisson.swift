/// Neurons without a membrane: integrators, rates and random spikes.
extension ModelCatalogue {
    static let rateAndPoisson = [
        leakyIntegrator, integrator, simpleIntegrator, poisson, poissonUpDown, poissonSinus,
    ]

    private static let leakyIntegrator = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "LeakyIntegrator",
            summary: "rate neuron: a leaky integrator with a threshold-linear output r",
            source: "ANNarchy 5.0, ready-made neurons",
            equations: """
                tau*dv/dt + v = I + B : exponential
                r = pos(v - T)
                """,
            parameters: [
                .init("tau", 10, unit: "ms", "time constant"),
                .init("B", 0, unit: "1", "baseline"),
                .init("T", 0, unit: "1", "threshold of the output"),
            ],
            inputs: ["I"], form: .annarchy)
    }

    /// The input stands for the spikes that would raise the conductance; `decision` becomes the
    /// neuron's number once a threshold is reached.
    private static let integrator = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "integratorNeuron",
            summary: "integrates a decaying conductance and says that a threshold was reached",
            source: SynapticInput.source,
            equations: """
                tau*dg_ampa/dt = -g_ampa + I_app
                ddecision/dt = 0 : init=-1
                """,
            spike: "g_ampa >= threshold", reset: "decision = neuron_id",
            parameters: [
                .init("tau", 1, unit: "ms", "decay time"),
                .init("threshold", 1, unit: "1", "what g_ampa has to reach"),
                .init("neuron_id", 0, unit: "1", "the decision once it is reached"),
            ],
            inputs: ["I_app"], form: .annarchy)
    }

    private static let simpleIntegrator = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "integratorNeuronSimple",
            summary: "integrates a decaying conductance; its rate r stays 0",
            source: SynapticInput.source,
            equations: """
                tau*dg_ampa/dt = -g_ampa + I_app
                r = 0
                """,
            parameters: [.init("tau", 1, unit: "ms", "decay time")],
            inputs: ["I_app"], form: .annarchy)
    }

    private static let poisson = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "poissonNeuron", summary: "random spikes at a constant rate",
            source: SynapticInput.source,
            equations: "p = Uniform(0.0, 1.0)*1000.0/dt",
            spike: "p <= rates", reset: "p = 0.0",
            parameters: [.init("rates", 0, unit: "1", "rate of the spikes, Hz")],
            form: .annarchy)
    }

    /// The rate that spikes have follows the wanted one with two time constants.
    private static let poissonUpDown = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "poissonNeuronUpDown",
            summary: "random spikes at a rate that rises and falls with time constants",
            source: SynapticInput.source,
            equations: """
                p = Uniform(0.0, 1.0)*1000.0/dt
                dact/dt = if rates > act: (rates - act)/tau_up else: (rates - act)/tau_down
                """,
            spike: "p <= act", reset: "p = 0.0",
            parameters: [
                .init("rates", 0, unit: "1", "rate that is approached, Hz"),
                .init("tau_up", 1, unit: "ms", "time constant of a rise"),
                .init("tau_down", 1, unit: "ms", "time constant of a fall"),
            ],
            form: .annarchy)
    }

    private static let poissonSinus = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "poissonNeuronSinus", summary: "random spikes at a rate that oscillates",
            source: SynapticInput.source,
            equations: """
                rates = amplitude*sin(2*pi*frequency*(t/1000 - phase)) + base
                p = Uniform(0.0, 1.0)*1000.0/dt
                """,
            spike: "p <= rates", reset: "p = 0.0",
            parameters: [
                .init("amplitude", 0, unit: "1", "amplitude of the rate, Hz"),
                .init("base", 0, unit: "1", "mean of the rate, Hz"),
                .init("phase", 0, unit: "1", "time by which the oscillation is late, s"),
                .init("frequency", 0, unit: "1", "frequency of the oscillation, Hz"),
            ],
            form: .annarchy)
    }
}
