/// Everything that is wrong with a model's text, in order of the text; never empty.
public struct EquationErrors: Error, Equatable, CustomStringConvertible {
    public let errors: [EquationError]

    /// - Parameter errors: in any order, at least one.
    init(_ errors: [EquationError]) {
        precondition(!errors.isEmpty, "a failure without an error")
        self.errors = errors.sorted { $0.position < $1.position }
    }

    public var description: String {
        errors.map(\.description).joined(separator: "\n")
    }
}

/// One mistake in a model's text: what it is and where.
public struct EquationError: Error, Hashable, CustomStringConvertible {
    /// The text a mistake is in.
    public enum Part: Hashable, Sendable {
        case equations, spike, reset, refractory
        /// ANNarchy's statements of parameters.
        case parameterStatements
        /// An expression on its own, without a model.
        case expression
        /// The text of one derived parameter, by its name.
        case derived(String)
        /// The text of one initial value, by its variable's name.
        case initial(String)
        /// A parameter or an input as such, by its name.
        case parameter(String)
        case input(String)
    }

    public enum Problem: Hashable, Sendable {
        case unexpectedCharacter(Character, instead: String?)
        case malformedNumber(String)
        case unexpected(found: String, expected: String)
        case unclosedBracket
        case unopenedBracket
        case conditionInsteadOfNumber
        case numberInsteadOfCondition
        case chainedComparison
        case wrongArgumentCount(function: String, expected: Int, found: Int)
        case unknownFunction(String, nearest: String?)
        case functionWithoutArguments(String)
        case undefinedName(String, nearest: String?)
        case invalidName(String)
        case reservedName(String)
        case duplicateDefinition(String)
        /// The names on the loop; the first is repeated at the end.
        case algebraicLoop([String])
        case derivativeMissing(String)
        case noDifferentialEquation
        /// The left side is not linear in its derivative.
        case unsolvableDerivative(String)
        case unusedParameter(String, nearest: String?)
        case unusedInput(String)
        case noiseOutsideEquations(String)
        /// A derived parameter or the refractory period needs something that varies in time.
        case notConstant(String)
        case numberNotFinite(Double)
        case notHeldInTime(String)
        case spikeConditionMissing
        /// A text that is not all in one form.
        case mixedForms(found: String, of: EquationForm, expected: EquationForm, because: String?)
        case unknownFlag(String, nearest: String?)
        /// A flag of the other simulators that means nothing here, and what to do instead.
        case refusedFlag(String, String)
        /// A flag at an equation of the wrong kind, and where it belongs.
        case misplacedFlag(String, String)
        /// A name of the other simulators that means nothing here, and why.
        case noMeaning(String, String)
        /// A random number where nothing is drawn in every step.
        case drawOutsideSteps
        /// A random number among the arguments of a distribution that needs it twice.
        case nestedDraw(String)
        /// Methods that cannot advance variables together.
        case mixedMethods(String, String)
        /// Units that do not fit.
        case dimension(DimensionProblem)
        case tooLong(limit: Int)
        case tooDeep(limit: Int)
        case tooLarge(limit: Int)
    }

    public let problem: Problem
    public let part: Part
    /// From 1, within the part's text.
    public let line: Int
    /// From 1, in characters.
    public let column: Int
    /// The line of text, empty where there is none.
    public let sourceLine: String

    /// The place, the mistake, and below it the line with a caret.
    public var description: String {
        let place =
            switch part {
            case .parameter, .input: part.name
            default: "\(part.name), line \(line), column \(column)"
            }
        guard !sourceLine.isEmpty else { return "\(place): \(problem)" }
        // Tabs before the column are kept, so that the caret stands below its character.
        let indent = String(sourceLine.prefix(column - 1).map { $0 == "\t" ? "\t" : " " })
        return "\(place): \(problem)\n    \(sourceLine)\n    \(indent)^"
    }
}

extension EquationError.Part {
    /// How a message calls the part.
    var name: String {
        switch self {
        case .expression: "expression"
        case .equations: "equations"
        case .spike: "spike"
        case .reset: "reset"
        case .refractory: "refractory"
        case .parameterStatements: "parameters"
        case .derived(let name), .parameter(let name): "parameter \"\(name)\""
        case .initial(let name): "initial value of \"\(name)\""
        case .input(let name): "input \"\(name)\""
        }
    }
}

extension EquationError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unexpectedCharacter(let character, let instead):
            "unexpected character \"\(character)\"" + (instead.map { "; write \($0)" } ?? "")
        case .malformedNumber(let text):
            "\"\(text)\" is not a number that can be represented"
        case .unexpected(let found, let expected):
            "found \(found), expected \(expected)"
        case .unclosedBracket: "this bracket is never closed"
        case .unopenedBracket: "this bracket closes nothing"
        case .conditionInsteadOfNumber:
            "found a condition, expected a number; ite(condition, 1, 0) makes one"
        case .numberInsteadOfCondition:
            "found a number, expected a condition such as v > 0"
        case .chainedComparison:
            "comparisons cannot be chained; write a < b and b < c"
        case .wrongArgumentCount(let function, let expected, let found):
            "\(function) takes \(expected) argument\(expected == 1 ? "" : "s"), found \(found)"
        case .unknownFunction(let name, let nearest):
            "there is no function \"\(name)\"" + Self.suggestion(nearest)
        case .functionWithoutArguments(let name):
            "\"\(name)\" is a function, expected ( after it"
        case .undefinedName(let name, let nearest):
            "\"\(name)\" is neither defined nor a parameter nor an input"
                + Self.suggestion(nearest)
        case .invalidName(let name):
            "\"\(name)\" is not a name; expected a letter or _, then letters, digits or _"
        case .reservedName(let name):
            "\"\(name)\" has a meaning of its own and cannot be defined"
        case .duplicateDefinition(let name): "\"\(name)\" is already defined"
        case .algebraicLoop(let names):
            "these need each other's values: " + names.joined(separator: " → ")
        case .derivativeMissing(let name):
            "\"\(name)\" has no differential equation; expected a variable with d\(name)/dt"
        case .noDifferentialEquation:
            "found no differential equation, expected at least one such as dv/dt = -v"
        case .unsolvableDerivative(let name):
            "cannot solve for d\(name)/dt; expected a left side such as tau*d\(name)/dt"
        case .unusedParameter(let name, let nearest):
            "nothing uses the parameter \"\(name)\"" + Self.suggestion(nearest)
        case .unusedInput(let name): "nothing uses the input \"\(name)\""
        case .noiseOutsideEquations(let name):
            "the white noise \"\(name)\" may stand in equations only"
        case .notConstant(let name):
            "\"\(name)\" varies in time, expected an expression of parameters"
        case .numberNotFinite(let value): "found \(value), expected a finite number"
        case .notHeldInTime(let name):
            "\"\(name)\" has no differential equation, so (unless refractory) means nothing"
        case .spikeConditionMissing: "found no spike condition, so this would never be used"
        case .mixedForms(let found, let form, let expected, let reason):
            "\"\(found)\" is \(form)'s form, but "
                + (reason.map { "\($0) is \(expected)'s" }
                    ?? "the model is said to be in \(expected)'s")
                + "; write all of it in one form"
        case .unknownFlag(let flag, let nearest):
            "there is no flag \"\(flag)\"" + Self.suggestion(nearest)
        case .refusedFlag(let flag, let instead): "\"\(flag)\" means nothing here: \(instead)"
        case .misplacedFlag(let flag, let place): "\"\(flag)\" does not fit here: \(place)"
        case .noMeaning(let name, let reason): "\"\(name)\" means nothing here: \(reason)"
        case .drawOutsideSteps:
            "random numbers are drawn in every step, so they cannot stand here; "
                + "let a prior draw the value of each instance"
        case .nestedDraw(let name):
            "\(name) needs this number twice; draw it in a statement of its own"
        case .mixedMethods(let first, let second):
            "\(second) cannot advance a variable together with \(first), "
                + "because it evaluates derivatives within the step"
        case .dimension(let problem): problem.description
        case .tooLong(let limit): "the text is longer than \(limit) characters"
        case .tooDeep(let limit): "nested more deeply than \(limit) levels"
        case .tooLarge(let limit):
            "with its subexpressions written out this has more than \(limit) terms"
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    }
}
