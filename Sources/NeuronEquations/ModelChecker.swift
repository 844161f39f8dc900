import NameSuggestions

/// Checks what no single statement shows: names, kinds of names, order, loops, sizes.
struct ModelChecker {
    enum Kind {
        case parameter, input, subexpression, stateVariable
        /// From a statement that could not be read.
        case unknown
    }

    let text: ModelText
    let inputs: [String]
    private(set) var quantities: ModelQuantities
    private let declaredUnits: [String: String]
    private(set) var kinds: [String: Kind] = [:]
    /// Units that stand for numbers.
    private(set) var units: [String: PhysicalUnit] = [:]
    var errors: [EquationError]

    /// - Parameters:
    ///   - quantities: what has been converted so far.
    ///   - declaredUnits: the texts of the units that equations declare, by name.
    init(
        text: ModelText, inputs: [String], quantities: ModelQuantities,
        declaredUnits: [String: String]
    ) {
        self.text = text
        self.inputs = inputs
        self.quantities = quantities
        self.declaredUnits = declaredUnits
        errors = text.errors + quantities.errors
    }

    /// Checks everything that needs no order.
    mutating func checkNames() {
        collectKinds()
        checkTargets()
        checkReferences()
        checkTypes()
        checkMethods()
        // What follows looks through whole definitions, so they must all be there.
        if errors.isEmpty { checkUse() }
    }

    /// Checks the units of the whole model.
    mutating func checkQuantities() {
        quantities.check(text, inputs: inputs, units: declaredUnits)
        errors = quantities.errors
    }

    mutating func report(_ problem: EquationError.Problem, in part: EquationError.Part) {
        errors.append(EquationError(problem, in: part))
    }

    mutating func report(
        _ problem: EquationError.Problem, at offset: Int, of source: SourceText?
    ) {
        guard let source, errors.count < ModelText.maximumErrors else { return }
        errors.append(source.error(problem, at: offset))
    }

    // MARK: Names

    private mutating func collectKinds() {
        for parameter in text.parameters {
            let part = EquationError.Part.parameter(parameter.name)
            declare(parameter.name, .parameter) { EquationError($0, in: part) }
            if let value = parameter.value, !value.isFinite {
                report(.numberNotFinite(value), in: part)
            }
        }
        for (name, value) in text.derived {
            declare(name, .subexpression) { value.source.error($0, at: value.offset) }
        }
        for name in inputs {
            declare(name, .input) { EquationError($0, in: .input(name)) }
        }
        for equation in text.equations {
            // `x += …` changes what is already there.
            if !equation.isPlain, kinds[equation.target] == .stateVariable { continue }
            declare(equation.target, equation.isState ? .stateVariable : .subexpression) {
                [text] problem in text.equationSource?.error(problem, at: equation.offset)
            }
        }
        for name in text.brokenTargets where kinds[name] == nil { kinds[name] = .unknown }
        if !text.equations.contains(where: \.isState), text.spike == nil, text.errors.isEmpty {
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

    /// Resets and initial values need state variables, and a reset or a refractory period needs a
    /// spike.
    private mutating func checkTargets() {
        for statement in text.reset {
            if let problem = problem(ofTarget: statement.assignment.name) {
                report(problem, at: statement.offset, of: text.resetSource)
            }
        }
        var seen: Set<String> = []
        for (name, value) in text.initial {
            if let problem = problem(ofTarget: name) {
                report(problem, at: value.offset, of: value.source)
            } else if !seen.insert(name).inserted {
                report(.duplicateDefinition(name), at: value.offset, of: value.source)
            }
        }
        if text.spike == nil {
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
            let variables = text.equations.filter(\.isState).map(\.target)
            return .undefinedName(name, nearest: NearestName.of(name, in: variables))
        }
    }

    /// Every use of a name, with the text it stands in.
    private var references: [(ExpressionParser.Reference, SourceText?)] {
        var found: [(ExpressionParser.Reference, SourceText?)] = []
        for equation in text.equations {
            found += equation.references.map { ($0, text.equationSource) }
        }
        for statement in text.reset { found += statement.references.map { ($0, text.resetSource) } }
        for single in singles { found += single.references.map { ($0, single.source) } }
        return found
    }

    private mutating func checkReferences() {
        let known = Array(kinds.keys) + ReservedName.variables + ["pi", "xi"]
        for (reference, source) in references where errors.count < ModelText.maximumErrors {
            let name = reference.name
            if name == ReservedName.lastSpike || name == ReservedName.notRefractory {
                if text.spike == nil {
                    let reason = "there is no spike condition"
                    report(.noMeaning(name, reason), at: reference.offset, of: source)
                }
                continue
            }
            if kinds[name] != nil || ReservedName.variables.contains(name)
                || ReservedName.isNoise(name) || name == ReservedName.draw
            {
                continue
            }
            if text.form == .brian2, let unit = PhysicalUnit(named: name) {
                units[name] = unit
            } else if ReservedName.functions[name] != nil {
                report(.functionWithoutArguments(name), at: reference.offset, of: source)
            } else if let reason = ReservedName.reasonForNoMeaning(of: name) {
                report(.noMeaning(name, reason), at: reference.offset, of: source)
            } else {
                let nearest = NearestName.of(name, in: known)
                report(.undefinedName(name, nearest: nearest), at: reference.offset, of: source)
            }
        }
    }

    var singles: [ModelText.Single] {
        [text.spike, text.refractory].compactMap { $0 } + text.derived.map(\.value)
            + text.initial.map(\.value)
    }

    /// Initial values are conditions for boolean variables and numbers for others.
    private mutating func checkTypes() {
        let boolean = Set(text.equations.filter { $0.type == .boolean }.map(\.target))
        for (name, value) in text.initial where kinds[name] == .stateVariable {
            if value.expression.isCondition != boolean.contains(name) {
                report(
                    boolean.contains(name) ? .numberInsteadOfCondition : .conditionInsteadOfNumber,
                    at: value.offset, of: value.source)
            }
        }
    }

    /// A method with stages must advance all variables of a block.
    private mutating func checkMethods() {
        for block in text.blocks {
            let methods = block.map { ($0.method, $0.offset) }
            guard let staged = methods.first(where: { $0.0?.hasStages == true })?.0 else {
                continue
            }
            for (method, offset) in methods where method != staged {
                let other = method?.rawValue ?? "the method of the simulation"
                report(.mixedMethods(other, staged.rawValue), at: offset, of: text.equationSource)
                break
            }
        }
    }

    private mutating func checkUse() {
        let used = Set(references.map(\.0.name))
        func unused(_ name: String) -> EquationError.Problem {
            let others = text.parameters.map(\.name).filter(used.contains)
            return .unusedParameter(name, nearest: NearestName.of(name, in: others))
        }
        for parameter in text.parameters where !used.contains(parameter.name) {
            report(unused(parameter.name), in: .parameter(parameter.name))
        }
        for (name, value) in text.derived where !used.contains(name) {
            report(unused(name), at: value.offset, of: value.source)
        }
        for name in inputs where !used.contains(name) {
            report(.unusedInput(name), in: .input(name))
        }
    }
}

extension ModelText {
    /// The differential equations that are advanced together, block by block: all of them in
    /// Brian2's form, those without a statement between them in ANNarchy's.
    var blocks: [[Equation]] {
        if form == .brian2 { return [equations.filter { $0.role == .derivative }] }
        return equations.split { $0.role != .derivative }.map(Array.init)
    }
}
