import Benchmark
import NeuroSBI

/// Neuron-steps per second of the problems that simulators are compared on.
let benchmarks: @Sendable () -> Void = {
    for problem in ThroughputProblem.allCases {
        registerSimulation(of: problem, precision: Float.self)
        registerSimulation(of: problem, precision: Double.self)
    }
}
