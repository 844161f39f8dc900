/// The parts of a model as they were written, parsed one by one, with every mistake found so far.
///
/// A mistake in one statement does not keep the others from being read.
struct ModelText {
    /// After so many the rest is noise; it also bounds the effort for a hostile text.
    static let maximumErrors = 20

    /// An expression that stands alone.
    struct Single {
        var expression: Expression
        var source: SourceText
        /// Index of its first character.
        var offset = 0
        var references: [ExpressionParser.Reference]
        /// As it was read, for the places of mistakes.
        var term: ExpressionParser.Term?
    }

    /// What such an expression has to be, as messages say it.
    enum Kind: String {
        case number = "a number or an expression"
        case condition = "a condition such as v > 0"
        case either = "an expression"
    }

    /// A part that is a sequence of statements.
    private struct Script {
        var source: SourceText
        var statements: [Statement]
    }

    private(set) var form = EquationForm.brian2
    /// Names that are true or false.
    private var conditions: Set<String> = []
    private var equationScript: Script?
    private var resetScript: Script?
    private var parameterScript: Script?

    private(set) var equations: [Equation] = []
    private(set) var parameters: [NeuronModel.Parameter] = []
    private(set) var derived: [(name: String, value: Single)] = []
    private(set) var spike: Single?
    private(set) var reset: [ResetParser.Statement] = []
    private(set) var refractory: Single?
    private(set) var initial: [(name: String, value: Single)] = []
    /// Names that statements with mistakes would have defined.
    private(set) var brokenTargets: [String] = []
    private(set) var errors: [EquationError] = []
    /// What shows that the text is in two forms; nothing else that could be said would help.
    private(set) var mixture: EquationError?

    var equationSource: SourceText? { equationScript?.source }
    var resetSource: SourceText? { resetScript?.source }

    /// Cuts the scripts into statements and finds out their form.
    /// - Parameter parameters: those that are given as values, not as text.
    init(
        equations: String, reset: String?, parameterStatements: String?, form: EquationForm?,
        parameters: [NeuronModel.Parameter]
    ) {
        self.parameters = parameters
        equationScript = script(equations, .equations)
        resetScript = reset.flatMap { script($0, .reset) }
        parameterScript = parameterStatements.flatMap { script($0, .parameterStatements) }
        var recognition = FormRecognition()
        for script in [equationScript, resetScript, parameterScript].compactMap({ $0 }) {
            recognition.look(at: script.statements, of: script.source)
        }
        do throws(EquationError) {
            let given = form ?? (parameterScript == nil ? nil : .annarchy)
            self.form = try recognition.form(given: given)
        } catch {
            mixture = error
        }
        conditions = Set(parameters.filter(\.isCondition).map(\.name))
        for script in [equationScript, parameterScript].compactMap({ $0 }) {
            for target in script.statements.compactMap({ StatementTarget($0) })
            where target.isCondition {
                conditions.insert(target.name)
            }
        }
    }

    // MARK: Statements

    mutating func readScripts() {
        readParameters()
        if let script = equationScript {
            for statement in script.statements {
                guard errors.count < Self.maximumErrors else { return }
                do throws(EquationError) {
                    equations.append(
                        try EquationParser.equation(
                            statement, of: script.source, form: form, conditions: conditions))
                } catch {
                    noteBroken(statement, error)
                }
            }
        }
        for equation in equations {
            if let value = equation.initial { initial.append((equation.target, value)) }
        }
        guard let script = resetScript else { return }
        let integers = Set(equations.filter { $0.type == .integer }.map(\.target))
        for statement in script.statements {
            guard errors.count < Self.maximumErrors else { return }
            do throws(EquationError) {
                reset.append(
                    try ResetParser.statement(
                        statement, of: script.source, form: form, conditions: conditions,
                        integers: integers))
            } catch {
                errors.append(error)
            }
        }
    }

    /// Statements `name = number : flags`; an expression makes a derived parameter.
    private mutating func readParameters() {
        guard let script = parameterScript else { return }
        for statement in script.statements {
            guard errors.count < Self.maximumErrors else { return }
            do throws(EquationError) {
                let equation = try EquationParser.equation(
                    statement, of: script.source, form: .annarchy, conditions: [])
                if let problem = equation.problemAsParameter {
                    throw script.source.error(problem, at: equation.offset)
                }
                if case .number(let value) = equation.expression {
                    var parameter = NeuronModel.Parameter(equation.target, value)
                    if equation.type != .real { parameter.unit = equation.type.rawValue }
                    parameters.append(parameter)
                } else {
                    let value = Single(
                        expression: equation.expression, source: script.source,
                        offset: equation.offset, references: equation.references)
                    derived.append((equation.target, value))
                }
            } catch {
                noteBroken(statement, error)
            }
        }
    }

    private mutating func noteBroken(_ statement: Statement, _ error: EquationError) {
        errors.append(error)
        if let target = StatementTarget(statement) { brokenTargets.append(target.name) }
    }

    private mutating func script(_ text: String, _ part: EquationError.Part) -> Script? {
        guard let source = source(text, part) else { return nil }
        return Script(source: source, statements: Statement.statements(of: source))
    }

    // MARK: Declarations

    /// Gives the units of Brian2's declarations to the names they belong to.
    ///
    /// A declared name that the reset changes becomes a state variable that stands still. One that
    /// has no value anywhere becomes a parameter whose value is still to be supplied.
    /// - Returns: the units of the inputs.
    mutating func resolveDeclarations(
        inputs: [String]
    ) -> (inputUnits: [String: String], derivedUnits: [String: String]) {
        let changed = Set(reset.map(\.assignment.name))
        var units: (inputUnits: [String: String], derivedUnits: [String: String]) = ([:], [:])
        var seen = Set(equations.filter { $0.role != .declaration }.map(\.target))
        var resolved: [Equation] = []
        for var equation in equations {
            let name = equation.target
            guard equation.role == .declaration, seen.insert(name).inserted else {
                resolved.append(equation)
                continue
            }
            let known = parameters.firstIndex { $0.name == name }
            if inputs.contains(name) {
                units.inputUnits[name] = equation.unit
            } else if derived.contains(where: { $0.name == name }) {
                units.derivedUnits[name] = equation.unit
            } else if changed.contains(name) {
                equation.role = .derivative
                if let known {
                    let value = parameters.remove(at: known).value
                    if let value, let source = equationSource,
                        !initial.contains(where: { $0.name == name })
                    {
                        let start: Expression =
                            equation.type == .boolean
                            ? .comparison(.equal, .number(1), .number(value == 0 ? 0 : 1))
                            : .number(value)
                        initial.append(
                            (name, Single(expression: start, source: source, references: [])))
                    }
                }
                resolved.append(equation)
            } else if let known {
                if parameters[known].unit == nil { parameters[known].unit = equation.unit }
            } else {
                parameters.append(NeuronModel.Parameter(name, nil, unit: equation.unit))
            }
        }
        equations = resolved
        return units
    }

    // MARK: Single expressions

    mutating func readSpike(_ text: String) {
        spike = single(text, .spike, .condition)
    }

    mutating func readRefractory(_ text: String) {
        refractory = single(text, .refractory, .either)
        guard form == .annarchy, let time = refractory?.expression, !time.isCondition else {
            return
        }
        // The steps of a time are all refractory there, and the step of the spike is not counted.
        refractory?.expression = .binary(.add, time, .name("dt"))
    }

    mutating func readDerived(_ name: String, _ text: String) {
        if let value = single(text, .derived(name)) {
            derived.append((name, value))
        } else {
            brokenTargets.append(name)
        }
    }

    mutating func readInitial(_ name: String, _ text: String) {
        if let value = single(text, .initial(name), .either) { initial.append((name, value)) }
    }

    private mutating func source(_ text: String, _ part: EquationError.Part) -> SourceText? {
        do throws(EquationError) {
            return try SourceText(text, part: part)
        } catch {
            errors.append(error)
            return nil
        }
    }

    private mutating func single(
        _ text: String, _ part: EquationError.Part, _ kind: Kind = .number
    ) -> Single? {
        guard errors.count < Self.maximumErrors, let source = source(text, part) else {
            return nil
        }
        do throws(EquationError) {
            return try Self.single(in: source, kind: kind, conditions: conditions)
        } catch {
            errors.append(error)
            return nil
        }
    }

    /// Parses a text that holds one expression and nothing else but comments.
    static func single(
        in source: SourceText, kind: Kind, conditions: Set<String> = []
    ) throws(EquationError) -> Single {
        let statements = Statement.statements(of: source)
        guard let statement = statements.first else {
            throw source.error(.unexpected(found: "nothing", expected: kind.rawValue), at: 0)
        }
        if let offset = statement.openBracket { throw source.error(.unclosedBracket, at: offset) }
        var parser = ExpressionParser(statement.tokens, of: source, conditions: conditions)
        let value =
            switch kind {
            case .number: try parser.number()
            case .condition: try parser.condition()
            case .either: try parser.expression()
            }
        guard parser.isAtEnd else { throw parser.unexpected("an operator or the end") }
        if statements.count > 1 {
            let next = statements[1].tokens[0]
            throw source.error(
                .unexpected(found: next.found(in: source), expected: "one expression only"),
                at: next.range.lowerBound)
        }
        return Single(
            expression: value.expression, source: source, references: parser.references,
            term: value)
    }
}

extension Equation {
    /// What is wrong with the statement where only `name = value : flags` may stand, if anything.
    fileprivate var problemAsParameter: EquationError.Problem? {
        if role == .derivative {
            return .unexpected(found: "a derivative", expected: "name = value")
        }
        if !isPlain { return .unexpected(found: "a change of a value", expected: "name = value") }
        for (flag, isGiven) in [
            ("init", initial != nil), ("min", minimum != nil), ("max", maximum != nil),
            ("unless_refractory", isHeldWhileRefractory),
        ] where isGiven {
            return .misplacedFlag(flag, "it belongs to variables; a prior bounds a parameter")
        }
        return nil
    }
}
