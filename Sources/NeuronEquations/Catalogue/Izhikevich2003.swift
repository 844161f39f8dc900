extension ModelCatalogue {
    /// Izhikevich (2003), equations 1 to 3, regular spiking.
    static let izhikevich2003 = checked { () throws(EquationErrors) in
        try NeuronModel(
            name: "izhikevich2003",
            summary: "two-variable spiking neuron with a quadratic membrane, regular spiking",
            source: "Izhikevich (2003), IEEE Transactions on Neural Networks 14:1569, eqs. 1-3",
            equations: """
                dv/dt = 0.04/(mV*ms)*v**2 + 5/ms*v + 140*mV/ms - u + I : mV
                du/dt = a*(b*v - u) : mV/ms
                """,
            spike: "v >= 30*mV",
            reset: "v = c; u += d",
            parameters: [
                .init("a", 0.02, unit: "1/ms", "rate of recovery"),
                .init("b", 0.2, unit: "1/ms", "sensitivity of the recovery to v"),
                .init("c", -65, unit: "mV", "v after a spike"),
                .init("d", 8, unit: "mV/ms", "step of u after a spike"),
            ],
            initial: ["v": "c", "u": "b*v"],
            inputs: ["I"])
    }
}
