import Foundation
import NeuroSBI
import Synchronization
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

    /// What the first step of an evaluation drew, and the mean voltage that it led to.
    private struct Evaluation: Hashable {
        let noise: UInt64
        let mean: UInt64
    }

    /// Searches with repetitions, and tells every evaluation of the search.
    private func evaluations(
        seed: UInt64, threads: Int, batch: Int = 20
    ) async throws -> (all: [Evaluation], losses: [UInt64], standardDeviation: Double) {
        let seen = Mutex<[Evaluation]>([])
        let loss = Loss.custom("error of the mean") { results, _ in
            let noise = try results.chunks[0].samples(of: "n")[0]
            let voltage = try results.chunks[0].samples(of: "v")
            let mean = voltage.reduce(0, +) / Double(voltage.count)
            seen.withLock {
                $0.append(Evaluation(noise: noise.bitPattern, mean: mean.bitPattern))
            }
            return abs(mean)
        }
        let model = try NeuronModel(
            equations: "dv/dt = (mu - v)/tau + sigma*xi\ndn/dt = xi",
            parameters: [.init("mu", 0), .init("tau", 5), .init("sigma", 1)],
            initial: ["v": "mu"])
        var settings = OptNeuronSettings(timeStep: 0.5, recorded: ["v", "n"])
        settings.backend = .interpreter
        settings.method = .random
        settings.repetitions = 5
        settings.batchSize = batch
        settings.stop = StopRules(evaluations: 40)
        settings.confirmation = (sets: 1, repetitions: 30)
        settings.seed = seed
        settings.threads = threads
        let fit = try await OptNeuron(
            experiment: Watch(), loss: loss, bounds: ["mu": [-20, 20]], model: model,
            target: .model(model, parameters: ["mu": 5]), settings: settings)
        seen.withLock { $0 = [] }
        let result = try await fit.run()
        let losses = result.history.map { ($0.loss ?? .nan).bitPattern }
        return (seen.withLock { $0 }, losses, result.standardDeviation)
    }

    @Test func everyEvaluationHasNoiseOfItsOwnAndASeedGivesItAgain() async throws {
        let first = try await evaluations(seed: 3, threads: 2)
        #expect(first.losses.count == 40)
        // 5 repetitions of each of the 40, and 30 of the best; no two of them share a number.
        #expect(first.all.count == 5 * 40 + 30)
        let noise = first.all.map { Double(bitPattern: $0.noise) }
        #expect(Set(noise).count == noise.count)
        // They are √dt times standard normal: mean and variance to four standard errors.
        let count = Double(noise.count)
        #expect(abs(noise.reduce(0, +) / count) < 4 * (0.5 / count).squareRoot())
        let square = noise.reduce(0) { $0 + $1 * $1 } / count
        #expect(abs(square - 0.5) < 4 * 0.5 * (2 / count).squareRoot())
        // The mean of 200 ms about mu, far from 0 or near to it, deviates by at most σ√(τ²/T) =
        // 0.35, and |mean| not by more; 30 repetitions give it to 4/√60 of itself.
        #expect(first.standardDeviation > 0)
        #expect(first.standardDeviation < 0.35 * (1 + 4 / 60.0.squareRoot()))

        let again = try await evaluations(seed: 3, threads: 1)
        #expect(Set(again.all) == Set(first.all))
        #expect(again.losses == first.losses)
        // Parameter sets drawn at random do not depend on the batch, nor does their noise.
        let batched = try await evaluations(seed: 3, threads: 2, batch: 7)
        #expect(batched.losses == first.losses)
        let other = try await evaluations(seed: 4, threads: 2)
        #expect(Set(other.all.map(\.noise)).isDisjoint(with: first.all.map(\.noise)))
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
