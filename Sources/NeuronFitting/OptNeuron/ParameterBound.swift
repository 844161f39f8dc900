public import Probability

/// What is known of a parameter or an initial value before a fit.
///
/// ```swift
/// let bounds: KeyValuePairs<String, ParameterBound> = [
///     "x": [0, 1], "dxy": [-1, 1], "y": "x + dxy", "z": 5,
/// ]
/// ```
public enum ParameterBound: Sendable, Equatable {
    /// Fitted, with all values between the bounds as probable before.
    case range(Double, Double)
    /// Fitted, with a prior.
    case prior(Marginal)
    /// The same in all evaluations.
    case constant(Double)
    /// Computed from the other names.
    case expression(String)
}

extension ParameterBound: ExpressibleByArrayLiteral, ExpressibleByFloatLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByStringLiteral
{
    /// Two numbers: the bounds of a fitted name.
    public init(arrayLiteral elements: Double...) {
        precondition(
            elements.count == 2, "bounds \(elements), expected two numbers: [lower, upper]")
        self = .range(elements[0], elements[1])
    }

    public init(floatLiteral value: Double) { self = .constant(value) }
    public init(integerLiteral value: Int) { self = .constant(Double(value)) }
    public init(stringLiteral value: String) { self = .expression(value) }
}
