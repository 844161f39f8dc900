extension ExpressionParser {
    /// The current token as a mistake.
    func unexpected(_ expected: String) -> EquationError {
        let problem: EquationError.Problem
        switch current.kind {
        case .unknown(let character):
            problem = .unexpectedCharacter(character, instead: Self.spelling(of: character))
        case .malformedNumber:
            problem = .malformedNumber(String(source.characters[current.range]))
        case .symbol(.close):
            problem =
                nesting == 0
                ? .unopenedBracket
                : .unexpected(found: current.found(in: source), expected: expected)
        default:
            problem = .unexpected(found: current.found(in: source), expected: expected)
        }
        return source.error(problem, at: current.range.lowerBound)
    }

    /// What was probably meant by a character of typeset formulas or of other languages.
    private static func spelling(of character: Character) -> String? {
        switch character {
        case "−", "–", "—": "-"
        case "×", "·", "⋅", "∙": "*"
        case "÷", "∕": "/"
        case "≤": "<="
        case "≥": ">="
        case "≠": "!="
        case "π": "pi"
        case "²": "**2"
        case "³": "**3"
        case "⁴": "**4"
        case "&": "and"
        case "|": "or"
        case "[", "{": "("
        case "]", "}": ")"
        default: nil
        }
    }
}
