/// What a statement of the equations would define, found even where the rest of it is wrong, so
/// that one mistake is not reported again at every use of the name.
struct StatementTarget {
    enum Kind {
        case derivative, value, declaration
    }

    var name: String
    var kind: Kind
    /// Whether the statement declares the name to be true or false.
    var isCondition: Bool

    init?(_ statement: Statement) {
        let tokens = statement.tokens
        isCondition =
            tokens.lastIndex { $0.isSymbol(.colon) }.map { colon in
                tokens[colon...].contains { $0.isName("bool") || $0.isName("boolean") }
            } ?? false
        if tokens.count > 1, case .name(let name) = tokens[0].kind {
            self.name = name
            if tokens[1].startsValue {
                kind = .value
                return
            }
            if tokens[1].isSymbol(.colon) {
                kind = .declaration
                return
            }
        }
        let left = tokens.prefix { !$0.startsValue }
        kind = .derivative
        for index in left.indices.dropLast(2) where left[index + 1].isSymbol(.over) {
            if case .name(let name) = left[index].kind, name.hasPrefix("d"), name.count > 1,
                left[index + 2].isName("dt")
            {
                self.name = String(name.dropFirst())
                return
            }
        }
        return nil
    }
}
