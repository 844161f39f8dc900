extension ModelCatalogue {
    /// Izhikevich (2007), equations 8.1 and 8.2, regular spiking.
    static let izhikevich2007 = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevich2007",
            summary: "quadratic spiking neuron with capacitance and resting and threshold "
                + "potentials, regular spiking",
            source: "Izhikevich (2007), Dynamical Systems in Neuroscience, MIT Press, "
                + "section 8.1.4, eqs. 8.1-8.2",
            equations: """
                C*dv/dt = k*(v - v_r)*(v - v_t) - u + I : mV
                du/dt = a*(b*(v - v_r) - u) : pA
                """,
            spike: "v >= v_peak",
            reset: "v = c; u += d",
            parameters: [
                .init("C", 100, unit: "pF", "membrane capacitance"),
                .init("k", 0.7, unit: "nS/mV", "curvature of the membrane current"),
                .init("v_r", -60, unit: "mV", "resting potential"),
                .init("v_t", -40, unit: "mV", "instantaneous threshold"),
                .init("v_peak", 35, unit: "mV", "top of the spike"),
                .init("a", 0.03, unit: "1/ms", "rate of recovery"),
                .init("b", -2, unit: "nS", "sensitivity of the recovery to v"),
                .init("c", -50, unit: "mV", "v after a spike"),
                .init("d", 100, unit: "pA", "step of u after a spike"),
            ],
            initial: ["v": "v_r"],
            inputs: ["I"], unitSystem: .picoampere)
    }
}
