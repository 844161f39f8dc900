/// Which texts are names, and which names a model may define.
enum ReservedName {
    /// Spellings of functions beyond the raw values of ``MathFunction``.
    static let functionSynonyms: [String: FunctionForm] = [
        "fabs": .plain(.abs), "asin": .plain(.arcsin), "acos": .plain(.arccos),
        "atan": .plain(.arctan), "pow": .power, "power": .power, "ite": .choice,
        "pos": .positivePart, "positive": .positivePart,
        "neg": .negativePart, "negative": .negativePart, "isnan": .isNaN,
        "timestep": .timeStep, "rand": .draw(.uniform), "randn": .draw(.normal),
    ]

    /// Names that stand for a value.
    static let constants: [String: Expression] = [
        "pi": .number(.pi),
        "True": .comparison(.equal, .number(1), .number(1)),
        "true": .comparison(.equal, .number(1), .number(1)),
        "False": .comparison(.equal, .number(1), .number(0)),
        "false": .comparison(.equal, .number(1), .number(0)),
    ]

    /// The time of the last spike.
    static let lastSpike = "lastspike"
    /// Whether an instance is not refractory.
    static let notRefractory = "not_refractory"
    /// What stands for a random number among the names that an expression needs.
    static let draw = "rand()"

    /// Names with a meaning of their own that are values of the step.
    static let variables: Set<String> = ["t", "dt", lastSpike, notRefractory]

    /// Why a name of the other simulators means nothing here, if so.
    static func reasonForNoMeaning(of name: String) -> String? {
        switch name {
        case "i", "N":
            "instances are independent sets of parameters, without an order or a number; "
                + "make it a parameter that varies instead"
        case _ where name.hasPrefix("g_"):
            "there are no synapses that would make it a conductance; "
                + "declare it as an input, or as a parameter that is 0"
        default: nil
        }
    }

    static let functions: [String: FunctionForm] = functionSynonyms.merging(
        MathFunction.allCases.map { ($0.rawValue, .plain($0)) }, uniquingKeysWith: { $1 })

    static func isNoise(_ name: String) -> Bool {
        name == "xi" || name.hasPrefix("xi_")
    }

    /// Whether a name among those an expression needs stands for something drawn in every step.
    static func isRandom(_ name: String) -> Bool { isNoise(name) || name == draw }

    /// Functions that Brian2 does not have, so that its models may have variables of these names;
    /// the bracket behind a function tells them apart. ANNarchy refuses them as variables.
    static let functionsThatMayBeVariables: Set<String> = [
        "fabs", "isnan", "modulo", "neg", "negative", "pos", "positive", "pow", "power", "round",
    ]

    /// Whether a name that no bracket follows is the name of a function all the same.
    static func isAlwaysFunction(_ name: String) -> Bool {
        functions[name] != nil && !functionsThatMayBeVariables.contains(name)
    }

    static func isReserved(_ name: String) -> Bool {
        variables.contains(name) || constants[name] != nil || isNoise(name)
            || Symbol.words.contains(name) || isAlwaysFunction(name)
    }

    /// What is wrong with a name that is to be defined, if anything.
    static func problem(with name: String) -> EquationError.Problem? {
        guard name.utf8.first?.startsName == true,
            name.utf8.allSatisfy({ $0.startsName || $0.isDigit })
        else { return .invalidName(name) }
        return isReserved(name) ? .reservedName(name) : nil
    }
}
