public import LinearAlgebra
import Probability

/// Moments, central credible intervals and highest-density intervals of posterior samples.
///
/// They come from samples because the bijection to a bounded prior leaves no closed form in θ.
public struct PosteriorSummary: Equatable, Sendable {
    /// The parameters' names.
    public let names: [String]
    /// The number of samples.
    public let sampleCount: Int
    public let means: [Double]
    public let medians: [Double]
    public let standardDeviations: [Double]
    /// `[parameters × parameters]`.
    public let covariance: Matrix<Double>
    private let sorted: [[Double]]

    /// Summarises samples `[count × names]`, at least two.
    public init(_ samples: Matrix<Double>, names: [String]) {
        precondition(
            samples.columns == names.count && samples.rows > 1,
            "samples [\(samples.rows) × \(samples.columns)] for \(names.count) names")
        self.names = names
        sampleCount = samples.rows
        let (columns, rows) = (samples.columns, samples.rows)
        // Column by column from the elements: summaries are made for every sweep of many files.
        var centred = samples
        let each = samples.elements.withUnsafeBufferPointer { elements in
            (0..<columns).map { column in
                (0..<rows).map { elements[$0 * columns + column] }
            }
        }
        let means = each.map { $0.reduce(0, +) / Double(rows) }
        centred.elements.withUnsafeMutableBufferPointer { elements in
            for row in 0..<rows {
                for column in 0..<columns { elements[row * columns + column] -= means[column] }
            }
        }
        var covariance = Matrix<Double>(rows: columns, columns: columns)
        covariance.accumulateProduct(
            of: centred, centred, transposingFirst: true, scale: 1 / Double(rows - 1), keeping: 0)
        self.means = means
        self.covariance = covariance
        standardDeviations = covariance.diagonal.map { $0.squareRoot() }
        sorted = each.map { $0.ascending() }
        medians = sorted.map { $0.quantile(0.5) }
    }

    /// The correlations `[parameters × parameters]`; NaN for a parameter that does not vary.
    public var correlation: Matrix<Double> {
        Matrix(rows: names.count, columns: names.count) {
            covariance[$0, $1] / (standardDeviations[$0] * standardDeviations[$1])
        }
    }

    /// The interval of every parameter that holds `mass` with equal tails on both sides.
    public func credibleIntervals(mass: Double) -> [ClosedRange<Double>] {
        precondition(mass > 0 && mass < 1, "credible mass \(mass), expected between 0 and 1")
        return sorted.map { $0.quantile((1 - mass) / 2)...$0.quantile((1 + mass) / 2) }
    }

    /// The shortest interval of every parameter that holds at least `mass` of the samples (Chen and
    /// Shao 1999): where a marginal is skewed it lies nearer to the peak than the one with equal
    /// tails, and reaches the end of a prior at which the marginal is piled up.
    ///
    /// It is one interval also where the marginal has two peaks, and then holds the gap between them;
    /// `NeuralPosterior.highestDensityRegion` is not so confined.
    public func highestDensityIntervals(mass: Double) -> [ClosedRange<Double>] {
        precondition(mass > 0 && mass < 1, "mass \(mass), expected between 0 and 1")
        let held = Swift.min(sampleCount, Int((mass * Double(sampleCount)).rounded(.up)))
        return sorted.map { values in
            var first = 0
            for start in 0...values.count - held
            where values[start + held - 1] - values[start]
                < values[first + held - 1] - values[first]
            {
                first = start
            }
            return values[first]...values[first + held - 1]
        }
    }

    /// The value of every parameter with this probability below it.
    public func quantiles(_ probability: Double) -> [Double] {
        sorted.map { $0.quantile(probability) }
    }
}

extension NeuralPosterior {
    /// Moments and credible intervals of one observation's posterior, from `count` samples.
    public func summary(
        observation: [Double], count: Int = 10_000, seed: UInt64
    ) throws(PosteriorError) -> PosteriorSummary {
        PosteriorSummary(
            try sample(observation: observation, count: count, seed: seed), names: prior.names)
    }
}
