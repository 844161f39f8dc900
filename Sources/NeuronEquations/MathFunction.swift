import RealModule

/// The functions of the equation language; the raw value is the name in equations.
public enum MathFunction: String, CaseIterable, Sendable {
    case exp, log, log10, sqrt, abs
    case sin, cos, tan, sinh, cosh, tanh
    case arcsin, arccos, arctan
    /// (eˣ − 1)/x, and 1 at x = 0.
    case exprel
    case expm1, log1p
    /// −1, 0 or 1; NaN of NaN.
    case sign
    case floor, ceil
    /// To the nearest integer, halves away from zero (as C99's `round`).
    case round
    /// Towards zero. `int` of a condition is parsed as a conditional, 1 or 0.
    case int
    /// The smaller of two numbers; NaN when either is NaN.
    case min
    /// The larger of two numbers; NaN when either is NaN.
    case max
    /// `clip(x, low, high)` = min(max(x, low), high).
    case clip
    /// `modulo(x, y)` = x − y·floor(x/y): the sign of y, as `%` in Python.
    case modulo
    /// `gammaQuantile(p, shape)`: the number that a gamma distribution of scale 1 stays below with
    /// probability p.
    case gammaQuantile
    /// `binomialQuantile(p, trials, probability)`: the smallest number of successes that is not
    /// exceeded with probability p at least.
    case binomialQuantile

    /// How many arguments the function takes.
    public var argumentCount: Int {
        switch self {
        case .min, .max, .modulo, .gammaQuantile: 2
        case .clip, .binomialQuantile: 3
        default: 1
        }
    }

    /// Computes the function directly, in double precision; the reference for every backend.
    /// - Parameter arguments: ``argumentCount`` numbers.
    public func callAsFunction(_ arguments: [Double]) -> Double {
        precondition(
            arguments.count == argumentCount,
            "\(rawValue) takes \(argumentCount) arguments, got \(arguments.count)")
        let x = arguments[0]
        switch self {
        case .exp: return .exp(x)
        case .log: return .log(x)
        case .log10: return .log10(x)
        case .sqrt: return x.squareRoot()
        case .abs: return Swift.abs(x)
        case .sin: return .sin(x)
        case .cos: return .cos(x)
        case .tan: return .tan(x)
        case .sinh: return .sinh(x)
        case .cosh: return .cosh(x)
        case .tanh: return .tanh(x)
        case .arcsin: return .asin(x)
        case .arccos: return .acos(x)
        case .arctan: return .atan(x)
        case .exprel: return x == 0 ? 1 : .expMinusOne(x) / x
        case .expm1: return .expMinusOne(x)
        case .log1p: return .log(onePlus: x)
        case .sign: return x > 0 ? 1 : x < 0 ? -1 : x.isNaN ? x : 0
        case .floor: return x.rounded(.down)
        case .ceil: return x.rounded(.up)
        case .round: return x.rounded(.toNearestOrAwayFromZero)
        case .int: return x.rounded(.towardZero)
        case .min: return Self.smaller(x, arguments[1])
        case .max: return Self.larger(x, arguments[1])
        case .clip: return Self.smaller(Self.larger(x, arguments[1]), arguments[2])
        case .gammaQuantile: return Quantile.gamma(x, shape: arguments[1])
        case .binomialQuantile:
            return Quantile.binomial(x, trials: arguments[1], probability: arguments[2])
        case .modulo: return x - arguments[1] * (x / arguments[1]).rounded(.down)
        }
    }

    private static func smaller(_ x: Double, _ y: Double) -> Double {
        x < y || x.isNaN ? x : y
    }

    private static func larger(_ x: Double, _ y: Double) -> Double {
        x > y || x.isNaN ? x : y
    }
}
