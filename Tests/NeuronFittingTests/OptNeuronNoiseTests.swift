import NeuroSBI
import Testing

/// Fits of neurons with noise, and posteriors.
@Suite struct OptNeuronNoiseTests {
    /// Records a membrane that fluctuates about its mean.
    private struct Watch: NeuronExperiment {
        func run<Scalar: SimulationScalar>(
            _ population: inout Population<Scalar>
        ) throws -> ExperimentData {
            population.startRecording()
            try population.simulate(200)
            return [:]
        }
    }

    /// dv/dt = (mu − v)/τ + σ ξ, for which mean and variance of v in the long run are mu and σ²τ/2.
    private func model() throws -> NeuronModel {
        try NeuronModel(
            equations: "dv/dt = (mu - v)/tau + sigma*xi",
            parameters: [.init("mu", 0), .init("tau", 5), .init("sigma", 1)],
            initial: ["v": "mu"])
    }

    private func fit(
        loss: Loss, _ change: (inout OptNeuronSettings) -> Void
    ) async throws -> OptNeuron {
        var settings = OptNeuronSettings(timeStep: 0.5, recorded: ["v"])
        settings.backend = .interpreter
        change(&settings)
        return try await OptNeuron(
            experiment: Watch(), loss: loss, bounds: ["mu": [-20, 20]], model: model(),
            target: .model(model(), parameters: ["mu": 5]), settings: settings)
    }

    private static let meanError = Loss.custom("error of the mean") { results, target in
        func mean(_ results: ExperimentResults) throws -> Double {
            let samples = try results.chunks[0].samples(of: "v")
            return samples.reduce(0, +) / Double(samples.count)
        }
        return abs(try mean(results) - mean(target))
    }

    @Test func repetitionsHaveNoiseOfTheirOwn() async throws {
        let result = try await fit(loss: Self.meanError) {
            $0.repetitions = 4
            $0.batchSize = 20
            $0.stop = StopRules(evaluations: 100)
        }.run()
        #expect(result.repetitions == 10)
        #expect(result.standardDeviation > 0)
        // The mean over 200 ms has a standard deviation of about σ τ/√200 = 0.35; the target's
        // own error adds to the fitted one's, k = 5 of each.
        #expect(abs(result.fitted["mu"]! - 5) < 5 * 0.35 * 2.0.squareRoot())
    }

    /// The posterior of the mean of an Ornstein–Uhlenbeck process given the mean over 200 ms is
    /// normal about it with the standard deviation σ τ/√T·√(1 − (τ/T)(1 − e^(−T/τ)))…, about 0.35.
    @Test func thePosteriorIsOverTheStatistics() async throws {
        let statistics = ExperimentStatistics.custom(["mean"]) { results in
            let samples = try results.chunks[0].samples(of: "v")
            return [samples.reduce(0, +) / Double(samples.count)]
        }
        let plan = OptNeuronPosterior(
            statistics: statistics, simulations: 2_000, effort: .fast)
        let method = OptNeuronMethod.posterior(plan)
        let fit = try await fit(loss: Self.meanError) { $0.method = method }
        let result = try await fit.run()
        let posterior = try #require(result.posterior)
        #expect(posterior.parameterNames == ["mu"])
        // Amortized: it answers for other targets.
        for observed in [-10.0, 0, 8] {
            let samples = try posterior.sample(observation: [observed], count: 2_000, seed: 1)
            let mean = samples.elements.reduce(0, +) / 2_000
            let variance =
                samples.elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2_000
            // A network trained on 2,000 simulations: half a standard deviation of the posterior.
            #expect(abs(mean - observed) < 0.18, "observed \(observed), mean \(mean)")
            #expect(abs(variance.squareRoot() - 0.34) < 0.17, "deviation \(variance.squareRoot())")
        }
        #expect(abs(result.fitted["mu"]! - 5) < 5 * 0.35)
    }
}
