import ArgumentParser
import NeuroSBI

/// `neurosbi models`: the catalogue of ready-made models.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Lists the catalogue; with a name prints a model as text to be pasted.",
        discussion: """
            With a model file (YAML with the keys of a configuration's 'model') the model is \
            checked and printed.
            """)

    @Argument(help: "The name of a model, or a model file such as fast.neuron.yaml.")
    var name: String?

    @Option(
        help: ArgumentHelp(
            "Writes a page with a figure of every model into a folder (needs gnuplot).",
            valueName: "folder"))
    var gallery: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if gallery != nil, name != nil {
            throw ValidationError("--gallery shows all models, so there is no place for a name")
        }
    }

    mutating func run() async throws {
        if let gallery {
            try await ModelGallery.write(to: gallery)
            return
        }
        guard let name else {
            try list()
            return
        }
        let isFile = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        let model =
            try isFile
            ? NeuronModel(contentsOf: Paths.input(name, "a model file"))
            : ModelCatalogue.model(named: name)
        if global.json {
            try StandardOutput.writeJSON(ModelDescription(model))
        } else {
            print(model.printed, terminator: "")
        }
    }

    private func list() throws {
        if global.json {
            try StandardOutput.writeJSON([
                "models": ModelCatalogue.models.map(ModelDescription.init)
            ])
            return
        }
        for (index, family) in ModelCatalogue.families.enumerated() {
            if index > 0 { print() }
            print(family.title)
            var table = TextTable([("model", .left), ("parameters", .right), ("what it is", .left)])
            for model in family.models {
                table.add([model.name, "\(model.parameters.count)", model.summary])
            }
            for line in table.lines { print("  " + line) }
        }
    }
}

private struct ModelDescription: Encodable {
    struct Parameter: Encodable {
        let name: String
        let value: Double?
        let unit: String?
        let summary: String
    }

    let name: String
    let summary: String
    let source: String
    let equations: String
    let spike: String?
    let reset: String?
    let refractory: String?
    let initial: [String: String]
    let inputs: [String]
    let parameters: [Parameter]

    init(_ model: NeuronModel) {
        name = model.name
        summary = model.summary
        source = model.source
        equations = model.equationText
        spike = model.spikeCondition?.description
        reset = model.resetText
        refractory = model.refractoryText
        initial = model.initialTexts
        inputs = model.inputs
        parameters = model.parameters.map {
            Parameter(name: $0.name, value: $0.value, unit: $0.unit, summary: $0.summary)
        }
    }
}
