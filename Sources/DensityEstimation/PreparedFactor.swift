import LinearAlgebra
import RealModule

/// One network of a factor of an autoregressive density with the statistics of some observations put
/// in: what is left to do for a row is to add the parameters before it.
struct PreparedFactor {
    private let estimator: MixtureDensityEstimator
    /// The parameter whose density this is.
    let target: Int
    /// The network inputs of the statistics `[observations × inputs]`; they come first.
    private let prefix: Matrix<Double>
    /// The linear part of the statistics, `[observations]`.
    private let prefixCentres: [Double]
    /// Which parameter each further input is, where it stands among the values of the
    /// standardiser, and its slope in the linear part.
    private let previous: [(input: Int, position: Int, parameter: Int, slope: Double)]
    /// The network's target is u = scale·(θ − centre).
    let scale: Double

    var logScale: Double { .log(scale) }

    /// Whether the density is confined to [0, 1].
    var isBounded: Bool { estimator.architecture.isBounded }

    init(
        _ estimator: MixtureDensityEstimator, of whole: AutoregressiveEstimator,
        _ position: Int, _ statistics: Matrix<Double>
    ) {
        let standardiser = estimator.statisticStandardiser
        let linear = estimator.parameterStandardiser
        let inputs = standardiser.inputs
        let own = inputs.prefix { $0.statistic < whole.factorStatisticCount }.count
        self.estimator = estimator
        target = whole.order[position]
        precondition(
            statistics.columns == whole.factorStatisticCount,
            "\(statistics.columns) statistics given, the estimator was trained on "
                + "\(whole.factorStatisticCount)")
        prefix = Matrix(rows: statistics.rows, columns: own) {
            standardiser.standardise(statistics[$0, inputs[$1].statistic], as: inputs[$1])
        }
        let slopes = linear.slope
        prefixCentres = prefix.times(Array(slopes[..<own])).map { $0 + linear.offset[0] }
        previous = (own..<inputs.count).map {
            (
                $0, inputs[$0].position,
                whole.order[inputs[$0].statistic - whole.factorStatisticCount],
                slopes[$0]
            )
        }
        scale = linear.factor[0]
    }

    /// Runs a closure over blocks of consecutive rows of one observation each.
    ///
    /// - Parameters:
    ///   - counts: rows of each observation, which lie one after the other.
    ///   - body: is given the network, a table to be filled, the observation, and the rows of the
    ///     block among all.
    func forEachBlock(
        counts: [Int],
        _ body: (
            borrowing MixtureDensityNetwork<Double>, inout NetworkTable, _ observation: Int,
            _ rows: Range<Int>
        ) -> Void
    ) {
        let largest = min(NetworkTable.block, counts.max() ?? 0)
        guard largest > 0 else { return }
        let network = MixtureDensityNetwork<Double>(estimator.architecture, capacity: largest)
        network.setWeights(estimator.weights.map(Double.init))
        var table = NetworkTable(
            columns: MixtureDensityNetwork<Double>.tableColumns(estimator.architecture),
            rows: largest)
        var start = 0
        for (observation, count) in counts.enumerated() {
            for first in stride(from: 0, to: count, by: largest) {
                let rows = start + first..<start + min(first + largest, count)
                body(network, &table, observation, rows)
            }
            start += count
        }
    }

    /// Writes the network's inputs and targets for some rows of the parameters.
    func fill(
        _ table: inout NetworkTable, observation: Int, rows: Range<Int>,
        from parameters: Matrix<Double>
    ) {
        let (own, columns) = (prefix.columns, table.columns)
        let (inputs, isBounded) = (
            estimator.architecture.statisticCount, estimator.architecture.isBounded
        )
        let standardiser = estimator.statisticStandardiser
        table.count = rows.count
        for (lane, row) in rows.enumerated() {
            let entry = lane * columns
            for column in 0..<own {
                table.values[entry + column] = prefix.elements[observation * own + column]
            }
            var centre = prefixCentres[observation]
            for (input, position, parameter, slope) in previous {
                let value = standardiser.standardise(
                    parameters.elements[row * parameters.columns + parameter], position: position)
                table.values[entry + input] = value
                centre += slope * value
            }
            let targets = entry + inputs + 1
            table.values[targets - 1] = 1
            table.values[targets] =
                scale * (parameters.elements[row * parameters.columns + target] - centre)
            if isBounded {
                table.values[targets + 1] = -scale * centre
                table.values[targets + 2] = scale * (1 - centre)
            }
        }
    }

    /// Writes the network's inputs for some rows of the parameters, samples contiguous; lanes after
    /// the last row repeat it.
    ///
    /// - Parameter centres: takes the linear part of every lane, and has their number.
    func fill(
        _ inputs: UnsafeMutablePointer<Float>, stride: Int,
        centres: UnsafeMutableBufferPointer<Double>, observation: Int, rows: [Int],
        from parameters: Matrix<Double>
    ) {
        let lanes = centres.count
        let own = prefix.columns
        for column in 0..<own {
            (inputs + column * stride).update(
                repeating: Float(prefix.elements[observation * own + column]), count: lanes)
        }
        centres.update(repeating: prefixCentres[observation])
        let standardiser = estimator.statisticStandardiser
        for (input, position, parameter, slope) in previous {
            let column = inputs + input * stride
            for lane in 0..<lanes {
                let row = rows[min(lane, rows.count - 1)]
                let value = standardiser.standardise(
                    parameters.elements[row * parameters.columns + parameter], position: position)
                column[lane] = Float(value)
                centres[lane] += slope * value
            }
        }
    }

    /// The network for drawing, in the precision that it was trained in.
    func makeNetwork(capacity: Int) -> MixtureDensityNetwork<Float> {
        let network = MixtureDensityNetwork<Float>(estimator.architecture, capacity: capacity)
        network.setWeights(estimator.weights)
        return network
    }
}

/// A block of rows as a network reads them: inputs, a one, the target.
struct NetworkTable {
    /// The largest number of rows: large enough for the matrix products, small enough for the
    /// second-level cache.
    static let block = 256

    let columns: Int
    var count = 0
    var values: [Double]
    private let indices: [Int32]

    init(columns: Int, rows: Int) {
        self.columns = columns
        values = [Double](repeating: 0, count: rows * columns)
        indices = (0..<Int32(rows)).map { $0 }
    }

    /// Passes the filled rows in the form that networks take.
    func withRows(_ body: (UnsafePointer<Double>, UnsafeBufferPointer<Int32>) -> Void) {
        values.withUnsafeBufferPointer { values in
            indices.withUnsafeBufferPointer { indices in
                guard let start = values.baseAddress else { return }
                body(start, UnsafeBufferPointer(rebasing: indices[..<count]))
            }
        }
    }
}
