/// Derives the dimension of expressions and finds contradictions.
///
/// Literal numbers are pure numbers, except that 0 fits everywhere; `t` and `dt` are times; white
/// noise is N(0, 1)/√dt and carries the inverse root of a time. Names that nobody declared are
/// solved for. Sums, comparisons, `min`, `max`, `clip`, `modulo` and the branches of a conditional
/// need equal dimensions; other functions and exponents need pure numbers, but `abs` keeps a
/// dimension, `sign` forgets it and `sqrt` halves it. `floor`, `ceil`, `round` and `int` are among
/// the functions of pure numbers, because a rounded voltage depends on the unit.
///
/// In a language without units numbers in expressions have whatever dimension their place needs,
/// and so has a power whose exponent is no constant.
struct DimensionInference {
    let system: UnitSystem
    /// Whether literal numbers fit everywhere rather than being pure numbers.
    let numbersFitEverywhere: Bool
    private(set) var solver = DimensionSolver()
    private(set) var names: [String: DimensionTerm] = [:]
    /// Mistakes with their places, in order of discovery.
    private(set) var problems: [(problem: DimensionProblem, offset: Int)] = []

    init(system: UnitSystem, numbersFitEverywhere: Bool = false) {
        self.system = system
        self.numbersFitEverywhere = numbersFitEverywhere
    }

    // MARK: Names

    /// Gives a name a dimension, or makes it an unknown.
    mutating func declare(_ name: String, _ dimension: PhysicalDimension?) {
        names[name] = dimension.map { DimensionTerm($0) } ?? solver.unknown(for: name)
    }

    /// What is known by now about a name; nil while it is open.
    func dimension(of name: String) -> PhysicalDimension? {
        guard let term = names[name].flatMap({ solver.resolved($0) }), term.unknowns.isEmpty
        else { return nil }
        return term.known
    }

    /// Takes the problems found since the last call.
    mutating func takeProblems() -> [(problem: DimensionProblem, offset: Int)] {
        defer { problems = [] }
        return problems
    }

    // MARK: Demands

    /// Demands that a line give a name what it is.
    /// - Parameter name: how messages call it.
    mutating func demand(
        _ term: ExpressionParser.Term, is expected: DimensionTerm, for name: String,
        because reason: String? = nil
    ) {
        guard let found = dimension(of: term) else { return }
        guard let difference = difference(found, expected, at: term.offset) else { return }
        report(
            .value(
                of: name, found: text(found), expected: text(expected), because: reason,
                hint: hint(difference, term, expected: expected)),
            at: term.offset)
    }

    /// Demands that a value with a unit fit a name.
    mutating func demand(
        _ found: PhysicalDimension, is expected: DimensionTerm, for name: String,
        because reason: String?
    ) {
        let found = DimensionTerm(found)
        guard let difference = difference(found, expected, at: 0) else { return }
        report(
            .value(
                of: name, found: text(found), expected: text(expected), because: reason,
                hint: Self.areaHint(difference)),
            at: 0)
    }

    /// The dimension of a term, after all demands within it; nil where it has none, being a
    /// condition, where a mistake was found that leaves it open, or where numbers fit everywhere
    /// and it is a multiple of one.
    mutating func dimension(of term: ExpressionParser.Term) -> DimensionTerm? {
        dimension(of: term.expression, in: term)
    }

    // MARK: Expressions

    /// - Parameter term: what the expression was read from, or the smallest part around it that is
    ///   known; it says where mistakes are.
    private mutating func dimension(
        of expression: Expression, in term: ExpressionParser.Term
    ) -> DimensionTerm? {
        let children = expression.children
        // Some functions write more into the tree than stands in the text.
        let isParallel = term.parts.count == children.count
        let parts = children.indices.map { isParallel ? term.parts[$0] : term }
        switch expression {
        case .number(let value):
            if numbersFitEverywhere { return nil }
            return value == 0 ? solver.unknown(for: nil) : DimensionTerm.none
        case .name(let name), .unit(let name, _): return dimension(ofName: name)
        case .draw: return DimensionTerm.none
        case .flag: return nil
        case .whiteNoise:
            return DimensionTerm(.time.raised(to: RationalExponent(-1, over: 2)))
        case .negate(let operand): return dimension(of: operand, in: parts[0])
        case .binary(.power, let base, let exponent):
            return power(base, exponent, parts, at: term.offset)
        case .binary(let symbol, let left, let right):
            let first = dimension(of: left, in: parts[0])
            let second = dimension(of: right, in: parts[1])
            guard let first, let second else {
                // A number takes the dimension of what it is added to.
                let isSum = symbol == .add || symbol == .subtract
                return numbersFitEverywhere && isSum ? first ?? second : nil
            }
            switch symbol {
            case .multiply, .divide:
                let product = first.multiplied(by: second, power: symbol == .multiply ? 1 : -1)
                if product == nil { report(.outOfRange, at: term.offset) }
                return product
            case .add, .subtract, .power:
                return common([first, second], children, parts, of: .sides(of: symbol.rawValue))
            }
        case .call(let function, _): return call(function, children, parts, at: term.offset)
        case .conditional(let condition, _, _):
            _ = dimension(of: condition, in: parts[0])
            return equal(Array(children[1...]), Array(parts[1...]), of: .branches)
        case .comparison(let symbol, _, _):
            _ = equal(children, parts, of: .sides(of: symbol.rawValue))
            return nil
        case .not, .and, .or:
            for (child, part) in zip(children, parts) { _ = dimension(of: child, in: part) }
            return nil
        }
    }

    private mutating func dimension(ofName name: String) -> DimensionTerm? {
        if let term = names[name] {
            // Kept resolved, so that no chain of names is followed twice.
            let resolved = solver.resolved(term) ?? term
            names[name] = resolved
            return resolved
        }
        if ["t", "dt", ReservedName.lastSpike].contains(name) { return DimensionTerm(.time) }
        if name.hasSuffix("/dt"), let variable = names[String(name.dropFirst().dropLast(3))] {
            return variable.multiplied(by: DimensionTerm(.time), power: -1)
        }
        return PhysicalUnit(named: name).map { DimensionTerm($0.dimension) }
    }

    private mutating func call(
        _ function: MathFunction, _ arguments: [Expression], _ parts: [ExpressionParser.Term],
        at offset: Int
    ) -> DimensionTerm? {
        switch function {
        case .min, .max, .clip, .modulo:
            return equal(arguments, parts, of: .arguments(of: function.rawValue))
        case .abs: return dimension(of: arguments[0], in: parts[0])
        case .sign:
            _ = dimension(of: arguments[0], in: parts[0])
            return DimensionTerm.none
        case .sqrt:
            guard let argument = dimension(of: arguments[0], in: parts[0]) else { return nil }
            return raised(argument, to: RationalExponent(1, over: 2), at: offset)
        case .exp, .log, .log10, .sin, .cos, .tan, .sinh, .cosh, .tanh, .arcsin, .arccos, .arctan,
            .exprel, .expm1, .log1p, .floor, .ceil, .round, .int, .gammaQuantile, .binomialQuantile:
            for (argument, part) in zip(arguments, parts) {
                guard let found = dimension(of: argument, in: part),
                    difference(found, .none, at: part.offset) != nil
                else { continue }
                report(.argument(of: function.rawValue, found: text(found)), at: part.offset)
            }
            return DimensionTerm.none
        }
    }

    private mutating func power(
        _ base: Expression, _ exponent: Expression, _ parts: [ExpressionParser.Term], at offset: Int
    ) -> DimensionTerm? {
        let found = dimension(of: base, in: parts[0])
        if let power = dimension(of: exponent, in: parts[1]),
            difference(power, .none, at: parts[1].offset) != nil
        {
            report(.exponent(found: text(power)), at: parts[1].offset)
            return nil
        }
        guard let found else { return nil }
        if let constant = exponent.evaluate({ _ in nil }), let power = RationalExponent(constant) {
            return raised(found, to: power, at: offset)
        }
        if numbersFitEverywhere { return nil }
        if difference(found, .none, at: parts[0].offset) != nil {
            report(.variablePower(base: text(found)), at: parts[0].offset)
            return nil
        }
        return DimensionTerm.none
    }

    private mutating func raised(
        _ term: DimensionTerm, to power: RationalExponent, at offset: Int
    ) -> DimensionTerm? {
        let result = DimensionTerm.none.multiplied(by: term, power: power)
        if result == nil { report(.outOfRange, at: offset) }
        return result
    }

    /// How messages call the first of several parts with equal dimensions, and the others.
    private struct Places {
        var first: String
        var others: String

        static func sides(of symbol: String) -> Places {
            Places(first: "before \"\(symbol)\"", others: "behind \"\(symbol)\"")
        }

        static func arguments(of function: String) -> Places {
            Places(first: "before it in \(function)", others: "behind it in \(function)")
        }

        static let branches = Places(first: "in the other branch", others: "in the other branch")
    }

    /// The dimension that all expressions must share.
    private mutating func equal(
        _ expressions: [Expression], _ parts: [ExpressionParser.Term], of places: Places
    ) -> DimensionTerm? {
        var found: [DimensionTerm?] = []
        for (expression, part) in zip(expressions, parts) {
            found.append(dimension(of: expression, in: part))
        }
        let known = found.compactMap { $0 }
        guard known.count == found.count else { return known.first }
        return common(known, expressions, parts, of: places)
    }

    /// Demands that each of several dimensions equal the first.
    private mutating func common(
        _ found: [DimensionTerm], _ expressions: [Expression], _ parts: [ExpressionParser.Term],
        of places: Places
    ) -> DimensionTerm? {
        for index in found.indices.dropFirst() {
            guard let difference = difference(found[index], found[0], at: parts[index].offset)
            else { continue }
            // A number without unit is the likelier mistake, on whichever side it is.
            let isFirstBare = expressions[0].isLiteral && !expressions[index].isLiteral
            let (wrong, right) = isFirstBare ? (0, index) : (index, 0)
            report(
                .operands(
                    like: isFirstBare ? places.others : places.first, found: text(found[wrong]),
                    expected: text(found[right]),
                    hint: hint(difference, parts[wrong], expected: found[right])),
                at: parts[wrong].offset)
            return found[right]
        }
        return found.first
    }

    // MARK: Mistakes

    /// What two terms differ by; nil where they agree, or could be made to.
    private mutating func difference(
        _ found: DimensionTerm, _ expected: DimensionTerm, at offset: Int
    ) -> PhysicalDimension? {
        switch solver.equate(found, expected) {
        case .equal: return nil
        case .different(let difference): return difference
        case .outOfRange:
            report(.outOfRange, at: offset)
            return nil
        }
    }

    mutating func report(_ problem: DimensionProblem, at offset: Int) {
        if problems.count < ModelText.maximumErrors { problems.append((problem, offset)) }
    }

    private func hint(
        _ difference: PhysicalDimension, _ term: ExpressionParser.Term, expected: DimensionTerm
    ) -> DimensionProblem.Hint? {
        if let hint = Self.areaHint(difference) { return hint }
        guard term.expression.isLiteral, let unit = solver.resolved(expected),
            unit.unknowns.isEmpty
        else { return nil }
        return .bareNumber("\(term.expression)", unit: system.unitText(of: unit.known))
    }

    private static func areaHint(_ difference: PhysicalDimension) -> DimensionProblem.Hint? {
        difference == .area || difference == .area.raised(to: -1) ? .membraneArea : nil
    }

    /// A dimension as messages say it.
    private func text(_ term: DimensionTerm) -> String {
        guard let resolved = solver.resolved(term) else { return "powers out of range" }
        let unknowns = Set(resolved.unknowns.keys.compactMap { solver.names[$0] }).sorted()
        if unknowns.isEmpty {
            return resolved.known.isNone ? "a pure number" : system.unitText(of: resolved.known)
        }
        if let unknown = resolved.unknowns.first, resolved.unknowns.count == 1, unknown.value == 1 {
            let own = "the unit of \"\(unknowns[0])\""
            return resolved.known.isNone
                ? own : own + " times \(system.unitText(of: resolved.known))"
        }
        let others = unknowns.map { "\"\($0)\"" }.joined(separator: " and ")
        return system.unitText(of: resolved.known) + " times powers of the unit of \(others)"
    }
}

extension Expression {
    /// Whether the expression is made of numbers alone, such as `-70` or `1/3`.
    fileprivate var isLiteral: Bool {
        switch self {
        case .number: true
        case .negate, .binary: children.allSatisfy(\.isLiteral)
        default: false
        }
    }
}
