/// The results of sorting a model.
struct ModelOrders {
    var subexpressions: [String] = []
    /// Names that Brian2's form computes at the beginning of each step.
    var assignments: [String] = []
    var initialValues: [String] = []
    /// Initial values that were given, and those that follow from the equations.
    var initial: [String: Expression] = [:]
}

extension ModelChecker {
    /// - Throws: every mistake, those of the text among them.
    mutating func check() throws(EquationErrors) -> ModelOrders {
        checkNames()
        var orders = ModelOrders()
        if errors.isEmpty { sortSubexpressions(&orders) }
        if errors.isEmpty { checkSizes(order: orders.subexpressions) }
        if errors.isEmpty { checkQuantities() }
        if errors.isEmpty {
            let reach = Reach(definitions: text.definitions, order: orders.subexpressions)
            checkConstancy(reach)
            checkNoise(reach)
            sortInitialValues(reach, &orders)
        }
        guard errors.isEmpty else { throw EquationErrors(errors) }
        return orders
    }

    /// Sorts subexpressions together with what Brian2's form computes once in a step, because they
    /// may need each other.
    private mutating func sortSubexpressions(_ orders: inout ModelOrders) {
        var expressions = text.definitions.map { ($0.name, $0.expression) }
        var assigned: Set<String> = []
        if text.form == .brian2 {
            for equation in text.equations where equation.role == .assignment {
                expressions.append((equation.target, equation.expression))
                assigned.insert(equation.target)
            }
        }
        let needs = Dictionary(
            expressions.map { ($0.0, $0.1.names) }, uniquingKeysWith: { first, _ in first })
        switch DependencyOrder.outcome(expressions.map(\.0), needs: needs) {
        case .sorted(let order):
            orders.subexpressions = order.filter { !assigned.contains($0) }
            orders.assignments = sortedAssignments(after: orders.subexpressions)
        case .loop(let names):
            if let equation = text.equations.first(where: { $0.target == names[0] }) {
                report(.algebraicLoop(names), at: equation.offset, of: text.equationSource)
            } else {
                let value = text.derived.first { $0.name == names[0] }?.value
                report(.algebraicLoop(names), at: value?.offset ?? 0, of: value?.source)
            }
        }
    }

    /// What Brian2's form computes once in a step, each behind those it needs through
    /// subexpressions. A second sort, because the order must not depend on that of subexpressions.
    private func sortedAssignments(after subexpressions: [String]) -> [String] {
        guard text.form == .brian2 else { return [] }
        let reach = Reach(definitions: text.definitions, order: subexpressions)
        let assigned = text.equations.filter { $0.role == .assignment }
        let needs = Dictionary(
            assigned.map { ($0.target, reach.names(of: $0.expression)) },
            uniquingKeysWith: { first, _ in first })
        switch DependencyOrder.outcome(assigned.map(\.target), needs: needs) {
        case .sorted(let order): return order
        case .loop(let names): preconditionFailure("a loop \(names) that had been excluded")
        }
    }

    private mutating func sortInitialValues(_ reach: Reach, _ orders: inout ModelOrders) {
        for (name, value) in text.initial { orders.initial[name] = value.expression }
        if text.form == .brian2 {
            for equation in text.equations
            where equation.role == .assignment && orders.initial[equation.target] == nil
                && !reach.names(of: equation.expression).contains(where: ReservedName.isRandom)
            {
                orders.initial[equation.target] = equation.expression
            }
        }
        var variables: [String] = []
        var seen: Set<String> = []
        for equation in text.equations where equation.isState {
            if seen.insert(equation.target).inserted { variables.append(equation.target) }
        }
        let needs = orders.initial.mapValues { reach.names(of: $0) }
        switch DependencyOrder.outcome(variables, needs: needs) {
        case .sorted(let order): orders.initialValues = order
        case .loop(let names):
            if let value = text.initial.first(where: { $0.name == names[0] })?.value {
                report(.algebraicLoop(names), at: value.offset, of: value.source)
            } else {
                let equation = text.equations.first { $0.target == names[0] }
                report(.algebraicLoop(names), at: equation?.offset ?? 0, of: text.equationSource)
            }
        }
    }

    // MARK: Through the subexpressions

    private mutating func checkSizes(order: [String]) {
        let sizes = ExpandedSize(definitions: text.definitions, order: order)
        for equation in text.equations {
            for expression in [equation.expression, equation.minimum, equation.maximum] {
                if let expression, let problem = sizes.problem(with: expression) {
                    report(problem, at: equation.offset, of: text.equationSource)
                }
            }
        }
        for statement in text.reset {
            if let problem = sizes.problem(with: statement.assignment.expression) {
                report(problem, at: statement.offset, of: text.resetSource)
            }
        }
        for single in singles {
            if let problem = sizes.problem(with: single.expression) {
                report(problem, at: single.offset, of: single.source)
            }
        }
    }

    private mutating func checkConstancy(_ reach: Reach) {
        for value in text.derived.map(\.value) {
            let offending = value.references.first { reference in
                reach.names(of: .name(reference.name)).contains { name in
                    name != "dt" && kinds[name] != .parameter && kinds[name] != .subexpression
                        && units[name] == nil && name != ReservedName.draw
                }
            }
            if let offending {
                report(.notConstant(offending.name), at: offending.offset, of: value.source)
            }
        }
    }

    /// White noise belongs to equations, random numbers to what is evaluated in every step.
    private mutating func checkNoise(_ reach: Reach) {
        var found = text.reset.flatMap(\.references).map { ($0, text.resetSource) }
        for single in singles { found += single.references.map { ($0, single.source) } }
        for (reference, source) in found {
            let noise = reach.names(of: .name(reference.name)).first(where: ReservedName.isNoise)
            if let noise {
                report(.noiseOutsideEquations(noise), at: reference.offset, of: source)
            }
        }
        for value in text.derived.map(\.value) + text.initial.map(\.value) {
            for reference in value.references
            where reach.names(of: .name(reference.name)).contains(ReservedName.draw) {
                report(.drawOutsideSteps, at: reference.offset, of: value.source)
            }
        }
    }
}
