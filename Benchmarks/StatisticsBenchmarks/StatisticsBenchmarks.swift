import Benchmark
import BenchmarkRates
import NeuroSBI

/// Summary statistics of a tile of simulated traces.
let benchmarks: @Sendable () -> Void = {
    registerStatistics(of: Float.self)
    registerStatistics(of: Double.self)
}

/// Registers the seven statistics of Gonçalves et al. (2020), eLife 9:e56261, on one thread.
private func registerStatistics<Scalar: SimulationScalar>(of precision: Scalar.Type) {
    Benchmark(
        "seven statistics of Gonçalves 2020",
        configuration: .rates(
            [.tracesPerSecond], in: .count,
            tags: ["lanes": "64", "precision": precisionName(precision), "samples": "12001"]),
        closure: { (benchmark: Benchmark, state: (StatisticSet, TraceBatch<Scalar>)) in
            let (statistics, batch) = state
            benchmark.measureRate(.tracesPerSecond, of: batch.instanceCount) {
                blackHole(statistics.evaluate(batch))
            }
        },
        setup: {
            (
                try StatisticSet([StatisticSpecification("goncalves2020")]),
                try await simulatedTile(of: precision)
            )
        })
}
