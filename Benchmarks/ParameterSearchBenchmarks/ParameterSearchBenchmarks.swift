import Benchmark
import BenchmarkRates
import NeuroSBI

let benchmarks: @Sendable () -> Void = {
    for trials in [100, 1_000, 5_000] {
        for parameters in [4, 8, 16] {
            suggestionCost(trials: trials, parameters: parameters, batch: 1)
        }
    }
    suggestionCost(trials: 5_000, parameters: 16, batch: 256)
}
