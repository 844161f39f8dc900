import Benchmark
import BenchmarkRates
import NeuroSBI

/// Registers the rate at which 10,000 instances of a model are simulated, without recording.
///
/// Compiling the model is not counted.
func registerSimulation<Scalar: SimulationScalar>(
    of problem: ThroughputProblem, threads: Int, precision: Scalar.Type
) {
    Benchmark(
        "simulation of \(problem.rawValue)",
        configuration: .rates(
            [.neuronStepsPerSecond], in: .kilo,
            tags: ["precision": precisionName(precision), "threads": "\(threads)"],
            maximumDuration: .seconds(8))
    ) { benchmark in
        let result = try await ThroughputMeasurement.measure(
            problem, in: precision, threads: threads)
        benchmark.measurement(.neuronStepsPerSecond, Int(result.neuronStepsPerSecond.rounded()))
    }
}
