import NameSuggestions

/// Brian2's statements: `left = right : unit (flags)` and `name : unit (flags)`.
extension EquationParser {
    mutating func brianEquation() throws(EquationError) -> Equation {
        if let declaration = try brianDeclaration() { return declaration }
        var equation = try leftSide()
        try parser.expect(.assign)
        try rightSide(of: &equation)
        try brianSuffix(of: &equation)
        equation.references = references
        return equation
    }

    /// `name : unit (flags)`: a parameter, an input, or a variable that only resets change.
    private mutating func brianDeclaration() throws(EquationError) -> Equation? {
        guard case .name(let name) = parser.current.kind, parser.peek(1).isSymbol(.colon) else {
            return nil
        }
        let offset = parser.current.range.lowerBound
        if let problem = ReservedName.problem(with: name) {
            throw source.error(problem, at: offset)
        }
        parser.advance()
        var equation = Equation(
            target: name, offset: offset, role: .declaration, expression: .number(0))
        try brianSuffix(of: &equation)
        return equation
    }

    /// Reads `: unit` and `(flags)`, both optional, up to the end of the statement.
    private mutating func brianSuffix(of equation: inout Equation) throws(EquationError) {
        if !parser.startsFlags(0), parser.skip(.colon) {
            let offset = parser.current.range.lowerBound
            try readUnit(of: &equation, at: offset)
        }
        if parser.startsFlags(0) { try brianFlags(of: &equation) }
        if equation.unit == nil, parser.skip(.colon) {
            try readUnit(of: &equation, at: parser.current.range.lowerBound)
        }
        guard parser.isAtEnd else {
            throw parser.unexpected("an operator or the end of the equation")
        }
    }

    private mutating func readUnit(
        of equation: inout Equation, at offset: Int
    ) throws(EquationError) {
        let unit = try unitText()
        equation.unit = unit
        switch unit {
        case "bool", "boolean":
            equation.unit = NeuronModel.ValueType.boolean.rawValue
            equation.type = .boolean
        case "integer": equation.type = .integer
        default: break
        }
        guard equation.type != .real, equation.role != .declaration else { return }
        if equation.role == .derivative {
            throw source.error(
                .misplacedFlag(unit, "a variable with a derivative takes every value"), at: offset)
        }
        if equation.type == .integer { equation.expression = .integer(equation.expression) }
    }

    /// The tokens up to flags or the end as text, one blank wherever there was a gap.
    private mutating func unitText() throws(EquationError) -> String {
        var unit = ""
        var end: Int?
        while !parser.isAtEnd, unit.isEmpty || !parser.startsFlags(0) {
            let range = parser.current.range
            if let end, end < range.lowerBound { unit += " " }
            unit += String(source.characters[range])
            end = range.upperBound
            parser.advance()
        }
        guard !unit.isEmpty else { throw parser.unexpected("a unit") }
        return unit
    }

    // MARK: Flags

    /// Reads `(flag, flag)`.
    private mutating func brianFlags(of equation: inout Equation) throws(EquationError) {
        try parser.expect(.open)
        repeat {
            let offset = parser.current.range.lowerBound
            let words = flagWords()
            guard let flag = BrianFlag(rawValue: words) else {
                throw unknown(words, at: offset)
            }
            if let problem = flag.apply(to: &equation) { throw source.error(problem, at: offset) }
        } while parser.skip(.comma)
        try parser.expect(.close, or: "\",\" or \")\"")
    }

    /// The words up to a comma or bracket, such as `constant over dt` or `event-driven`.
    private mutating func flagWords() -> String {
        var words = ""
        var isJoined = true
        while !parser.isAtEnd {
            let text = String(source.characters[parser.current.range])
            switch parser.current.kind {
            case .name:
                words += (isJoined ? "" : " ") + text
                isJoined = false
            case .symbol(.minus):
                words += text
                isJoined = true
            default: return words
            }
            parser.advance()
        }
        return words
    }

    private func unknown(_ words: String, at offset: Int) -> EquationError {
        if words.isEmpty { return parser.unexpected("a flag such as unless refractory") }
        let problem: EquationError.Problem =
            switch words {
            case "event-driven", "clock-driven", "summed":
                .refusedFlag(words, "it belongs to synapses; leave it out")
            case "linked":
                .refusedFlag(words, "there is no other group; make it a parameter or an input")
            default:
                .unknownFlag(
                    words,
                    nearest: NearestName.of(words, in: BrianFlag.allCases.map(\.rawValue)))
            }
        return source.error(problem, at: offset)
    }
}

/// The flags in brackets behind Brian2's equations.
enum BrianFlag: String, CaseIterable {
    case unlessRefractory = "unless refractory"
    /// Nothing to do: every parameter is constant unless a reset changes it.
    case constant
    /// Nothing to do: an instance is a population of its own.
    case shared
    case constantOverTimeStep = "constant over dt"

    /// The words that flags begin with, those of refused flags among them.
    static let firstWords: Set<String> = [
        "unless", "constant", "shared", "linked", "event", "clock", "summed",
    ]

    /// - Returns: what is wrong with the flag at this equation.
    func apply(to equation: inout Equation) -> EquationError.Problem? {
        switch (self, equation.role) {
        case (.shared, _), (.constant, .declaration):
            return nil
        case (.unlessRefractory, .derivative):
            equation.isHeldWhileRefractory = true
            return nil
        case (.unlessRefractory, _):
            return .notHeldInTime(equation.target)
        case (.constantOverTimeStep, .definition):
            equation.role = .assignment
            return nil
        case (.constantOverTimeStep, _):
            return .misplacedFlag(rawValue, "it belongs to subexpressions such as x = 2*v")
        case (.constant, _):
            return .misplacedFlag(rawValue, "it belongs to parameters such as g : siemens")
        }
    }
}
