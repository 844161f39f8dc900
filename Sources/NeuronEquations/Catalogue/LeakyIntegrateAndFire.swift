extension ModelCatalogue {
    /// Dayan and Abbott (2001), equation 5.8, with the numbers of their figure 5.5 and a
    /// refractory period.
    static let leakyIntegrateAndFire = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "leakyIntegrateAndFire",
            summary: "leaky integrate-and-fire neuron with a refractory period",
            source: "Dayan and Abbott (2001), Theoretical Neuroscience, MIT Press, eq. 5.8; "
                + "the refractory period is added",
            equations: "tau_m*dv/dt = E_L - v + R_m*I : mV (unless refractory)",
            spike: "v > V_th",
            reset: "v = V_reset",
            refractory: "tau_ref",
            parameters: [
                .init("tau_m", 10, unit: "ms", "membrane time constant"),
                .init("E_L", -65, unit: "mV", "resting potential"),
                .init("R_m", 10, unit: "Mohm", "membrane resistance, for I in nA"),
                .init("V_th", -50, unit: "mV", "threshold"),
                .init("V_reset", -65, unit: "mV", "v after a spike"),
                .init("tau_ref", 2, unit: "ms", "refractory period"),
            ],
            initial: ["v": "E_L"],
            inputs: ["I"])
    }
}
