/// What can be wrong with the units of a model; every message has the unit that was found and the
/// one that was expected.
public enum DimensionProblem: Error, Hashable {
    /// What would probably mend a mistake.
    public enum Hint: Hashable, Sendable {
        /// One quantity is per membrane area, the other is not.
        case membraneArea
        /// A number without unit stands where a quantity is wanted.
        case bareNumber(String, unit: String)
    }

    /// The text of a unit is none.
    case notAUnit(UnitError)
    /// Two parts of a sum, a comparison or a choice differ; the other part is named by its place.
    case operands(like: String, found: String, expected: String, hint: Hint?)
    /// What a line gives a name differs from what the name is, and why it is that.
    case value(of: String, found: String, expected: String, because: String?, hint: Hint?)
    /// A function of pure numbers is given a quantity.
    case argument(of: String, found: String)
    case exponent(found: String)
    /// A quantity is raised to a power that is no constant.
    case variablePower(base: String)
    /// The equations do not say what a name without unit is.
    case undetermined(String)
    /// A power that no quantity has.
    case outOfRange
}

extension DimensionProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAUnit(let error): "\(error)"
        case .operands(let place, let found, let expected, let hint):
            "found \(found), expected \(expected) as \(place)" + Self.text(hint)
        case .value(let name, let found, let expected, let reason, let hint):
            "\(name) needs \(expected)" + (reason.map { ", because \($0)" } ?? "")
                + "; found \(found)" + Self.text(hint)
        case .argument(let function, let found):
            "\(function) takes a pure number, found \(found); divide it by a quantity in \(found)"
        case .exponent(let found): "an exponent is a pure number, found \(found)"
        case .variablePower(let base):
            "found a base in \(base), which needs a constant exponent such as 2 or 0.5"
        case .undetermined(let name):
            "the equations leave open what \"\(name)\" is; give it a unit"
        case .outOfRange: "the dimension of this has powers out of range"
        }
    }

    private static func text(_ hint: Hint?) -> String {
        switch hint {
        case .membraneArea:
            "; one is per membrane area and the other is not: "
                + "multiply or divide by the membrane area, or give both per area"
        case .bareNumber(let number, let unit): "; write \(number)*\(productText(unit))"
        case nil: ""
        }
    }

    /// A unit that stays one factor behind a sign of multiplication.
    private static func productText(_ unit: String) -> String {
        unit.hasPrefix("1/") ? "(\(unit))" : unit
    }
}
