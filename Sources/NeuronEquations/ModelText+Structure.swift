/// The parts of a model as the checked model holds them.
extension ModelText {
    /// Subexpressions as they were read, derived parameters first.
    var definitions: [NeuronModel.Definition] {
        derived.map {
            NeuronModel.Definition(name: $0.name, expression: $0.value.expression, unit: nil)
        }
            + equations.filter { $0.role == .definition }.map {
                NeuronModel.Definition(
                    name: $0.target, expression: $0.expression,
                    unit: $0.type == .integer ? nil : $0.unit)
            }
    }

    /// The state variables in order of their first statements.
    func stateVariables(initial: [String: Expression]) -> [NeuronModel.StateVariable] {
        var variables: [NeuronModel.StateVariable] = []
        var index: [String: Int] = [:]
        for equation in equations where equation.isState {
            let name = equation.target
            if index[name] == nil {
                index[name] = variables.count
                variables.append(
                    NeuronModel.StateVariable(
                        name: name, derivative: .number(0),
                        initialValue: initial[name] ?? .number(0),
                        isHeldWhileRefractory: false, type: .real))
            }
            guard let place = index[name] else { continue }
            if equation.role == .derivative { variables[place].derivative = equation.expression }
            if variables[place].type == .real { variables[place].type = equation.type }
            variables[place].unit = variables[place].unit ?? equation.unit
            variables[place].minimum = variables[place].minimum ?? equation.minimum
            variables[place].maximum = variables[place].maximum ?? equation.maximum
            variables[place].method = variables[place].method ?? equation.method
            if isHeld(equation) { variables[place].isHeldWhileRefractory = true }
        }
        for place in variables.indices where variables[place].type == .boolean {
            if initial[variables[place].name] == nil {
                variables[place].initialValue = .comparison(.equal, .number(1), .number(0))
            }
        }
        return variables
    }

    /// ANNarchy holds everything but conductances, named `g_…`.
    private func isHeld(_ equation: Equation) -> Bool {
        guard form == .annarchy else { return equation.isHeldWhileRefractory }
        return refractory != nil
            && (equation.isHeldWhileRefractory || !equation.target.hasPrefix("g_"))
    }

    /// What happens in a step.
    /// - Parameter assignments: in Brian2's form, the names that are computed first, sorted.
    func updates(assignments: [String]) -> [NeuronModel.Update] {
        let integers = Set(equations.filter { $0.type == .integer }.map(\.target))
        func assignment(_ equation: Equation) -> NeuronModel.Update {
            let value = equation.expression
            return .assignment(
                NeuronModel.Assignment(
                    name: equation.target,
                    expression: integers.contains(equation.target) ? .integer(value) : value))
        }
        var updates: [NeuronModel.Update] = []
        switch form {
        case .brian2:
            for name in assignments {
                updates += equations.filter { $0.target == name }.map(assignment)
            }
            updates += blocks.filter { !$0.isEmpty }.map { .integration($0.map(\.target)) }
        case .annarchy:
            var block: [String] = []
            for equation in equations {
                if equation.role == .derivative {
                    block.append(equation.target)
                    continue
                }
                if !block.isEmpty { updates.append(.integration(block)) }
                block = []
                updates.append(assignment(equation))
            }
            if !block.isEmpty { updates.append(.integration(block)) }
        }
        return updates
    }
}
