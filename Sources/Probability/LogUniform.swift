import RealModule

/// The distribution on [lower, upper] whose logarithm is uniform; lower > 0.
///
/// Density 1 / (θ·log(upper / lower)). Also known as the reciprocal distribution.
public struct LogUniform: TailMappedDistribution {
    public let lower: Double
    public let upper: Double

    /// Takes finite bounds with 0 < lower < upper.
    public init(lower: Double, upper: Double) throws(PriorError) {
        for (argument, value) in [("lower bound", lower), ("upper bound", upper)] {
            guard value.isFinite else {
                throw .notFinite(distribution: "loguniform", argument: argument, value: value)
            }
        }
        guard lower > 0 else {
            throw .lowerBoundNotPositive(distribution: "loguniform", lower: lower)
        }
        guard lower < upper else {
            throw .boundsOutOfOrder(distribution: "loguniform", lower: lower, upper: upper)
        }
        guard (upper / lower).isFinite else {
            throw .boundsTooWide(distribution: "loguniform", lower: lower, upper: upper)
        }
        self.lower = lower
        self.upper = upper
    }

    /// log(upper / lower).
    private var logWidth: Double { Self.logRatio(upper, lower) }

    /// log(larger / smaller), exact to rounding also where the ratio is close to 1.
    static func logRatio(_ larger: Double, _ smaller: Double) -> Double {
        larger < 2 * smaller
            ? Double.log(onePlus: (larger - smaller) / smaller) : Double.log(larger / smaller)
    }

    public var support: ClosedRange<Double> { lower...upper }

    public var description: String { "loguniform(\(lower), \(upper))" }

    public func logDensity(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        return support.contains(value) ? -Double.log(value) - Double.log(logWidth) : -.infinity
    }

    public func cumulative(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        if value <= lower { return 0 }
        return value >= upper ? 1 : Swift.min(1, Self.logRatio(value, lower) / logWidth)
    }

    public func survival(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        if value >= upper { return 0 }
        return value <= lower ? 1 : Swift.min(1, Self.logRatio(upper, value) / logWidth)
    }

    public func quantile(_ probability: Double) -> Double {
        guard probability >= 0 && probability <= 1 else { return .nan }
        return probability <= 0.5
            ? position(probability, aboveLower: true) : position(1 - probability, aboveLower: false)
    }

    public func toUnconstrained(_ value: Double) -> Double {
        guard contains(value) else { return .nan }
        return unconstrained(lower: cumulative(value), upper: survival(value), of: value)
    }

    public func fromUnconstrained(_ z: Double) -> Double {
        // Only the smaller tail, as each costs an error function.
        position(StandardNormal.cumulative(-abs(z)), aboveLower: z <= 0)
    }

    func fromUnconstrained(_ z: Double, tail: Double) -> Double {
        position(tail, aboveLower: z <= 0)
    }

    /// Multiplies inward from the nearer end by a probability up to ½, so that rounding cannot pass
    /// that end. With bounds a few representable steps apart, half of the range may still round
    /// onto the other end.
    private func position(_ probability: Double, aboveLower: Bool) -> Double {
        // The comparisons of min and max would hide a NaN.
        if probability.isNaN { return .nan }
        return aboveLower
            ? Swift.min(upper, lower * Double.exp(logWidth * probability))
            : Swift.max(lower, upper * Double.exp(-logWidth * probability))
    }
}
