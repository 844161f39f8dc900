import RealModule

/// The normal distribution conditioned on lying in [lower, upper]; one bound may be infinite.
///
/// Priorities: relative accuracy of both tail probabilities, wherever the bounds lie. A bound 50
/// deviations from the mean leaves Φ no digits at all, so probabilities are integrals of the
/// density relative to its largest value in the interval. The interval is looked at from its end
/// nearer to the mean (`near`), in deviations from the mean, mirrored if that is the upper end.
public struct TruncatedNormal: MarginalDistribution {
    /// The mean before truncation.
    public let mean: Double
    /// The standard deviation before truncation.
    public let standardDeviation: Double
    public let lower: Double
    public let upper: Double

    /// Whether the upper bound is the near end.
    private let isMirrored: Bool
    /// The near and the far end in deviations; near is finite, far ≥ |near|.
    private let near: Double
    private let far: Double
    /// far − near.
    private let width: Double
    /// Where the density in the interval is largest: max(near, 0).
    private let anchor: Double
    /// ∫ exp(−(t² − anchor²)/2) dt over the interval.
    private let total: Double

    /// Takes mean and deviation of the normal before truncation, and the bounds.
    public init(mean: Double, standardDeviation: Double, lower: Double, upper: Double)
        throws(PriorError)
    {
        try self.init(
            mean: mean, standardDeviation: standardDeviation, lower: lower, upper: upper,
            distance: upper - lower)
    }

    /// Takes bounds of which the distance is known better than they are themselves.
    init(mean: Double, standardDeviation: Double, lower: Double, upper: Double, distance: Double)
        throws(PriorError)
    {
        let name = "truncatednormal"
        try Self.check(
            name, mean: ("mean", mean),
            standardDeviation: ("standard deviation", standardDeviation),
            lower: lower, upper: upper)
        guard lower.isFinite || upper.isFinite else {
            throw .noBound(distribution: name, lower: lower, upper: upper, unbounded: "normal")
        }
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.lower = lower
        self.upper = upper

        let (alpha, beta) = (
            (lower - mean) / standardDeviation, (upper - mean) / standardDeviation
        )
        isMirrored = alpha + beta < 0
        near = isMirrored ? -beta : alpha
        far = isMirrored ? -alpha : beta
        width = distance / standardDeviation
        anchor = Swift.max(near, 0)
        guard width.isFinite || !lower.isFinite || !upper.isFinite else {
            throw .boundsTooWide(distribution: name, lower: lower, upper: upper)
        }
        total = Self.mass(
            from: near, to: far, width: width, offset: near - anchor, anchor: anchor)
        guard near.isFinite && total > 0 else {
            throw .noMassBetweenBounds(
                distribution: name, mean: mean, standardDeviation: standardDeviation, lower: lower,
                upper: upper)
        }
    }

    public var support: ClosedRange<Double> { lower...upper }

    public var description: String {
        "truncatednormal(\(mean), \(standardDeviation), \(lower), \(upper))"
    }

    public func logDensity(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        guard contains(value) else { return -.infinity }
        return logDensity(place(of: value))
    }

    public func cumulative(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        if value <= lower { return 0 }
        return value >= upper ? 1 : Swift.min(1, tails(at: place(of: value)).lower)
    }

    public func survival(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        if value <= lower { return 1 }
        return value >= upper ? 0 : Swift.min(1, tails(at: place(of: value)).upper)
    }

    public func quantile(_ probability: Double) -> Double {
        guard probability >= 0 && probability <= 1 else { return .nan }
        return position(lower: probability, upper: 1 - probability)
    }

    public func toUnconstrained(_ value: Double) -> Double {
        guard contains(value) else { return .nan }
        let (below, above) = tails(at: place(of: value))
        return unconstrained(lower: below, upper: above, of: value)
    }

    public func fromUnconstrained(_ z: Double) -> Double {
        position(lower: StandardNormal.cumulative(z), upper: StandardNormal.survival(z))
    }
}

extension TruncatedNormal {
    /// A point of the interval in deviations: from the near end, from the far end, from the mean.
    struct Place {
        var fromNear: Double
        var fromFar: Double
        var x: Double
    }

    private func place(of value: Double) -> Place {
        place(fromLower: value - lower, fromUpper: upper - value, value: value)
    }

    /// A value of which the distances from both ends are known better than it is itself.
    func place(fromLower: Double, fromUpper: Double, value: Double) -> Place {
        let (below, above) = (fromLower / standardDeviation, fromUpper / standardDeviation)
        let x = (value - mean) / standardDeviation
        return isMirrored
            ? Place(fromNear: above, fromFar: below, x: -x)
            : Place(fromNear: below, fromFar: above, x: x)
    }

    /// x − anchor without cancellation when the whole interval lies in a tail.
    private func offset(_ place: Place) -> Double {
        near >= 0 ? place.fromNear : place.x
    }

    func logDensity(_ place: Place) -> Double {
        logHeight(at: place) - Double.log(total) - Double.log(standardDeviation)
    }

    /// log of the density relative to that at the anchor.
    private func logHeight(at place: Place) -> Double {
        -0.5 * offset(place) * (place.x + anchor)
    }

    private func nearMass(_ place: Place) -> Double {
        Self.mass(
            from: near, to: place.x, width: place.fromNear, offset: near - anchor, anchor: anchor)
    }

    private func farMass(_ place: Place) -> Double {
        Self.mass(
            from: place.x, to: far, width: place.fromFar, offset: offset(place), anchor: anchor)
    }

    /// The probabilities below and above a place.
    func tails(at place: Place) -> (lower: Double, upper: Double) {
        let (nearPart, farPart) = (nearMass(place) / total, farMass(place) / total)
        return isMirrored ? (farPart, nearPart) : (nearPart, farPart)
    }

    /// ∫ exp(−(t² − anchor²)/2) dt from x to y = x + width; `offset` is x − anchor.
    ///
    /// Every branch adds positive terms or subtracts at most half, so nothing cancels.
    private static func mass(
        from x: Double, to y: Double, width: Double, offset: Double, anchor: Double
    ) -> Double {
        if x >= 0 {
            return Double.exp(-0.5 * offset * (x + anchor))
                * StandardNormal.massBeside(x, width: width)
        }
        if y <= 0 {
            return Double.exp(-0.5 * y * y) * StandardNormal.massBeside(-y, width: width)
        }
        let half = 0.5.squareRoot()
        return (0.5 * Double.pi).squareRoot() * (Double.erf(y * half) + Double.erf(-x * half))
    }
}

extension TruncatedNormal {
    /// The value with these probabilities below and above it, which add up to 1.
    private func position(lower below: Double, upper above: Double) -> Double {
        if below.isNaN { return .nan }
        // The step is taken from the closer end, so only rounding can leave the interval.
        let (fromLower, fromUpper) = distances(lower: below, upper: above)
        let value = fromLower <= fromUpper ? lower + fromLower : upper - fromUpper
        return Swift.min(Swift.max(value, lower), upper)
    }

    /// How far from both ends the value lies that has these probabilities below and above it.
    func distances(
        lower below: Double, upper above: Double
    ) -> (fromLower: Double, fromUpper: Double) {
        let (nearPart, farPart) = isMirrored ? (above, below) : (below, above)
        let place =
            nearPart <= farPart
            ? solve(nearPart * total, isNear: true) : solve(farPart * total, isNear: false)
        let (near, far) = (
            standardDeviation * place.fromNear, standardDeviation * place.fromFar
        )
        return isMirrored ? (far, near) : (near, far)
    }

    /// The place that has this mass between itself and the near (or far) end.
    ///
    /// Newton's method on the logarithm of the mass, which is concave, in the distance from the
    /// closer end; the start is close enough for two to five steps.
    private func solve(_ target: Double, isNear: Bool) -> Place {
        guard target > 0 else {
            return isNear
                ? Place(fromNear: 0, fromFar: width, x: near)
                : Place(fromNear: width, fromFar: 0, x: far)
        }
        var place = start(target, isNear: isNear)
        for _ in 0..<20 {
            let mass = isNear ? nearMass(place) : farMass(place)
            let step =
                mass * Double.exp(-logHeight(at: place)) * Double.log(target / mass)
                * (isNear ? 1 : -1)
            guard step.isFinite && step != 0 else { break }
            // A step may go at most half of the way to an end.
            let bounded = Swift.min(
                Swift.max(step, -0.5 * place.fromNear), 0.5 * place.fromFar)
            place = moved(place, by: bounded)
            let closer = Swift.min(place.fromNear, place.fromFar)
            if abs(bounded) <= 4 * closer.ulp { break }
        }
        return place
    }

    private func moved(_ place: Place, by step: Double) -> Place {
        place.fromNear <= place.fromFar
            ? atDistance(fromNear: place.fromNear + step)
            : atDistance(fromFar: place.fromFar - step)
    }

    private func atDistance(fromNear distance: Double) -> Place {
        Place(fromNear: distance, fromFar: width - distance, x: near + distance)
    }

    private func atDistance(fromFar distance: Double) -> Place {
        Place(fromNear: width - distance, fromFar: distance, x: far - distance)
    }

    /// A first guess: linear beside an end, otherwise from Φ⁻¹ where the mean lies inside, or
    /// from φ(x)/φ(near) as a stand-in for the tail where it lies outside.
    private func start(_ target: Double, isNear: Bool) -> Place {
        let end = isNear ? near : far
        let heightAtEnd = Double.exp(-0.5 * (end - anchor) * (end + anchor))
        let linear = target / heightAtEnd
        if linear * (abs(end) + 1) < 0.1 && linear < 0.5 * width {
            return isNear ? atDistance(fromNear: linear) : atDistance(fromFar: linear)
        }
        let fromNear: Double
        if near < 0 {
            let probability = target / (2 * Double.pi).squareRoot()
            let x =
                isNear
                ? StandardNormal.quantile(StandardNormal.cumulative(near) + probability)
                : -StandardNormal.quantile(StandardNormal.survival(far) + probability)
            fromNear = x - near
        } else {
            let remaining = Double.exp(-0.5 * width * (far + near))
            let part = target / total
            let y =
                isNear
                ? -Double.log(onePlus: -part * (1 - remaining))
                : -Double.log(remaining + part * (1 - remaining))
            fromNear = 2 * y / (near + (near * near + 2 * y).squareRoot())
        }
        guard fromNear > 0 else { return atDistance(fromNear: 0.5 * Swift.min(linear, width)) }
        guard width.isFinite else { return atDistance(fromNear: fromNear) }
        return fromNear < 0.5 * width
            ? atDistance(fromNear: fromNear)
            : atDistance(fromFar: Swift.max(width - fromNear, 1e-3 * width * Double.ulpOfOne))
    }
}

extension TruncatedNormal {
    /// Throws the first of the arguments that no truncated distribution can have.
    ///
    /// - Parameters:
    ///   - name: of the distribution.
    ///   - mean: what it is called there, and its value; the deviation likewise.
    static func check(
        _ name: String, mean: (argument: String, value: Double),
        standardDeviation: (argument: String, value: Double), lower: Double, upper: Double
    ) throws(PriorError) {
        for (argument, value) in [mean, standardDeviation] where !value.isFinite {
            throw .notFinite(distribution: name, argument: argument, value: value)
        }
        guard standardDeviation.value > 0 else {
            throw .standardDeviationNotPositive(distribution: name, value: standardDeviation.value)
        }
        for (argument, bound) in [("lower bound", lower), ("upper bound", upper)] where bound.isNaN
        {
            throw .notFinite(distribution: name, argument: argument, value: bound)
        }
        guard lower < upper else {
            throw .boundsOutOfOrder(distribution: name, lower: lower, upper: upper)
        }
    }
}
