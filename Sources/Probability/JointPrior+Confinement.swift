/// Priors given that their parameters lie in ranges.
extension JointPrior {
    /// This prior, given that every parameter lies in its range.
    ///
    /// It is a prior like any other, whose ends are exact in its own unconstrained coordinates.
    /// Log-normal and multivariate normal parameters stay as they are, because their confined forms
    /// are none of the distributions here.
    /// - Parameter ranges: in the order of the names; what lies beyond the support is cut off.
    /// - Throws: where a range holds nothing of a parameter's support.
    public func confined(to ranges: [ClosedRange<Double>]) throws(PriorError) -> JointPrior {
        precondition(
            ranges.count == dimension, "\(ranges.count) ranges, expected \(dimension) for \(names)")
        var confined: [Factor] = []
        var column = 0
        for factor in factors {
            switch factor {
            case .marginal(let name, let marginal):
                confined.append(.marginal(name, try marginal.confined(to: ranges[column])))
            case .multivariateNormal: confined.append(factor)
            }
            column += factor.names.count
        }
        return try JointPrior(confined)
    }
}

extension Marginal {
    /// This distribution, given that the value lies in a range; a log-normal one stays as it is.
    public func confined(to range: ClosedRange<Double>) throws(PriorError) -> Marginal {
        let lower = max(range.lowerBound, support.lowerBound)
        let upper = min(range.upperBound, support.upperBound)
        switch self {
        case .uniform: return .uniform(try Uniform(lower: lower, upper: upper))
        case .logUniform: return .logUniform(try LogUniform(lower: lower, upper: upper))
        case .normal(let normal):
            return .truncatedNormal(
                try TruncatedNormal(
                    mean: normal.mean, standardDeviation: normal.standardDeviation, lower: lower,
                    upper: upper))
        case .truncatedNormal(let normal):
            return .truncatedNormal(
                try TruncatedNormal(
                    mean: normal.mean, standardDeviation: normal.standardDeviation, lower: lower,
                    upper: upper))
        case .logNormal: return self
        }
    }
}
