import NameSuggestions

/// Reads the flags behind the colon of an ANNarchy statement: `init=-65, min=-90, exponential`.
struct AnnarchyFlags {
    private(set) var statement: EquationParser

    /// All flags with a meaning in ANNarchy, for recognising the form and for suggestions.
    static let words: Set<String> = Set(refusals.keys).union([
        "init", "min", "max", "population", "unless_refractory", "int", "bool", "float",
        "explicit", "exponential", "midpoint", "rk4",
    ])

    /// Flags that mean nothing for a neuron here, with what to do instead.
    private static let refusals: [String: String] = [
        "implicit": "write exponential, which is as stable and exact for linear equations",
        "semiimplicit": "write exponential, which is as stable and exact for linear equations",
        "event-driven": "it belongs to synapses; leave it out",
        "exact": "it belongs to synapses; leave it out",
        "postsynaptic": "it belongs to synapses; leave it out",
        "projection": "it belongs to synapses; leave it out",
        "unless_post": "it belongs to synapses; leave it out",
        "runge-kutta4": "write rk4",
    ]

    init(_ statement: EquationParser) {
        self.statement = statement
    }

    mutating func read(into equation: inout Equation) throws(EquationError) {
        var seen: Set<String> = []
        repeat {
            let offset = statement.parser.current.range.lowerBound
            let flag = word()
            if flag.isEmpty { throw statement.parser.unexpected("a flag such as init=0") }
            guard seen.insert(flag).inserted else {
                throw error(.duplicateDefinition(flag), at: offset)
            }
            if let refusal = Self.refusals[flag] {
                throw error(.refusedFlag(flag, refusal), at: offset)
            }
            guard Self.words.contains(flag) else {
                throw error(
                    .unknownFlag(flag, nearest: NearestName.of(flag, in: Self.words)), at: offset)
            }
            if ["init", "min", "max"].contains(flag) {
                try statement.parser.expect(.assign)
                try readValue(of: flag, into: &equation)
            } else {
                try apply(flag, to: &equation, at: offset)
            }
        } while statement.parser.skip(.comma)
    }

    private func error(_ problem: EquationError.Problem, at offset: Int) -> EquationError {
        statement.source.error(problem, at: offset)
    }

    /// A name, or several that are joined by minus signs.
    private mutating func word() -> String {
        var word = ""
        while !statement.parser.isAtEnd {
            switch statement.parser.current.kind {
            case .name(let name) where word.isEmpty || word.hasSuffix("-"): word += name
            case .symbol(.minus) where !word.isEmpty && !word.hasSuffix("-"): word += "-"
            default: return word
            }
            statement.parser.advance()
        }
        return word
    }

    private mutating func readValue(
        of flag: String, into equation: inout Equation
    ) throws(EquationError) {
        let offset = statement.parser.current.range.lowerBound
        let before = statement.parser.references.count
        if flag == "init" {
            let value = try statement.parser.expression()
            equation.initial = ModelText.Single(
                expression: value.expression, source: statement.source, offset: offset,
                references: Array(statement.parser.references[before...]), term: value)
            statement.parser.forgetReferences(after: before)
            return
        }
        let term = try statement.parser.number()
        let bound = term.expression
        equation.bounds.append(term)
        if let noise = bound.whiteNoises.first {
            throw error(.noiseOutsideEquations(noise), at: offset)
        }
        if flag == "min" { equation.minimum = bound } else { equation.maximum = bound }
    }

    private func apply(
        _ flag: String, to equation: inout Equation, at offset: Int
    ) throws(EquationError) {
        switch flag {
        case "unless_refractory": equation.isHeldWhileRefractory = true
        case "int", "bool":
            guard equation.role == .assignment else {
                throw error(
                    .misplacedFlag(flag, "a variable with a derivative takes every value"),
                    at: offset)
            }
            equation.type = flag == "int" ? .integer : .boolean
        case "population", "float":
            // An instance is a population of its own, and its values are floating-point numbers.
            break
        default:
            guard equation.role == .derivative else {
                throw error(
                    .misplacedFlag(flag, "methods belong to derivatives such as dv/dt"),
                    at: offset)
            }
            equation.method = NeuronModel.Method(rawValue: flag)
        }
    }
}
