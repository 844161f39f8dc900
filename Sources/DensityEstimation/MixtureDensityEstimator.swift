public import LinearAlgebra
public import Probability
import RealModule

/// A conditional density p(θ | x): a Gaussian mixture whose weights, means and covariances are a
/// trained function of the statistics x.
///
/// ```swift
/// let estimator = try MixtureDensityEstimator.train(
///     parameters: theta, statistics: x, settings: TrainingSettings(), seed: 1)
/// let posterior = estimator.mixture(at: observation)
/// ```
/// Do not use it where the posterior lies on a thin curve: a sum of ellipsoids needs many
/// components for that. Statistics are finite, or NaN where one does not exist; constant ones are
/// left out and reported in `droppedStatistics`.
public struct MixtureDensityEstimator: Sendable, Equatable {
    /// What makes the statistics that the network sees of a raw trace; nil where they are given.
    public let embedding: StatisticEmbedding?
    /// The shape of the network.
    public let architecture: MixtureArchitecture
    /// The trained weights, in the order that `MixtureArchitecture` states.
    public let weights: [Float]
    /// From statistics as given to those that the network sees.
    public let statisticStandardiser: StatisticStandardiser
    /// From parameters as given to those that the network sees.
    public let parameterStandardiser: ParameterStandardiser
    /// The settings of the training.
    public let settings: TrainingSettings
    /// One entry for each epoch.
    public let history: [EpochReport]

    init(
        embedding: StatisticEmbedding? = nil, architecture: MixtureArchitecture, weights: [Float],
        statisticStandardiser: StatisticStandardiser,
        parameterStandardiser: ParameterStandardiser, settings: TrainingSettings,
        history: [EpochReport]
    ) {
        self.embedding = embedding
        self.architecture = architecture
        self.weights = weights
        self.statisticStandardiser = statisticStandardiser
        self.parameterStandardiser = parameterStandardiser
        self.settings = settings
        self.history = history
    }

    /// The number of parameters.
    public var parameterCount: Int { architecture.parameterCount }

    /// The number of statistics that an observation has, with those that are left out; with an
    /// embedding the samples of a trace.
    public var statisticCount: Int { embedding?.inputCount ?? statisticStandardiser.inputCount }

    /// The statistics that were constant over the simulations and are not used, ascending.
    public var droppedStatistics: [Int] {
        embedding?.droppedSamples ?? statisticStandardiser.dropped
    }

    /// The statistics that were missing in some of the simulations trained on, ascending: their
    /// absence is an input of the network.
    public var incompleteStatistics: [Int] {
        embedding == nil ? statisticStandardiser.indicators.map(\.statistic) : []
    }

    /// The lowest validation loss: mean negative log density of simulations not trained on, in the
    /// coordinates of the parameters as given.
    public var validationLoss: Double { history.last?.bestValidationLoss ?? .nan }

    /// The density of the parameters given one observation, `[statisticCount]`.
    public func mixture(at statistics: [Double]) -> GaussianMixture {
        mixtures(at: Matrix(rows: 1, columns: statistics.count, elements: statistics))[0]
    }

    /// The density of the parameters given every row, `[observations × statisticCount]`.
    public func mixtures(at statistics: Matrix<Double>) -> [GaussianMixture] {
        precondition(!architecture.isBounded, "a mixture cut off at bounds is not a Gaussian one")
        let x = networkInputs(statistics)
        let centres = parameterStandardiser.centres(x)
        let factor = parameterStandardiser.factorMatrix
        var mixtures: [GaussianMixture] = []
        mixtures.reserveCapacity(statistics.rows)
        let (count, d) = (architecture.components, parameterCount)
        let (firstMean, firstDiagonal) = (
            architecture.meanRows.lowerBound, architecture.diagonalRows.lowerBound
        )
        let below = d * (d - 1) / 2
        inBlocks(of: networkTable(statistics: x, targets: Matrix(rows: x.rows, columns: d))) {
            network, table, rows in
            network.forEachOutput(table: table, rows: rows) { _, entry in
                let row = mixtures.count
                // θ = W·x + b + G⁻ᵀ·u.
                var means = Matrix(rows: d, columns: count) { axis, component in
                    entry(firstMean + component * d + axis)
                }
                means.solveTriangular(factor, .lower, transposed: true)
                let factors = (0..<count).map { component in
                    let lower = Matrix<Double>(rows: d, columns: d) { i, j in
                        if i == j {
                            return .exp(8 * .tanh(entry(firstDiagonal + component * d + i) / 8))
                        }
                        guard j < i else { return 0 }
                        return entry(
                            architecture.diagonalRows.upperBound + component * below
                                + i * (i - 1) / 2 + j)
                    }
                    return factor.times(lower)
                }
                mixtures.append(
                    GaussianMixture(
                        logWeights: (0..<count).map(entry),
                        means: Matrix(rows: count, columns: d) {
                            means[$1, $0] + centres[row, $1]
                        },
                        precisionFactors: factors))
            }
        }
        return mixtures
    }

    /// log p(θ | x) of every pair of rows.
    ///
    /// - Parameters:
    ///   - parameters: θ `[pairs × parameterCount]`.
    ///   - statistics: x `[pairs × statisticCount]`.
    /// - Returns: `[pairs]`.
    public func logDensity(parameters: Matrix<Double>, statistics: Matrix<Double>) -> [Double] {
        precondition(
            parameters.rows == statistics.rows && parameters.columns == parameterCount,
            """
            parameters [\(parameters.rows) × \(parameters.columns)] with \(statistics.rows) rows \
            of statistics, expected [\(statistics.rows) × \(parameterCount)]
            """)
        let x = networkInputs(statistics)
        let targets = parameterStandardiser.targets(
            parameters, statistics: x, isBounded: architecture.isBounded)
        let shift = parameterStandardiser.logDeterminant
        var result: [Double] = []
        result.reserveCapacity(parameters.rows)
        inBlocks(of: networkTable(statistics: x, targets: targets)) {
            network, table, rows in
            _ = network.logDensity(table: table, rows: rows) { _, value in
                result.append(value + shift)
            }
        }
        return result
    }

    /// The network's inputs for statistics, or traces, as given.
    private func networkInputs(_ statistics: Matrix<Double>) -> Matrix<Double> {
        statisticStandardiser.standardise(embedding?.features(of: statistics) ?? statistics)
    }

    /// Runs the network in double precision over blocks of consecutive rows of a table.
    func inBlocks(
        of table: [Double],
        _ body: (
            borrowing MixtureDensityNetwork<Double>, UnsafePointer<Double>,
            UnsafeBufferPointer<Int32>
        ) -> Void
    ) {
        let columns = MixtureDensityNetwork<Double>.tableColumns(architecture)
        let rows = (0..<Int32(table.count / columns)).map { $0 }
        guard !rows.isEmpty else { return }
        let block = min(rows.count, 256)
        let network = MixtureDensityNetwork<Double>(architecture, capacity: block)
        network.setWeights(weights.map(Double.init))
        table.withUnsafeBufferPointer { table in
            rows.withUnsafeBufferPointer { rows in
                for first in stride(from: 0, to: rows.count, by: block) {
                    let range = first..<min(first + block, rows.count)
                    body(network, table.baseAddress!, UnsafeBufferPointer(rebasing: rows[range]))
                }
            }
        }
    }
}

/// The rows that a network reads: statistics, a one, targets.
func networkTable<Scalar: NetworkScalar>(
    statistics: Matrix<Double>, targets: Matrix<Double>
) -> [Scalar] {
    var table: [Scalar] = []
    table.reserveCapacity(statistics.rows * (statistics.columns + 1 + targets.columns))
    for row in 0..<statistics.rows {
        for value in statistics.row(row) { table.append(Scalar(value)) }
        table.append(1)
        for value in targets.row(row) { table.append(Scalar(value)) }
    }
    return table
}
