import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import RealModule
import Testing

/// Euler–Maruyama on the Ornstein–Uhlenbeck process dx = −x/τ dt + σ dW.
@Suite struct NoiseTests {
    private static let tau = 2.0
    private static let sigma = 0.8

    private func model() throws -> NeuronModel {
        try NeuronModel(
            equations: "dx/dt = -x/tau + sigma*xi",
            parameters: [.init("tau", Self.tau), .init("sigma", Self.sigma)], initial: ["x": "3"])
    }

    private func final(
        _ integrator: Integrator, timeStep: Double, duration: Double, count: Int
    ) async throws -> [Double] {
        let experiment = Experiment(timeStep: timeStep, duration: duration)
        let run = try await BatchSimulator<Double>(
            model: model(),
            experiment: Experiment(
                timeStep: timeStep, duration: duration,
                recorded: [.init("x", every: experiment.stepCount)]),
            integrator: integrator, variedParameters: [], seed: 3
        ).collect(Matrix(rows: count, columns: 0))
        return run.traces[0].map { $0[1] }
    }

    /// The discrete process is Gaussian, so that its mean and variance are known exactly.
    @Test(arguments: [0.5, 0.25, 0.05])
    func meanAndVarianceAreThoseOfTheDiscreteProcess(timeStep: Double) async throws {
        let count = 40_000
        let steps = (2 / timeStep).rounded()
        let values = try await final(.euler, timeStep: timeStep, duration: 2, count: count)
        let factor = 1 - timeStep / Self.tau
        let mean = 3 * Double.pow(factor, Int(steps))
        let variance =
            Self.sigma * Self.sigma * timeStep * (1 - Double.pow(factor, 2 * Int(steps)))
            / (1 - factor * factor)
        let sampleMean = values.reduce(0, +) / Double(count)
        let sampleVariance =
            values.reduce(0) { $0 + ($1 - sampleMean) * ($1 - sampleMean) } / Double(count - 1)
        // 4 standard errors: √(variance/n) and variance·√(2/n).
        #expect(abs(sampleMean - mean) < 4 * (variance / Double(count)).squareRoot())
        #expect(abs(sampleVariance - variance) < 4 * variance * (2 / Double(count)).squareRoot())
    }

    /// The mean over many instances against the closed form exp(−t/τ).
    @Test func weakOrderIsOne() async throws {
        // The means' statistical error cancels when both runs are compared with what the noise
        // alone contributes: subtract the run from x = 0 with the same seed.
        func bias(_ timeStep: Double) async throws -> Double {
            let values = try await final(.euler, timeStep: timeStep, duration: 2, count: 64)
            let silent = try await BatchSimulator<Double>(
                model: model(),
                experiment: Experiment(
                    timeStep: timeStep, duration: 2,
                    recorded: [.init("x", every: Int((2 / timeStep).rounded()))]),
                integrator: .euler, variedParameters: [], constants: ["x": 0], seed: 3
            ).collect(Matrix(rows: 64, columns: 0))
            let differences = zip(values, silent.traces[0]).map { $0 - $1[1] }
            return differences.reduce(0, +) / 64 - 3 * Double.exp(-1)
        }
        let coarse = try await bias(0.1)
        let fine = try await bias(0.05)
        #expect(abs(Double.log(coarse / fine) / Double.log(2) - 1) <= 0.2)
    }

    /// Pathwise error for the same Brownian path: strong order 1, because the noise is additive.
    @Test func strongOrderIsOneForAdditiveNoise() async throws {
        // The noise of a run is known: number k of instance i. The path at half the step is that
        // run; the path at the whole step uses sums of two numbers and is computed here.
        let count = 512
        let stream = RandomStream(seed: 3, purpose: .simulationNoise)
        func strongError(_ fineStep: Double) async throws -> Double {
            let fine = try await final(.euler, timeStep: fineStep, duration: 2, count: count)
            let steps = Int((2 / fineStep).rounded())
            var total = 0.0
            for instance in 0..<count {
                var coarse = 3.0
                for k in 0..<(steps / 2) {
                    let first = stream.normal(index: UInt64(instance), step: UInt32(2 * k))
                    let second = stream.normal(index: UInt64(instance), step: UInt32(2 * k + 1))
                    coarse +=
                        -2 * fineStep * coarse / Self.tau
                        + Self.sigma * fineStep.squareRoot() * (first + second)
                }
                total += abs(coarse - fine[instance])
            }
            return total / Double(count)
        }
        let errors = try await [strongError(0.02), strongError(0.01)]
        #expect(abs(Double.log(errors[0] / errors[1]) / Double.log(2) - 1) <= 0.2)
    }

    @Test func exponentialEulerHoldsTheNoiseOverTheStep() async throws {
        let stream = RandomStream(seed: 3, purpose: .simulationNoise)
        let values = try await final(.exponentialEuler, timeStep: 0.5, duration: 0.5, count: 20)
        let decay = Double.exp(-0.5 / Self.tau)
        for (index, value) in values.enumerated() {
            let target =
                Self.tau * Self.sigma * stream.normal(index: UInt64(index)) / 0.5.squareRoot()
            #expect(abs(value - (target + (3 - target) * decay)) < 1e-13)
        }
    }

    @Test func differentNoisesAreIndependent() async throws {
        let model = try NeuronModel(equations: "dx/dt = xi_1\ndy/dt = xi_2\ndz/dt = xi_1")
        let count = 4_000
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: 1, duration: 1,
                recorded: ["x", "y", "z"].map { .init($0) }),
            integrator: .euler, variedParameters: []
        ).collect(Matrix(rows: count, columns: 0))
        let values = run.traces.map { $0.map { $0[1] } }
        #expect(values[0] == values[2])
        let correlation = zip(values[0], values[1]).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        #expect(abs(correlation) < 4 / Double(count).squareRoot())
    }

    @Test(arguments: Integrator.allCases.filter { !$0.scheme.acceptsNoise })
    func methodsWithoutAMeaningForNoiseRefuseIt(integrator: Integrator) throws {
        let place = "a derivative under \(integrator.name)"
        #expect(throws: SimulationError.whiteNoise("xi", place: place)) {
            try BatchSimulator<Double>(
                model: model(), experiment: Experiment(timeStep: 1, duration: 1),
                integrator: integrator, variedParameters: [])
        }
    }
}
