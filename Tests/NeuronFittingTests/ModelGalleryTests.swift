import Foundation
import NeuroSBI
import Testing

/// The documentation's page of the catalogue.
@Suite struct ModelGalleryTests {
    private var documentation: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Documentation")
    }

    /// The page is the one that the package writes, and every model has its figure.
    @Test func pageOfTheDocumentationIsUpToDate() throws {
        let page = try String(
            contentsOf: documentation.appending(path: "Models.md"), encoding: .utf8)
        #expect(page == ModelGallery.page, "run: neurosbi models --gallery Documentation")
        for model in ModelCatalogue.models {
            #expect(page.contains("### \(model.name)\n"), "\(model.name)")
            let figure = documentation.appending(path: "Models/\(model.name).png")
            #expect(FileManager.default.fileExists(atPath: figure.path()), "\(model.name)")
        }
    }

    /// Every model shows something: one with a spike condition spikes, others move.
    @Test func everyModelShowsItsCharacter() async throws {
        for model in ModelCatalogue.models {
            let response = try await ModelResponse(to: model.name)
            #expect(!response.values.contains { !$0.isFinite }, "\(model.name)")
            let steps = zip(response.values, response.values.dropFirst())
            #expect(steps.contains { $0 != $1 }, "\(model.name) stands still")
            let isClamped = model.name.hasSuffix("VoltageClamp")
            if model.spikeCondition != nil, !isClamped {
                #expect(response.spikes.count > 1, "\(model.name)")
            }
        }
    }

    @Test func demonstrationsUseNamesOfTheirModels() throws {
        for model in ModelCatalogue.models {
            let shown = try #require(ModelCatalogue.demonstration(of: model.name))
            let variables = model.stateVariables.map(\.name)
            let known = Set(model.parameters.map(\.name) + variables)
            #expect(known.isSuperset(of: shown.values.keys), "\(model.name)")
            #expect(variables.contains(shown.shown), "\(model.name)")
            #expect((shown.step == nil) == model.inputs.isEmpty, "\(model.name)")
        }
        #expect(ModelCatalogue.demonstration(of: "nobody") == nil)
    }
}
