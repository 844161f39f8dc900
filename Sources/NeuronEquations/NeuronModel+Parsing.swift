extension NeuronModel {
    /// Bound on the number of nodes of any expression with its subexpressions written out.
    public static let maximumExpandedSize = 20_000
    /// Bound on the depth of any expression with its subexpressions written out.
    public static let maximumExpandedDepth = 600

    /// Parses and checks a model.
    ///
    /// A parameter or input that nothing uses is an error, because it is nearly always a
    /// misspelling. So is an initial value given for anything but a state variable.
    /// - Parameters:
    ///   - equations: in the form of Brian2 or of ANNarchy (see ``EquationForm``): lines
    ///     `dx/dt = …`, `tau*dx/dt + x = …` or `x = …`, with units or flags behind a colon.
    ///   - spike: the condition that makes a spike, such as `v > 30`.
    ///   - reset: statements such as `v = c; u += d`, run in order after a spike.
    ///   - refractory: how long after a spike there is no other one: a time in ms, or a condition;
    ///     see ``refractoriness``.
    ///   - parameters: every name that is a number, with nil for one that is still to be supplied.
    ///   - parameterStatements: further parameters as ANNarchy's lines `name = number : flags`.
    ///   - derived: parameters that are expressions of other parameters, in any order. They become
    ///     ``subexpressions``.
    ///   - initial: expressions for the state variables at t = 0; the others start at 0.
    ///   - inputs: names that the experiment feeds.
    ///   - unitSystem: the coherent set that bare numbers are in; see ``UnitSystem``.
    ///   - form: the form of the equations; nil to recognise it. A text that could be in either is
    ///     Brian2's.
    /// - Throws: all mistakes that were found, in order of the text.
    public init(
        name: String = "", summary: String = "", source: String = "", equations: String,
        spike: String? = nil, reset: String? = nil, refractory: String? = nil,
        parameters: [Parameter] = [], parameterStatements: String? = nil,
        derived: [String: String] = [:], initial: [String: String] = [:], inputs: [String] = [],
        unitSystem: UnitSystem = .nanoampere, form: EquationForm? = nil
    ) throws(EquationErrors) {
        var quantities = ModelQuantities(system: unitSystem)
        let converted = parameters.map { quantities.converted($0) }
        var text = ModelText(
            equations: equations, reset: reset, parameterStatements: parameterStatements,
            form: form, parameters: converted)
        if let mixture = text.mixture { throw EquationErrors([mixture]) }
        for (name, value) in derived.sorted(by: { $0.key < $1.key }) {
            text.readDerived(name, value)
        }
        text.readScripts()
        if let spike { text.readSpike(spike) }
        if let refractory {
            text.readRefractory(quantities.converted(refractory, of: nil, in: .refractory))
        }
        for (name, value) in initial.sorted(by: { $0.key < $1.key }) {
            text.readInitial(name, quantities.converted(value, of: name, in: .initial(name)))
        }
        let declared = ModelQuantities.declaredUnits(text.equations)
        let units = text.resolveDeclarations(inputs: inputs)
        var checker = ModelChecker(
            text: text, inputs: inputs, quantities: quantities, declaredUnits: declared)
        let orders = try checker.check()
        quantities = checker.quantities
        var finishing = ExpressionFinishing(
            units: checker.units.mapValues { $0.factor(in: unitSystem) })

        self.name = name
        self.summary = summary
        self.source = source
        self.inputs = inputs
        self.form = text.form
        self.parameters = text.parameters.map(quantities.finished)
        self.unitSystem = unitSystem
        hasCheckedUnits = quantities.isChecked
        dimensions = quantities.dimensions
        inputUnits = units.inputUnits
        stateVariables = text.stateVariables(initial: orders.initial).map { finishing.finish($0) }
        updates = text.updates(assignments: orders.assignments).map { finishing.finish($0) }
        let definitions = Dictionary(
            text.definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        subexpressions = orders.subexpressions.compactMap { definitions[$0] }.map { definition in
            var definition = definition
            definition.expression = finishing.finish(definition.expression)
            definition.unit = definition.unit ?? units.derivedUnits[definition.name]
            return definition
        }
        initialOrder = orders.initialValues
        spikeCondition = text.spike.map { finishing.finish($0.expression) }
        self.reset = text.reset.map { finishing.finish($0.assignment) }
        refractoriness = text.refractory.map { finishing.finish($0.expression) }
        whiteNoises = text.equations.reduce(into: Set<String>()) {
            $0.formUnion($1.expression.whiteNoises)
        }.sorted()
        draws = finishing.draws
    }
}

/// What is left to do with the expressions of a checked model: units become numbers, and random
/// numbers get their slots.
private struct ExpressionFinishing {
    let units: [String: Expression]
    private(set) var draws: [RandomDraw] = []

    init(units: [String: Double]) {
        self.units = Dictionary(
            uniqueKeysWithValues: units.map { ($0.key, .unit($0.key, $0.value)) })
    }

    mutating func finish(_ expression: Expression) -> Expression {
        let whole = units.isEmpty ? expression : expression.substituting(units)
        var next = draws.count
        let numbered = whole.numberingDraws(from: &next)
        if next > draws.count { draws += numbered.draws.sorted { $0.slot < $1.slot } }
        return numbered
    }

    mutating func finish(_ variable: NeuronModel.StateVariable) -> NeuronModel.StateVariable {
        var variable = variable
        variable.derivative = finish(variable.derivative)
        variable.initialValue = finish(variable.initialValue)
        variable.minimum = variable.minimum.map { finish($0) }
        variable.maximum = variable.maximum.map { finish($0) }
        return variable
    }

    mutating func finish(_ assignment: NeuronModel.Assignment) -> NeuronModel.Assignment {
        NeuronModel.Assignment(name: assignment.name, expression: finish(assignment.expression))
    }

    mutating func finish(_ update: NeuronModel.Update) -> NeuronModel.Update {
        switch update {
        case .integration: update
        case .assignment(let assignment): .assignment(finish(assignment))
        }
    }
}
