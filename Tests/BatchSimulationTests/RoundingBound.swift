import NeuronEquations
import RealModule

/// The value of an expression with a bound of what rounding can do to it, whatever the order in
/// which its sums, products and quotients are formed.
///
/// Forward error analysis (Higham 2002, "Accuracy and Stability of Numerical Algorithms", chapter
/// 3), with the sizes of sums taken before they cancel.
struct RoundingBound {
    var value: Double
    /// The value with all terms positive: what rounding errors are relative to.
    var gross: Double
    /// How far two ways to compute the value may be apart.
    var error: Double
    /// Whether the value is not 0/0, or a comparison of equal numbers, up to rounding.
    var isDecided = true

    /// Roundings of one operation, in 2⁻⁵³: of the two ways, with reciprocals and constant factors
    /// that are rounded on their own.
    private static let unit = 8 * 0x1p-53

    init(exactly value: Double) {
        self.value = value
        gross = value.magnitude
        error = 0
    }

    private init(_ value: Double, gross: Double, inherited: Double, isDecided: Bool) {
        self.value = value
        self.gross = gross
        error = value.isFinite ? inherited + Self.unit * gross : 0
        self.isDecided = isDecided && !(value.isFinite && !error.isFinite)
    }

    /// - Parameter lookup: the value of a name.
    init(_ expression: Expression, _ lookup: (String) -> Double) {
        switch expression {
        case .number(let number): self.init(exactly: number)
        case .name(let name), .flag(let name), .whiteNoise(let name):
            self.init(exactly: lookup(name))
        case .unit(_, let value): self.init(exactly: value)
        case .draw(let draw): self.init(exactly: lookup(draw.key))
        case .negate(let operand):
            self.init(operand, lookup)
            value = -value
        case .binary(let symbol, let left, let right):
            self = Self.combined(symbol, .init(left, lookup), .init(right, lookup))
        case .call(let function, let arguments):
            self = Self.call(function, arguments.map { .init($0, lookup) })
        case .comparison(let symbol, let left, let right):
            let x = RoundingBound(left, lookup)
            let y = RoundingBound(right, lookup)
            self.init(exactly: symbol(x.value, y.value) ? 1 : 0)
            isDecided =
                x.isDecided && y.isDecided
                && !((x.value - y.value).magnitude <= x.error + y.error
                    && x.error + y.error > 0)
        case .conditional(let condition, let then, let otherwise):
            let choice = RoundingBound(condition, lookup)
            self.init(choice.value != 0 ? then : otherwise, lookup)
            isDecided = isDecided && choice.isDecided
        case .not(let operand):
            self.init(operand, lookup)
            value = value == 0 ? 1 : 0
        case .and(let left, let right), .or(let left, let right):
            let x = RoundingBound(left, lookup)
            let y = RoundingBound(right, lookup)
            self.init(exactly: 0)
            if case .and = expression {
                value = x.value != 0 && y.value != 0 ? 1 : 0
            } else {
                value = x.value != 0 || y.value != 0 ? 1 : 0
            }
            isDecided = x.isDecided && y.isDecided
        }
    }

    private static func combined(
        _ symbol: BinaryOperator, _ x: RoundingBound, _ y: RoundingBound
    ) -> RoundingBound {
        let value = symbol(x.value, y.value)
        let isDecided = x.isDecided && y.isDecided
        switch symbol {
        case .add, .subtract:
            return RoundingBound(
                value, gross: x.gross + y.gross, inherited: x.error + y.error,
                isDecided: isDecided)
        case .multiply:
            // c/0 times 0 likewise.
            let isCertain = !value.isNaN || x.value.isNaN || y.value.isNaN
            return RoundingBound(
                value, gross: x.gross * y.gross,
                inherited: x.gross * y.error + y.gross * x.error + x.error * y.error,
                isDecided: isDecided && isCertain)
        case .divide:
            let divisor = y.value.magnitude - y.error
            // 0/0 is the limit in one way and NaN in the other.
            let isCertain = divisor > 0 || (y.error == 0 && x.value != 0)
            let relative = y.gross / y.value.magnitude
            return RoundingBound(
                value, gross: x.gross / y.value.magnitude * relative,
                inherited: y.error == 0 && y.value == 0
                    ? 0 : (x.error + x.gross / y.value.magnitude * y.error) / divisor,
                isDecided: isDecided && isCertain)
        case .power:
            return image(of: x, steepness: y.value.magnitude + 1) { symbol($0, y.value) }
        }
    }

    private static func call(_ function: MathFunction, _ x: [RoundingBound]) -> RoundingBound {
        switch x.count {
        case 1:
            var result = image(of: x[0], steepness: 1) { function([$0]) }
            // Not monotone, but nowhere steeper than 1.
            if function == .sin || function == .cos { result.error += x[0].error }
            return result
        default:
            var result = RoundingBound(
                function(x.map(\.value)), gross: x.map(\.gross).max() ?? 0,
                inherited: x.map(\.error).max() ?? 0, isDecided: x.allSatisfy(\.isDecided))
            if function == .modulo { result.isDecided = false }
            return result
        }
    }

    /// f(x) for x anywhere within its error.
    private static func image(
        of x: RoundingBound, steepness: Double, _ function: (Double) -> Double
    ) -> RoundingBound {
        let value = function(x.value)
        guard x.error > 0 else {
            return RoundingBound(
                value, gross: value.magnitude * steepness, inherited: 0, isDecided: x.isDecided)
        }
        let ends = [x.value - x.error, x.value + x.error].map(function)
        let inherited = ends.map { ($0 - value).magnitude }.max() ?? 0
        let isCertain =
            value.isFinite ? ends.allSatisfy(\.isFinite) : !ends.contains(where: \.isFinite)
        return RoundingBound(
            value, gross: value.magnitude * steepness, inherited: inherited,
            isDecided: x.isDecided && isCertain)
    }
}
