import NeuroSBI

/// A problem of the standard length with 10,000 instances, without recording, on one thread.
///
/// One thread: the tool blocks a thread of Swift's pool while an asynchronous benchmark runs, so on
/// two processors a second one would never be at work. Scaling over threads is measured by
/// `neurosbi bench simulate`.
struct ModelSimulation<Scalar: SimulationScalar>: Sendable {
    static var instances: Int { 10_000 }

    private let simulator: BatchSimulator<Scalar>
    private let parameters: Matrix<Double>
    /// Instances times steps of a run.
    let neuronSteps: Int

    /// Compiles the model, so that no run does.
    init(_ problem: ThroughputProblem, backend: Backend) throws {
        let experiment = Experiment(
            timeStep: problem.timeStep, duration: problem.standardDuration, recorded: [],
            recordsSpikes: false)
        simulator = try BatchSimulator<Scalar>(
            model: try ModelCatalogue.model(named: problem.rawValue), experiment: experiment,
            integrator: problem.integrator, variedParameters: problem.variedParameters,
            constants: problem.constants, threads: 1, backend: backend)
        parameters = problem.parameters(instances: Self.instances)
        neuronSteps = Self.instances * experiment.stepCount
        let choice = simulator.backend(instances: Self.instances)
        precondition(
            choice.backend == backend, "\(backend) is not there: \(choice.complaint ?? "")")
    }

    /// Simulates once and returns the time it took.
    func run() async throws -> Duration {
        try await ContinuousClock().measure {
            try await simulator.run(parameters: parameters) { _ in }
        }
    }
}
