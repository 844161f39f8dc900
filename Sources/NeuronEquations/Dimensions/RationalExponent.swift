/// An exact rational exponent in lowest terms.
public struct RationalExponent: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// Numerators and denominators beyond this are refused; no formula of physics comes near.
    public static let limit = 10_000

    public let numerator: Int
    /// At least 1.
    public let denominator: Int

    /// - Precondition: the value lies within ``limit``.
    public init(integerLiteral value: Int) {
        self.init(value, over: 1)
    }

    /// - Precondition: the denominator is not 0 and, in lowest terms, both numbers lie within
    ///   ``limit``.
    public init(_ numerator: Int, over denominator: Int) {
        guard let value = RationalExponent(reducing: numerator, over: denominator) else {
            preconditionFailure("\(numerator)/\(denominator) is no exponent within \(Self.limit)")
        }
        self = value
    }

    /// Nil where the denominator is 0 or the value in lowest terms is out of range.
    init?(reducing numerator: Int, over denominator: Int) {
        // Products of two numbers within the limit are far from overflowing.
        let bound = 4 * Self.limit * Self.limit
        guard denominator != 0, numerator.magnitude <= bound, denominator.magnitude <= bound
        else { return nil }
        var (divisor, rest) = (numerator.magnitude, denominator.magnitude)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        let sign = denominator < 0 ? -1 : 1
        self.numerator = sign * numerator / Int(divisor)
        self.denominator = sign * denominator / Int(divisor)
        guard self.numerator.magnitude <= Self.limit, self.denominator <= Self.limit else {
            return nil
        }
    }

    /// The fraction with the smallest denominator, up to 1000, that rounds to the value; nil where
    /// there is none.
    init?(_ value: Double) {
        for denominator in 1...1_000 {
            let numerator = (value * Double(denominator)).rounded()
            guard numerator.magnitude <= Double(Self.limit) else { return nil }
            if numerator / Double(denominator) == value {
                self.init(reducing: Int(numerator), over: denominator)
                return
            }
        }
        return nil
    }

    /// The value, rounded.
    public var value: Double { Double(numerator) / Double(denominator) }

    func adding(_ other: RationalExponent) -> RationalExponent? {
        RationalExponent(
            reducing: numerator * other.denominator + other.numerator * denominator,
            over: denominator * other.denominator)
    }

    func multiplied(by other: RationalExponent) -> RationalExponent? {
        RationalExponent(
            reducing: numerator * other.numerator, over: denominator * other.denominator)
    }

    public static prefix func - (value: RationalExponent) -> RationalExponent {
        RationalExponent(-value.numerator, over: value.denominator)
    }

    /// Nil for 0.
    var inverse: RationalExponent? { RationalExponent(reducing: denominator, over: numerator) }
}

extension RationalExponent: CustomStringConvertible {
    /// `2`, `-1` or `1/2`.
    public var description: String {
        denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
    }
}
