import Benchmark
import BenchmarkRates
import NeuroSBI

/// Registers an epoch over 100,000 simulations of 8 parameters and 20 statistics: two hidden layers
/// of 50, ten components with full covariances, one thread, validation included.
///
/// The tool runs it once; the repetitions are within, so that the table of simulations is made once
/// and an epoch and its matrix products alone take turns.
func registerEpoch(batchSize: Int) {
    Benchmark(
        "training epoch",
        configuration: .rates(
            [.epochMicroseconds, .matrixProductMicroseconds, .epochOverProductsPercent],
            in: .count, tags: ["batch": "\(batchSize)", "threads": "1"], warmupIterations: 0,
            maximumRuns: 1)
    ) { benchmark in
        var training = TrainingBenchmark(batchSize: batchSize)
        training.repetitions = 7
        let result = training.run()
        for (epoch, products) in zip(result.epochSeconds, result.matrixProductSeconds) {
            benchmark.measurement(.epochMicroseconds, Int((1e6 * epoch).rounded()))
            benchmark.measurement(.matrixProductMicroseconds, Int((1e6 * products).rounded()))
            benchmark.measurement(
                .epochOverProductsPercent, Int((100 * epoch / products).rounded()))
        }
    }
}
