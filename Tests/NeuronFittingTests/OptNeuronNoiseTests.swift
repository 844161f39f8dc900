import Foundation
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

    /// The mean over T of an Ornstein–Uhlenbeck process that starts at mu is normal about mu with
    /// the variance σ²τ²/T·(1 − 2(τ/T)(1 − e^(−T/τ)) + (τ/2T)(1 − e^(−2T/τ))), and far inside a
    /// uniform prior so is the posterior about the observed mean.
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
        let (tau, duration) = (5.0, 200.0)
        let share = tau / duration
        let exact =
            (tau * tau / duration
            * (1 - 2 * share * (1 - exp(-1 / share)) + share / 2 * (1 - exp(-2 / share))))
            .squareRoot()
        // Amortized: it answers for other targets.
        for observed in [-10.0, 0, 8] {
            let samples = try posterior.sample(observation: [observed], count: 2_000, seed: 1)
            let mean = samples.elements.reduce(0, +) / 2_000
            let variance =
                samples.elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2_000
            // What would cost a normal posterior 0.05 nats each: an error of the mean of e costs
            // e²/(2s²), one of the deviation by the factor r costs about (log r)².
            #expect(
                abs(mean - observed) < exact * 0.1.squareRoot(),
                "observed \(observed), mean \(mean)")
            #expect(
                abs(log(variance.squareRoot() / exact)) < 0.05.squareRoot(),
                "deviation \(variance.squareRoot()), expected \(exact)")
        }
        #expect(abs(result.fitted["mu"]! - 5) < 5 * 0.35)
    }
}
