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
        var references: [ExpressionParser.Reference]
    }

    /// What such an expression has to be, as messages say it.
    enum Kind: String {
        case number = "a number or an expression"
        case condition = "a condition such as v > 0"
        case either = "an expression"
    }

    private(set) var equations: [Equation] = []
    private(set) var equationSource: SourceText?
    private(set) var derived: [(name: String, value: Single)] = []
    private(set) var spike: Single?
    private(set) var reset: [ResetParser.Statement] = []
    private(set) var resetSource: SourceText?
    private(set) var refractory: Single?
    private(set) var initial: [(name: String, value: Single)] = []
    /// Names that statements with mistakes would have defined.
    private(set) var brokenTargets: [String] = []
    private(set) var errors: [EquationError] = []

    mutating func readEquations(_ text: String) {
        guard let source = source(text, .equations) else { return }
        equationSource = source
        for statement in Statement.statements(of: source) {
            guard errors.count < Self.maximumErrors else { return }
            do throws(EquationError) {
                equations.append(try EquationParser.equation(statement, of: source))
            } catch {
                errors.append(error)
                if let target = EquationParser.target(of: statement) {
                    brokenTargets.append(target.name)
                }
            }
        }
    }

    mutating func readReset(_ text: String) {
        guard let source = source(text, .reset) else { return }
        resetSource = source
        for statement in Statement.statements(of: source) {
            guard errors.count < Self.maximumErrors else { return }
            do throws(EquationError) {
                reset.append(try ResetParser.statement(statement, of: source))
            } catch {
                errors.append(error)
            }
        }
    }

    mutating func readSpike(_ text: String) {
        spike = single(text, .spike, .condition)
    }

    mutating func readRefractory(_ text: String) {
        refractory = single(text, .refractory)
    }

    mutating func readDerived(_ name: String, _ text: String) {
        if let value = single(text, .derived(name)) {
            derived.append((name, value))
        } else {
            brokenTargets.append(name)
        }
    }

    mutating func readInitial(_ name: String, _ text: String) {
        if let value = single(text, .initial(name)) { initial.append((name, value)) }
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
            return try Self.single(in: source, kind: kind)
        } catch {
            errors.append(error)
            return nil
        }
    }

    /// Parses a text that holds one expression and nothing else but comments.
    static func single(
        in source: SourceText, kind: Kind
    ) throws(EquationError) -> Single {
        let statements = Statement.statements(of: source)
        guard let statement = statements.first else {
            throw source.error(.unexpected(found: "nothing", expected: kind.rawValue), at: 0)
        }
        if let offset = statement.openBracket { throw source.error(.unclosedBracket, at: offset) }
        var parser = ExpressionParser(statement.tokens, of: source)
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
            expression: value.expression, source: source, references: parser.references)
    }
}
