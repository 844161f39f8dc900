import Benchmark
import NeuroSBI

/// Neuron-steps per second of the problems that simulators are compared on.
let benchmarks: @Sendable () -> Void = {
    for problem in ThroughputProblem.allCases {
        for threads in [1, 2] {
            registerSimulation(of: problem, threads: threads, precision: Float.self)
            registerSimulation(of: problem, threads: threads, precision: Double.self)
        }
        registerThreadScaling(of: problem, precision: Float.self)
        registerThreadScaling(of: problem, precision: Double.self)
    }
}
