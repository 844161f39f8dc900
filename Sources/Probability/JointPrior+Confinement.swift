public import LinearAlgebra

/// Priors given that their parameters lie in ranges.
extension JointPrior {
    /// The distributions of the independent coordinates of this prior, one for each parameter: the
    /// parameter itself, or a standardised coordinate of a multivariate normal.
    public var axes: [Marginal] { factors.flatMap(\.axes) }

    /// The independent coordinates of parameters `[n × dimension]`: the parameters themselves, but
    /// L⁻¹(θ − mean) in place of those of a multivariate normal.
    public func axisCoordinates(_ parameters: Matrix<Double>) -> Matrix<Double> {
        checkShape(parameters)
        var result = parameters
        forEachFactor { factor, first in
            switch factor {
            case .marginal: break
            case .multivariateNormal(let normal):
                normal.replaceColumns(from: first, of: &result, inverse: false)
            case .confinedMultivariateNormal(let confined):
                confined.normal.replaceColumns(from: first, of: &result, inverse: false)
            }
        }
        return result
    }

    /// This prior, given that every independent coordinate lies in its range.
    ///
    /// It is a prior like any other, whose density is normalised and whose ends are exact in its own
    /// unconstrained coordinates.
    /// - Parameter ranges: of the coordinates that `axes` describes, in the order of the names; what
    ///   lies beyond the support is cut off.
    /// - Throws: where a range holds nothing of a parameter's support.
    public func confined(to ranges: [ClosedRange<Double>]) throws(PriorError) -> JointPrior {
        precondition(
            ranges.count == dimension, "\(ranges.count) ranges, expected \(dimension) for \(names)")
        var confined: [Factor] = []
        var column = 0
        for factor in factors {
            let own = Array(ranges[column..<column + factor.names.count])
            switch factor {
            case .marginal(let name, let marginal):
                confined.append(.marginal(name, try marginal.confined(to: own[0])))
            case .multivariateNormal(let normal):
                confined.append(
                    .confinedMultivariateNormal(
                        try ConfinedMultivariateNormal(normal, ranges: own)))
            case .confinedMultivariateNormal(let before):
                var both: [ClosedRange<Double>] = []
                for (range, axis) in zip(own, before.axes) {
                    both.append(try axis.confined(to: range).support)
                }
                confined.append(
                    .confinedMultivariateNormal(
                        try ConfinedMultivariateNormal(before.normal, ranges: both)))
            }
            column += factor.names.count
        }
        return try JointPrior(confined)
    }
}

extension Marginal {
    /// This distribution, given that the value lies in a range.
    /// - Throws: where the range holds nothing of the support.
    public func confined(to range: ClosedRange<Double>) throws(PriorError) -> Marginal {
        let lower = max(range.lowerBound, support.lowerBound)
        let upper = min(range.upperBound, support.upperBound)
        // Nothing is cut off, which a truncated distribution would not take.
        if lower == support.lowerBound && upper == support.upperBound { return self }
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
        case .logNormal(let normal):
            return .truncatedLogNormal(
                try TruncatedLogNormal(
                    logMean: normal.logMean, logStandardDeviation: normal.logStandardDeviation,
                    lower: lower, upper: upper))
        case .truncatedLogNormal(let normal):
            return .truncatedLogNormal(
                try TruncatedLogNormal(
                    logMean: normal.logMean, logStandardDeviation: normal.logStandardDeviation,
                    lower: lower, upper: upper))
        }
    }
}
