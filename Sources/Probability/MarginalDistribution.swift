import RealModule

/// A continuous distribution of one parameter, with a bijection to the standard normal.
///
/// The bijection z = Φ⁻¹(F(θ)) makes the distribution exactly N(0, 1) in z. Both tails are
/// computed from their own side, so z keeps its relative accuracy near both ends of the support.
public protocol MarginalDistribution: Equatable, Sendable, CustomStringConvertible {
    /// The smallest closed interval that holds all of the probability; ends may be infinite.
    var support: ClosedRange<Double> { get }

    /// Whether a value can be drawn; NaN and infinities never can.
    func contains(_ value: Double) -> Bool

    /// The logarithm of the density; −∞ outside the support, NaN for NaN.
    func logDensity(_ value: Double) -> Double

    /// The probability of values up to this one.
    func cumulative(_ value: Double) -> Double

    /// The probability of values above this one, accurate where `cumulative` rounds to 1.
    func survival(_ value: Double) -> Double

    /// The value with this probability below it, for probabilities in [0, 1]; otherwise NaN.
    func quantile(_ probability: Double) -> Double

    /// z = Φ⁻¹(F(value)), finite on the whole closed support, NaN outside of it.
    ///
    /// An end of the support stands for the last eighth of a representable step beside it, so
    /// that a draw rounded onto the end stays usable.
    func toUnconstrained(_ value: Double) -> Double

    /// F⁻¹(Φ(z)), inside the closed support for every finite z.
    func fromUnconstrained(_ z: Double) -> Double

    /// log dz/dθ at a value whose unconstrained coordinate is known.
    func logDerivative(at value: Double, unconstrained z: Double) -> Double
}

extension MarginalDistribution {
    public func contains(_ value: Double) -> Bool {
        value.isFinite && support.contains(value)
    }

    /// Uses that the density is that of N(0, 1) in z: p(θ) = φ(z)·dz/dθ.
    public func logDerivative(at value: Double, unconstrained z: Double) -> Double {
        logDensity(value) - StandardNormal.logDensity(z)
    }

    /// Chooses the tail that is smaller, so that no digits are lost near 1.
    ///
    /// - Parameters:
    ///   - lower: probability below the value, ≥ 0.
    ///   - upper: probability above the value, ≥ 0.
    ///   - value: the value itself, whose representable step bounds both from below.
    func unconstrained(lower: Double, upper: Double, of value: Double) -> Double {
        let tail = Swift.min(lower, upper)
        // Below half a step a position beside an end is rounded onto it; the step towards zero of a
        // power of two is half of its ulp, so an eighth is safe on either side.
        let step = value.ulp / 8 * Double.exp(logDensity(value))
        let least = Swift.min(0.5, Swift.max(step, Double.leastNormalMagnitude))
        let z = StandardNormal.quantile(Swift.max(tail, least))
        return lower <= upper ? z : -z
    }
}
