import Benchmark
import BenchmarkRates
import NeuroSBI

/// Sampling and evaluating a posterior of eight parameters for one observation.
let benchmarks: @Sendable () -> Void = {
    let count = 100_000
    Benchmark(
        "posterior sampling",
        configuration: .rates(
            [.samplesPerSecond], in: .kilo, tags: ["parameters": "8", "samples": "\(count)"]),
        closure: { (benchmark: Benchmark, problem: EightParameterPosterior) in
            try benchmark.measureRate(.samplesPerSecond, of: count) {
                blackHole(
                    try problem.posterior.sample(
                        observation: problem.observation, count: count, seed: 1))
            }
        },
        setup: { try await EightParameterPosterior() })
    Benchmark(
        "posterior log density",
        configuration: .rates(
            [.densitiesPerSecond], in: .kilo, tags: ["parameters": "8", "rows": "\(count)"]),
        closure: {
            (benchmark: Benchmark, state: (EightParameterPosterior, Matrix<Double>)) in
            let (problem, rows) = state
            try benchmark.measureRate(.densitiesPerSecond, of: count) {
                blackHole(
                    try problem.posterior.logDensity(rows, observation: problem.observation))
            }
        },
        setup: {
            let problem = try await EightParameterPosterior()
            return (problem, problem.posterior.prior.sample(count: count, seed: 2))
        })
}
