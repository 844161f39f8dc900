/// A short experiment that shows the character of a model of the catalogue.
public struct ModelDemonstration: Sendable, Hashable {
    /// A step of the model's input; nothing before `start` and from `stop` on.
    public struct Step: Sendable, Hashable {
        /// ms.
        public var start, stop: Double
        /// In the unit of the input.
        public var amplitude: Double
    }

    /// Parameters and initial values that are not the model's own.
    public var values: [String: Double]
    /// Nil for a model without an input.
    public var step: Step?
    /// ms.
    public var timeStep, duration: Double
    /// The variable to look at.
    public var shown: String

    init(
        _ amplitude: Double? = nil, shown: String = "v", duration: Double = 200,
        timeStep: Double = 0.1, _ values: [String: Double] = [:]
    ) {
        self.values = values
        step = amplitude.map {
            Step(start: 0.1 * duration, stop: 0.9 * duration, amplitude: $0)
        }
        self.timeStep = timeStep
        self.duration = duration
        self.shown = shown
    }
}

extension ModelCatalogue {
    /// The experiment that shows the character of a model.
    ///
    /// ```swift
    /// ModelCatalogue.demonstration(of: "wangBuzsaki")?.step?.amplitude  // 2 µA/cm²
    /// ```
    /// - Returns: nil where the catalogue has no such model.
    public static func demonstration(of name: String) -> ModelDemonstration? {
        demonstrations[name]
    }

    private static let demonstrations: [String: ModelDemonstration] =
        izhikevichDemonstrations.merging(otherDemonstrations) { first, _ in first }

    // MARK: Izhikevich's neurons

    private static let regular: [String: Double] = [
        "a": 0.02, "b": 0.2, "c": -65, "d": 8, "v": -70, "u": -14, "tau_ampa": 10, "tau_gaba": 10,
        "E_gaba": -90,
    ]
    private static let polynomial: [String: Double] = ["n0": 140, "n1": 5, "n2": 0.04]
    private static let restOf2007: [String: Double] = ["v": -60]
    private static let restOfFast: [String: Double] = ["v": -55]

    private static let izhikevichDemonstrations: [String: ModelDemonstration] = [
        "izhikevich2003": .init(10),
        "izhikevich2003FixedNoisyAmpa": .init(
            5, regular + ["rates_noise": 200, "increase_noise": 0.03]),
        "izhikevich2003NoisyAmpa": .init(
            5, regular + polynomial + ["rates_noise": 200, "increase_noise": 0.03]),
        "izhikevich2003NoisyAmpaNonlin": .init(
            12,
            regular + polynomial
                + ["rates_noise": 200, "increase_noise": 0.03, "nonlin": 1.2]),
        "izhikevich2003NoisyAmpaOscillating": .init(
            8,
            regular + polynomial
                + ["rates_noise": 200, "increase_noise": 0.01, "freq": 20]),
        "izhikevich2003NoisyBase": .init(
            8,
            regular + polynomial
                + ["base_mean": 2, "base_noise": 3, "rate_base_noise": 100]),
        "izhikevich2003NoisyBaseNonlin": .init(
            12,
            regular + polynomial
                + ["base_mean": 2, "base_noise": 3, "rate_base_noise": 100, "nonlin": 1.2]),
        "izhikevich2003NoisyBaseSNR": .init(
            8,
            regular + polynomial
                + ["I_base": 2, "rate_noise": 300, "tau_power": 20, "snr_target": 4]),
        "izhikevich2007": .init(150, duration: 300),
        "izhikevich2007FastSpiking": .init(120, restOfFast),
        "izhikevich2007RecCur": .init(150, duration: 300, restOf2007),
        "izhikevich2007VoltageClamp": .init(100, shown: "I_inf", ["v": -50]),
        "izhikevich2007Syn": .init(120, duration: 300, restOf2007 + ["g_ampa": 5]),
        "izhikevich2007NoisyAmpa": .init(
            80, duration: 300, restOf2007 + ["rates_noise": 300, "increase_noise": 0.5]),
        "izhikevich2007NoisyBase": .init(
            120, duration: 300,
            restOf2007 + ["base_mean": 20, "base_noise": 40, "rate_base_noise": 100]),
        "izhikevich2007FsiNoisyAmpa": .init(
            120, restOfFast + ["b": 0.025, "rates_noise": 300, "increase_noise": 1]),
        "izhikevich2007CorbitFsiNoisyAmpa": .init(
            1.6, restOfFast + ["rates_noise": 200, "increase_noise": 0.002]),
        "izhikevich2007CorbitFsiNoisyBase": .init(
            1.6, restOfFast + ["base_noise": 30, "rate_base_noise": 100]),
        "izhikevich2007NoisyAmpaOscillating": .init(
            50, restOfFast + ["freq": 20, "rates_noise": 200, "increase_noise": 0.5]),
        "izhikevichGolomb": .init(4, duration: 500, ["v": -70]),
    ]

    // MARK: The others

    private static let otherDemonstrations: [String: ModelDemonstration] = [
        "leakyIntegrateAndFire": .init(2),
        "adaptiveExponential": .init(800, duration: 400),
        "hodgkinHuxley": .init(4, shown: "V", timeStep: 0.01),
        "hodgkinHuxleyBischop": .init(200, timeStep: 0.01),
        "hodgkinHuxleyBischopSyn": .init(150, timeStep: 0.01, ["g_ampa": 4]),
        "hodgkinHuxleyCorbit": .init(5, duration: 400, timeStep: 0.01),
        "hodgkinHuxleyCorbitSyn": .init(5, duration: 400, timeStep: 0.01, ["g_ampa": 0.1]),
        "hodgkinHuxleyCorbitVoltageClamp": .init(5, shown: "I_inf", timeStep: 0.01, ["v": -40]),
        "squidAxon": .init(10, timeStep: 0.01),
        "connorStevens": .init(10, timeStep: 0.01),
        "morrisLecar": .init(100, duration: 800, timeStep: 0.05),
        "fitzHughNagumo": .init(0.5, duration: 300, timeStep: 0.05),
        "wangBuzsaki": .init(1, timeStep: 0.01),
        "Izhikevich": .init(10, ["noise": 5]),
        "IF_curr_exp": .init(1, ["g_exc": 2]),
        "IF_cond_exp": .init(1, ["g_exc": 0.05]),
        "IF_curr_alpha": .init(1, ["g_exc": 1]),
        "IF_cond_alpha": .init(1, ["g_exc": 0.02]),
        "EIF_cond_exp_isfa_ista": .init(0.8, duration: 400, ["g_exc": 0.01]),
        "EIF_cond_alpha_isfa_ista": .init(0.8, duration: 400, ["g_exc": 0.01]),
        "HH_cond_exp": .init(0.5, timeStep: 0.01, ["half_bh": 40, "slope_bh": 5]),
        "GIF_curr": .init(600, shown: "u", duration: 500),
        "GIF_curr_exp": .init(600, shown: "u", duration: 500, ["g_exc": 300]),
        "LeakyIntegrator": .init(1.5, shown: "r", ["T": 0.5]),
        "integratorNeuron": .init(1.5, shown: "g_ampa", ["tau": 30]),
        "integratorNeuronSimple": .init(1.5, shown: "g_ampa", ["tau": 30]),
        "poissonNeuron": .init(shown: "p", timeStep: 1, ["rates": 80]),
        "poissonNeuronUpDown": .init(
            shown: "act", duration: 500, ["rates": 100, "tau_up": 100, "tau_down": 50]),
        "poissonNeuronSinus": .init(
            shown: "rates", duration: 500, ["amplitude": 60, "base": 70, "frequency": 4]),
    ]
}

/// Values of the left side with those of the right side.
private func + (left: [String: Double], right: [String: Double]) -> [String: Double] {
    left.merging(right) { $1 }
}
