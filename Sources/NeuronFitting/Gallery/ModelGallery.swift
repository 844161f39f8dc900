import Foundation
import NeuronEquations
public import Reporting

/// The page of the documentation that shows every model of the catalogue with its response.
public enum ModelGallery {
    /// Writes `Models.md` and the figures `Models/NAME.png` into a folder.
    ///
    /// ```swift
    /// try await ModelGallery.write(to: "Documentation")
    /// ```
    /// - Throws: errors of the simulation, of gnuplot, or of the file system.
    public static func write(
        to folder: String, writer: FigureWriter = FigureWriter()
    ) async throws {
        let target = URL(filePath: folder)
        let figures = target.appending(path: figureFolder)
        try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
        for model in ModelCatalogue.models {
            let image = try await writer.png(of: ModelResponse(to: model.name).figure)
            try Data(image).write(
                to: figures.appending(path: model.name + ".png"), options: .atomic)
        }
        try Data(page.utf8).write(to: target.appending(path: "Models.md"), options: .atomic)
    }

    private static let figureFolder = "Models"

    /// The page in Markdown; it refers to the figures.
    public static var page: String {
        var lines = [
            "# The catalogue of models", "",
            "Written by `neurosbi models --gallery Documentation`; do not edit.", "",
            "`neurosbi models NAME` prints a model as text that can be pasted under the key `model`"
                + " of a configuration and changed there. Every figure shows the response to a step"
                + " of the input, with the values that stand below it; diamonds are spikes.", "",
        ]
        for family in ModelCatalogue.families {
            lines += ["- \(family.title): " + family.models.map(link).joined(separator: ", ")]
        }
        for family in ModelCatalogue.families {
            lines += ["", "## \(family.title)"]
            for model in family.models { lines += section(model) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func link(_ model: NeuronModel) -> String {
        // Markdown makes the anchors of headings in small letters.
        "[\(model.name)](#\(model.name.lowercased()))"
    }

    private static func section(_ model: NeuronModel) -> [String] {
        var lines = [
            "", "### \(model.name)", "\(sentence(model.summary)) Source: \(model.source).", "",
            "![\(model.name)](\(figureFolder)/\(model.name).png)", "",
        ]
        if let shown = ModelCatalogue.demonstration(of: model.name) {
            lines += [caption(shown, model), ""]
        }
        guard !model.parameters.isEmpty else { return lines.dropLast() }
        lines += ["| parameter | value | unit | meaning |", "|---|---|---|---|"]
        for parameter in model.parameters {
            let value = parameter.value.map { "\(Expression.number($0))" } ?? ""
            let unit = parameter.unit.flatMap { $0 == "1" ? nil : "`\($0)`" } ?? ""
            lines.append(
                "| `\(parameter.name)` | \(value) | \(unit) | \(parameter.summary) |")
        }
        return lines
    }

    /// What the figure shows.
    private static func caption(_ shown: ModelDemonstration, _ model: NeuronModel) -> String {
        var parts: [String] = []
        if let step = shown.step, let input = model.inputs.first {
            let unit = model.unitText(of: input).flatMap { $0 == "1" ? nil : " " + $0 } ?? ""
            parts.append("`\(input)` = \(Expression.number(step.amplitude))\(unit)")
        }
        parts += shown.values.sorted { $0.key < $1.key }.map {
            "`\($0.key)` = \(Expression.number($0.value))"
        }
        let values = parts.isEmpty ? "" : " with " + parts.joined(separator: ", ")
        return "Shown: `\(shown.shown)`\(values); dt \(shown.timeStep) ms."
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }
}
