extension NeuronModel {
    /// Bound on the number of nodes of any expression with its subexpressions written out.
    public static let maximumExpandedSize = 20_000
    /// Bound on the depth of any expression with its subexpressions written out.
    public static let maximumExpandedDepth = 600

    /// Parses and checks a model.
    ///
    /// A parameter or input that nothing uses is an error, because it is nearly always a
    /// misspelling. So is a state variable's initial value given for anything else.
    /// - Parameters:
    ///   - equations: lines `dx/dt = …`, `tau*dx/dt = …` or `x = …` (a subexpression), in any
    ///     order, each optionally followed by `: unit` and `(unless refractory)`.
    ///   - spike: the condition that makes a spike, such as `v > 30`.
    ///   - reset: statements such as `v = c; u += d`, run in order after a spike.
    ///   - refractory: time without another spike, in ms; a number or an expression of parameters.
    ///   - parameters: every name that is a number, with nil for one that is still to be supplied.
    ///   - derived: parameters that are expressions of other parameters, in any order. They become
    ///     ``subexpressions``.
    ///   - initial: expressions for the state variables at t = 0; the others start at 0.
    ///   - inputs: names that the experiment feeds.
    /// - Throws: all mistakes that were found, in order of the text.
    public init(
        name: String = "", summary: String = "", source: String = "", equations: String,
        spike: String? = nil, reset: String? = nil, refractory: String? = nil,
        parameters: [Parameter] = [], derived: [String: String] = [:],
        initial: [String: String] = [:], inputs: [String] = []
    ) throws(EquationErrors) {
        var text = ModelText()
        for (name, value) in derived.sorted(by: { $0.key < $1.key }) {
            text.readDerived(name, value)
        }
        text.readEquations(equations)
        if let spike { text.readSpike(spike) }
        if let reset { text.readReset(reset) }
        if let refractory { text.readRefractory(refractory) }
        for (name, value) in initial.sorted(by: { $0.key < $1.key }) {
            text.readInitial(name, value)
        }
        var checker = ModelChecker(text: text, parameters: parameters, inputs: inputs)
        let orders = try checker.check(hasSpike: spike != nil)

        self.name = name
        self.summary = summary
        self.source = source
        self.parameters = parameters
        self.inputs = inputs
        let definitions = Dictionary(
            text.definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        subexpressions = orders.subexpressions.compactMap { definitions[$0] }
        let initialValues = Dictionary(
            text.initial.map { ($0.name, $0.value.expression) },
            uniquingKeysWith: { first, _ in first })
        stateVariables = text.equations.filter(\.isDerivative).map {
            StateVariable(
                name: $0.target, derivative: $0.expression,
                initialValue: initialValues[$0.target] ?? .number(0),
                isHeldWhileRefractory: $0.isHeldWhileRefractory, unit: $0.unit)
        }
        initialOrder = orders.initialValues
        spikeCondition = text.spike?.expression
        self.reset = text.reset.map(\.assignment)
        refractoryPeriod = text.refractory?.expression
        whiteNoises = text.equations.reduce(into: Set<String>()) {
            $0.formUnion($1.expression.whiteNoises)
        }.sorted()
    }
}

extension ModelText {
    /// Subexpressions as they were read, derived parameters first.
    var definitions: [NeuronModel.Definition] {
        derived.map {
            NeuronModel.Definition(name: $0.name, expression: $0.value.expression, unit: nil)
        }
            + equations.filter { !$0.isDerivative }.map {
                NeuronModel.Definition(
                    name: $0.target, expression: $0.expression, unit: $0.unit)
            }
    }
}
