import BatchSimulation
import NameSuggestions
import NeuronEquations

/// A neuron whose simulated results are the data: key `target`.
public struct TargetSettings: Sendable {
    /// Values of the fitted parameters of the configuration, by name; empty where the target is
    /// another model.
    public var parameters: [String: Double] = [:]
    /// Another model than the one that is fitted; nil for the same.
    public var model: TargetModel?
    /// What the step whose amplitude simulations draw has in the target, in the unit of the fitted
    /// model's input; nil draws it, by the seed.
    public var amplitude: Double?

    /// What a configuration has said before its target is read.
    struct Surroundings {
        let fitted: [String]
        let model: NeuronModel
        let input: String?
        /// Whether simulations draw the amplitude of a step.
        let drawsAmplitude: Bool
        let integrator: Integrator
        /// The names of the recorded variables in the fitted model.
        let recorded: [String]
    }

    static let keys = [
        "model", "parameters", "initial", "method", "input", "record", "amplitude",
    ]
    /// The keys of a target that is the fitted model.
    private static let ownKeys = ["parameters", "amplitude"]

    /// - Parameter given: among others the model that numbers with a unit are converted for.
    init(
        _ node: ConfigurationNode, in given: Surroundings
    ) throws(ConfigurationError) {
        let section = try node.section(
            keys: Self.keys, "{parameters: {name: number, …}}, or a model with its parameters")
        amplitude = try section["amplitude"].map { node throws(ConfigurationError) in
            try Self.readAmplitude(node, in: given)
        }
        guard section["model"] == nil else {
            model = try TargetModel(section, in: given)
            return
        }
        if let key = Self.keys.first(where: { !Self.ownKeys.contains($0) && section[$0] != nil }),
            let place = section[key]
        {
            throw place.error(
                "found \"\(key)\" without \"model\"; it belongs to a target that is another model")
        }
        var numbers = ModelNumbers(system: given.model.unitSystem)
        let values = try section.required("parameters", "values of the fitted parameters")
        for (name, value) in try values.entries("parameter names with numbers") {
            guard given.fitted.contains(name) else {
                throw value.error(
                    "\"\(name)\" is not fitted, expected one of "
                        + given.fitted.joined(separator: ", ")
                        + suggestion(NearestName.of(name, in: given.fitted)))
            }
            parameters[name] = try numbers.read(value, of: name)
        }
        try numbers.check(given.model)
        let missing = given.fitted.filter { parameters[$0] == nil }
        guard missing.isEmpty else {
            throw values.error("no value for \(missing.joined(separator: ", "))")
        }
    }

    private static func readAmplitude(
        _ node: ConfigurationNode, in given: Surroundings
    ) throws(ConfigurationError) -> Double {
        guard given.drawsAmplitude else {
            throw node.error(
                "the amplitudes of the protocol hold for the target too; expected no amplitude "
                    + "here, or a prior of the amplitude of one of protocol.steps")
        }
        guard !node.isMapping else {
            throw node.error(
                expected: "a number: a target has one current, simulations draw theirs")
        }
        var numbers = ModelNumbers(system: given.model.unitSystem)
        let amplitude = try numbers.read(node, of: given.input)
        try numbers.check(given.model)
        return amplitude
    }

    /// The values in the order of the prior's names.
    public func row(names: [String]) -> [Double] {
        names.compactMap { parameters[$0] }
    }
}
