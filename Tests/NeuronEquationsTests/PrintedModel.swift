import NeuronEquations

/// Reads `NeuronModel.printed` back, with just the subset of YAML that it uses.
func parsedAgain(_ model: NeuronModel) throws(EquationErrors) -> NeuronModel {
    var blocks: [String: String] = [:]
    var parameters: [NeuronModel.Parameter] = []
    var initial: [String: String] = [:]
    var inputs: [String] = []
    var derived: [String: String] = [:]
    var section = ""
    for line in model.printed.split(separator: "\n") where !line.hasPrefix("#") {
        if !line.hasPrefix(" ") {
            let (key, value) = pair(line)
            section = key
            switch value {
            case "|", "": blocks[key] = ""
            case _ where key == "inputs":
                inputs = value.dropFirst().dropLast().split(separator: ",").map {
                    unquoted(trimmed($0))
                }
            default: blocks[key] = unquoted(value)
            }
        } else if section == "parameters" {
            let parts = line.split(separator: "  # ", maxSplits: 1)
            let (name, value) = pair(parts[0])
            let measured = NeuronModel.Parameter(name, measured: unquoted(value))
            if measured == nil, value != "null" {
                derived[name] = unquoted(value)
                continue
            }
            var parameter = measured ?? NeuronModel.Parameter(name, nil)
            parameter.summary = parts.count > 1 ? String(parts[1]) : ""
            parameters.append(parameter)
        } else if section == "initial" {
            let (name, value) = pair(line)
            initial[name] = unquoted(value)
        } else {
            blocks[section, default: ""] += line.dropFirst(2) + "\n"
        }
    }
    return try NeuronModel(
        name: model.name, summary: model.summary, source: model.source,
        equations: blocks["equations"] ?? "", spike: blocks["spike"], reset: blocks["reset"],
        refractory: blocks["refractory"], parameters: parameters, derived: derived,
        initial: initial, inputs: inputs,
        unitSystem: UnitSystem(rawValue: blocks["units"] ?? "nA") ?? .nanoampere,
        form: EquationForm(rawValue: blocks["form"] ?? "brian2"))
}

private func pair(_ line: Substring) -> (key: String, value: String) {
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return (unquoted(trimmed(parts[0])), parts.count > 1 ? trimmed(parts[1]) : "")
}

private func trimmed(_ text: Substring) -> String {
    var rest = text
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
}

private func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast())
}
