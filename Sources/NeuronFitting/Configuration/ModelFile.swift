import Foundation
public import NeuronEquations
import Yams

/// Models in files of their own, such as `fast-spiking.neuron.yaml`: what stands under the key
/// `model` of a configuration, and what `neurosbi models NAME` prints.
enum ModelFile {
    /// The model's keys where the key `model` names a file; nil where it names or is a model.
    ///
    /// A relative path starts at the folder of the configuration.
    static func contents(
        of node: ConfigurationNode
    ) throws(ConfigurationError) -> ConfigurationNode? {
        guard !node.isMapping, let path = node.node.scalar?.string,
            path.hasSuffix(".yaml") || path.hasSuffix(".yml")
        else { return nil }
        let folder = URL(filePath: node.file).deletingLastPathComponent()
        let file = URL(filePath: path, relativeTo: folder).path(percentEncoded: false)
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw node.error("there is no model file \"\(file)\" that can be read")
        }
        return try ConfigurationNode.parse(text, file: file)
    }

    /// A configuration's text with the model in place of the name of its file, so that it can be
    /// kept with results; nil where the model is there already.
    static func inlined(
        _ configuration: ConfigurationNode, model: ConfigurationNode
    ) throws(ConfigurationError) -> String? {
        guard let contents = try contents(of: model), var mapping = configuration.node.mapping
        else { return nil }
        mapping["model"] = contents.node
        do {
            return try Yams.serialize(node: .mapping(mapping), allowUnicode: true)
        } catch {
            throw model.error("\(error)")
        }
    }
}

extension NeuronModel {
    /// Reads a model file (YAML) with the keys of a configuration's `model`.
    ///
    /// ```swift
    /// let model = try NeuronModel(contentsOf: "fast-spiking.neuron.yaml")
    /// ```
    /// - Throws: `ConfigurationError` with line and column; an error of the file system where there
    ///   is no such file.
    public init(contentsOf path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let section = try ModelSection(try ConfigurationNode.parse(text, file: path))
        let nothingElse = try ParameterSection(
            parameters: nil, joint: nil, system: section.unitSystem)
        self = try section.model(nothingElse, input: nil)
    }
}
