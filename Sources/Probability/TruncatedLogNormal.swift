import RealModule

/// The log-normal distribution conditioned on lying in [lower, upper], 0 ≤ lower; one of the bounds
/// may be none at all (0 or ∞).
///
/// Priorities: relative accuracy of both tail probabilities beside either bound. The logarithm is a
/// `TruncatedNormal`, which is asked by distances from its ends, log(θ/lower) and log(upper/θ), as
/// the difference of two logarithms has no digits left beside an end.
public struct TruncatedLogNormal: MarginalDistribution {
    /// The mean of log θ before truncation.
    public let logMean: Double
    /// The standard deviation of log θ before truncation.
    public let logStandardDeviation: Double
    public let lower: Double
    public let upper: Double

    /// The distribution of log θ.
    private let logarithm: TruncatedNormal

    /// Takes mean and deviation of log θ before truncation, and the bounds of θ.
    public init(logMean: Double, logStandardDeviation: Double, lower: Double, upper: Double)
        throws(PriorError)
    {
        let name = "truncatedlognormal"
        try TruncatedNormal.check(
            name, mean: ("mean of log", logMean),
            standardDeviation: ("standard deviation of log", logStandardDeviation), lower: lower,
            upper: upper)
        guard lower >= 0 else { throw .lowerBoundNegative(distribution: name, lower: lower) }
        guard lower > 0 || upper.isFinite else {
            throw .noBound(distribution: name, lower: lower, upper: upper, unbounded: "lognormal")
        }
        do {
            logarithm = try TruncatedNormal(
                mean: logMean, standardDeviation: logStandardDeviation, lower: .log(lower),
                upper: .log(upper), distance: Self.distance(lower, upper))
        } catch {
            // The bounds are in order, but their logarithms may be equal, or too far out.
            throw .noMassBetweenBounds(
                distribution: name, mean: logMean, standardDeviation: logStandardDeviation,
                lower: lower, upper: upper)
        }
        self.logMean = logMean
        self.logStandardDeviation = logStandardDeviation
        self.lower = lower
        self.upper = upper
    }

    public var support: ClosedRange<Double> { lower...upper }

    public var description: String {
        "truncatedlognormal(\(logMean), \(logStandardDeviation), \(lower), \(upper))"
    }

    public func contains(_ value: Double) -> Bool {
        value > 0 && value.isFinite && support.contains(value)
    }

    public func logDensity(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        guard contains(value) else { return -.infinity }
        return logarithm.logDensity(place(of: value)) - Double.log(value)
    }

    public func cumulative(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        if value <= lower { return 0 }
        return value >= upper ? 1 : Swift.min(1, logarithm.tails(at: place(of: value)).lower)
    }

    public func survival(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        if value <= lower { return 1 }
        return value >= upper ? 0 : Swift.min(1, logarithm.tails(at: place(of: value)).upper)
    }

    public func quantile(_ probability: Double) -> Double {
        guard probability >= 0 && probability <= 1 else { return .nan }
        return position(lower: probability, upper: 1 - probability)
    }

    public func toUnconstrained(_ value: Double) -> Double {
        guard contains(value) else { return .nan }
        let (below, above) = logarithm.tails(at: place(of: value))
        return unconstrained(lower: below, upper: above, of: value)
    }

    public func fromUnconstrained(_ z: Double) -> Double {
        let value = position(
            lower: StandardNormal.cumulative(z), upper: StandardNormal.survival(z))
        if value.isNaN { return .nan }
        // Held inside the positive finite numbers where a bound is none, as for the whole one.
        return Swift.min(
            Swift.max(value, Double.leastNonzeroMagnitude), Double.greatestFiniteMagnitude)
    }

    /// log θ by its distances from both ends.
    private func place(of value: Double) -> TruncatedNormal.Place {
        logarithm.place(
            fromLower: Self.distance(lower, value), fromUpper: Self.distance(value, upper),
            value: Double.log(value))
    }

    /// log(larger / smaller), infinite from 0 and to ∞.
    private static func distance(_ smaller: Double, _ larger: Double) -> Double {
        // The quotient may overflow where the logarithm does not.
        (larger / smaller).isFinite
            ? LogUniform.logRatio(larger, smaller) : Double.log(larger) - Double.log(smaller)
    }

    /// The value with these probabilities below and above it, which add up to 1.
    private func position(lower below: Double, upper above: Double) -> Double {
        if below.isNaN { return .nan }
        let distances = logarithm.distances(lower: below, upper: above)
        let value: Double
        if distances.fromLower > distances.fromUpper {
            value = upper * Double.exp(-distances.fromUpper)
        } else if distances.fromLower < 700 {
            value = lower * Double.exp(distances.fromLower)
        } else {
            // The factor alone would overflow.
            value = Double.exp(Double.log(lower) + distances.fromLower)
        }
        return Swift.min(Swift.max(value, lower), upper)
    }
}
