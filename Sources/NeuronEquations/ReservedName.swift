/// Which texts are names, and which names a model may define.
enum ReservedName {
    /// Spellings of functions beyond the raw values of ``MathFunction``.
    static let functionSynonyms: [String: FunctionForm] = [
        "fabs": .plain(.abs), "asin": .plain(.arcsin), "acos": .plain(.arccos),
        "atan": .plain(.arctan), "pow": .power, "power": .power, "ite": .choice,
        "pos": .positivePart, "positive": .positivePart,
        "neg": .negativePart, "negative": .negativePart,
    ]

    static let functions: [String: FunctionForm] = functionSynonyms.merging(
        MathFunction.allCases.map { ($0.rawValue, .plain($0)) }, uniquingKeysWith: { $1 })

    static func isNoise(_ name: String) -> Bool {
        name == "xi" || name.hasPrefix("xi_")
    }

    static func isReserved(_ name: String) -> Bool {
        ["t", "dt", "pi"].contains(name) || isNoise(name) || Symbol.words.contains(name)
            || functions[name] != nil
    }

    /// What is wrong with a name that is to be defined, if anything.
    static func problem(with name: String) -> EquationError.Problem? {
        guard let first = name.first, Lexer.startsName(first),
            name.allSatisfy({ Lexer.startsName($0) || Lexer.isDigit($0) })
        else { return .invalidName(name) }
        return isReserved(name) ? .reservedName(name) : nil
    }
}

/// How a call in the text becomes a tree.
enum FunctionForm {
    case plain(MathFunction)
    /// `pow(x, y)` is `x**y`.
    case power
    /// `ite(condition, x, y)`.
    case choice
    /// `pos(x)` is max(x, 0).
    case positivePart
    /// `neg(x)` is min(x, 0).
    case negativePart
}
