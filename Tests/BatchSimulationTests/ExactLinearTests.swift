import BatchSimulation
import LinearAlgebra
import NeuronEquations
import RandomStreams
import RealModule
import Testing

/// The method `exact` against closed forms and a Taylor series.
@Suite struct ExactLinearTests {
    private func run(
        _ model: NeuronModel, timeStep: Double, steps: Int, varied: [String] = [],
        rows: Matrix<Double> = Matrix(rows: 1, columns: 0), input: String? = nil,
        stimulus: Stimulus = Stimulus()
    ) async throws -> CollectedRun<Double> {
        try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(
                timeStep: timeStep, duration: timeStep * Double(steps), input: input,
                stimulus: stimulus, recorded: model.stateVariables.map { .init($0.name) }),
            integrator: .exact, variedParameters: varied
        ).collect(rows)
    }

    /// v driven by a synaptic current that decays, also with equal and nearly equal time constants.
    @Test func synapticCurrentChargesTheMembrane() async throws {
        let model = try NeuronModel(
            equations: "tau_m*dv/dt = -v + R*i\ntau_s*di/dt = -i",
            parameters: [.init("tau_m", nil), .init("tau_s", nil), .init("R", 80)],
            initial: ["v": "3", "i": "0.5"])
        let rows = Matrix([[10, 2], [10, 10], [10, 10.000001], [2, 30], [0.05, 7]])
        let result = try await run(
            model, timeStep: 0.5, steps: 40, varied: ["tau_m", "tau_s"], rows: rows)
        for instance in 0..<rows.rows {
            let (slow, fast) = (1 / rows[instance, 0], 1 / rows[instance, 1])
            for k in 0...40 {
                let t = Double(k) * 0.5
                // R·i₀/τ_m·(e^(−t/τ_s) − e^(−t/τ_m))/(1/τ_m − 1/τ_s), without cancellation.
                let difference = (slow - fast) * t
                let relative = difference == 0 ? 1 : Double.expMinusOne(difference) / difference
                let shape = t * Double.exp(-slow * t) * relative
                let v = 3 * Double.exp(-slow * t) + 40 * slow * shape
                let i = 0.5 * Double.exp(-fast * t)
                // Ten doublings and the twelve terms before leave about 20 roundings of 2⁻⁵³ in
                // each coefficient, and every step adds some: of the largest v, 40 at most.
                let bound = Double(20 + 4 * k) * 0x1p-53
                #expect(abs(result.traces[0][instance][k] - v) <= bound * 40, "\(instance), \(k)")
                #expect(abs(result.traces[1][instance][k] - i) <= bound * 0.5, "\(instance), \(k)")
            }
        }
    }

    /// Under-, critically and overdamped, and undamped, up to near the largest range: x″ = −ω²·x − 2γ·x′.
    @Test func oscillatorsOfEveryDamping() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = y\ndy/dt = -omega**2*x - 2*damping*y",
            parameters: [.init("omega", nil), .init("damping", nil)],
            initial: ["x": "1", "y": "0"])
        let rows = Matrix([[1, 0], [1, 0.3], [1, 1], [1, 2.5], [40, 1], [1e-3, 0], [800, 0]])
        let result = try await run(
            model, timeStep: 0.25, steps: 20, varied: ["omega", "damping"], rows: rows)
        for instance in 0..<rows.rows {
            let (omega, damping) = (rows[instance, 0], rows[instance, 1])
            let square = omega * omega - damping * damping
            for k in 0...20 {
                let t = Double(k) * 0.25
                let (even, odd): (Double, Double) =
                    if square > 0 {
                        (
                            .cos(square.squareRoot() * t),
                            .sin(square.squareRoot() * t) / square.squareRoot()
                        )
                    } else if square < 0 {
                        (
                            .cosh((-square).squareRoot() * t),
                            .sinh((-square).squareRoot() * t) / (-square).squareRoot()
                        )
                    } else {
                        (1, t)
                    }
                let x = Double.exp(-damping * t) * (even + damping * odd)
                // The phase ω·t is known to 2⁻⁵³ of itself for each of about 20 roundings.
                let bound = 30 * (1 + omega * (t + 0.25)) * 0x1p-53
                #expect(
                    abs(result.traces[0][instance][k] - x) <= bound * 2,
                    "\(instance), \(k): \(result.traces[0][instance][k] - x)")
            }
        }
    }

    /// Random systems of two to five variables with a constant part against their Taylor series.
    @Test(arguments: 2...5)
    func randomSystemsFollowTheirTaylorSeries(order: Int) async throws {
        let names = (0..<order).map { "x\($0)" }
        let coefficients = names.flatMap { row in names.map { "\(row)_\($0)" } }
        let offsets = names.map { "b_\($0)" }
        let lines = names.map { row in
            "d\(row)/dt = b_\(row) + "
                + names.map { "\(row)_\($0)*\($0)" }.joined(separator: " + ")
        }
        let model = try NeuronModel(
            equations: lines.joined(separator: "\n"),
            parameters: (coefficients + offsets).map { .init($0, nil) },
            initial: Dictionary(uniqueKeysWithValues: names.map { ($0, "1") }))
        let stream = RandomStream(seed: 17, purpose: .shuffle)
        let count = 40
        let width = coefficients.count + offsets.count
        var rows = Matrix<Double>(rows: count, columns: width)
        for row in 0..<count {
            for column in 0..<width {
                rows[row, column] = stream.normal(
                    index: UInt64(row), step: UInt32(column), slot: UInt32(order))
            }
        }
        let result = try await run(
            model, timeStep: 1, steps: 1, varied: coefficients + offsets, rows: rows)
        for row in 0..<count {
            // x(1) = Σ Aᵏ/k!·x + Σ Aᵏ/(k + 1)!·b, in 16 pieces.
            var x = [Double](repeating: 1, count: order)
            let b = (0..<order).map { rows[row, coefficients.count + $0] }
            func times(_ y: [Double]) -> [Double] {
                (0..<order).map { i in
                    (0..<order).reduce(0) { $0 + rows[row, i * order + $1] * y[$1] }
                }
            }
            var largest = 1.0
            for _ in 0..<16 {
                // The slope and its own derivatives: x + h·(s + h/2·A·s + …).
                var term = zip(times(x), b).map { ($0 + $1) / 16 }
                for k in 2...30 {
                    x = zip(x, term).map(+)
                    term = times(term).map { $0 / 16 / Double(k) }
                }
                largest = max(largest, x.map(\.magnitude).max() ?? 0)
            }
            for index in 0..<order {
                // Growth to `largest` multiplies what is rounded before it; norms up to about 10.
                #expect(
                    abs(result.traces[index][row][1] - x[index]) <= 100 * 0x1p-53 * 10 * largest,
                    "order \(order), row \(row)")
            }
        }
    }

    /// Units are a matter of taste: x in other units by a factor of 10⁶ changes nothing.
    @Test func unitsDoNotMatter() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = -0.2*x - c*y\ndy/dt = x/c - 0.1*y",
            parameters: [.init("c", nil)], initial: ["x": "c"])
        let result = try await run(
            model, timeStep: 2, steps: 10, varied: ["c"], rows: Matrix([[1], [1e-6], [1e9]]))
        #expect(result.isValid == [true, true, true])
        for k in 0...10 {
            let expected = result.traces[0][0][k]
            for (instance, c) in [(1, 1e-6), (2, 1e9)] {
                #expect(abs(result.traces[0][instance][k] / c - expected) <= 1e-14)
            }
        }
    }

    /// Coupled rates beyond the range are invalid, not wrong; single equations have no range.
    @Test func beyondTheRangeInstancesAreInvalid() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = y\ndy/dt = -rate**2*x",
            parameters: [.init("rate", nil)], initial: ["x": "1"])
        let result = try await run(
            model, timeStep: 1, steps: 2, varied: ["rate"], rows: Matrix([[200], [300], [1e5]]))
        #expect(result.isValid == [true, false, false])
        let single = try NeuronModel(
            equations: "dx/dt = 3 - rate*x", parameters: [.init("rate", nil)], initial: ["x": "1"])
        let stiff = try await run(
            single, timeStep: 1, steps: 2, varied: ["rate"], rows: Matrix([[0], [1e8], [-5]]))
        #expect(stiff.isValid == [true, true, true])
        #expect(stiff.traces[0][0] == [1, 4, 7])
        #expect(abs(stiff.traces[0][1][2] - 3e-8) <= 0x1p-52)
    }

    /// While v is held after a spike it stays put to the last bit, i decays as always, and w goes
    /// to what the standing v asks for.
    @Test func heldVariablesStayPut() async throws {
        let model = try NeuronModel(
            equations: """
                10*dv/dt = -v + 50*i - w (unless refractory)
                dw/dt = (2 + v - w)/5
                di/dt = -i/20
                """,
            spike: "v > 10", reset: "v = -3\nw = w + 1", refractory: "4",
            initial: ["v": "9", "i": "1"])
        let result = try await run(model, timeStep: 0.5, steps: 60)
        let spike = try #require(result.spikes[0].first)
        let first = Int((spike / 0.5).rounded())
        let (v, w, i) = (result.traces[0][0], result.traces[1][0], result.traces[2][0])
        // 8 steps of refractoriness begin with the step of the spike.
        for k in 0...7 {
            #expect(v[first + k] == -3)
            let target = -1 + (w[first] + 1) * Double.exp(-Double(k) * 0.1)
            #expect(abs(w[first + k] - target) <= Double(20 + 4 * k) * 0x1p-52)
        }
        #expect(v[first + 8] != -3)
        for k in 0...60 {
            #expect(abs(i[k] - Double.exp(-Double(k) / 40)) <= Double(2 + k) * 0x1p-52)
        }
    }

    /// A stimulus that is held over the step is no error, whatever the step.
    @Test func stimulusStandsInTheConstantPart() async throws {
        let model = try NeuronModel(
            equations: "4*dv/dt = -v + R*I", parameters: [.init("R", 2)], inputs: ["I"])
        let result = try await run(
            model, timeStep: 2, steps: 5, input: "I",
            stimulus: Stimulus(.step(start: 2, stop: 6, amplitude: 3)))
        var expected = 0.0
        for k in 0..<5 {
            let target = (1..<3).contains(k) ? 6.0 : 0
            expected = target + (expected - target) * Double.exp(-0.5)
            #expect(abs(result.traces[0][0][k + 1] - expected) <= 8 * 0x1p-52 * 6)
        }
    }

    @Test(arguments: [
        ("dx/dt = -x**2\ndy/dt = -y", SimulationError.notLinear("x")),
        ("dx/dt = -x\ndy/dt = x*y", .notLinear("y")),
        ("dx/dt = exp(-x)\ndy/dt = 0*x", .notLinear("x")),
        ("dx/dt = -x\ndy/dt = ite(x > 0, 1, 0)", .notLinear("y")),
        ("dx/dt = s - x\ndy/dt = -y\ns = abs(y)", .notLinear("x")),
        ("dx/dt = I*x\ndy/dt = -y", .changingCoefficient("x", of: "x")),
        ("dx/dt = -x\ndy/dt = x*sin(t)", .changingCoefficient("y", of: "x")),
    ])
    func whatIsNotLinearIsRefused(equations: String, error: SimulationError) throws {
        let model = try NeuronModel(equations: equations + "\nused = I", inputs: ["I"])
        #expect(throws: error) {
            try BatchSimulator<Double>(
                model: model, experiment: Experiment(timeStep: 1, duration: 1, input: "I"),
                integrator: .exact, variedParameters: [])
        }
    }

    @Test func refusalsNameTheVariable() {
        #expect(SimulationError.notLinear("v").description.contains("'v' is not linear"))
        let changing = SimulationError.changingCoefficient("v", of: "g").description
        #expect(changing.contains("'v'") && changing.contains("factor of 'g'"))
    }

    @Test func singlePrecisionIsExactToItsRounding() async throws {
        let model = try NeuronModel(
            equations: "tau_m*dv/dt = -v + i\ntau_s*di/dt = -i",
            parameters: [.init("tau_m", nil), .init("tau_s", 3)], initial: ["i": "1"])
        let run = try await BatchSimulator<Float>(
            model: model,
            experiment: Experiment(timeStep: 1, duration: 10, recorded: [.init("v")]),
            integrator: .exact, variedParameters: ["tau_m"]
        ).collect(Matrix([[10]]))
        for (k, found) in run.traces[0][0].enumerated() {
            let t = Double(k)
            let v = 3.0 / 7 * (Double.exp(-t / 10) - Double.exp(-t / 3))
            // As in double precision, with 2⁻²⁴.
            #expect(abs(Double(found) - v) <= (20 + 4 * t) * 0x1p-24)
        }
    }
}
