import Probability
import RealModule

/// One parameter as hyperopt models it: in its own units, or in their logarithm.
struct HyperoptScale {
    /// Whether the mixture is over the logarithm.
    let isLogarithmic: Bool
    /// Mean and deviation of the prior's component.
    let priorMean: Double
    let priorDeviation: Double
    /// Where draws must lie, in the scale of the mixture.
    let lower: Double
    let upper: Double
    /// The distance of values, for quantised parameters.
    let step: Double?

    /// Describes a column; nil for choices.
    init?(_ column: SearchColumn) {
        guard let marginal = column.marginal else { return nil }
        step = column.grid?.step
        switch marginal {
        case .uniform, .truncatedNormal:
            isLogarithmic = false
            (lower, upper) = (marginal.support.lowerBound, marginal.support.upperBound)
        case .logUniform(let own):
            isLogarithmic = true
            (lower, upper) = (Double.log(own.lower), Double.log(own.upper))
        case .truncatedLogNormal(let own):
            isLogarithmic = true
            (lower, upper) = (Double.log(own.lower), Double.log(own.upper))
        case .normal, .logNormal:
            if case .logNormal = marginal { isLogarithmic = true } else { isLogarithmic = false }
            (lower, upper) = (-.infinity, .infinity)
        }
        switch marginal {
        case .normal(let own): (priorMean, priorDeviation) = (own.mean, own.standardDeviation)
        case .logNormal(let own):
            (priorMean, priorDeviation) = (own.logMean, own.logStandardDeviation)
        case .truncatedNormal(let own) where !(upper - lower).isFinite:
            (priorMean, priorDeviation) = (own.mean, own.standardDeviation)
        case .truncatedLogNormal(let own) where !(upper - lower).isFinite:
            (priorMean, priorDeviation) = (own.logMean, own.logStandardDeviation)
        default: (priorMean, priorDeviation) = (0.5 * (lower + upper), upper - lower)
        }
    }

    /// An observation in the scale of the mixture; quantised logarithms are floored, because 0
    /// has none.
    func observation(_ value: Double) -> Double {
        guard isLogarithmic else { return value }
        return Double.log(
            step == nil ? value : Swift.max(value, Swift.max(1e-12, Double.exp(lower))))
    }

    /// log of the mixture's density at a value, or of its mass in the value's cell.
    func logDensity(_ mixture: AdaptiveParzen, at value: Double, accepted: Double) -> Double {
        guard let step else {
            return mixture.logDensity(isLogarithmic ? Double.log(value) : value)
                - Double.log(accepted)
        }
        let (top, bottom) = (value + 0.5 * step, value - 0.5 * step)
        let mass: Double
        if isLogarithmic {
            let highest = Swift.min(top, Double.exp(upper))
            let lowest = Swift.max(0, Swift.max(bottom, Double.exp(lower)))
            mass = mixture.mass(lowest > 0 ? Double.log(lowest) : -.infinity, Double.log(highest))
        } else {
            mass = mixture.mass(Swift.max(bottom, lower), Swift.min(top, upper))
        }
        return Double.log(Swift.max(mass, 0)) - Double.log(accepted)
    }
}
