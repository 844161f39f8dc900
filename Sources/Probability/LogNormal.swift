import RealModule

/// The distribution of θ > 0 whose logarithm is normal; z = (log θ − logMean) / logDeviation.
public struct LogNormal: MarginalDistribution {
    /// The mean of log θ; exp of it is the median of θ.
    public let logMean: Double
    /// The standard deviation of log θ.
    public let logStandardDeviation: Double

    /// Takes the mean and the standard deviation of log θ, finite, the latter above zero.
    public init(logMean: Double, logStandardDeviation: Double) throws(PriorError) {
        guard logMean.isFinite else {
            throw .notFinite(distribution: "lognormal", argument: "mean of log", value: logMean)
        }
        guard logStandardDeviation.isFinite else {
            throw .notFinite(
                distribution: "lognormal", argument: "standard deviation of log",
                value: logStandardDeviation)
        }
        guard logStandardDeviation > 0 else {
            throw .standardDeviationNotPositive(
                distribution: "lognormal", value: logStandardDeviation)
        }
        self.logMean = logMean
        self.logStandardDeviation = logStandardDeviation
    }

    public var support: ClosedRange<Double> { 0 ... .infinity }

    public var description: String { "lognormal(\(logMean), \(logStandardDeviation))" }

    public func contains(_ value: Double) -> Bool { value > 0 && value.isFinite }

    public func logDensity(_ value: Double) -> Double {
        if value.isNaN { return .nan }
        guard contains(value) else { return -.infinity }
        let z = standardised(value)
        return StandardNormal.logDensity(z) + logDerivative(at: value, unconstrained: z)
    }

    public func cumulative(_ value: Double) -> Double {
        value <= 0 ? 0 : StandardNormal.cumulative(standardised(value))
    }

    public func survival(_ value: Double) -> Double {
        value <= 0 ? 1 : StandardNormal.survival(standardised(value))
    }

    public func quantile(_ probability: Double) -> Double {
        Double.exp(logMean + logStandardDeviation * StandardNormal.quantile(probability))
    }

    public func toUnconstrained(_ value: Double) -> Double {
        contains(value) ? standardised(value) : .nan
    }

    /// Held inside the positive finite numbers, which matters only beyond exp(±709).
    public func fromUnconstrained(_ z: Double) -> Double {
        let value = Double.exp(logMean + logStandardDeviation * z)
        if value.isNaN { return .nan }
        return Swift.min(
            Swift.max(value, Double.leastNonzeroMagnitude), Double.greatestFiniteMagnitude)
    }

    public func logDerivative(at value: Double, unconstrained z: Double) -> Double {
        -Double.log(value) - Double.log(logStandardDeviation)
    }

    private func standardised(_ value: Double) -> Double {
        (Double.log(value) - logMean) / logStandardDeviation
    }
}
