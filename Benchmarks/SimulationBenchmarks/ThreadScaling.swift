import Benchmark
import BenchmarkRates
import NeuroSBI

/// Registers the ratio of the speed on two threads to that on one, measured in turns.
///
/// 200 % is all that two processors can give; a machine that is busy otherwise gives less.
func registerThreadScaling<Scalar: SimulationScalar>(
    of problem: ThroughputProblem, precision: Scalar.Type
) {
    Benchmark(
        "simulation of \(problem.rawValue), two threads over one",
        configuration: .rates(
            [.speedRatioPercent], in: .count, tags: ["precision": precisionName(precision)],
            maximumDuration: .seconds(12))
    ) { benchmark in
        let one = try await ThroughputMeasurement.measure(problem, in: precision, threads: 1)
        let two = try await ThroughputMeasurement.measure(problem, in: precision, threads: 2)
        benchmark.measurement(
            .speedRatioPercent,
            Int((100 * two.neuronStepsPerSecond / one.neuronStepsPerSecond).rounded()))
    }
}
