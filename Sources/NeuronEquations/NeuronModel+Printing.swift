extension NeuronModel: CustomStringConvertible {
    /// The equations as text in the model's form; parsing it again gives equal equations.
    public var equationText: String {
        let lines =
            switch form {
            case .brian2: brianLines
            case .annarchy: annarchyLines
            }
        return lines.joined(separator: "\n")
    }

    /// The statements of the reset as text, one a line; nil when there are none.
    public var resetText: String? {
        if reset.isEmpty { return nil }
        return reset.map { "\($0.name) = \($0.expression)" }.joined(separator: "\n")
    }

    /// The refractory time or condition as text.
    public var refractoryText: String? {
        if form == .annarchy, case .binary(.add, let time, .name("dt"))? = refractoriness {
            return time.description
        }
        return refractoriness?.description
    }

    /// The initial values as texts by state variable; those that need no text are left out.
    public var initialTexts: [String: String] {
        var texts: [String: String] = [:]
        let computed = form == .brian2 ? assignedNames : []
        for variable in stateVariables {
            let isDefault =
                switch variable.initialValue {
                case .number(0), .comparison(.equal, .number(1), .number(0)): true
                default: false
                }
            if !isDefault || computed.contains(variable.name) {
                texts[variable.name] = variable.initialValue.description
            }
        }
        return texts
    }

    /// Derived parameters by name that are no lines of the equations: those of ANNarchy's form.
    var derivedTexts: [String: String] {
        if form == .brian2 { return [:] }
        return Dictionary(
            subexpressions.map { ($0.name, $0.expression.description) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The whole model as YAML with the keys of a configuration's `model`, to be pasted there.
    ///
    /// Brackets and spaces are normalised and a derived parameter of Brian2's form is a line of the
    /// equations; parsing the text gives an equal model. A parameter without a value is `null`.
    /// Name, summary, source and units of inputs are comments.
    public var printed: String {
        var lines = [Self.comment(name.isEmpty ? summary : "\(name): \(summary)")]
        if !source.isEmpty { lines.append(Self.comment(source)) }
        if form != .brian2 { lines.append("form: \(form.rawValue)") }
        if unitSystem != .nanoampere { lines.append("units: \(unitSystem.rawValue)") }
        lines += ["equations: |"] + Self.indented(equationText)
        if let spikeCondition { lines.append("spike: \(YAMLText.quoted("\(spikeCondition)"))") }
        if let resetText { lines += ["reset: |"] + Self.indented(resetText) }
        if let refractoryText { lines.append("refractory: \(YAMLText.quoted(refractoryText))") }
        let derived = derivedTexts
        if !parameters.isEmpty || !derived.isEmpty { lines.append("parameters:") }
        for parameter in parameters {
            let note = parameter.summary.isEmpty ? "" : "  " + Self.comment(parameter.summary)
            lines.append("  \(YAMLText.plain(parameter.name)): \(Self.value(parameter))\(note)")
        }
        for definition in subexpressions {
            guard let text = derived[definition.name] else { continue }
            lines.append("  \(YAMLText.plain(definition.name)): \(YAMLText.quoted(text))")
        }
        let initial = initialTexts
        if !initial.isEmpty { lines.append("initial:") }
        for variable in stateVariables {
            guard let value = initial[variable.name] else { continue }
            lines.append("  \(YAMLText.plain(variable.name)): \(YAMLText.quoted(value))")
        }
        for input in inputs {
            if let unit = unitText(of: input) { lines.append("# \(input) in \(unit)") }
        }
        if !inputs.isEmpty {
            lines.append("inputs: [" + inputs.map(YAMLText.plain).joined(separator: ", ") + "]")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    public var description: String { printed }

    private static func value(_ parameter: Parameter) -> String {
        guard let value = parameter.value else { return "null" }
        let number = Expression.number(value).description
        return parameter.unit.map { YAMLText.plain("\(number) \($0)") } ?? number
    }

    private static func comment(_ text: String) -> String {
        "# " + String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func indented(_ text: String) -> [String] {
        text.split(separator: "\n").map { "  " + $0 }
    }
}
