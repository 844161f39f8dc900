import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// What is random in the models of the catalogue has the distribution that its equations say, step
/// by step: mean and variance after n steps in closed form.
@Suite struct CatalogueNoiseTests {
    private let dt = 0.1
    private let steps = 500
    private let seed: UInt64 = 12

    /// The moments of variables at the end of a run of 4000 instances, and of the spike counts.
    private func moments(
        _ name: String, of variables: [String], _ values: [String: Double]
    ) async throws -> (variables: [SampleMoments], spikes: SampleMoments) {
        let model = try ModelCatalogue.model(named: name)
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: dt, duration: dt * Double(steps), input: model.inputs.first,
                stimulus: Stimulus(), recorded: variables.map { .init($0, every: steps) }),
            integrator: .euler, variedParameters: [], constants: values, seed: seed
        ).collect(Matrix(rows: 4_000, columns: 0))
        return (
            run.traces.map { SampleMoments($0.compactMap(\.last)) },
            SampleMoments(run.spikes.map { Double($0.count) })
        )
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }

    /// gₖ₊₁ = q·gₖ + d·B, q = 1 − dt/τ, where B is 1 with probability p = rate·dt/1000 and 0 else.
    @Test(arguments: [
        "izhikevich2003FixedNoisyAmpa", "izhikevich2003NoisyAmpa", "izhikevich2007NoisyAmpa",
        "izhikevich2007FsiNoisyAmpa", "izhikevich2007NoisyAmpaOscillating",
    ])
    func excitationIsAFilteredSequenceOfPulses(name: String) async throws {
        let (tau, rate, increase) = (8.0, 300.0, 0.5)
        var values = ["tau_ampa": tau, "rates_noise": rate, "increase_noise": increase]
        // With the default b, or far from rest, its cubic recovery runs away.
        if name == "izhikevich2007FsiNoisyAmpa" { values.merge(["b": 0.025, "v": -55]) { $1 } }
        let found = try await moments(name, of: ["g_ampa"], values)
        let (p, q) = (rate * dt / 1_000, 1 - dt / tau)
        found.variables[0].expectEqual(
            SampleMoments(
                exactMean: increase * p * (1 - power(q, steps)) / (1 - q),
                variance: increase * increase * p * (1 - p) * (1 - power(q * q, steps))
                    / (1 - q * q)),
            "g_ampa of \(name), seed \(seed)")
    }

    /// The offset is 0 until it is drawn for the first time, N(0, base_noise²) from then on.
    @Test(arguments: [
        "izhikevich2003NoisyBase", "izhikevich2003NoisyBaseNonlin", "izhikevich2007NoisyBase",
        "izhikevich2007CorbitFsiNoisyBase", "izhikevichGolomb",
    ])
    func baselinesAreDrawnAnewAtRandomTimes(name: String) async throws {
        let (rate, noise) = (40.0, 3.0)
        let found = try await moments(
            name, of: ["offset_base"], ["rate_base_noise": rate, "base_noise": noise])
        let drawn = 1 - power(1 - rate * dt / 1_000, steps)
        found.variables[0].expectEqual(
            SampleMoments(exactMean: 0, variance: noise * noise * drawn),
            "offset_base of \(name), seed \(seed)")
    }

    /// The noise has the variance that the power of the signal and the wanted ratio give it; the
    /// power of a constant signal rises as 1 − (1 − dt/τ)ᵏ.
    @Test func noiseKeepsItsRatioToTheSignal() async throws {
        let (signal, rate, tau, ratio) = (2.5, 200.0, 15.0, 4.0)
        let found = try await moments(
            "izhikevich2003NoisyBaseSNR", of: ["I_noise", "I", "power_I_signal"],
            ["I_base": signal, "rate_noise": rate, "tau_power": tau, "snr_target": ratio])
        let drawn = 1 - power(1 - rate * dt / 1_000, steps)
        // The current of a step is computed before the power of the step.
        func signalPower(_ count: Int) -> Double {
            signal * signal * (1 - power(1 - dt / tau, count))
        }
        found.variables[0].expectEqual(
            SampleMoments(exactMean: 0, variance: drawn), "I_noise, seed \(seed)")
        found.variables[1].expectEqual(
            SampleMoments(exactMean: signal, variance: drawn * signalPower(steps - 1) / ratio),
            "I, seed \(seed)")
        found.variables[2].expectEqual(
            SampleMoments(exactMean: signalPower(steps), variance: 0), "power_I_signal")
    }

    @Test func noiseOfAnnarchysIzhikevichNeuronIsNormal() async throws {
        let found = try await moments("Izhikevich", of: ["I"], ["noise": 1.5])
        found.variables[0].expectEqual(
            SampleMoments(exactMean: 0, variance: 2.25), "I, seed \(seed)")
    }

    /// Counts of independent steps: the mean is Σp, the variance Σp(1 − p).
    @Test func poissonNeuronsSpikeAtTheirRates() async throws {
        let constant = try await moments("poissonNeuron", of: ["p"], ["rates": 90])
        let p = 90 * dt / 1_000
        constant.spikes.expectEqual(
            SampleMoments(
                exactMean: Double(steps) * p, variance: Double(steps) * p * (1 - p)),
            "spikes of poissonNeuron, seed \(seed)")
        let (up, rate) = (20.0, 150.0)
        let rising = try await moments(
            "poissonNeuronUpDown", of: ["act"], ["rates": rate, "tau_up": up])
        // The rate that a step compares with is the one after it.
        let probabilities = (1...steps).map { rate * (1 - power(1 - dt / up, $0)) * dt / 1_000 }
        rising.spikes.expectEqual(
            SampleMoments(
                exactMean: probabilities.reduce(0, +),
                variance: probabilities.reduce(0) { $0 + $1 * (1 - $1) }),
            "spikes of poissonNeuronUpDown, seed \(seed)")
    }

    /// Without its channels the cortical neuron is an Ornstein–Uhlenbeck process: with Euler's
    /// method Vₖ₊₁ = E + q(Vₖ − E) + σ√dt·N/C, q = 1 − g·dt/C.
    @Test func currentNoiseMakesAnOrnsteinUhlenbeckProcess() async throws {
        let (leak, sigma) = (0.1, 0.7)
        let found = try await moments(
            "hodgkinHuxley", of: ["V"],
            ["g_Na": 0, "g_K": 0, "g_M": 0, "g_l": leak, "sigma": sigma, "V": -66])
        let q = 1 - leak * dt
        found.variables[0].expectEqual(
            SampleMoments(
                exactMean: -70 + 4 * power(q, steps),
                variance: sigma * sigma * dt * (1 - power(q * q, steps)) / (1 - q * q)),
            "V, seed \(seed)")
    }
}
