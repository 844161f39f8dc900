import LinearAlgebra
import NeuronEquations

/// How fast this machine simulates a model.
public struct ThroughputMeasurement: Sendable, Equatable {
    public var problem: ThroughputProblem
    public var backend: Backend
    public var instances: Int
    /// "single" or "double".
    public var precision: String
    public var threads: Int
    public var tileSize: Int
    /// Whether the membrane potential was recorded at every step.
    public var records: Bool
    /// What one step of one instance takes.
    public var work: StepWork
    /// Instances advanced by one time step, per second.
    public var neuronStepsPerSecond: Double

    /// Simulates a problem several times and takes the time of the fastest run; compilation is not
    /// counted.
    ///
    /// A run has as many steps as the standard duration of the problem, or fewer where that would
    /// take longer than a tenth of `seconds`. The fastest run counts because other programs on the
    /// machine can only slow one down, as in ``MachineRates``.
    ///
    /// ```swift
    /// let result = try await ThroughputMeasurement.measure(
    ///     .izhikevich2003, in: Float.self, threads: 2)
    /// print(result.neuronStepsPerSecond)
    /// ```
    /// - Parameters:
    ///   - scalar: the precision, `Float` or `Double`.
    ///   - records: whether to record the membrane potential at every step.
    ///   - tileSize: nil takes the simulator's own choice.
    ///   - backend: what executes the model; the result says what did.
    ///   - seconds: how long to measure, about.
    public static func measure<Scalar: SimulationScalar>(
        _ problem: ThroughputProblem, in scalar: Scalar.Type, instances: Int = 10_000,
        threads: Int = 1, records: Bool = false, tileSize: Int? = nil,
        backend: Backend = .automatic, seconds: Double = 0.2
    ) async throws -> ThroughputMeasurement {
        let model = try ModelCatalogue.model(named: problem.rawValue)
        let parameters = problem.parameters(instances: instances)
        func experiment(steps: Int) -> Experiment {
            Experiment(
                timeStep: problem.timeStep, duration: Double(steps) * problem.timeStep,
                recorded: records ? [.init(problem.membranePotential)] : [], recordsSpikes: false)
        }
        func simulator(steps: Int) throws -> BatchSimulator<Scalar> {
            try BatchSimulator<Scalar>(
                model: model, experiment: experiment(steps: steps),
                integrator: problem.integrator, variedParameters: problem.variedParameters,
                constants: problem.constants, tileSize: tileSize, threads: threads,
                backend: backend)
        }
        func duration(_ simulator: BatchSimulator<Scalar>) async throws -> Double {
            try await ContinuousClock().measure {
                try await simulator.run(parameters: parameters) { _ in }
            } / .seconds(1)
        }

        let standardSteps = Int((problem.standardDuration / problem.timeStep).rounded())
        let trialSteps = min(standardSteps, max(8, 1_000_000 / instances))
        let trial = try simulator(steps: trialSteps)
        // Compiles, so that the time of the trial does not contain it.
        let used = trial.backend(instances: instances).backend
        let perStep = try await duration(trial) / Double(trialSteps)
        let steps = min(standardSteps, max(8, Int(seconds / 10 / perStep)))

        let measured = try simulator(steps: steps)
        _ = measured.backend(instances: instances)
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var best = Double.infinity
        repeat { best = min(best, try await duration(measured)) } while clock.now < end

        let compiled = try CompiledModel(
            model: model, experiment: experiment(steps: 1), integrator: problem.integrator,
            variedParameters: problem.variedParameters, constants: problem.constants)
        return ThroughputMeasurement(
            problem: problem, backend: used, instances: instances,
            precision: Scalar._kernels.precision, threads: threads, tileSize: measured.tileSize,
            records: records, work: StepWork(BlockProgram(compiled)),
            neuronStepsPerSecond: Double(instances) * Double(steps) / best)
    }

    /// The share of the machine's rate that is reached: elementary functions per second over the
    /// rate of exponentials or, for a model without, operations over the rate of products with a
    /// sum. What else a step does counts as lost, so 1 is out of reach.
    public func share(of rates: MachineRates) -> Double {
        precondition(
            precision == rates.precision && threads == rates.threads,
            "rates of \(rates.threads) threads in \(rates.precision) precision for a measurement "
                + "of \(threads) in \(precision)")
        return work.elementaryFunctions > 0
            ? neuronStepsPerSecond * Double(work.elementaryFunctions) / rates.exponentials
            : neuronStepsPerSecond * Double(work.operations) / rates.fusedMultiplyAdds
    }
}
