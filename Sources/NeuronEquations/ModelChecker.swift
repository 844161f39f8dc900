import NameSuggestions

/// Checks what no single statement shows: names, kinds of names, order, loops, sizes.
struct ModelChecker {
    /// The results of sorting.
    struct Orders {
        var subexpressions: [String]
        var initialValues: [String]
    }

    enum Kind {
        case parameter, input, subexpression, stateVariable
        /// From a statement that could not be read.
        case unknown
    }

    let text: ModelText
    let parameters: [NeuronModel.Parameter]
    let inputs: [String]
    private var kinds: [String: Kind] = [:]
    private var errors: [EquationError]

    init(text: ModelText, parameters: [NeuronModel.Parameter], inputs: [String]) {
        self.text = text
        self.parameters = parameters
        self.inputs = inputs
        errors = text.errors
    }

    /// - Throws: every mistake, those of the text among them.
    mutating func check(hasSpike: Bool) throws(EquationErrors) -> Orders {
        collectKinds()
        checkTargets(hasSpike: hasSpike)
        checkReferences()
        // What follows looks through whole definitions, so they must all be there.
        if errors.isEmpty { checkUse() }
        var orders = Orders(subexpressions: [], initialValues: [])
        if errors.isEmpty { orders.subexpressions = sortedSubexpressions() }
        if errors.isEmpty { checkSizes(order: orders.subexpressions) }
        if errors.isEmpty {
            let reach = Reach(definitions: text.definitions, order: orders.subexpressions)
            checkConstancy(reach)
            checkNoise(reach)
            orders.initialValues = sortedInitialValues(reach)
        }
        guard errors.isEmpty else { throw EquationErrors(errors) }
        return orders
    }

    private mutating func report(_ problem: EquationError.Problem, in part: EquationError.Part) {
        errors.append(EquationError(problem, in: part))
    }

    private mutating func report(
        _ problem: EquationError.Problem, at offset: Int, of source: SourceText?
    ) {
        guard let source, errors.count < ModelText.maximumErrors else { return }
        errors.append(source.error(problem, at: offset))
    }

    // MARK: Names

    private mutating func collectKinds() {
        for parameter in parameters {
            let part = EquationError.Part.parameter(parameter.name)
            declare(parameter.name, .parameter) { EquationError($0, in: part) }
            if let value = parameter.value, !value.isFinite {
                report(.numberNotFinite(value), in: part)
            }
        }
        for (name, value) in text.derived {
            declare(name, .subexpression) { value.source.error($0, at: 0) }
        }
        for name in inputs {
            declare(name, .input) { EquationError($0, in: .input(name)) }
        }
        for equation in text.equations {
            let kind = equation.isDerivative ? Kind.stateVariable : .subexpression
            declare(equation.target, kind) { [text] problem in
                text.equationSource?.error(problem, at: equation.offset)
            }
        }
        for name in text.brokenTargets where kinds[name] == nil { kinds[name] = .unknown }
        if text.equations.allSatisfy({ !$0.isDerivative }), text.errors.isEmpty {
            report(.noDifferentialEquation, at: 0, of: text.equationSource)
        }
    }

    private mutating func declare(
        _ name: String, _ kind: Kind,
        error: (EquationError.Problem) -> EquationError?
    ) {
        let problem =
            ReservedName.problem(with: name)
            ?? (kinds[name] == nil ? nil : .duplicateDefinition(name))
        if let problem, errors.count < ModelText.maximumErrors {
            if let error = error(problem) { errors.append(error) }
        }
        if kinds[name] == nil { kinds[name] = kind }
    }

    /// Resets and initial values need variables with differential equations, and a reset or a
    /// refractory period needs a spike.
    private mutating func checkTargets(hasSpike: Bool) {
        for statement in text.reset {
            if let problem = problem(ofTarget: statement.assignment.name) {
                report(problem, at: statement.offset, of: text.resetSource)
            }
        }
        for (name, value) in text.initial {
            if let problem = problem(ofTarget: name) { report(problem, at: 0, of: value.source) }
        }
        if !hasSpike {
            if let first = text.reset.first {
                report(.spikeConditionMissing, at: first.offset, of: text.resetSource)
            }
            if let refractory = text.refractory {
                report(.spikeConditionMissing, at: 0, of: refractory.source)
            }
        }
    }

    private func problem(ofTarget name: String) -> EquationError.Problem? {
        switch kinds[name] {
        case .stateVariable, .unknown: return nil
        case .parameter, .input, .subexpression: return .derivativeMissing(name)
        case nil:
            let variables = text.equations.filter(\.isDerivative).map(\.target)
            return .undefinedName(name, nearest: NearestName.of(name, in: variables))
        }
    }

    private mutating func checkReferences() {
        let known = Array(kinds.keys) + ["t", "dt", "pi", "xi"]
        var found: [(ExpressionParser.Reference, SourceText?)] = []
        for equation in text.equations {
            found += equation.references.map { ($0, text.equationSource) }
        }
        for statement in text.reset { found += statement.references.map { ($0, text.resetSource) } }
        for single in singles { found += single.references.map { ($0, single.source) } }
        for (reference, source) in found where errors.count < ModelText.maximumErrors {
            let name = reference.name
            if kinds[name] != nil || name == "t" || name == "dt" || ReservedName.isNoise(name) {
                continue
            }
            let nearest = NearestName.of(name, in: known)
            report(.undefinedName(name, nearest: nearest), at: reference.offset, of: source)
        }
    }

    private var singles: [ModelText.Single] {
        [text.spike, text.refractory].compactMap { $0 } + text.derived.map(\.value)
            + text.initial.map(\.value)
    }

    private mutating func checkUse() {
        var used = Set(text.equations.flatMap(\.references).map(\.name))
        used.formUnion(text.reset.flatMap(\.references).map(\.name))
        used.formUnion(singles.flatMap(\.references).map(\.name))
        func unused(_ name: String) -> EquationError.Problem {
            let others = parameters.map(\.name).filter(used.contains)
            return .unusedParameter(name, nearest: NearestName.of(name, in: others))
        }
        for parameter in parameters where !used.contains(parameter.name) {
            report(unused(parameter.name), in: .parameter(parameter.name))
        }
        for (name, value) in text.derived where !used.contains(name) {
            report(unused(name), at: 0, of: value.source)
        }
        for name in inputs where !used.contains(name) {
            report(.unusedInput(name), in: .input(name))
        }
    }

    // MARK: Order

    private mutating func sortedSubexpressions() -> [String] {
        let definitions = text.definitions
        let needs = Dictionary(
            definitions.map { ($0.name, $0.expression.names) },
            uniquingKeysWith: { first, _ in first })
        switch DependencyOrder.outcome(definitions.map(\.name), needs: needs) {
        case .sorted(let order): return order
        case .loop(let names):
            if let equation = text.equations.first(where: { $0.target == names[0] }) {
                report(.algebraicLoop(names), at: equation.offset, of: text.equationSource)
            } else {
                let value = text.derived.first { $0.name == names[0] }?.value
                report(.algebraicLoop(names), at: 0, of: value?.source)
            }
            return []
        }
    }

    private mutating func sortedInitialValues(_ reach: Reach) -> [String] {
        let variables = text.equations.filter(\.isDerivative).map(\.target)
        let needs = Dictionary(
            text.initial.map { ($0.name, reach.names(of: $0.value.expression)) },
            uniquingKeysWith: { first, _ in first })
        switch DependencyOrder.outcome(variables, needs: needs) {
        case .sorted(let order): return order
        case .loop(let names):
            let value = text.initial.first { $0.name == names[0] }?.value
            report(.algebraicLoop(names), at: 0, of: value?.source)
            return []
        }
    }

    // MARK: Through the subexpressions

    private mutating func checkSizes(order: [String]) {
        let sizes = ExpandedSize(definitions: text.definitions, order: order)
        for equation in text.equations {
            if let problem = sizes.problem(with: equation.expression) {
                report(problem, at: equation.offset, of: text.equationSource)
            }
        }
        for statement in text.reset {
            if let problem = sizes.problem(with: statement.assignment.expression) {
                report(problem, at: statement.offset, of: text.resetSource)
            }
        }
        for single in singles {
            if let problem = sizes.problem(with: single.expression) {
                report(problem, at: 0, of: single.source)
            }
        }
    }

    private mutating func checkConstancy(_ reach: Reach) {
        let values = text.derived.map(\.value) + [text.refractory].compactMap { $0 }
        for value in values {
            let offending = value.references.first { reference in
                reach.names(of: .name(reference.name)).contains { name in
                    name != "dt" && kinds[name] != .parameter && kinds[name] != .subexpression
                }
            }
            if let offending {
                report(.notConstant(offending.name), at: offending.offset, of: value.source)
            }
        }
    }

    private mutating func checkNoise(_ reach: Reach) {
        var found = text.reset.flatMap(\.references).map { ($0, text.resetSource) }
        for single in singles { found += single.references.map { ($0, single.source) } }
        for (reference, source) in found {
            let noise = reach.names(of: .name(reference.name)).first(where: ReservedName.isNoise)
            if let noise {
                report(.noiseOutsideEquations(noise), at: reference.offset, of: source)
            }
        }
    }
}
