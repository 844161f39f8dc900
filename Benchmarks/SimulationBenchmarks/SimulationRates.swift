import Benchmark
import BenchmarkRates
import NeuroSBI

/// Registers the rate of a backend.
func registerSimulation<Scalar: SimulationScalar>(
    of problem: ThroughputProblem, by backend: Backend, precision: Scalar.Type
) {
    Benchmark(
        "simulation of \(problem.rawValue), \(backend.rawValue)",
        configuration: .rates(
            [.neuronStepsPerSecond], in: .kilo,
            tags: ["precision": precisionName(precision), "threads": "1"],
            maximumDuration: .seconds(4)),
        closure: { (benchmark: Benchmark, simulation: ModelSimulation<Scalar>) in
            let seconds = try await simulation.run() / .seconds(1)
            benchmark.measurement(
                .neuronStepsPerSecond, Int(Double(simulation.neuronSteps) / seconds))
        },
        setup: { try ModelSimulation<Scalar>(problem, backend: backend) })
}

/// Registers the rate of the kernel that is written by hand.
func registerHandWritten<Scalar: HandWrittenScalar>(
    _ problem: ThroughputProblem, precision: Scalar.Type
) {
    Benchmark(
        "simulation of \(problem.rawValue), by hand",
        configuration: .rates(
            [.neuronStepsPerSecond], in: .kilo,
            tags: ["precision": precisionName(precision), "threads": "1"],
            maximumDuration: .seconds(3)),
        closure: { (benchmark: Benchmark, pair: SimulationPair<Scalar>) in
            let seconds = pair.runByHand() / .seconds(1)
            benchmark.measurement(
                .neuronStepsPerSecond, Int(Double(pair.native.neuronSteps) / seconds))
        },
        setup: { try await SimulationPair<Scalar>(problem) })
}

/// Registers the ratio of the native backend's speed to that of the kernel written by hand. Both
/// take turns within every run, so that a machine that drifts or is shared slows both.
func registerComparison<Scalar: HandWrittenScalar>(
    of problem: ThroughputProblem, precision: Scalar.Type
) {
    Benchmark(
        "simulation of \(problem.rawValue), native over by hand",
        configuration: .rates(
            [.speedRatioPercent], in: .count,
            tags: ["precision": precisionName(precision), "threads": "1"],
            maximumDuration: .seconds(6)),
        closure: { (benchmark: Benchmark, pair: SimulationPair<Scalar>) in
            let native = try await pair.native.run()
            let byHand = pair.runByHand()
            benchmark.measurement(.speedRatioPercent, Int((100 * (byHand / native)).rounded()))
        },
        setup: { try await SimulationPair<Scalar>(problem) })
}

/// The same problem by the native backend and by hand, checked against the simulator.
struct SimulationPair<Scalar: HandWrittenScalar>: Sendable {
    let native: ModelSimulation<Scalar>
    private let byHand: HandWrittenSimulation<Scalar>
    private let steps: Int

    init(_ problem: ThroughputProblem) async throws {
        native = try ModelSimulation<Scalar>(problem, backend: .native)
        try await HandWrittenSimulation<Scalar>(problem, instances: 200).check()
        byHand = try await HandWrittenSimulation<Scalar>(
            problem, instances: ModelSimulation<Scalar>.instances)
        steps = native.neuronSteps / ModelSimulation<Scalar>.instances
    }

    /// Simulates once by hand and returns the time it took.
    func runByHand() -> Duration {
        var state: [Scalar] = []
        let time = ContinuousClock().measure { state = byHand.run(steps: steps) }
        blackHole(state)
        return time
    }
}
