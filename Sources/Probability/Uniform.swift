import RealModule

/// The uniform distribution on [lower, upper].
///
/// Density 1 / (upper − lower). The bijection is z = Φ⁻¹((θ − lower) / (upper − lower)).
public struct Uniform: TailMappedDistribution {
    public let lower: Double
    public let upper: Double

    /// Takes finite bounds with lower < upper.
    public init(lower: Double, upper: Double) throws(PriorError) {
        for (argument, value) in [("lower bound", lower), ("upper bound", upper)] {
            guard value.isFinite else {
                throw .notFinite(distribution: "uniform", argument: argument, value: value)
            }
        }
        guard lower < upper else {
            throw .boundsOutOfOrder(distribution: "uniform", lower: lower, upper: upper)
        }
        guard (upper - lower).isFinite else {
            throw .boundsTooWide(distribution: "uniform", lower: lower, upper: upper)
        }
        self.lower = lower
        self.upper = upper
    }

    private var width: Double { upper - lower }

    public var support: ClosedRange<Double> { lower...upper }

    public var description: String { "uniform(\(lower), \(upper))" }

    public func logDensity(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        return support.contains(value) ? -Double.log(width) : -.infinity
    }

    public func cumulative(_ value: Double) -> Double {
        Swift.min(1, Swift.max(0, (value - lower) / width))
    }

    public func survival(_ value: Double) -> Double {
        Swift.min(1, Swift.max(0, (upper - value) / width))
    }

    public func quantile(_ probability: Double) -> Double {
        guard probability >= 0 && probability <= 1 else { return .nan }
        return probability <= 0.5
            ? position(probability, aboveLower: true) : position(1 - probability, aboveLower: false)
    }

    public func toUnconstrained(_ value: Double) -> Double {
        guard contains(value) else { return .nan }
        return unconstrained(
            lower: (value - lower) / width, upper: (upper - value) / width, of: value)
    }

    public func fromUnconstrained(_ z: Double) -> Double {
        // Only the smaller tail, as each costs an error function.
        position(StandardNormal.cumulative(-abs(z)), aboveLower: z <= 0)
    }

    func fromUnconstrained(_ z: Double, tail: Double) -> Double {
        position(tail, aboveLower: z <= 0)
    }

    /// Steps inward from the nearer end by a probability up to ½: rounding is monotone, so the
    /// result cannot pass that end, and half a width from it cannot reach the other.
    private func position(_ probability: Double, aboveLower: Bool) -> Double {
        aboveLower ? lower + width * probability : upper - width * probability
    }
}
