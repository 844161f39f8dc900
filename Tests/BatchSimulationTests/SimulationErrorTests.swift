import BatchSimulation
import LinearAlgebra
import NeuronEquations
import Testing

/// Mistakes of the user, and numbers that break down.
@Suite struct SimulationErrorTests {
    private func model() throws -> NeuronModel {
        try NeuronModel(
            equations: "tau*dv/dt = -v + g*I\nw = 2*v",
            parameters: [.init("tau", 1), .init("g", nil)],
            inputs: ["I"])
    }

    private func failure(
        _ experiment: Experiment = Experiment(timeStep: 1, duration: 1, input: "I"),
        varied: [String] = ["g"], constants: [String: Double] = [:]
    ) -> SimulationError? {
        do {
            _ = try BatchSimulator<Double>(
                model: model(), experiment: experiment, integrator: .euler,
                variedParameters: varied, constants: constants)
            return nil
        } catch {
            return error as? SimulationError
        }
    }

    @Test func mistakesAreNamed() {
        #expect(failure() == nil)
        #expect(failure(varied: ["g", "v"]) == nil, "an initial value may vary")
        #expect(failure(varied: []) == .parameterWithoutValue("g"))
        #expect(failure(varied: ["g", "g"]) == .givenTwice("g"))
        #expect(failure(constants: ["g": 1]) == .givenTwice("g"))
        #expect(failure(constants: ["I": 1]) == .givenTwice("I"))
        let settable = ["tau", "g", "I", "v"]
        #expect(
            failure(varied: ["G"])
                == .unknownName("G", role: "a varied parameter", known: settable))
        #expect(
            failure(constants: ["w": 0]) == .unknownName("w", role: "a constant", known: settable))
        #expect(
            failure(Experiment(timeStep: 1, duration: 1, input: "J"))
                == .unknownName("J", role: "the input of the stimulus", known: ["I"]))
        #expect(failure(Experiment(timeStep: 1, duration: 1)) == .inputNotFed("I"))
        #expect(
            failure(Experiment(timeStep: 1, duration: 1, stimulus: Stimulus(.constant(1))))
                == .stimulusWithoutInput(inputs: ["I"]))
        #expect(
            failure(Experiment(timeStep: 1, duration: 1, input: "I", recorded: [.init("q")]))
                == .unknownName("q", role: "a recorded variable", known: ["v", "w", "I"]))
        #expect(
            failure(
                Experiment(timeStep: 1, duration: 1, input: "I", recorded: [.init("v", every: 0)]))
                == .recordingInterval("v", every: 0))
        #expect(failure(Experiment(timeStep: 0, duration: 1, input: "I")) == .timeStep(0))
        #expect(failure(Experiment(timeStep: 1, duration: -1, input: "I")) == .duration(-1))
        #expect(
            failure(Experiment(timeStep: 1, duration: .infinity, input: "I"))
                == .duration(.infinity))
    }

    @Test func messagesSayWhatWasFoundAndExpected() {
        let message = SimulationError.unknownName("G", role: "a constant", known: ["g"]).description
        #expect(message.contains("'G'") && message.contains("expected one of g"))
    }

    @Test func noStepsGiveTheInitialState() async throws {
        let run = try await BatchSimulator<Double>(
            model: model(),
            experiment: Experiment(
                timeStep: 1, duration: 0, input: "I", recorded: [.init("v"), .init("w")]),
            integrator: .euler, variedParameters: ["g", "v"]
        ).collect(Matrix([[1, 5], [1, 6]]))
        #expect(run.traces == [[[5], [6]], [[10], [12]]])
    }

    @Test func noInstancesCallNobody() async throws {
        let run = try await BatchSimulator<Double>(
            model: model(), experiment: Experiment(timeStep: 1, duration: 1, input: "I"),
            integrator: .euler, variedParameters: ["g"]
        ).collect(Matrix(rows: 0, columns: 1))
        #expect(run.isValid.isEmpty)
    }

    @Test(arguments: [1, 300])
    func brokenInstancesAreMarked(tileSize: Int) async throws {
        let model = try NeuronModel(
            equations: "dx/dt = b*x", parameters: [.init("b", nil)], initial: ["x": "1"])
        let rows = Matrix(rows: 4, columns: 1, elements: [1e10, -1, .nan, 1e10])
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(timeStep: 0.1, duration: 100, recorded: [.init("x")]),
            integrator: .euler, variedParameters: ["b"], tileSize: tileSize
        ).collect(rows)
        #expect(run.isValid == [false, true, false, false])
        let sound = run.traces[0][1]
        #expect(sound.allSatisfy { $0.isFinite })
        for instance in [0, 2, 3] {
            let trace = run.traces[0][instance]
            #expect(trace[0] == 1)
            #expect(trace[1_000].isNaN)
        }
    }

    @Test func aResetDoesNotHideABreakdown() async throws {
        let model = try NeuronModel(
            equations: "dx/dt = b*exp(x)", spike: "not (x <= 1)", reset: "x = 0",
            parameters: [.init("b", nil)])
        let run = try await BatchSimulator<Double>(
            model: model, experiment: Experiment(timeStep: 1, duration: 5),
            integrator: .euler, variedParameters: ["b"]
        ).collect(Matrix([[.nan], [2]]))
        #expect(run.isValid == [false, true])
        #expect(run.spikes[1] == [1, 2, 3, 4, 5])
    }

    @Test func anUpswingThatOverflowsIsASpike() async throws {
        // From 0, 200, 200 + exp(200) the third step overflows.
        let model = try NeuronModel(
            equations: "dx/dt = exp(x) + 199\ndy/dt = -y", spike: "x > 1e300",
            reset: "x = 0; y += 1")
        let run = try await BatchSimulator<Double>(
            model: model,
            experiment: Experiment(timeStep: 1, duration: 6, recorded: [.init("x"), .init("y")]),
            integrator: .euler, variedParameters: []
        ).collectOne()
        #expect(run.spikes[0] == [3, 6])
        #expect(run.isValid == [true])
        #expect(run.traces[0][0][3] == 0 && run.traces[1][0][3] == 1)
    }

    @Test func whatConsumeThrowsEndsTheRun() async throws {
        struct Stop: Error {}
        let simulator = try BatchSimulator<Double>(
            model: model(), experiment: Experiment(timeStep: 1, duration: 10, input: "I"),
            integrator: .euler, variedParameters: ["g"], tileSize: 1, threads: 2)
        await #expect(throws: Stop.self) {
            try await simulator.run(parameters: Matrix(rows: 100, columns: 1)) { tile in
                if tile.rows.contains(5) { throw Stop() }
            }
        }
    }

    @Test func keptTilesStayIntact() async throws {
        // Tiles are collected while their storage is used again for the next ones.
        let run = try await BatchSimulator<Double>(
            model: model(),
            experiment: Experiment(
                timeStep: 1, duration: 3, input: "I", recorded: [.init("v")]),
            integrator: .euler, variedParameters: ["g", "v"], constants: ["tau": 2], tileSize: 16,
            threads: 1
        ).collect(Matrix(rows: 64, columns: 2) { row, column in column == 0 ? 1 : Double(row) })
        #expect(run.traces[0].map { $0[0] } == (0..<64).map(Double.init))
        #expect(run.traces[0].map { $0[3] } == (0..<64).map { Double($0) / 8 })
    }
}
