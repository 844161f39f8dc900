/// An expression of the equation language as a tree: a number or a condition.
///
/// A value of this type is pure syntax. It knows neither which names are parameters nor how a
/// simulation will run it; ``evaluate(_:)`` defines what it means, and every backend is tested
/// against that definition.
///
/// The parser never builds `negate(number(x))`; it writes `number(-x)`, so that printing and
/// parsing an expression gives the same tree back.
public indirect enum Expression: Hashable, Sendable {
    /// A finite number.
    case number(Double)
    /// A parameter, input, state variable or subexpression, or `t`, `dt` or `lastspike` (in ms).
    case name(String)
    /// A name that is true or false: `not_refractory`, or a variable or parameter declared boolean.
    case flag(String)
    /// A unit as a number, by its name and its value in the coherent set, as in `10*mV`.
    case unit(String, Double)
    /// White noise by its full name, `xi` or `xi_…`: N(0, 1)/√dt, drawn once for each step,
    /// instance and distinct name.
    case whiteNoise(String)
    /// A random number drawn anew in every step.
    case draw(RandomDraw)
    case negate(Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// As many arguments as the function's ``MathFunction/argumentCount``.
    case call(MathFunction, [Expression])
    /// `condition`, then the value where it holds, then the value elsewhere.
    case conditional(Expression, Expression, Expression)
    case comparison(Comparison, Expression, Expression)
    case not(Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
}

/// An arithmetic operator between two numbers.
public enum BinaryOperator: String, CaseIterable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    /// `pow` of C99: a negative base with an exponent that is no integer gives NaN.
    case power = "**"
}

/// A comparison of two numbers; every comparison with NaN is false, except `!=`.
public enum Comparison: String, CaseIterable, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
}
