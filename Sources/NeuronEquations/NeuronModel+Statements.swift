/// The equations of a model as lines of text.
extension NeuronModel {
    /// Names of the state variables that statements of the step change.
    var assignedNames: Set<String> {
        updates.reduce(into: []) { names, update in
            if case .assignment(let assignment) = update { names.insert(assignment.name) }
        }
    }

    // MARK: Brian2

    /// Lines in Brian2's form. A variable that only resets change is declared with its unit, a
    /// unit without a number too.
    var brianLines: [String] {
        let changed = Set(reset.map(\.name))
        let assigned = assignedNames
        var lines: [String] = []
        for variable in stateVariables where !assigned.contains(variable.name) {
            if let unit = variable.unit, variable.derivative == .number(0),
                changed.contains(variable.name), !variable.isHeldWhileRefractory
            {
                lines.append("\(variable.name) : \(unit)")
            } else {
                lines.append(
                    "d\(variable.name)/dt = \(variable.derivative)" + Self.suffix(variable.unit)
                        + (variable.isHeldWhileRefractory ? " (unless refractory)" : ""))
            }
        }
        for case .assignment(let assignment) in updates {
            let unit = stateVariables.first { $0.name == assignment.name }?.unit
            lines.append(
                "\(assignment.name) = \(assignment.expression)" + Self.suffix(unit)
                    + " (constant over dt)")
        }
        lines += subexpressions.map { "\($0.name) = \($0.expression)" + Self.suffix($0.unit) }
        for parameter in parameters where hasCheckedUnits && parameter.value == nil {
            if let unit = parameter.unit { lines.append("\(parameter.name) : \(unit) (constant)") }
        }
        for input in inputs {
            if let unit = inputUnits[input] { lines.append("\(input) : \(unit)") }
        }
        return lines
    }

    private static func suffix(_ unit: String?) -> String {
        unit.map { " : \($0)" } ?? ""
    }

    // MARK: ANNarchy

    /// Lines in ANNarchy's form, in order of the step.
    var annarchyLines: [String] {
        let variables = Dictionary(
            stateVariables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var lines: [String] = []
        var described: Set<String> = []
        /// Flags stand at a variable's first statement.
        func line(_ text: String, _ name: String) -> String {
            guard described.insert(name).inserted, let variable = variables[name] else {
                return text
            }
            let flags = annarchyFlags(of: variable)
            return flags.isEmpty ? text : text + " : " + flags.joined(separator: ", ")
        }
        for update in updates {
            switch update {
            case .integration(let names):
                for name in names {
                    guard let variable = variables[name] else { continue }
                    lines.append(line("d\(name)/dt = \(variable.derivative)", name))
                }
            case .assignment(let assignment):
                let isInteger = variables[assignment.name]?.type == .integer
                let text = Self.annarchyStatement(assignment, isInteger: isInteger)
                lines.append(line(text, assignment.name))
            }
        }
        return lines
    }

    private func annarchyFlags(of variable: StateVariable) -> [String] {
        var flags: [String] = []
        if let minimum = variable.minimum { flags.append("min=\(minimum)") }
        if let maximum = variable.maximum { flags.append("max=\(maximum)") }
        if let method = variable.method { flags.append(method.rawValue) }
        switch variable.type {
        case .real: break
        case .integer: flags.append("int")
        case .boolean: flags.append("bool")
        }
        if variable.isHeldWhileRefractory, variable.name.hasPrefix("g_") {
            flags.append("unless_refractory")
        }
        return flags
    }

    /// `x += y` where the statement changes what is there, which may happen more than once.
    private static func annarchyStatement(_ assignment: Assignment, isInteger: Bool) -> String {
        var value = assignment.expression
        if isInteger, case .call(.int, let arguments) = value { value = arguments[0] }
        if case .binary(let symbol, .name(assignment.name), let change) = value, symbol != .power {
            return "\(assignment.name) \(symbol.rawValue)= \(change)"
        }
        return "\(assignment.name) = \(assignment.expression)"
    }
}
