/// Multiplication by a factor that can move inside.
extension ValueGraph {
    /// factor·x, with the factor moved inside to constants and other slow factors of the terms of
    /// x; nil where more than one term has none.
    ///
    /// So dt·(alpha + beta) with alpha = 0.32·f and beta = 0.28·g is (0.32·dt)·f + (0.28·dt)·g,
    /// without a product for dt. Worth it where x itself is not needed.
    /// - Parameter factor: a value that is computed less often than once per step and instance.
    mutating func scaling(_ x: ValueID, by factor: ValueID) -> ValueID? {
        var limits = ScalingLimits(visits: 256, products: 1)
        return scaling(x, by: factor, &limits)
    }

    private mutating func scaling(
        _ x: ValueID, by factor: ValueID, _ limits: inout ScalingLimits
    ) -> ValueID? {
        if variability(x).joined(with: variability(factor)) < .perStepAndInstance {
            return binary(.multiply, factor, x)
        }
        limits.visits -= 1
        guard limits.visits > 0 else { return nil }
        switch self[x] {
        case .unary(.negate, let inner):
            guard let scaled = scaling(inner, by: factor, &limits) else { return nil }
            return unary(.negate, scaled)
        case .binary(.add, let a, let b):
            guard let first = scaling(a, by: factor, &limits),
                let second = scaling(b, by: factor, &limits)
            else { return nil }
            return binary(.add, first, second)
        case .binary(.subtract, let a, let b):
            guard let first = scaling(a, by: factor, &limits),
                let second = scaling(b, by: factor, &limits)
            else { return nil }
            return binary(.subtract, first, second)
        case .select(let mask, let a, let b):
            guard let first = scaling(a, by: factor, &limits),
                let second = scaling(b, by: factor, &limits)
            else { return nil }
            return select(mask, first, second)
        default:
            if let scaled = scalingFactor(of: x, by: factor, &limits.visits) { return scaled }
            guard limits.products > 0 else { return nil }
            limits.products -= 1
            return binary(.multiply, factor, x)
        }
    }

    /// factor·x of a product or quotient with a slow factor; nil elsewhere.
    ///
    /// The deepest slow factor takes it, so that E·G and G, with G = g·m·m·m, still share G.
    private mutating func scalingFactor(
        of x: ValueID, by factor: ValueID, _ visits: inout Int
    ) -> ValueID? {
        if variability(x).joined(with: variability(factor)) < .perStepAndInstance {
            return binary(.multiply, factor, x)
        }
        visits -= 1
        guard visits > 0 else { return nil }
        switch self[x] {
        case .unary(.negate, let inner):
            guard let scaled = scalingFactor(of: inner, by: factor, &visits) else { return nil }
            return unary(.negate, scaled)
        case .binary(.multiply, let a, let b):
            let isFirst = depthOfProduct(a) >= depthOfProduct(b)
            let (inner, other) = isFirst ? (a, b) : (b, a)
            if let scaled = scalingFactor(of: inner, by: factor, &visits) {
                return binary(.multiply, scaled, other)
            }
            guard let scaled = scalingFactor(of: other, by: factor, &visits) else { return nil }
            return binary(.multiply, inner, scaled)
        case .binary(.divide, let a, let b):
            guard let scaled = scalingFactor(of: a, by: factor, &visits) else { return nil }
            return binary(.divide, scaled, b)
        default:
            return nil
        }
    }

    /// Which operand of a product is searched first: products, then quotients, then slow values.
    private func depthOfProduct(_ x: ValueID) -> Int {
        switch self[x] {
        case _ where variability(x) < .perStepAndInstance: 0
        case .binary(.multiply, _, _), .unary(.negate, _): 2
        default: 1
        }
    }
}

/// How far a factor may be moved inside.
private struct ScalingLimits {
    /// Values to look at; products of products have exponentially many factors.
    var visits: Int
    /// Terms without a slow factor that may get a product of their own.
    var products: Int
}
