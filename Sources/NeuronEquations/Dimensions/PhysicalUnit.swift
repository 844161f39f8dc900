import RealModule

/// A unit of measurement: a dimension and a factor.
///
/// Powers of ten are kept as exact exponents, so conversions between them round once.
///
/// ```swift
/// let unit = try PhysicalUnit("mS/cm**2")
/// unit.dimension == PhysicalDimension.conductance / .area  // true
/// unit.factor()  // 1: mS/cm² belongs to the coherent set
/// try PhysicalUnit("pA").coherent(200)  // 0.2, in nA
/// try PhysicalUnit("Mohm").number(ofCoherent: 100)  // 100
/// PhysicalUnit(named: "mV")?.factor()  // 1
/// ```
public struct PhysicalUnit: Hashable, Sendable {
    public let dimension: PhysicalDimension
    /// The unit is `multiplier`·10^`decimal` of the coherent unit of the SI.
    let decimal: RationalExponent
    let multiplier: Double

    /// The unit of pure numbers.
    public static let one = PhysicalUnit(.none)

    /// The SI's coherent unit of a dimension, or a multiple of it.
    init(_ dimension: PhysicalDimension, decimal: RationalExponent = 0, multiplier: Double = 1) {
        self.dimension = dimension
        self.decimal = decimal
        self.multiplier = multiplier
    }

    // MARK: Conversion

    /// How many of the set's units one of this unit is: 1 for mV, 1000 for volt.
    ///
    /// Exact where the power of ten is (up to 10²²) and correctly rounded below 1.
    public func factor(in system: UnitSystem = .nanoampere) -> Double {
        coherent(1, in: system)
    }

    /// Converts a number of this unit into a number of the set's unit; rounds once for units
    /// that are powers of ten.
    public func coherent(_ number: Double, in system: UnitSystem = .nanoampere) -> Double {
        scaled(number * multiplier, by: decimal(in: system))
    }

    /// Converts many numbers of this unit, each to the same bits as on its own.
    public func coherent(
        _ numbers: [Double], in system: UnitSystem = .nanoampere
    ) -> [Double] {
        let power = decimal(in: system)
        guard power.denominator == 1 else {
            return numbers.map { scaled($0 * multiplier, by: power) }
        }
        // The power of ten is the same for all of them.
        let factor = Self.powerOfTen(abs(power.numerator))
        return power.numerator < 0
            ? numbers.map { $0 * multiplier / factor } : numbers.map { $0 * multiplier * factor }
    }

    /// Converts a number of the set's unit into a number of this unit.
    public func number(ofCoherent value: Double, in system: UnitSystem = .nanoampere) -> Double {
        scaled(value, by: -decimal(in: system)) / multiplier
    }

    /// Converts a number of this unit into a number of another; nil where that measures something
    /// else.
    public func convert(_ number: Double, to other: PhysicalUnit) -> Double? {
        guard dimension == other.dimension, let difference = decimal.adding(-other.decimal) else {
            return nil
        }
        return scaled(number * multiplier, by: difference) / other.multiplier
    }

    /// The power of ten measured in the set's unit. The initialisers have seen that it exists.
    private func decimal(in system: UnitSystem) -> RationalExponent {
        guard let own = system.decimal(of: dimension), let result = decimal.adding(-own) else {
            preconditionFailure("the unit \(dimension) has a power of ten out of range")
        }
        return result
    }

    private func scaled(_ number: Double, by power: RationalExponent) -> Double {
        guard power.denominator == 1 else { return number * .pow(10, power.value) }
        // Dividing by an exact power rounds once; 1e-3 is no exact number.
        return power.numerator < 0
            ? number / Self.powerOfTen(-power.numerator)
            : number * Self.powerOfTen(power.numerator)
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        Double("1e\(exponent)") ?? .infinity
    }

    // MARK: Algebra

    /// - Precondition: the exponents stay within ``RationalExponent/limit``.
    public static func * (left: PhysicalUnit, right: PhysicalUnit) -> PhysicalUnit {
        guard let product = left.multiplied(by: right) else {
            preconditionFailure("a product of units with exponents out of range")
        }
        return product
    }

    /// - Precondition: the exponents stay within ``RationalExponent/limit``.
    public static func / (left: PhysicalUnit, right: PhysicalUnit) -> PhysicalUnit {
        left * right.raised(to: -1)
    }

    /// - Precondition: the exponents stay within ``RationalExponent/limit``.
    public func raised(to exponent: RationalExponent) -> PhysicalUnit {
        guard let power = PhysicalUnit.one.multiplied(by: self, power: exponent) else {
            preconditionFailure("a power \(exponent) of a unit, out of range")
        }
        return power
    }

    /// This unit times a power of another; nil where a number is out of range.
    func multiplied(by other: PhysicalUnit, power: RationalExponent = 1) -> PhysicalUnit? {
        guard let dimension = dimension.multiplied(by: other.dimension, power: power),
            let decimal = other.decimal.multiplied(by: power).flatMap({ decimal.adding($0) }),
            let factor = Self.power(other.multiplier, power)
        else { return nil }
        let unit = PhysicalUnit(dimension, decimal: decimal, multiplier: multiplier * factor)
        return unit.isConvertible ? unit : nil
    }

    /// Integer powers are products, which for multipliers such as 60 are exact.
    private static func power(_ base: Double, _ exponent: RationalExponent) -> Double? {
        if base == 1 { return 1 }
        return exponent.denominator == 1
            ? .pow(base, exponent.numerator) : .pow(base, exponent.value)
    }

    /// Whether every conversion is a finite number above 0.
    private var isConvertible: Bool {
        guard multiplier.isFinite, multiplier > 0 else { return false }
        return UnitSystem.allCases.allSatisfy { system in
            guard let own = system.decimal(of: dimension), let power = decimal.adding(-own) else {
                return false
            }
            let scale = power.value + .log10(multiplier)
            // 1e-300 … 1e300 leaves room for the numbers themselves.
            return abs(power.value) <= 300 && abs(scale) <= 300
        }
    }
}
