import Benchmark

/// The time of a training epoch of the network that density estimators are compared on.
let benchmarks: @Sendable () -> Void = {
    for batchSize in [200, 1_000] {
        registerEpoch(batchSize: batchSize)
    }
}
