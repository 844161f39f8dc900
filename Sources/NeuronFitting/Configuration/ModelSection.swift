import NeuronEquations

/// The key `model`: a name of the catalogue, a model file, or equations with what belongs to them.
struct ModelSection {
    /// A model of the catalogue by its name.
    var catalogueName: String?
    var equations: String?
    var spike: String?
    var reset: String?
    var refractory: String?
    var parameters: [NeuronModel.Parameter] = []
    /// Parameters that are expressions of others.
    var derived: [(name: String, expression: String)] = []
    var initial: [String: String] = [:]
    var inputs: [String] = []
    /// The form of the equations; nil to recognise it.
    var form: EquationForm?
    /// The coherent set of the model's numbers.
    private(set) var unitSystem = UnitSystem.nanoampere
    private let place: ConfigurationNode

    static let keys = [
        "name", "equations", "spike", "threshold", "reset", "refractory", "parameters", "initial",
        "inputs", "form", "units",
    ]

    init(_ given: ConfigurationNode) throws(ConfigurationError) {
        let node = try ModelFile.contents(of: given) ?? given
        place = node
        guard node.isMapping else {
            catalogueName = try node.text("a name of the catalogue, or keys such as equations")
            unitSystem = catalogueUnits
            return
        }
        let section = try node.section(keys: Self.keys, "keys equations, spike, reset …")
        catalogueName = try section.text("name")
        equations = try section.text("equations")
        guard (catalogueName == nil) != (equations == nil) else {
            throw node.error("expected either \"equations\" or the \"name\" of a catalogue model")
        }
        unitSystem = catalogueUnits
        if let units = section["units"] {
            guard catalogueName == nil else {
                throw units.error("a model of the catalogue has its units, so this has no place")
            }
            unitSystem = try units.choice(UnitSystem.allCases.map { ($0.rawValue, $0) })
        }
        if let threshold = section["threshold"], section["spike"] != nil {
            throw threshold.error("\"threshold\" and \"spike\" mean the same, expected one of them")
        }
        spike = try section.text(section["spike"] != nil ? "spike" : "threshold")
        reset = try section["reset"].map { node throws(ConfigurationError) in
            try Self.statements(node)
        }
        refractory = try section.text("refractory")
        form = try section["form"].map { node throws(ConfigurationError) in
            try node.choice(EquationForm.allCases.map { ($0.rawValue, $0) })
        }
        if let node = section["parameters"], !node.isMapping {
            try readStatements(node)
        } else if let node = section["parameters"] {
            for (name, value) in try node.entries("parameter names with numbers") {
                try readParameter(name, value)
            }
        }
        if let node = section["initial"] {
            for (name, value) in try node.entries("state variables with initial values") {
                initial[name] = try value.text("a number or an expression")
            }
        }
        if let node = section["inputs"] {
            for name in try node.list("a list of names") { inputs.append(try name.text("a name")) }
        }
    }

    private var catalogueUnits: UnitSystem {
        let model = catalogueName.flatMap { try? ModelCatalogue.model(named: $0) }
        return model?.unitSystem ?? .nanoampere
    }

    /// A number, a number with a unit, an expression of others, or null for one that is fitted.
    private mutating func readParameter(
        _ name: String, _ node: ConfigurationNode
    ) throws(ConfigurationError) {
        if node.isNull {
            parameters.append(.init(name, nil))
            return
        }
        let text = try node.text("a number, a number with a unit, or an expression")
        if let parameter = NeuronModel.Parameter(name, measured: text) {
            parameters.append(parameter)
        } else {
            derived.append((name, text))
        }
    }

    /// ANNarchy's parameters: a text of lines such as `tau = 10 : population`.
    private mutating func readStatements(_ node: ConfigurationNode) throws(ConfigurationError) {
        let text = try node.text("names with numbers, or lines such as tau = 10")
        do {
            let found = try NeuronModel.parameters(inStatements: text)
            (parameters, derived) = (found.parameters, found.derived)
        } catch {
            throw node.error("\(error)")
        }
        form = form ?? .annarchy
    }

    /// Statements of a reset in one text or in a list.
    private static func statements(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
        guard node.isList else { return try node.text("statements such as v = c") }
        var statements: [String] = []
        for statement in try node.list("statements") { statements.append(try statement.text()) }
        return statements.joined(separator: "\n")
    }

    /// Builds the checked model.
    ///
    /// Names of `section` that the model does not have become parameters of it: they stand in
    /// expressions of other parameters, or the model reports that nothing uses them.
    /// - Parameter input: the name that the stimulus feeds.
    func model(
        _ section: ParameterSection, input: String?
    ) throws(ConfigurationError) -> NeuronModel {
        let outside = section.fittedNames + section.constants.map(\.name)
        let expressions = derived + section.derived
        do {
            if let catalogueName {
                var model = try ModelCatalogue.model(named: catalogueName)
                let values = try parameters.compactMap { try value(of: $0, in: model) }
                try model.override(
                    parameters: values,
                    initial: initial, derived: expressions, further: outside)
                return model
            }
            let equations = equations ?? ""
            let known = Set(parameters.map(\.name)).union(expressions.map(\.name))
                .union(NeuronModel.stateVariables(in: equations, form: form))
            let further = outside.filter { !known.contains($0) }
            return try NeuronModel(
                equations: equations, spike: spike, reset: reset, refractory: refractory,
                parameters: parameters.filter { parameter in
                    !expressions.contains { $0.name == parameter.name }
                } + further.map { .init($0, nil, unit: section.numbers.unitText(of: $0)) },
                derived: Dictionary(
                    expressions.map { ($0.name, $0.expression) },
                    uniquingKeysWith: { _, last in last }),
                initial: initial,
                inputs: inputs + (input.map { inputs.contains($0) ? [] : [$0] } ?? []),
                unitSystem: unitSystem, form: form)
        } catch {
            throw place.error("\(error)")
        }
    }

    /// A parameter's number for a model of the catalogue, which says what its unit has to be.
    private func value(
        of parameter: NeuronModel.Parameter, in model: NeuronModel
    ) throws -> (name: String, value: Double)? {
        guard let number = parameter.value else { return nil }
        guard let text = parameter.unit else { return (parameter.name, number) }
        let unit = try PhysicalUnit(text)
        if let problem = model.mismatch(unit.dimension, of: parameter.name) { throw problem }
        return (parameter.name, unit.coherent(number, in: model.unitSystem))
    }
}
