import LinearAlgebra
import Probability
import RealModule

/// One factor of an autoregressive density with the statistics of some observations put in: what is
/// left to do for a row is to add the parameters before it.
struct PreparedFactor {
    private let estimator: MixtureDensityEstimator
    /// The parameter whose density this is.
    private let target: Int
    /// Standardised statistics `[observations × retained]`.
    private let prefix: Matrix<Double>
    /// The linear part of the statistics, `[observations]`.
    private let prefixCentres: [Double]
    /// Which parameter each further input is, and its slope in the linear part.
    private let previous: [(position: Int, parameter: Int, slope: Double)]
    /// The network's target is u = scale·(θ − centre).
    let scale: Double

    var logScale: Double { .log(scale) }

    init(
        _ whole: AutoregressiveEstimator, _ position: Int, _ statistics: Matrix<Double>
    ) {
        let estimator = whole.factors[position]
        let standardiser = estimator.statisticStandardiser
        let linear = estimator.parameterStandardiser
        let inputs = standardiser.retained
        let own = inputs.prefix { $0 < whole.statisticCount }.count
        self.estimator = estimator
        target = whole.order[position]
        precondition(
            statistics.columns == whole.statisticCount,
            "\(statistics.columns) statistics given, the estimator was trained on "
                + "\(whole.statisticCount)")
        prefix = Matrix(rows: statistics.rows, columns: own) {
            standardiser.standardise(statistics[$0, inputs[$1]], position: $1)
        }
        let slopes = linear.slope
        prefixCentres = prefix.times(Array(slopes[..<own])).map { $0 + linear.offset[0] }
        previous = (own..<inputs.count).map {
            ($0, whole.order[inputs[$0] - whole.statisticCount], slopes[$0])
        }
        scale = linear.factor[0]
    }

    /// Runs a closure over blocks of consecutive rows of one observation each.
    ///
    /// - Parameters:
    ///   - counts: rows of each observation, which lie one after the other.
    ///   - body: is given the network, a table to be filled, the observation, the rows of the block
    ///     among all, and the number of the first of them within its observation.
    func forEachBlock(
        counts: [Int],
        _ body: (
            borrowing MixtureDensityNetwork<Double>, inout NetworkTable, _ observation: Int,
            _ rows: Range<Int>, _ firstIndex: Int
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
                body(network, &table, observation, rows, first)
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
            for (position, parameter, slope) in previous {
                let value = standardiser.standardise(
                    parameters.elements[row * parameters.columns + parameter], position: position)
                table.values[entry + position] = value
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
            table.centres[lane] = centre
        }
    }

    /// A draw of the parameter from the mixture of one row's output.
    ///
    /// - Parameters:
    ///   - entry: the network's output.
    ///   - centre: the linear part of the row.
    ///   - choice: a uniform number that decides about the component.
    ///   - place: a uniform number that is the share of the component below the draw.
    func draw(
        _ entry: (Int) -> Double, centre: Double, _ choice: Double, _ place: Double
    ) -> Double {
        let count = estimator.architecture.components
        let isBounded = estimator.architecture.isBounded
        let (low, high) = (-scale * centre, scale * (1 - centre))
        func component(_ index: Int) -> BoundedNormal {
            let precision = Double.exp(8 * .tanh(entry(2 * count + index) / 8))
            return BoundedNormal(
                mean: entry(count + index), precision: precision,
                lower: isBounded ? low : -.infinity, upper: isBounded ? high : .infinity)
        }
        var largest = -Double.infinity
        for index in 0..<count {
            largest = max(largest, entry(index) + (isBounded ? component(index).logMass : 0))
        }
        func weight(_ index: Int) -> Double {
            .exp(entry(index) + (isBounded ? component(index).logMass : 0) - largest)
        }
        var total = 0.0
        for index in 0..<count { total += weight(index) }
        var left = choice * total
        var chosen = 0
        while chosen < count - 1 {
            left -= weight(chosen)
            if left < 0 { break }
            chosen += 1
        }
        return centre + component(chosen).quantile(place) / scale
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
    /// The linear part of every row.
    var centres: [Double]
    private let indices: [Int32]

    init(columns: Int, rows: Int) {
        self.columns = columns
        values = [Double](repeating: 0, count: rows * columns)
        centres = [Double](repeating: 0, count: rows)
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
