extension NeuronModel: CustomStringConvertible {
    /// The equations as text; parsing it again gives equal equations.
    public var equationText: String {
        var lines = stateVariables.map { variable in
            "d\(variable.name)/dt = \(variable.derivative)" + Self.unitText(variable.unit)
                + (variable.isHeldWhileRefractory ? " (unless refractory)" : "")
        }
        lines += subexpressions.map { "\($0.name) = \($0.expression)" + Self.unitText($0.unit) }
        return lines.joined(separator: "\n")
    }

    /// The statements of the reset as text, one a line; nil when there are none.
    public var resetText: String? {
        if reset.isEmpty { return nil }
        return reset.map { "\($0.name) = \($0.expression)" }.joined(separator: "\n")
    }

    /// The initial values as texts by state variable; those that are 0 are left out.
    public var initialTexts: [String: String] {
        let given = stateVariables.filter { $0.initialValue != .number(0) }
        return Dictionary(
            given.map { ($0.name, $0.initialValue.description) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The whole model as YAML with the keys of a configuration's `model`, to be pasted there.
    ///
    /// Brackets and spaces are normalised and a derived parameter is a line of the equations;
    /// parsing the text gives an equal model. A parameter without a value is `null`. Name, summary
    /// and source are comments.
    public var printed: String {
        var lines = [Self.comment(name.isEmpty ? summary : "\(name): \(summary)")]
        if !source.isEmpty { lines.append(Self.comment(source)) }
        lines += ["equations: |"] + Self.indented(equationText)
        if let spikeCondition { lines.append("spike: \(YAMLText.quoted("\(spikeCondition)"))") }
        if let resetText { lines += ["reset: |"] + Self.indented(resetText) }
        if let refractoryPeriod {
            lines.append("refractory: \(YAMLText.quoted("\(refractoryPeriod)"))")
        }
        if !parameters.isEmpty { lines.append("parameters:") }
        for parameter in parameters {
            let note = parameter.summary.isEmpty ? "" : "  " + Self.comment(parameter.summary)
            lines.append("  \(YAMLText.plain(parameter.name)): \(Self.value(parameter))\(note)")
        }
        let initial = initialTexts
        if !initial.isEmpty { lines.append("initial:") }
        for variable in stateVariables {
            guard let value = initial[variable.name] else { continue }
            lines.append("  \(YAMLText.plain(variable.name)): \(YAMLText.quoted(value))")
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

    private static func unitText(_ unit: String?) -> String {
        unit.map { " : \($0)" } ?? ""
    }

    private static func comment(_ text: String) -> String {
        "# " + String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func indented(_ text: String) -> [String] {
        text.split(separator: "\n").map { "  " + $0 }
    }
}

/// Scalars of YAML that mean the text they hold.
enum YAMLText {
    /// The text as it stands where YAML reads it as that text, otherwise in quotes.
    static func plain(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "_ ./*^²³-+()".unicodeScalars.contains(scalar)
        }
        // These are booleans or nothing in YAML 1.1; `y` and `n` are names of many models.
        let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", ""]
        guard isPlain, !words.contains(text.lowercased()),
            let first = text.unicodeScalars.first,
            first.properties.isAlphabetic || ("0"..."9").contains(first)
                || "_-".unicodeScalars
                    .contains(first),
            !text.hasPrefix("- ")
        else { return quoted(text) }
        return text
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where character.isNewline: result += "\\n"
            default: result.append(character)
            }
        }
        return result + "\""
    }
}
