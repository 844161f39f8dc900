import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RealModule
import Testing

/// The table of the Hodgkin–Huxley problem of Gonçalves et al. 2020 without noise. Its numbers come
/// from a loop in Python in double precision, printed with 6 digits after the point (5 for the
/// maximum), so 10⁻⁶ is also the rounding of the print.
@Suite struct HodgkinHuxleyReferenceTests {
    struct Row: Sendable {
        var sodium: Double
        var potassium: Double
        var potentials: [Double]
        var maximum: Double
        var maximumIndex: Int
    }

    static let rows = [
        Row(
            sodium: 50, potassium: 5,
            potentials: [-70.475080, 10.482197, -50.477643, -71.384570], maximum: 49.94531,
            maximumIndex: 1_955),
        Row(
            sodium: 50, potassium: 1,
            potentials: [-70.475079, 40.159588, -19.198860, -19.909097], maximum: 51.42564,
            maximumIndex: 1_959),
        Row(
            sodium: 4, potassium: 1.5,
            potentials: [-70.475215, -49.976472, -4.712727, -67.774475], maximum: 1.74281,
            maximumIndex: 2_516),
        Row(
            sodium: 20, potassium: 15,
            potentials: [-70.475172, -47.602525, -54.861228, -79.606943], maximum: 32.44736,
            maximumIndex: 2_120),
    ]

    /// 5·10⁻⁴ µA over the surface of a cylinder of 70 µm radius, µA/cm².
    static let stimulus = Stimulus(
        .step(start: 10, stop: 110, amplitude: 5e-4 / (Double.pi * 70e-4 * 70e-4)))

    private func run<Scalar: SimulationScalar>(
        _ scalar: Scalar.Type, sigma: Double, parameters: Matrix<Double>
    ) async throws -> CollectedRun<Scalar> {
        try await BatchSimulator<Scalar>(
            model: ModelCatalogue.model(named: "hodgkinHuxley"),
            experiment: Experiment(
                timeStep: 0.01, duration: 120, input: "I", stimulus: Self.stimulus,
                recorded: [.init("V")]),
            integrator: .exponentialEulerStaggered, variedParameters: ["g_Na", "g_K"],
            constants: ["sigma": sigma], seed: 11
        ).collect(parameters)
    }

    @Test func noiseFreePotentialsMeetTheTable() async throws {
        let parameters = Matrix(Self.rows.map { [$0.sodium, $0.potassium] })
        let run = try await run(Double.self, sigma: 0, parameters: parameters)
        for (trace, row) in zip(run.traces[0], Self.rows) {
            #expect(trace.count == 12_001)
            for (index, expected) in zip([1_000, 2_000, 5_000, 12_000], row.potentials) {
                #expect(
                    abs(trace[index] - expected) <= 1e-6,
                    "g_Na \(row.sodium), V[\(index)] \(trace[index])")
            }
            let maximum = trace.max() ?? .nan
            #expect(abs(maximum - row.maximum) <= 5.1e-6)
            #expect(trace.firstIndex(of: maximum) == row.maximumIndex)
        }
    }

    @Test func singlePrecisionFollowsTheTable() async throws {
        let parameters = Matrix(Self.rows.map { [$0.sodium, $0.potassium] })
        let run = try await run(Float.self, sigma: 0, parameters: parameters)
        for (trace, row) in zip(run.traces[0], Self.rows) {
            // 2⁻²⁴·70 mV = 4·10⁻⁶ mV per step shifts spikes by far less than a time step each, but
            // on an upstroke of 300 mV/ms a hundredth of a step is 0.03 mV.
            #expect(abs(Double(trace[1_000]) - row.potentials[0]) < 2e-3)
            #expect(abs(Double(trace.max() ?? .nan) - row.maximum) < 0.05)
        }
    }

    @Test func noisyMomentsMeetTheTable() async throws {
        let count = 200
        let parameters = Matrix(rows: count, columns: 2) { $1 == 0 ? 50 : 5 }
        let run = try await run(Double.self, sigma: 0.1, parameters: parameters)
        // Mean and variance in (10, 110) ms: mean ± sd over 20 seeds of the reference; its own
        // mean has an error of sd/√20, ours of sd/√200; 4 joint standard errors.
        let windows = run.traces[0].map { $0[1_001..<11_000] }
        let means = windows.map { $0.reduce(0, +) / Double($0.count) }
        let variances = zip(windows, means).map { window, mean in
            window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(window.count)
        }
        let factor = 4 * (1 / 20.0 + 1 / Double(count)).squareRoot()
        #expect(abs(means.reduce(0, +) / Double(count) + 56.459) < factor * 0.040)
        #expect(abs(variances.reduce(0, +) / Double(count) - 375.33) < factor * 0.50)
        let rests = run.traces[0].map { $0[..<1_000].reduce(0, +) / 1_000 }
        #expect(abs(rests.reduce(0, +) / Double(count) + 70.305) < factor * 0.156)
        #expect(run.spikes.allSatisfy { $0.count == 5 })
    }
}
