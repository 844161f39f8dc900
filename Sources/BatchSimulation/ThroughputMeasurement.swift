import LinearAlgebra
import NeuronEquations

/// A problem whose simulation speed is compared with other simulators.
public enum ThroughputProblem: String, Sendable, CaseIterable {
    /// Izhikevich's model of 2003 by forward Euler, dt 0.1 ms, input 10: the benchmark of Brian 2.
    case izhikevich2003
    /// The Hodgkin–Huxley model of the catalogue without noise by staggered exponential Euler, dt
    /// 0.025 ms, input 3: ten exponentials per step and more.
    case hodgkinHuxley

    /// The length of a standard run, ms.
    public var standardDuration: Double {
        switch self {
        case .izhikevich2003: 1_000
        case .hodgkinHuxley: 100
        }
    }

    /// The variable that a run with recording records.
    public var membranePotential: String {
        switch self {
        case .izhikevich2003: "v"
        case .hodgkinHuxley: "V"
        }
    }

    var integrator: Integrator {
        switch self {
        case .izhikevich2003: .euler
        case .hodgkinHuxley: .exponentialEulerStaggered
        }
    }

    var timeStep: Double {
        switch self {
        case .izhikevich2003: 0.1
        case .hodgkinHuxley: 0.025
        }
    }

    var variedParameters: [String] {
        switch self {
        case .izhikevich2003: ["a", "c", "d"]
        case .hodgkinHuxley: ["g_Na", "g_K"]
        }
    }

    var constants: [String: Double] {
        switch self {
        case .izhikevich2003: ["I": 10]
        case .hodgkinHuxley: ["I": 3, "sigma": 0]
        }
    }

    /// The parameters over the instances, `[instances × varied]`, straight lines between two ends.
    func parameters(instances: Int) -> Matrix<Double> {
        let ends: [(Double, Double)] =
            switch self {
            case .izhikevich2003: [(0.02, 0.04), (-65, -55), (8, 2)]
            case .hodgkinHuxley: [(40, 60), (4, 6)]
            }
        return Matrix(rows: instances, columns: ends.count) { row, column in
            let (first, last) = ends[column]
            return first + (last - first) * Double(row) / Double(max(1, instances - 1))
        }
    }
}

/// How fast this machine simulates a model.
public struct ThroughputMeasurement: Sendable, Equatable {
    public var problem: ThroughputProblem
    /// The name of the model in the catalogue.
    public var model: String
    public var integrator: Integrator
    public var instances: Int
    /// "single" or "double".
    public var precision: String
    public var threads: Int
    public var tileSize: Int
    /// Whether the membrane potential was recorded at every step.
    public var records: Bool
    /// Instances advanced by one time step, per second.
    public var neuronStepsPerSecond: Double

    /// Simulates a problem once and takes the time; compilation is not counted.
    ///
    /// ```swift
    /// let result = try await ThroughputMeasurement.measure(
    ///     .izhikevich2003, in: Float.self, threads: 2)
    /// print(result.neuronStepsPerSecond)
    /// ```
    /// - Parameters:
    ///   - scalar: the precision, `Float` or `Double`.
    ///   - duration: ms; nil takes the problem's standard.
    ///   - records: whether to record the membrane potential at every step.
    ///   - tileSize: nil takes the simulator's own choice.
    public static func measure<Scalar: SimulationScalar>(
        _ problem: ThroughputProblem, in scalar: Scalar.Type, instances: Int = 10_000,
        duration: Double? = nil, threads: Int = 1, records: Bool = false, tileSize: Int? = nil
    ) async throws -> ThroughputMeasurement {
        let model = try ModelCatalogue.model(named: problem.rawValue)
        let experiment = Experiment(
            timeStep: problem.timeStep, duration: duration ?? problem.standardDuration,
            recorded: records ? [.init(problem.membranePotential)] : [], recordsSpikes: false)
        let simulator = try BatchSimulator<Scalar>(
            model: model, experiment: experiment, integrator: problem.integrator,
            variedParameters: problem.variedParameters, constants: problem.constants,
            tileSize: tileSize, threads: threads)
        let parameters = problem.parameters(instances: instances)
        let elapsed = try await ContinuousClock().measure {
            try await simulator.run(parameters: parameters) { _ in }
        }
        return ThroughputMeasurement(
            problem: problem, model: model.name, integrator: problem.integrator,
            instances: instances, precision: Scalar._kernels.precision, threads: threads,
            tileSize: simulator.tileSize, records: records,
            neuronStepsPerSecond: Double(instances) * Double(experiment.stepCount)
                / (elapsed / .seconds(1)))
    }
}
