import Benchmark
import BenchmarkRates
import NeuroSBI

/// Registers the rate at which 10,000 instances of a model are simulated, without recording.
///
/// Compiling the model is not counted. One thread: the tool blocks a thread of Swift's pool while an
/// asynchronous benchmark runs, so on two processors a second one would never be at work. Scaling
/// over threads is measured by `neurosbi bench simulate`.
func registerSimulation<Scalar: SimulationScalar>(
    of problem: ThroughputProblem, precision: Scalar.Type
) {
    Benchmark(
        "simulation of \(problem.rawValue)",
        configuration: .rates(
            [.neuronStepsPerSecond], in: .kilo,
            tags: ["precision": precisionName(precision), "threads": "1"],
            maximumDuration: .seconds(8))
    ) { benchmark in
        let result = try await ThroughputMeasurement.measure(
            problem, in: precision, threads: 1)
        benchmark.measurement(.neuronStepsPerSecond, Int(result.neuronStepsPerSecond.rounded()))
    }
}
