extension ModelCatalogue {
    /// Brette and Gerstner (2005), equations 1 to 3, with the numbers of their figure 1.
    static let adaptiveExponential = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "adaptiveExponential",
            summary: "adaptive exponential integrate-and-fire neuron",
            source: "Brette and Gerstner (2005), Journal of Neurophysiology 94:3637",
            equations: """
                C*dv/dt = -g_L*(v - E_L) + g_L*Delta_T*exp((v - V_T)/Delta_T) - w + I : mV
                tau_w*dw/dt = a*(v - E_L) - w : pA
                """,
            // The upswing is over within a step from here; the original stops it at 20 mV.
            spike: "v > 20*mV",
            reset: "v = V_r; w += b",
            parameters: [
                .init("C", 281, unit: "pF", "membrane capacitance"),
                .init("g_L", 30, unit: "nS", "leak conductance"),
                .init("E_L", -70.6, unit: "mV", "leak reversal and resting potential"),
                .init("V_T", -50.4, unit: "mV", "threshold"),
                .init("Delta_T", 2, unit: "mV", "sharpness of the spike's onset"),
                .init("tau_w", 144, unit: "ms", "time constant of the adaptation"),
                .init("a", 4, unit: "nS", "adaptation below threshold"),
                .init("b", 80.5, unit: "pA", "step of the adaptation after a spike"),
                .init("V_r", -70.6, unit: "mV", "v after a spike"),
            ],
            initial: ["v": "E_L"],
            inputs: ["I"], unitSystem: .picoampere)
    }
}
