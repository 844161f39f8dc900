import Foundation
import NeuroSBI
import Testing

/// Models in files of their own.
@Suite struct ModelFileTests {
    private struct Folder {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "neurosbi-models-\(UUID().uuidString)")

        init() throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        func write(_ text: String, to name: String) throws -> String {
            let path = url.appending(path: name).path()
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }

        func remove() { try? FileManager.default.removeItem(at: url) }
    }

    private func configuration(_ model: String, fitted: String, input: String?) -> String {
        let stimulus =
            input.map { ", input: \($0), steps: [{start: 1, stop: 9, amplitude: 1}]" } ?? ""
        return """
            model: \(model)
            parameters: {\(fitted): {normal: [0, 1]}}
            protocol: {dt: 0.1, duration: 10\(stimulus)}
            statistics: [mean_voltage]
            """
    }

    /// What is printed of every model of the catalogue is a model file of the same model.
    @Test func printedModelsAreModelFiles() throws {
        let folder = try Folder()
        defer { folder.remove() }
        for model in ModelCatalogue.models {
            let path = try folder.write(model.printed, to: "\(model.name).neuron.yaml")
            let read = try NeuronModel(contentsOf: path)
            #expect(read.printed.contains(model.equationText.split(separator: "\n")[0]))
            #expect(read.stateVariables == model.stateVariables, "\(model.name)")
            #expect(read.updates == model.updates, "\(model.name)")
            #expect(read.subexpressions == model.subexpressions, "\(model.name)")
            #expect(read.spikeCondition == model.spikeCondition, "\(model.name)")
            #expect(read.reset == model.reset, "\(model.name)")
            #expect(read.refractoriness == model.refractoriness, "\(model.name)")
            #expect(read.inputs == model.inputs, "\(model.name)")
            #expect(read.dimensions == model.dimensions, "\(model.name)")
            #expect(read.parameters.map(\.value) == model.parameters.map(\.value))
            #expect(read.parameters.map(\.unit) == model.parameters.map(\.unit))
        }
    }

    @Test func aConfigurationNamesAFileBesideIt() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let model = try ModelCatalogue.model(named: "izhikevich2007Syn")
        _ = try folder.write(model.printed, to: "regular.neuron.yaml")
        let path = try folder.write(
            configuration("regular.neuron.yaml", fitted: "k", input: "I_app"), to: "c.yaml")
        let read = try FitConfiguration(contentsOf: path)
        #expect(read.model.updates == model.updates)
        // The text is complete without the file.
        folder.remove()
        let again = try FitConfiguration(text: read.text)
        #expect(again.model == read.model)
        #expect(again.prior.names == ["k"])
    }

    @Test func mistakesSayInWhichFileTheyAre() throws {
        let folder = try Folder()
        defer { folder.remove() }
        _ = try folder.write("equations: dv/dt = -v/tau\nspik: v > 1\n", to: "m.neuron.yaml")
        let path = try folder.write(
            configuration("m.neuron.yaml", fitted: "tau", input: nil), to: "c.yaml")
        let mistake = try #require(
            #expect(throws: ConfigurationError.self) { try FitConfiguration(contentsOf: path) })
        #expect(mistake.file.hasSuffix("m.neuron.yaml") && mistake.line == 2)
        #expect(mistake.problem.contains("did you mean \"spike\"?"))
        let missing = try #require(
            #expect(throws: ConfigurationError.self) {
                try FitConfiguration(
                    text: configuration("none.neuron.yaml", fitted: "tau", input: nil))
            })
        #expect(missing.line == 1 && missing.problem.contains("no model file"))
    }
}
