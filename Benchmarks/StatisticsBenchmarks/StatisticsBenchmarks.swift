import Benchmark
import BenchmarkRates
import NeuroSBI

/// Summary statistics of a tile of simulated traces.
let benchmarks: @Sendable () -> Void = {
    let seven = [StatisticSpecification("goncalves2020")]
    registerStatistics("seven statistics of Gonçalves 2020", seven, of: Float.self)
    registerStatistics("seven statistics of Gonçalves 2020", seven, of: Double.self)
    let all = FeatureCatalogue.features.map { StatisticSpecification($0.name) }
    registerStatistics("all \(all.count) features", all, of: Double.self)
}

/// Registers a set of statistics on one thread.
private func registerStatistics<Scalar: SimulationScalar>(
    _ name: String, _ specifications: [StatisticSpecification], of precision: Scalar.Type
) {
    Benchmark(
        name,
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
                try StatisticSet(specifications),
                try await simulatedTile(of: precision)
            )
        })
}
