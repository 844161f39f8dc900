public import BatchSimulation
import NameSuggestions
public import NeuronEquations

/// A model, other than the one that is fitted, whose simulated results are the data.
///
/// It is simulated on the time grid and with the stimulus of the configuration.
public struct TargetModel: Sendable {
    public var model: NeuronModel
    /// Parameters and initial values with another value than the model's own.
    public var constants: [String: Double]
    public var integrator: Integrator
    /// The input that the stimulus feeds; nil where there is none.
    public var input: String?
    /// What turns numbers of the fitted model's input into numbers of this one's, such as 1,000
    /// from a model in nA to one in pA.
    public var stimulusFactor: Double
    /// What this model calls the recorded variables, by their names in the fitted model.
    public var variables: [String: String]

    init(
        _ section: ConfigurationNode.Section, in given: TargetSettings.Surroundings
    ) throws(ConfigurationError) {
        let place = try section.required("model", "a name of the catalogue, or equations")
        var modelSection = try ModelSection(place)
        let named = modelSection.catalogueName.flatMap { try? ModelCatalogue.model(named: $0) }
        if let node = section["initial"] {
            let known =
                named?.stateVariables.map(\.name)
                ?? NeuronModel.stateVariables(
                    in: modelSection.equations ?? "", form: modelSection.form)
            for (name, value) in try node.entries("state variables with initial values") {
                try Self.check(name, value, known, "state variable")
                modelSection.initial[name] = try value.text("a number or an expression")
            }
        }
        if let node = section["parameters"] {
            for (name, value) in try node.entries("parameter names with numbers") {
                guard !value.isMapping else {
                    throw value.error(expected: "a number: a target has values, no priors")
                }
                if let named {
                    try Self.check(name, value, TunedParameters.settableNames(named), "parameter")
                }
            }
        }
        let values = try ParameterSection(
            parameters: section["parameters"], joint: nil, system: modelSection.unitSystem)
        let input = try section.text("input") ?? given.input
        let model = try modelSection.model(values, input: input)
        try values.numbers.check(model)
        constants = Dictionary(values.constants, uniquingKeysWith: { first, _ in first })
        for parameter in model.parameters where parameter.value == nil {
            guard constants[parameter.name] != nil else {
                throw place.error(
                    "the target has no value of \"\(parameter.name)\", expected one under "
                        + "target.parameters")
            }
        }
        try Self.check(input, of: model, constants, section["input"] ?? place)
        integrator =
            try section["method"].map { node throws(ConfigurationError) in
                try node.choice(Integrator.allCases.map { ($0.name, $0) })
            } ?? given.integrator
        stimulusFactor = try Self.factor(
            from: (given.model, given.input), to: (model, input), section["input"] ?? place)
        variables = try Self.variables(
            section["record"], of: model, recorded: given.recorded, place)
        (self.model, self.input) = (model, input)
    }

    private static func check(
        _ name: String, _ place: ConfigurationNode, _ known: [String], _ role: String
    ) throws(ConfigurationError) {
        guard known.contains(name) else {
            throw place.error(
                "the target's model has no \(role) \"\(name)\", expected one of "
                    + known.joined(separator: ", ") + suggestion(NearestName.of(name, in: known)))
        }
    }

    /// Every input of the target must come from somewhere.
    private static func check(
        _ input: String?, of model: NeuronModel, _ constants: [String: Double],
        _ place: ConfigurationNode
    ) throws(ConfigurationError) {
        if let input, !model.inputs.contains(input) {
            throw place.error(
                "the target's model has no input \"\(input)\", which the stimulus feeds; "
                    + (model.inputs.isEmpty
                        ? "it has none"
                        : "its inputs are \(model.inputs.joined(separator: ", ")), one of which "
                            + "is to be named by target.input"))
        }
        for name in model.inputs where name != input && constants[name] == nil {
            throw place.error(
                "the target's input \"\(name)\" is not fed, expected a number under "
                    + "target.parameters")
        }
    }

    /// Between the units of two inputs; 1 where nothing says what one of them is.
    private static func factor(
        from fitted: (model: NeuronModel, input: String?),
        to target: (model: NeuronModel, input: String?), _ place: ConfigurationNode
    ) throws(ConfigurationError) -> Double {
        guard let name = fitted.input, let own = fitted.model.dimensions[name],
            let other = target.input, let aim = target.model.dimensions[other]
        else { return 1 }
        let text = fitted.model.unitSystem.unitText(of: own)
        guard own == aim else {
            throw place.error(
                "the target's input \"\(other)\" is in "
                    + "\(target.model.unitSystem.unitText(of: aim)), the stimulus of \"\(name)\" "
                    + "in \(text); expected the same quantity")
        }
        guard let unit = try? PhysicalUnit(text) else { return 1 }
        return unit.coherent(1, in: target.model.unitSystem)
    }

    /// Reads what the target calls the recorded variables, `{v: V}`; without the key the same.
    private static func variables(
        _ node: ConfigurationNode?, of model: NeuronModel, recorded: [String],
        _ place: ConfigurationNode
    ) throws(ConfigurationError) -> [String: String] {
        let known = model.stateVariables.map(\.name) + model.subexpressions.map(\.name)
        var variables: [String: String] = [:]
        if let node {
            for (name, value) in try node.entries("recorded variables with the target's names") {
                guard recorded.contains(name) else {
                    throw value.error(
                        "\"\(name)\" is not recorded, expected one of "
                            + recorded.joined(separator: ", ")
                            + suggestion(NearestName.of(name, in: recorded)))
                }
                let own = try value.text("a variable of the target")
                try check(own, value, known, "variable")
                variables[name] = own
            }
        }
        for name in recorded where variables[name] == nil {
            guard known.contains(name) else {
                throw place.error(
                    "the target's model has no variable \"\(name)\", which is recorded; expected "
                        + "target.record: {\(name): …} with one of "
                        + known.joined(separator: ", "))
            }
            variables[name] = name
        }
        return variables
    }
}
