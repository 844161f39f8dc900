extension NeuronModel {
    /// Gives the model other values, as a configuration does with a model of the catalogue.
    ///
    /// Names that the model does not have become parameters of it, which makes sense only where an
    /// expression among `derived` or `initial` uses them; otherwise the error says that nothing
    /// does, with the nearest parameter.
    /// - Parameters:
    ///   - parameters: numbers for parameters. A state variable's name sets its initial value.
    ///   - initial: expressions for state variables at t = 0.
    ///   - derived: parameters (or initial values, by their variables' names) that become
    ///     expressions of other names.
    ///   - further: parameters whose values come later; those the model has keep what they have.
    public mutating func override(
        parameters: [(name: String, value: Double)] = [], initial: [String: String] = [:],
        derived: [(name: String, expression: String)] = [], further: [String] = []
    ) throws(EquationErrors) {
        let variables = Set(stateVariables.map(\.name))
        var list = self.parameters
        var initialTexts = initialTexts.merging(initial, uniquingKeysWith: { $1 })
        var derivedTexts = self.derivedTexts
        for (name, value) in parameters {
            if variables.contains(name) {
                initialTexts[name] = Expression.number(value).description
            } else if let index = list.firstIndex(where: { $0.name == name }) {
                list[index].value = value
            } else {
                list.append(Parameter(name, value))
            }
        }
        for (name, expression) in derived {
            if variables.contains(name) {
                initialTexts[name] = expression
            } else {
                list.removeAll { $0.name == name }
                derivedTexts[name] = expression
            }
        }
        let known = variables.union(list.map(\.name)).union(derivedTexts.keys)
        for name in further where !known.contains(name) { list.append(Parameter(name, nil)) }
        self = try NeuronModel(
            name: name, summary: summary, source: source, equations: equationText,
            spike: spikeCondition?.description, reset: resetText,
            refractory: refractoryText, parameters: list, derived: derivedTexts,
            initial: initialTexts, inputs: inputs, unitSystem: unitSystem, form: form)
    }

    /// Names that are state variables in a text that need not be free of mistakes.
    /// - Parameter form: the form of the text; nil to recognise it.
    public static func stateVariables(
        in equations: String, form: EquationForm? = nil
    ) -> [String] {
        guard let source = try? SourceText(equations, part: .equations) else { return [] }
        let statements = Statement.statements(of: source)
        var recognition = FormRecognition()
        recognition.look(at: statements, of: source)
        let isAnnarchy = (try? recognition.form(given: form)) == .annarchy
        return statements.compactMap { statement in
            guard let target = StatementTarget(statement) else { return nil }
            let isState = target.kind == .derivative || isAnnarchy && target.kind == .value
            return isState ? target.name : nil
        }
    }
}

extension NeuronModel {
    /// Reads ANNarchy's statements of parameters, `name = number : flags`, line by line.
    ///
    /// An expression instead of a number makes a derived parameter.
    public static func parameters(
        inStatements text: String
    ) throws(EquationErrors) -> (
        parameters: [Parameter], derived: [(name: String, expression: String)]
    ) {
        var reading = ModelText(
            equations: "", reset: nil, parameterStatements: text, form: .annarchy, parameters: [])
        if let mixture = reading.mixture { throw EquationErrors([mixture]) }
        reading.readScripts()
        guard reading.errors.isEmpty else { throw EquationErrors(reading.errors) }
        return (
            reading.parameters, reading.derived.map { ($0.name, "\($0.value.expression)") }
        )
    }
}

extension NeuronModel.Parameter {
    /// Reads a number with an optional unit behind it: `100 Mohm`, `-70`, `1.5e-3 1/ms`.
    ///
    /// The unit is kept as text; the number is not converted.
    /// - Returns: nil where the text is anything else, such as an expression.
    public init?(_ name: String, measured text: String) {
        guard let source = try? SourceText(text, part: .parameter(name)) else { return nil }
        var tokens = Lexer.tokens(of: source)[...]
        var sign = 1.0
        if let first = tokens.first, first.isSymbol(.minus) || first.isSymbol(.plus) {
            sign = first.isSymbol(.minus) ? -1 : 1
            tokens.removeFirst()
        }
        guard let first = tokens.popFirst(), case .number(let value) = first.kind else {
            return nil
        }
        let rest = tokens.dropLast()
        guard !rest.contains(where: { $0.kind == .statementEnd }) else { return nil }
        self.init(name, sign * value)
        if let start = rest.first, let end = rest.last {
            // An operator right behind the number makes an expression of it.
            switch start.kind {
            case .name, .number, .unknown: break
            case .symbol, .malformedNumber, .statementEnd, .end: return nil
            }
            unit = String(source.characters[start.range.lowerBound..<end.range.upperBound])
        }
    }
}
