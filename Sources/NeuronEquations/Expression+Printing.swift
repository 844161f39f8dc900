extension Expression: CustomStringConvertible {
    /// Text of the equation language with as few brackets as it needs; parsing it gives the same
    /// tree back, for every tree that the parser can build.
    public var description: String {
        switch self {
        case .number(let value):
            let text = value.description
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        case .name(let name), .flag(let name), .unit(let name, _), .whiteNoise(let name):
            return name
        case .draw(let draw):
            return draw.kind.rawValue + "()"
        case .negate(let operand):
            return "-" + operand.printed(.sign)
        case .binary(.power, let base, let exponent):
            return base.printed(.atom) + "**" + exponent.printed(.sign)
        case .binary(let symbol, let left, let right):
            // Left-associative: an equal operator on the right needs brackets.
            let level = precedence
            let space = level == .sum ? " " : ""
            return left.printed(level) + space + symbol.rawValue + space
                + right.printed(level.tighter)
        case .call(let function, let arguments):
            return function.rawValue + Self.list(arguments)
        case .conditional(let condition, let then, let otherwise):
            return "ite" + Self.list([condition, then, otherwise])
        case .comparison(let symbol, let left, let right):
            return left.printed(.sum) + " " + symbol.rawValue + " " + right.printed(.sum)
        case .not(let operand):
            return "not " + operand.printed(.not)
        case .and(let left, let right):
            return left.printed(.and) + " and " + right.printed(.not)
        case .or(let left, let right):
            return left.printed(.or) + " or " + right.printed(.and)
        }
    }

    /// How tightly a construct binds, loosest first, as in Python.
    private enum Precedence: Int {
        case or, and, not, comparison, sum, product, sign, power, atom

        var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .atom }
    }

    private var precedence: Precedence {
        switch self {
        case .number(let value): value.sign == .minus ? .sign : .atom
        case .name, .flag, .unit, .whiteNoise, .draw, .call, .conditional: .atom
        case .negate: .sign
        case .binary(.power, _, _): .power
        case .binary(.multiply, _, _), .binary(.divide, _, _): .product
        case .binary: .sum
        case .comparison: .comparison
        case .not: .not
        case .and: .and
        case .or: .or
        }
    }

    private func printed(_ minimum: Precedence) -> String {
        precedence.rawValue < minimum.rawValue ? "(\(self))" : description
    }

    private static func list(_ arguments: [Expression]) -> String {
        "(" + arguments.map(\.description).joined(separator: ", ") + ")"
    }
}
