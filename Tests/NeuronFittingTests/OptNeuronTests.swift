import Foundation
import NeuroSBI
import Testing

/// Fits of neurons whose parameters are known.
@Suite struct OptNeuronTests {
    /// CompNeuroPy's own example: a rate that follows the current at once.
    private func rateNeuron() throws -> NeuronModel {
        try NeuronModel(
            equations: "r = a*I_app + b",
            parameters: [.init("I_app", 0), .init("a", 0), .init("b", 0)], form: .annarchy)
    }

    /// Two steps of the current, 500 ms after the beginning, to 5 and to 10.
    private struct TwoSteps: NeuronExperiment {
        func run<Scalar: SimulationScalar>(
            _ population: inout Population<Scalar>
        ) throws -> ExperimentData {
            population.startRecording()
            try population.run(AttributeSequence.step(of: "I_app", from: 0, to: 5))
            population.reset(parameters: false)
            try population.run(AttributeSequence.step(of: "I_app", from: 0, to: 10))
            return ["amplitude": 10]
        }
    }

    private static let twoSteps =
        Loss.rootMeanSquare(of: "r", chunk: 0)
        + .rootMeanSquare(of: "r", chunk: 1)

    /// The rates of a = 0.8, b = 2.
    private static let measured = ExperimentResults(
        chunks: [6.0, 10].map { rate in
            InstanceChunk(
                traces: [
                    "r": [Double](repeating: 2, count: 500)
                        + [Double](repeating: rate, count: 500)
                ], interval: 1)
        })

    private func rateFit(
        _ settings: (inout OptNeuronSettings) -> Void = { _ in },
        bounds: KeyValuePairs<String, ParameterBound> = ["a": [-50, 100], "b": [-50, 150]],
        loss: Loss = twoSteps, target: OptNeuron.Target = .results(measured)
    ) async throws -> OptNeuron {
        var own = OptNeuronSettings(timeStep: 1, recorded: ["r"])
        own.backend = .interpreter
        settings(&own)
        return try await OptNeuron(
            experiment: TwoSteps(), loss: loss, bounds: bounds, model: rateNeuron(),
            target: target, settings: own)
    }

    /// A loss that an error of 0.025 in b alone would make, within 1,000 evaluations.
    @Test(arguments: [UInt64](1...3))
    func theExampleOfCompNeuroPyIsFitted(seed: UInt64) async throws {
        let result = try await rateFit {
            $0.seed = seed
            $0.batchSize = 50
        }.run()
        #expect(result.loss < 0.05)
        #expect(result.history.count == 1_000)
        #expect(result.singleLosses.map(\.name) == ["rmse r 0", "rmse r 1"])
        #expect(result.results.data == ["amplitude": 10])
        #expect(result.standardDeviation == 0)
        // r and b share their unit, and a is multiplied by up to 10.
        #expect(abs(result.fitted["b"]! - 2) < 0.1 && abs(result.fitted["a"]! - 0.8) < 0.1)
        #expect(try result.results.chunks[1].samples(of: "r").count == 1_000)
    }

    @Test func threadsAndTilesChangeNothing() async throws {
        func history(threads: Int) async throws -> [Double?] {
            try await rateFit {
                $0.threads = threads
                $0.stop = StopRules(evaluations: 300)
                $0.batchSize = 150
            }.run().history.map(\.loss)
        }
        let one = try await history(threads: 1)
        #expect(one.count == 300)
        #expect(try await history(threads: 3) == one)
    }

    /// The searches come within what an error of 0.5 in b makes. Random draws do as well as chance:
    /// the loss is below 40 in 1.0 % of the bounds (counted over 400,000 draws), which 400 draws
    /// miss with a probability of 1.6 %.
    @Test func everyMethodFindsTheRegion() async throws {
        for (method, bound) in [(OptNeuronMethod.tpe, 1.0), (.cmaEvolution, 1.0), (.random, 40.0)] {
            let result = try await rateFit {
                $0.method = method
                $0.batchSize = 20
                $0.stop = StopRules(evaluations: 400)
            }.run()
            #expect(result.loss < bound, "\(method)")
        }
    }

    /// y = x + dxy with dxy unknown to the model, z constant: CompNeuroPy's example of bounds.
    @Test func expressionsAndAuxiliaryNamesAreEvaluated() async throws {
        let result = try await rateFit(
            {
                $0.stop = StopRules(evaluations: 200)
                $0.batchSize = 20
            }, bounds: ["a": "b/2 - shift", "b": [0, 4], "shift": [0, 1], "I_app": 0]
        ).run()
        let values = result.parameters
        #expect(values["a"] == values["b"]! / 2 - values["shift"]!)
        #expect(Set(result.fitted.keys) == ["b", "shift"])
        #expect(result.loss < 0.5)
    }

    @Test func anotherModelCanBeTheTarget() async throws {
        let target = try NeuronModel(
            equations: "r = 0.5*gain*I_app + 2",
            parameters: [.init("I_app", 0), .init("gain", 1)], form: .annarchy)
        let fit = try await rateFit(
            { $0.batchSize = 50 }, target: .model(target, parameters: ["gain": 1.6]))
        #expect(
            Array(try fit.target.chunks[1].samples(of: "r"))
                == Array(try Self.measured.chunks[1].samples(of: "r")))
        #expect(try await fit.run().loss < 0.05)
    }

    @Test func goodStartsAreEvaluatedFirst() async throws {
        let result = try await rateFit {
            $0.warmStart = [WarmStart(["a": 0.8, "b": 2]), WarmStart(["a": 0, "b": 0], loss: 9)]
            $0.stop = StopRules(evaluations: 10)
            $0.batchSize = 5
        }.run()
        #expect(result.history.count == 10)
        // Values pass through unit-cube coordinates: some ulps of the bounds' width, 200.
        #expect(result.history[0].loss! < 1e-12)
        #expect(abs(result.fitted["a"]! - 0.8) < 1e-13 && abs(result.fitted["b"]! - 2) < 1e-13)
    }

    /// A decay whose start and speed are unknown: initial values are fitted like parameters.
    @Test func initialValuesAreFitted() async throws {
        struct Decay: NeuronExperiment {
            func run<Scalar: SimulationScalar>(
                _ population: inout Population<Scalar>
            ) throws -> ExperimentData {
                population.startRecording()
                try population.simulate(20)
                return [:]
            }
        }
        let model = try NeuronModel(
            equations: "dv/dt = -v/tau", parameters: [.init("tau", 1)], initial: ["v": "0"])
        var settings = OptNeuronSettings(timeStep: 0.5, recorded: ["v"])
        settings.recordingPeriod = 1
        settings.batchSize = 50
        settings.backend = .interpreter
        let fit = try await OptNeuron(
            experiment: Decay(), loss: .rootMeanSquare(of: "v"),
            bounds: ["v": [-10, 10], "tau": [1, 20]], model: model,
            target: .model(model, parameters: ["tau": 7, "v": 4]), settings: settings)
        #expect(try fit.target.chunks[0].samples(of: "v").count == 20)
        let result = try await fit.run()
        #expect(result.loss < 0.01)
        #expect(abs(result.fitted["v"]! - 4) < 0.1 && abs(result.fitted["tau"]! - 7) < 0.3)
    }

    @Test func resultsAreWrittenAndReadAgain() async throws {
        let folder = NSTemporaryDirectory() + "OptNeuronTests-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let result = try await rateFit {
            $0.stop = StopRules(evaluations: 20)
            $0.batchSize = 10
        }.run()
        try result.write(to: folder)
        let again = try OptNeuronResult.read(folder)
        #expect(again.fitted == result.fitted && again.parameters == result.parameters)
        #expect(again.loss == result.loss && again.singleLosses == result.singleLosses)
        #expect(again.history == result.history)
        #expect(again.results.data == result.results.data)
        for chunk in 0..<2 {
            #expect(
                Array(try again.results.chunks[chunk].samples(of: "r"))
                    == Array(try result.results.chunks[chunk].samples(of: "r")))
        }
        #expect(again.results.recordingTimes == result.results.recordingTimes)
        #expect(again.results.recordingTimes.all[0]["spike"] != nil)
        #expect(again.results.chunks.map(\.parameters) == result.results.chunks.map(\.parameters))
        #expect(again.results.chunks[1].parameters["b"] == result.fitted["b"])
        #expect(again.results.chunks.map(\.timeStep) == [1, 1])
        #expect(
            try Self.twoSteps.evaluate(again.results, target: again.target).reduce(0, +)
                == result.loss)
        let text = try String(contentsOfFile: folder + "/result.json", encoding: .utf8)
        #expect(text.contains("\"fitted\""))
    }

    // MARK: Mistakes

    @Test func mistakesInBoundsAreNamed() async {
        func error(
            _ bounds: KeyValuePairs<String, ParameterBound>
        ) async -> OptNeuronError? {
            do {
                _ = try await rateFit(bounds: bounds)
                return nil
            } catch {
                return error as? OptNeuronError
            }
        }
        #expect(await error(["a": [3, 1], "b": 0]) == .bounds("a", lower: 3, upper: 1))
        #expect(await error(["a": 1, "b": 0]) == .nothingFitted)
        #expect(await error(["a": [0, 1], "a": [0, 2]]) == .boundTwice("a"))
        #expect(
            await error(["aa": [0, 1]])
                == .unknownName("aa", known: ["I_app", "a", "b", "r"], nearest: "a"))
        #expect(await error(["a": "b + c", "b": "a", "c": [0, 1]]) == .cycle(["a", "b", "a"]))
        #expect(
            await error(["a": "c", "b": [0, 1]])
                == .expression("a", "c", reason: "'c' has no bound, expected one of a, b"))
    }

    @Test func whatDoesNotFitTogetherIsFoundBeforeTheFit() async {
        struct Nothing: NeuronExperiment {
            func run<Scalar: SimulationScalar>(
                _ population: inout Population<Scalar>
            ) throws -> ExperimentData {
                try population.simulate(10)
                return [:]
            }
        }
        await #expect(throws: OptNeuronError.nothingRecorded(by: "Nothing")) {
            _ = try await OptNeuron(
                experiment: Nothing(), loss: Self.twoSteps, bounds: ["a": [0, 1]],
                model: rateNeuron(), target: .results(Self.measured),
                settings: OptNeuronSettings(timeStep: 1, recorded: ["r"]))
        }
        await #expect(
            throws: OptNeuronError.sampleCount(of: "rmse r 0", found: 500, expected: 1_000)
        ) { _ = try await rateFit { $0.recordingPeriod = 2 } }
        await #expect(throws: OptNeuronError.recordingPeriod(1.5, timeStep: 1)) {
            _ = try await rateFit { $0.recordingPeriod = 1.5 }
        }
        await #expect(throws: OptNeuronError.self) {
            _ = try await rateFit { $0.warmStart = [WarmStart(["a": 0.8])] }
        }
    }

    @Test func lossesThatAreNotFiniteMarkFailures() async throws {
        let loss = Loss.custom("b above 0") { results, _ in
            let rate = try results.chunks[0].samples(of: "r")[0]
            return rate > 0 ? rate : .nan
        }
        let result = try await rateFit(
            {
                $0.stop = StopRules(evaluations: 100)
                $0.batchSize = 10
            }, loss: loss
        ).run()
        #expect(result.failedCount > 0 && result.failedCount < 100)
        #expect(result.loss > 0)
        await #expect(throws: OptNeuronError.allFailed(evaluations: 20)) {
            _ = try await rateFit(
                { $0.stop = StopRules(evaluations: 20) }, loss: .custom("none") { _, _ in .nan }
            ).run()
        }
    }
}
