import NeuroSBI
import Synchronization

/// One of the two problems of the kernels written by hand, for any number of instances.
struct HandWrittenSimulation<Scalar: HandWrittenScalar> {
    let problem: ThroughputProblem
    let instances: Int
    private let parameters: [[Scalar]]
    private let initialState: [Scalar]

    /// Takes the initial state from the simulator.
    init(_ problem: ThroughputProblem, instances: Int) async throws {
        precondition(ThroughputProblem.compared.contains(problem), "no kernel of \(problem)")
        self.problem = problem
        self.instances = instances
        let matrix = problem.parameters(instances: instances)
        parameters = (0..<matrix.columns).map { column in
            (0..<instances).map { Scalar(matrix[$0, column]) }
        }
        initialState = try await Self.simulatedState(problem, instances: instances, steps: 0)
    }

    /// Simulates from the initial state and returns the state, `[variables × instances]`.
    func run(steps: Int) -> [Scalar] {
        var state = initialState
        switch problem {
        case .hodgkinHuxley:
            Scalar.hodgkinHuxley(
                state: &state, gNa: parameters[0], gK: parameters[1], steps: steps)
        default:
            var v = Array(state[..<instances])
            var u = Array(state[instances...])
            Scalar.izhikevich(
                v: &v, u: &u, a: parameters[0], c: parameters[1], d: parameters[2], steps: steps)
            state = v + u
        }
        return state
    }

    /// Stops the program if the kernel and the simulator do not do the same arithmetic.
    ///
    /// Their rounding errors differ, and so does the potential a little: after 20 ms of the
    /// Hodgkin–Huxley problem, and after 10 ms of Izhikevich's, which has its first spikes by then
    /// (from the second on a difference in u may move a spike to the next step).
    func check() async throws {
        let steps = problem == .hodgkinHuxley ? 800 : 100
        let expected = try await Self.simulatedState(problem, instances: instances, steps: steps)
        let found = run(steps: steps)
        let worst = (0..<instances).map { (found[$0] - expected[$0]).magnitude }.max()!
        precondition(
            worst <= Scalar.tolerance,
            "\(problem): the potential differs by \(worst) mV after \(steps) steps, "
                + "\(Scalar.tolerance) allowed")
    }

    /// The state that the simulator has after some steps, `[variables × instances]`.
    private static func simulatedState(
        _ problem: ThroughputProblem, instances: Int, steps: Int
    ) async throws -> [Scalar] {
        let model = try ModelCatalogue.model(named: problem.rawValue)
        let variables = model.stateVariables.map(\.name)
        let taken = max(1, steps)
        let experiment = Experiment(
            timeStep: problem.timeStep, duration: Double(taken) * problem.timeStep,
            recorded: variables.map { .init($0, every: taken) }, recordsSpikes: false)
        let simulator = try BatchSimulator<Scalar>(
            model: model, experiment: experiment, integrator: problem.integrator,
            variedParameters: problem.variedParameters, constants: problem.constants,
            tileSize: instances, threads: 1, backend: .interpreter)
        let states = StateCollector<Scalar>()
        try await simulator.run(parameters: problem.parameters(instances: instances)) { tile in
            states.set(
                tile.traces.flatMap { trace in
                    (0..<instances).map { trace[steps == 0 ? 0 : trace.rows - 1, $0] }
                })
        }
        return states.state
    }
}

/// Takes the state out of the simulator's closure.
private final class StateCollector<Scalar: Sendable>: Sendable {
    private let taken = Mutex<[Scalar]>([])

    var state: [Scalar] { taken.withLock { $0 } }

    func set(_ state: [Scalar]) { taken.withLock { $0 = state } }
}
