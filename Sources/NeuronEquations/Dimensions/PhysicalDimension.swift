/// What a quantity measures: a product of powers of the seven base quantities of the SI.
///
/// Exponents are rational, because the amplitude of a white noise carries a square root of time.
///
/// ```swift
/// PhysicalDimension.voltage / PhysicalDimension.current == .resistance  // true
/// ```
public struct PhysicalDimension: Hashable, Sendable {
    /// The base quantities of the SI, with their units in the usual order.
    public enum Base: Int, CaseIterable, Sendable {
        case length, mass, time, current, temperature, amount, luminousIntensity
    }

    /// By the raw value of ``Base``.
    private var exponents: [RationalExponent]

    /// A pure number.
    public static let none = PhysicalDimension()

    /// A product of powers of base quantities; those not given have the exponent 0.
    public init(_ powers: [Base: RationalExponent] = [:]) {
        exponents = Base.allCases.map { powers[$0] ?? 0 }
    }

    /// The exponent of one base quantity.
    public subscript(base: Base) -> RationalExponent { exponents[base.rawValue] }

    /// Whether this is the dimension of a pure number.
    public var isNone: Bool { exponents.allSatisfy { $0 == 0 } }

    // MARK: Algebra

    /// - Precondition: the exponents stay within ``RationalExponent/limit``.
    public static func * (left: PhysicalDimension, right: PhysicalDimension) -> PhysicalDimension {
        guard let product = left.multiplied(by: right) else {
            preconditionFailure("\(left.exponents) times \(right.exponents) is out of range")
        }
        return product
    }

    /// - Precondition: the exponents stay within ``RationalExponent/limit``.
    public static func / (left: PhysicalDimension, right: PhysicalDimension) -> PhysicalDimension {
        left * right.raised(to: -1)
    }

    /// - Precondition: the exponents stay within ``RationalExponent/limit``.
    public func raised(to exponent: RationalExponent) -> PhysicalDimension {
        guard let power = PhysicalDimension.none.multiplied(by: self, power: exponent) else {
            preconditionFailure("\(exponents) to the power \(exponent) is out of range")
        }
        return power
    }

    /// This dimension times a power of another; nil where an exponent is out of range, as a
    /// hostile text can make it.
    func multiplied(by other: PhysicalDimension, power: RationalExponent = 1) -> PhysicalDimension?
    {
        var result = self
        for index in exponents.indices where other.exponents[index] != 0 {
            guard let term = other.exponents[index].multiplied(by: power),
                let sum = exponents[index].adding(term)
            else { return nil }
            result.exponents[index] = sum
        }
        return result
    }
}

extension PhysicalDimension {
    public static let length = PhysicalDimension([.length: 1])
    public static let area = PhysicalDimension([.length: 2])
    public static let time = PhysicalDimension([.time: 1])
    public static let frequency = PhysicalDimension([.time: -1])
    public static let current = PhysicalDimension([.current: 1])
    public static let charge = PhysicalDimension([.current: 1, .time: 1])
    public static let voltage = PhysicalDimension([.mass: 1, .length: 2, .time: -3, .current: -1])
    public static let resistance = voltage / current
    public static let conductance = current / voltage
    public static let capacitance = charge / voltage
    /// Amount of substance in a volume.
    public static let concentration = PhysicalDimension([.amount: 1, .length: -3])
}
