import Benchmark
import NeuroSBI

/// Neuron-steps per second of the problems that simulators are compared on, by both backends and by
/// kernels written by hand in C.
let benchmarks: @Sendable () -> Void = {
    for problem in ThroughputProblem.compared {
        register(problem, precision: Float.self)
        register(problem, precision: Double.self)
    }
}

private func register<Scalar: HandWrittenScalar>(
    _ problem: ThroughputProblem, precision: Scalar.Type
) {
    for backend in [Backend.native, .interpreter] {
        registerSimulation(of: problem, by: backend, precision: precision)
    }
    registerHandWritten(problem, precision: precision)
    registerComparison(of: problem, precision: precision)
}
