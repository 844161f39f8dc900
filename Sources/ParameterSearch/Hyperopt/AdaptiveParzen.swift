import Probability
import RandomStreams
import RealModule

/// hyperopt's mixture of normals over one parameter: a component at every observation and one for
/// the prior, as wide as the larger gap to its neighbours.
///
/// Bergstra et al. 2011 ("Algorithms for hyper-parameter optimization", section 4.2), in the form
/// that hyperopt 0.3 computes.
struct AdaptiveParzen: Sendable {
    let weights: [Double]
    let means: [Double]
    let deviations: [Double]

    /// Fits observations, given in the order of the trials.
    init(
        _ observations: [Double], priorMean: Double, priorDeviation: Double,
        settings: HyperoptSettings
    ) {
        let order = observations.indices.sorted { (observations[$0], $0) < (observations[$1], $1) }
        let sorted = order.map { observations[$0] }
        let prior = sorted.firstPosition { $0 >= priorMean }
        var means = sorted
        means.insert(priorMean, at: prior)
        var deviations = Self.gaps(means)
        if observations.count == 1 { deviations = [0.5 * priorDeviation, 0.5 * priorDeviation] }

        // The 1 of 1 + n counts beside the prior's own component.
        let least = priorDeviation / Swift.min(100, 1 + Double(means.count))
        deviations = deviations.map { Swift.min(Swift.max($0, least), priorDeviation) }
        deviations[prior] = priorDeviation

        let byAge = Self.forgettingWeights(observations.count, settings.linearForgetting)
        var weights = order.map { byAge[$0] }
        weights.insert(settings.priorWeight, at: prior)
        let total = weights.reduce(0, +)
        self.weights = weights.map { $0 / total }
        self.means = means
        self.deviations = deviations
    }

    /// The larger of the two gaps of every point, the single one at the ends.
    private static func gaps(_ points: [Double]) -> [Double] {
        points.indices.map { index in
            let below = index > 0 ? points[index] - points[index - 1] : 0
            let above = index + 1 < points.count ? points[index + 1] - points[index] : 0
            return Swift.max(below, above)
        }
    }

    /// Weights in the order of the trials: the newest ones 1, those before rising from 1/n to 1.
    static func forgettingWeights(_ count: Int, _ whole: Int) -> [Double] {
        let old = count - whole
        guard old > 0 else { return [Double](repeating: 1, count: count) }
        let least = 1 / Double(count)
        return (0..<count).map { index in
            guard index < old else { return 1 }
            return old == 1 ? least : least + (1 - least) * Double(index) / Double(old - 1)
        }
    }

    /// The probability between two bounds.
    func mass(_ lower: Double, _ upper: Double) -> Double {
        weights.indices.reduce(0) { sum, component in
            let (mean, deviation) = (means[component], deviations[component])
            return sum + weights[component]
                * (StandardNormal.cumulative((upper - mean) / deviation)
                    - StandardNormal.cumulative((lower - mean) / deviation))
        }
    }

    /// The log density, without the normaliser of the bounds.
    func logDensity(_ x: Double) -> Double {
        let terms = weights.indices.map { component in
            let z = (x - means[component]) / deviations[component]
            return Double.log(weights[component]) - Double.log(deviations[component])
                + StandardNormal.logDensity(z)
        }
        let largest = terms.max() ?? -.infinity
        guard largest > -.infinity else { return largest }
        return largest + Double.log(terms.reduce(0) { $0 + Double.exp($1 - largest) })
    }

    /// A draw inside lower ≤ x < upper: component and normal are drawn again until it is.
    func sample(_ numbers: inout NumberSource, lower: Double, upper: Double) -> Double {
        while true {
            var position = numbers.uniform()
            let component = weights.firstIndex { weight in
                position -= weight
                return position < 0
            }
            let index = component ?? weights.count - 1
            let x = means[index] + deviations[index] * numbers.normal()
            if x >= lower && x < upper { return x }
        }
    }
}

/// Random numbers one after the other at one address.
struct NumberSource {
    private let stream: RandomStream
    private let index: UInt64
    private let slot: UInt32
    private var step: UInt32 = 64

    init(_ stream: RandomStream, index: Int, slot: Int) {
        self.stream = stream
        self.index = UInt64(index)
        self.slot = UInt32(slot)
    }

    mutating func uniform() -> Double {
        step += 1
        return stream.uniform(index: index, step: step, slot: slot)
    }

    mutating func normal() -> Double {
        step += 1
        return stream.normal(index: index, step: step, slot: slot)
    }
}
