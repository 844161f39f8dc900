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
    for use in [RecordedSimulation<Float>.Use.streamed, .stored, .evaluated] {
        registerRecording(use, of: Float.self)
    }
    registerRecording(.streamed, of: Double.self)
}

/// Registers the speed of a simulation that is recorded over that of one that is not; both take
/// turns within every run.
private func registerRecording<Scalar: SimulationScalar>(
    _ use: RecordedSimulation<Scalar>.Use, of precision: Scalar.Type
) {
    Benchmark(
        "Hodgkin–Huxley, \(use.rawValue), over nothing recorded",
        configuration: .rates(
            [.speedRatioPercent, .neuronStepsPerSecond], in: .count,
            tags: ["instances": "2000", "precision": precisionName(precision), "threads": "1"],
            maximumDuration: .seconds(6)),
        closure: { (benchmark: Benchmark, simulation: RecordedSimulation<Scalar>) in
            let unrecorded = try await simulation.time(.unrecorded)
            let recorded = try await simulation.time(use)
            benchmark.measurement(
                .speedRatioPercent, Int((100 * (unrecorded / recorded)).rounded()))
            benchmark.measurement(
                .neuronStepsPerSecond,
                Int(Double(simulation.neuronSteps) / (recorded / .seconds(1))))
        },
        setup: { try RecordedSimulation<Scalar>(instances: 2000) })
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
