import RealModule

/// The normal distribution; its bijection z = (θ − mean) / standardDeviation is affine.
public struct Normal: MarginalDistribution {
    public let mean: Double
    public let standardDeviation: Double

    /// Takes a finite mean and a finite standard deviation above zero.
    public init(mean: Double, standardDeviation: Double) throws(PriorError) {
        guard mean.isFinite else {
            throw .notFinite(distribution: "normal", argument: "mean", value: mean)
        }
        guard standardDeviation.isFinite else {
            throw .notFinite(
                distribution: "normal", argument: "standard deviation", value: standardDeviation)
        }
        guard standardDeviation > 0 else {
            throw .standardDeviationNotPositive(distribution: "normal", value: standardDeviation)
        }
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    public var support: ClosedRange<Double> { -.infinity ... .infinity }

    public var description: String { "normal(\(mean), \(standardDeviation))" }

    public func logDensity(_ value: Double) -> Double {
        StandardNormal.logDensity(standardised(value)) - Double.log(standardDeviation)
    }

    public func cumulative(_ value: Double) -> Double {
        StandardNormal.cumulative(standardised(value))
    }

    public func survival(_ value: Double) -> Double {
        StandardNormal.survival(standardised(value))
    }

    public func quantile(_ probability: Double) -> Double {
        mean + standardDeviation * StandardNormal.quantile(probability)
    }

    public func toUnconstrained(_ value: Double) -> Double {
        value.isFinite ? standardised(value) : .nan
    }

    public func fromUnconstrained(_ z: Double) -> Double {
        mean + standardDeviation * z
    }

    public func logDerivative(at value: Double, unconstrained z: Double) -> Double {
        -Double.log(standardDeviation)
    }

    private func standardised(_ value: Double) -> Double {
        (value - mean) / standardDeviation
    }
}
