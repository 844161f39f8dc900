public import LinearAlgebra
import Probability

/// A conditional density p(θ | x) as the product of p(θᵢ | x, θ before i), each a one-dimensional
/// Gaussian mixture of its own network, or a pool of several.
///
/// The chain rule makes the product exact for any order of the parameters, and the networks
/// independent: each one stops training where it is best itself. Between one parameter and the
/// others anything can be learned, so that ridges, crescents and funnels need no more components
/// than a Gaussian does (Uria, Murray and Larochelle 2013, RNADE; there the networks share
/// weights). Masks in one shared network (Germain et al. 2015) were rejected: most of its weights
/// are multiplied by zero, and all parameters would stop training together.
///
/// A parameter may be marked as bounded: θ is then taken for the normal score of a quantity y in
/// [0, 1], y = Φ(θ), and the factor is a mixture over y that is cut off at both ends and normalised
/// between them. A posterior that moves with the statistics is easier to learn so, because its
/// width does not change with its place; at 0 and 1 nothing leaks. Where θ are the unconstrained
/// coordinates of a uniform prior, y is the parameter itself, shifted and scaled.
///
/// ```swift
/// let estimator = try AutoregressiveEstimator.train(
///     parameters: theta, statistics: x, order: [1, 0], seed: 1)
/// let logDensity = estimator.logDensity(parameters: theta, statistics: x)
/// ```
/// Do not use it where marginal or conditional densities are wanted in closed form.
public struct AutoregressiveEstimator: Sendable, Equatable {
    /// The parameters in the order of the product: a permutation of 0 ..< `parameterCount`.
    public let order: [Int]
    /// The density of parameter `order[i]` given the statistics, which come first, and the
    /// parameters `order[..<i]`.
    public let factors: [PooledFactor]
    /// What makes the statistics that all factors see of a raw trace; nil where they are given.
    public let embedding: StatisticEmbedding?
    let prepared = PreparedFactorsStore()

    /// Joins factors.
    ///
    /// - Throws: `StateError` where they do not fit together, as in a damaged file.
    public init(
        order: [Int], factors: [PooledFactor], embedding: StatisticEmbedding? = nil
    ) throws(MixtureDensityEstimator.StateError) {
        guard !order.isEmpty, order.sorted() == Array(order.indices) else {
            throw .init(
                field: "order", found: "\(order)", expected: "each parameter once, from 0")
        }
        guard factors.count == order.count else {
            throw .init(
                field: "factors", found: "\(factors.count)", expected: "\(order.count)")
        }
        let statistics = factors[0].statisticCount
        for (position, factor) in factors.enumerated() {
            guard factor.statisticCount == statistics + position else {
                throw .init(
                    field: "factor \(position)",
                    found: "a density given \(factor.statisticCount) numbers",
                    expected: "given \(statistics + position)")
            }
            let indicated = factor.networks.flatMap(\.incompleteStatistics)
            guard indicated.allSatisfy({ $0 < statistics }) else {
                throw .init(
                    field: "factor \(position)", found: "an indicator of a parameter",
                    expected: "indicators of statistics only")
            }
        }
        guard embedding.map({ $0.outputCount == statistics }) ?? true,
            factors.allSatisfy({ $0.networks.allSatisfy { $0.embedding == nil } })
        else {
            throw .init(
                field: "embedding", found: "\(embedding?.outputCount ?? 0) learned statistics",
                expected: "\(statistics), for all factors together")
        }
        self.order = order
        self.factors = factors
        self.embedding = embedding
    }

    /// The number of parameters.
    public var parameterCount: Int { order.count }

    /// The number of statistics that an observation has, with those that are left out; with an
    /// embedding the samples of a trace.
    public var statisticCount: Int { embedding?.inputCount ?? factors[0].statisticCount }

    /// The number of statistics that the factors are given, learned ones where there is an
    /// embedding.
    var factorStatisticCount: Int { factors[0].statisticCount }

    /// The statistics that were constant over the simulations and are not used, ascending.
    public var droppedStatistics: [Int] {
        embedding?.droppedSamples ?? factors[0].networks[0].droppedStatistics
    }

    /// Mean negative log density of simulations not trained on, in the coordinates of the
    /// parameters as given: the sum of the factors' losses.
    public var validationLoss: Double { factors.reduce(0) { $0 + $1.validationLoss } }

    /// Which parameters are bounded, `[parameterCount]`.
    public var isBounded: [Bool] {
        var result = [Bool](repeating: false, count: order.count)
        for (parameter, factor) in zip(order, factors) {
            result[parameter] = factor.isBounded
        }
        return result
    }

    /// Trains one network of every factor, one after the other; see `MixtureDensityEstimator.train`.
    ///
    /// An embedding in the settings is trained first, together with a mixture, and then stays as it
    /// is: all factors see the same learned statistics. One for each factor would cost as many times
    /// as much.
    ///
    /// - Parameters:
    ///   - order: the order of the parameters in the product, by default as given.
    ///   - isBounded: the bounded parameters, by default none.
    public static func train(
        parameters: Matrix<Double>, statistics: Matrix<Double>, order: [Int]? = nil,
        isBounded: [Bool]? = nil,
        settings: TrainingSettings = TrainingSettings(), seed: UInt64,
        progress: (_ factor: Int, _ report: EpochReport) -> Void = { _, _ in }
    ) throws(TrainingError) -> AutoregressiveEstimator {
        let order = order ?? Array(0..<parameters.columns)
        guard settings.embedding == .none else {
            try settings.validate()
            let embedding = try StatisticEmbedding.train(
                parameters: parameters, statistics: statistics, settings: settings, seed: seed)
            var settings = settings
            settings.embedding = .none
            return try train(
                parameters: parameters, statistics: embedding.features(of: statistics),
                order: order, isBounded: isBounded, settings: settings, seed: seed,
                progress: progress
            ).reading(embedding)
        }
        let isBounded = isBounded ?? order.map { _ in false }
        let coordinates = coordinates(of: parameters, isBounded: isBounded)
        var factors: [PooledFactor] = []
        for position in order.indices {
            let table = try trainingTable(
                ofFactor: position, order: order, isBounded: isBounded, coordinates: coordinates,
                statistics: statistics, settings: settings, splitSeed: seed)
            let network = try MixtureDensityEstimator.train(
                on: table, settings: settings, seed: seed
            ) { progress(position, $0) }
            factors.append(PooledFactor(trained: [network]))
        }
        return AutoregressiveEstimator(order: order, trained: factors)
    }

    /// The coordinates that factors see: y = Φ(θ) of bounded parameters, θ of the others.
    package static func coordinates(of parameters: Matrix<Double>, isBounded: [Bool])
        -> Matrix<Double>
    {
        precondition(
            isBounded.count == parameters.columns,
            "\(isBounded.count) bounds for \(parameters.columns) parameters")
        return Matrix(rows: parameters.rows, columns: parameters.columns) {
            let value = parameters[$0, $1]
            return isBounded[$1] ? StandardNormal.cumulative(value) : value
        }
    }

    /// What networks of the factor at one position of the order are trained on; a network needs none
    /// of the other factors.
    ///
    /// All factors of one split seed hold out the same simulations, so that their losses add up.
    package static func trainingTable(
        ofFactor position: Int, order: [Int], isBounded: [Bool], coordinates: Matrix<Double>,
        statistics: Matrix<Double>, settings: TrainingSettings, splitSeed: UInt64
    ) throws(TrainingError) -> TrainingTable {
        precondition(
            order.sorted() == Array(0..<coordinates.columns),
            "order \(order) for \(coordinates.columns) parameters")
        // Among the statistics of a factor NaN would count as a value that does not exist.
        try MixtureDensityEstimator.requireFinite(coordinates, table: .parameters)
        let target = order[position]
        do {
            return try TrainingTable(
                parameters: coordinates.selectingColumns([target]),
                statistics: statistics.joined(with: coordinates, columns: order[..<position]),
                settings: settings, isBounded: isBounded[target], splitSeed: splitSeed)
        } catch .constantParameter {
            throw .constantParameter(column: target)
        } catch {
            throw error
        }
    }

    /// Joins factors whose networks were trained in this order.
    package init(
        order: [Int], trained factors: [PooledFactor],
        embedding: StatisticEmbedding? = nil
    ) {
        precondition(
            factors.count == order.count, "\(factors.count) factors of \(order.count)")
        self.order = order
        self.factors = factors
        self.embedding = embedding
    }
}

extension Matrix<Double> {
    /// The rows of this matrix, continued by some columns of another.
    package func joined(with other: Matrix, columns: some Collection<Int>) -> Matrix {
        var entries: [Double] = []
        entries.reserveCapacity(rows * (self.columns + columns.count))
        for index in 0..<rows {
            entries += row(index)
            for column in columns { entries.append(other[index, column]) }
        }
        return Matrix(rows: rows, columns: self.columns + columns.count, elements: entries)
    }
}
