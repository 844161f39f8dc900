import NeuroSBI
import Synchronization

/// One tile of 64 traces of the Hodgkin–Huxley model that fire during a step, `[12001 × 64]`.
///
/// - Throws: where the model or the experiment is refused.
func simulatedTile<Scalar: SimulationScalar>(
    of precision: Scalar.Type
) async throws -> TraceBatch<Scalar> {
    let (start, stop, timeStep) = (10.0, 110.0, 0.01)
    let simulator = try BatchSimulator<Scalar>(
        model: try ModelCatalogue.model(named: "hodgkinHuxley"),
        experiment: Experiment(
            timeStep: timeStep, duration: 120, input: "I",
            stimulus: Stimulus(.step(start: start, stop: stop, amplitude: 3.248)),
            recorded: [.init("V")], recordsSpikes: false),
        integrator: .exponentialEulerStaggered, variedParameters: ["g_Na", "g_K"], tileSize: 64,
        threads: 1)
    let conductances = Matrix<Double>(rows: 64, columns: 2) { row, column in
        column == 0 ? 30 + Double(row) / 2 : 3 + Double(row) / 16
    }
    let voltage = Mutex(Matrix<Scalar>(rows: 0, columns: 0))
    try await simulator.run(parameters: conductances) { tile in
        voltage.withLock { $0 = tile.traces[0] }
    }
    return TraceBatch(
        voltage: voltage.withLock { $0 }, samplingInterval: timeStep, stimulusStart: start,
        stimulusEnd: stop)
}
