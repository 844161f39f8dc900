import Foundation
import NeuroSBI
import Testing

/// The code of Documentation/OptNeuron.md.
@Suite struct CompNeuroPyGuideTests {
    struct TwoSteps: NeuronExperiment {
        func run<Scalar: SimulationScalar>(
            _ population: inout Population<Scalar>
        ) throws -> ExperimentData {
            population.startRecording()
            try population.run(AttributeSequence.step(of: "I", from: 0, to: 70))
            population.reset(parameters: false)
            try population.run(AttributeSequence.step(of: "I", from: 0, to: 150))
            return ["last amplitude": 150]
        }
    }

    @Test func theCodeOfTheGuideRuns() async throws {
        var settings = OptNeuronSettings(timeStep: 0.1, recorded: ["v"])
        settings.recordingPeriod = 0.5
        settings.stop = StopRules(evaluations: 200)
        settings.batchSize = 50
        let model = try ModelCatalogue.model(named: "izhikevich2007")
        let fit = try await OptNeuron(
            experiment: TwoSteps(),
            loss: .smoothedTrace(of: "v", chunk: 0) + 0.1 * .spikeFeatures(chunk: 1),
            bounds: ["k": [0.35, 1.4], "shift": [-20, 20], "d": "100 + shift", "C": 100],
            model: model, target: .model(model, parameters: ["k": 0.7]), settings: settings)
        let result = try await fit.run()
        #expect(abs(result.fitted["k"]! / 0.7 - 1) < 0.05 && result.loss < 3)
        #expect(result.singleLosses.count == 2)

        let chunk = result.results.chunks[1]
        let voltage = try chunk.samples(of: "v")
        let spikes = chunk.spikes
        let limits = try result.results.recordingTimes.timeLimits(of: "v", chunk: 1)
        let joined = try result.results.combinedPeriods(of: "v", chunk: 1, fill: .notANumber)
        let both = [result.results, result.target]
        let figure = try Figure.recordings(both, plots: [.line("v"), .raster])
        #expect(voltage.count == 2_000 && joined.values == Array(voltage))
        #expect(limits == (0, 999.5) && !spikes.isEmpty && figure.panels.count == 2)
        #expect(result.results.data == ["last amplitude": 150])
        #expect(chunk.parameters["d"] == result.parameters["d"])
        #expect(chunk.timeStep == 0.1)
    }

    /// Every line of code in the guide stands in this file.
    @Test func theGuideHoldsThisCode() throws {
        let file = URL(filePath: #filePath)
        let root = file.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let guide = try String(
            contentsOf: root.appending(path: "Documentation/OptNeuron.md"), encoding: .utf8)
        let source = try String(contentsOf: file, encoding: .utf8)
        func code(_ text: String) -> String { text.filter { !$0.isWhitespace } }
        let compiled = code(source)
        let blocks = guide.components(separatedBy: "```swift\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
        #expect(blocks.count == 3)
        for block in blocks {
            #expect(compiled.contains(code(block)), "\(block)")
        }
    }
}
