import Probability
import RealModule

/// The multiples of a step inside the bounds of a distribution, each with a cell of the unit cube.
///
/// A cell reaches half a step to either side of its multiple, and the distribution is widened by
/// half a step at finite bounds: drawing from the bounds and rounding, as `quniform` of hyperopt
/// does, would give the ends half of their probability and values outside of the bounds.
struct ValueGrid: Equatable, Sendable {
    /// The distance of neighbouring values.
    let step: Double
    /// Whether the values are whole numbers to the user.
    let isInteger: Bool
    /// The multiples at the ends; nil where there is no bound.
    let first: Int?
    let last: Int?
    /// The distribution as it was given, before it is widened.
    let bounded: Marginal
    /// The distribution over the cells.
    private let marginal: Marginal

    /// The largest multiple that stays exact in double precision.
    static let largestMultiple = 4_503_599_627_370_496.0

    /// Lays the grid over a distribution.
    init(_ marginal: Marginal, step: Double, parameter: String) throws(SearchSpaceError) {
        guard step.isFinite && step > 0 else { throw .step(parameter: parameter, step: step) }
        let (lower, upper) = (marginal.support.lowerBound, marginal.support.upperBound)
        // A bound written in decimals may miss its multiple by rounding.
        let slack = 1e-9
        for bound in [lower, upper]
        where bound.isFinite && abs(bound / step) > Self.largestMultiple {
            throw .tooManyMultiples(parameter: parameter, step: step, lower: lower, upper: upper)
        }
        first = lower.isFinite ? Int((lower / step - slack).rounded(.up)) : nil
        last = upper.isFinite ? Int((upper / step + slack).rounded(.down)) : nil
        if let first, let last, first > last {
            throw .noMultiple(parameter: parameter, step: step, lower: lower, upper: upper)
        }
        self.step = step
        isInteger = false
        bounded = marginal
        do {
            self.marginal = try Self.widened(marginal, first: first, last: last, step: step)
        } catch { throw .prior(parameter: parameter, error) }
    }

    /// The whole numbers between two bounds.
    init(_ lower: Int, _ upper: Int, logarithmic: Bool, parameter: String) throws(SearchSpaceError)
    {
        let largest = Int(Self.largestMultiple)
        guard lower < upper, abs(lower) <= largest, abs(upper) <= largest,
            !logarithmic || lower > 0
        else {
            throw .integerBounds(
                parameter: parameter, lower: lower, upper: upper, logarithmic: logarithmic)
        }
        step = 1
        isInteger = true
        first = lower
        last = upper
        do {
            let whole =
                logarithmic
                ? Marginal.logUniform(try LogUniform(lower: Double(lower), upper: Double(upper)))
                : .uniform(try Uniform(lower: Double(lower), upper: Double(upper)))
            bounded = whole
            marginal = try Self.widened(whole, first: lower, last: upper, step: 1)
        } catch { throw .prior(parameter: parameter, error) }
    }

    /// The distribution with half a step more at finite ends; log-normal ones keep their end at 0.
    private static func widened(_ marginal: Marginal, first: Int?, last: Int?, step: Double)
        throws(PriorError) -> Marginal
    {
        let lower = first.map { (Double($0) - 0.5) * step } ?? -.infinity
        let upper = last.map { (Double($0) + 0.5) * step } ?? .infinity
        switch marginal {
        case .uniform: return .uniform(try Uniform(lower: lower, upper: upper))
        case .logUniform:
            // Below half a step the mirror image of the upper edge in the logarithm.
            let value = Double(first ?? 1) * step
            let edge = lower > 0 ? lower : value * value / (value + 0.5 * step)
            return .logUniform(try LogUniform(lower: edge, upper: upper))
        case .truncatedNormal(let normal):
            return .truncatedNormal(
                try TruncatedNormal(
                    mean: normal.mean, standardDeviation: normal.standardDeviation, lower: lower,
                    upper: upper))
        case .truncatedLogNormal(let normal):
            return try Marginal.logNormal(
                LogNormal(
                    logMean: normal.logMean, logStandardDeviation: normal.logStandardDeviation)
            ).confined(to: Swift.max(0, lower)...upper)
        case .normal, .logNormal: return marginal
        }
    }

    /// The multiple whose cell holds a coordinate in [0, 1].
    func multiple(at coordinate: Double) -> Int {
        let position = marginal.quantile(coordinate) / step
        return clamped(
            Int(
                Swift.min(
                    Swift.max(position, -Self.largestMultiple),
                    Self.largestMultiple
                ).rounded()))
    }

    /// The multiple nearest to a value, inside the bounds.
    func nearestMultiple(to value: Double) -> Int {
        let position = Swift.min(
            Swift.max(value / step, -Self.largestMultiple), Self.largestMultiple)
        return clamped(Int(position.rounded()))
    }

    /// The value of a multiple; a step such as 0.1 gives 0.3 and not 0.30000000000000004.
    func value(of multiple: Int) -> Double {
        let inverse = (1 / step).rounded()
        return inverse >= 1 && abs(inverse * step - 1) <= 4 * Double.ulpOfOne
            ? Double(multiple) / inverse : Double(multiple) * step
    }

    /// The coordinates of the cell of a multiple.
    func cell(of multiple: Int) -> ClosedRange<Double> {
        let lower = multiple == first ? 0 : marginal.cumulative((Double(multiple) - 0.5) * step)
        let upper = multiple == last ? 1 : marginal.cumulative((Double(multiple) + 0.5) * step)
        return lower...Swift.max(lower, upper)
    }

    private func clamped(_ multiple: Int) -> Int {
        Swift.min(Swift.max(multiple, first ?? Int.min), last ?? Int.max)
    }
}
