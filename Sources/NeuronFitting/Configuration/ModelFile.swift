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

    /// A configuration's text with models in place of the names of their files, so that it can be
    /// kept with results; nil where they are there already.
    static func inlined(
        _ configuration: ConfigurationNode
    ) throws(ConfigurationError) -> String? {
        guard var mapping = configuration.node.mapping else { return nil }
        var isChanged = false
        if let contents = try contents(of: configuration, key: "model") {
            mapping["model"] = contents
            isChanged = true
        }
        if var target = mapping["target"]?.mapping, let node = mapping["target"],
            let contents = try contents(
                of: ConfigurationNode(file: configuration.file, path: "target", node: node),
                key: "model")
        {
            target["model"] = contents
            mapping["target"] = .mapping(target)
            isChanged = true
        }
        guard isChanged else { return nil }
        do {
            return try Yams.serialize(node: .mapping(mapping), allowUnicode: true)
        } catch {
            throw configuration.error("\(error)")
        }
    }

    /// What stands in the file that a key names.
    private static func contents(
        of place: ConfigurationNode, key: String
    ) throws(ConfigurationError) -> Node? {
        guard let node = place.node.mapping?[key] else { return nil }
        let path = place.path.isEmpty ? key : "\(place.path).\(key)"
        return try contents(of: ConfigurationNode(file: place.file, path: path, node: node))?.node
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
