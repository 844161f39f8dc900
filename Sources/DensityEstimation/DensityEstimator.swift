public import LinearAlgebra
public import Probability
public import RandomStreams

/// A trained conditional density of either kind: one member of an ensemble.
public enum DensityEstimator: Sendable, Equatable {
    /// One mixture for all parameters.
    case mixture(MixtureDensityEstimator)
    /// A product of one-dimensional mixtures.
    case autoregressive(AutoregressiveEstimator)

    /// The kind.
    public var head: DensityHead {
        switch self {
        case .mixture: .mixture
        case .autoregressive: .autoregressive
        }
    }

    /// The trained networks: one, or those of every parameter in the order of the product.
    public var networks: [MixtureDensityEstimator] {
        switch self {
        case .mixture(let estimator): [estimator]
        case .autoregressive(let estimator): estimator.factors.flatMap(\.networks)
        }
    }

    /// The number of parameters.
    public var parameterCount: Int {
        switch self {
        case .mixture(let estimator): estimator.parameterCount
        case .autoregressive(let estimator): estimator.parameterCount
        }
    }

    /// The number of statistics that an observation has, with those that are left out.
    public var statisticCount: Int { embedding?.inputCount ?? networks[0].statisticCount }

    /// The statistics that were constant over the simulations and are not used, ascending.
    public var droppedStatistics: [Int] {
        embedding?.droppedSamples ?? networks[0].droppedStatistics
    }

    /// The statistics that were missing in some of the simulations trained on, ascending.
    public var incompleteStatistics: [Int] {
        embedding == nil ? networks[0].incompleteStatistics : []
    }

    /// Mean negative log density of simulations not trained on, in the coordinates of the
    /// parameters as given.
    public var validationLoss: Double {
        switch self {
        case .mixture(let estimator): estimator.validationLoss
        case .autoregressive(let estimator): estimator.validationLoss
        }
    }

    /// The mixture of every row `[observations × statisticCount]`; nil where it is not one.
    public func mixtures(at statistics: Matrix<Double>) -> [GaussianMixture]? {
        guard case .mixture(let estimator) = self else { return nil }
        return estimator.mixtures(at: statistics)
    }

    /// log p(θ | x), for the same number of rows of θ for every row of x.
    ///
    /// - Parameters:
    ///   - parameters: θ `[observations · n × parameterCount]`, the n rows of the first observation
    ///     first.
    ///   - statistics: x `[observations × statisticCount]`.
    public func logDensity(parameters: Matrix<Double>, statistics: Matrix<Double>) -> [Double] {
        logDensity(parameters: parameters, statistics: statistics, precision: .double)
    }

    /// The same with the networks of an autoregressive density run in a given precision.
    package func logDensity(
        parameters: Matrix<Double>, statistics: Matrix<Double>, precision: DensityPrecision
    ) -> [Double] {
        switch self {
        case .autoregressive(let estimator):
            return estimator.logDensity(
                parameters: parameters, statistics: statistics, precision: precision)
        case .mixture(let estimator) where parameters.rows == statistics.rows:
            return estimator.logDensity(parameters: parameters, statistics: statistics)
        case .mixture(let estimator):
            precondition(
                statistics.rows > 0 && parameters.rows.isMultiple(of: statistics.rows),
                "\(parameters.rows) rows of parameters for \(statistics.rows) observations")
            let each = parameters.rows / statistics.rows
            return estimator.mixtures(at: statistics).enumerated().flatMap { row, mixture in
                mixture.logDensity(parameters.selectingRows(row * each..<(row + 1) * each))
            }
        }
    }

    /// Draws from p(θ | x) of every observation, `[samples × parameterCount]`.
    ///
    /// - Parameters:
    ///   - statistics: x `[observations × statisticCount]`.
    ///   - ranges: the numbers of the samples of each observation, from 0; sample i uses the random
    ///     numbers of index i alone.
    ///   - firstStep: the address of the first observation; the others follow.
    public func sample(
        statistics: Matrix<Double>, ranges: [Range<Int>], stream: RandomStream,
        firstStep: UInt32 = 0
    ) -> Matrix<Double> {
        switch self {
        case .autoregressive(let estimator):
            return estimator.sample(
                statistics: statistics, ranges: ranges, stream: stream, firstStep: firstStep)
        case .mixture(let estimator):
            let elements = estimator.mixtures(at: statistics).enumerated().flatMap { row, mixture in
                mixture.sample(
                    count: ranges[row].count, stream: stream,
                    firstIndex: UInt64(ranges[row].lowerBound), step: firstStep + UInt32(row)
                ).elements
            }
            return Matrix(
                rows: ranges.reduce(0) { $0 + $1.count }, columns: parameterCount,
                elements: elements)
        }
    }
}
