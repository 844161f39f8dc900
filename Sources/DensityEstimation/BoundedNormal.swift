import Probability
import RealModule

/// A normal distribution between two bounds, in the form that a network's output has.
///
/// Quick where the bounds leave more than a thousandth of the mass, otherwise through
/// `TruncatedNormal`, which is exact in the tails.
struct BoundedNormal {
    let mean: Double
    /// The reciprocal of the standard deviation.
    let precision: Double
    let lower: Double
    let upper: Double

    /// The log of the mass between the bounds; relative to nothing.
    var logMass: Double {
        let (a, b) = bounds
        let mass = Self.mass(a, b)
        guard mass < 1e-200 else { return .log(mass) }
        // Far outside the mass is that of an exponential tail from the nearer bound.
        let near = min(abs(a), abs(b))
        return -0.5 * near * near - .log(max(near, 1)) - 0.918_938_533_204_672_8
    }

    /// The value that has this share of the mass between the bounds below it.
    func quantile(_ share: Double) -> Double {
        let (a, b) = bounds
        let mass = Self.mass(a, b)
        // From the side where the numbers are small, so that none is a difference to 1.
        let isUpper = a > -b
        let z: Double
        if mass > 1e-3 {
            z =
                isUpper
                ? -StandardNormal.quantile(StandardNormal.survival(b) + (1 - share) * mass)
                : StandardNormal.quantile(StandardNormal.cumulative(a) + share * mass)
        } else if let tail = try? TruncatedNormal(
            mean: 0, standardDeviation: 1, lower: a, upper: b)
        {
            z = tail.quantile(share)
        } else {
            z = isUpper ? a : b
        }
        return min(max(mean + z / precision, lower), upper)
    }

    private var bounds: (Double, Double) {
        (precision * (lower - mean), precision * (upper - mean))
    }

    private static func mass(_ a: Double, _ b: Double) -> Double {
        a > 0
            ? StandardNormal.survival(a) - StandardNormal.survival(b)
            : StandardNormal.cumulative(b) - StandardNormal.cumulative(a)
    }
}
