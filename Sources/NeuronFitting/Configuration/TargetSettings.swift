import NameSuggestions
import NeuronEquations

/// A model neuron whose simulated results are the data: key `target`.
public struct TargetSettings: Sendable {
    /// Values of the fitted parameters of the configuration, by name.
    public var parameters: [String: Double] = [:]

    /// - Parameter model: what numbers with a unit are converted for.
    init(
        _ node: ConfigurationNode, fitted: [String], model: NeuronModel
    ) throws(ConfigurationError) {
        var numbers = ModelNumbers(system: model.unitSystem)
        let section = try node.section(keys: ["parameters"], "{parameters: {name: number, …}}")
        let values = try section.required("parameters", "values of the fitted parameters")
        for (name, value) in try values.entries("parameter names with numbers") {
            guard fitted.contains(name) else {
                throw value.error(
                    "\"\(name)\" is not fitted, expected one of " + fitted.joined(separator: ", ")
                        + suggestion(NearestName.of(name, in: fitted)))
            }
            parameters[name] = try numbers.read(value, of: name)
        }
        try numbers.check(model)
        let missing = fitted.filter { parameters[$0] == nil }
        guard missing.isEmpty else {
            throw values.error("no value for \(missing.joined(separator: ", "))")
        }
    }

    /// The values in the order of the prior's names.
    public func row(names: [String]) -> [Double] {
        names.compactMap { parameters[$0] }
    }
}
