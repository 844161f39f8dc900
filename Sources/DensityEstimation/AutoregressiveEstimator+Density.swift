public import LinearAlgebra
import Probability
public import RandomStreams
import RealModule

/// Evaluation and sampling: one pass of each factor's network over blocks of rows.
extension AutoregressiveEstimator {
    /// log p(θ | x), for the same number of rows of θ for every row of x.
    ///
    /// - Parameters:
    ///   - parameters: θ `[observations · n × parameterCount]`, the n rows of the first observation
    ///     first. With n = 1 these are pairs, with one observation all rows belong to it.
    ///   - statistics: x `[observations × statisticCount]`.
    /// - Returns: `[observations · n]`.
    public func logDensity(parameters: Matrix<Double>, statistics: Matrix<Double>) -> [Double] {
        precondition(
            parameters.columns == parameterCount && statistics.rows > 0
                && parameters.rows.isMultiple(of: statistics.rows),
            """
            parameters [\(parameters.rows) × \(parameters.columns)] for \(statistics.rows) \
            observations, expected a multiple of rows and \(parameterCount) columns
            """)
        let each = parameters.rows / statistics.rows
        let statistics = embedding?.features(of: statistics) ?? statistics
        let isBounded = isBounded
        let coordinates = Self.coordinates(of: parameters, isBounded: isBounded)
        // log |dy/dθ| of y = Φ(θ).
        var result = (0..<parameters.rows).map { row in
            zip(isBounded, parameters.row(row)).reduce(0) {
                $1.0 ? $0 + StandardNormal.logDensity($1.1) : $0
            }
        }
        let counts = [Int](repeating: each, count: statistics.rows)
        for position in order.indices {
            let density = PoolDensity(self, position, statistics)
            for (row, value) in density.logDensity(coordinates, counts: counts).enumerated() {
                result[row] += value
            }
        }
        return result
    }

    /// Draws from p(θ | x) of every observation.
    ///
    /// Sample i of an observation uses the numbers of index i alone, so it does not depend on how
    /// many are drawn.
    /// - Parameters:
    ///   - statistics: x `[observations × statisticCount]`.
    ///   - counts: samples of each observation.
    ///   - firstStep: the address of the first observation; the others follow.
    /// - Returns: `[Σ counts × parameterCount]`, observation after observation.
    public func sample(
        statistics: Matrix<Double>, counts: [Int], stream: RandomStream, firstStep: UInt32 = 0
    ) -> Matrix<Double> {
        precondition(
            counts.count == statistics.rows && counts.allSatisfy { $0 >= 0 },
            "\(counts.count) counts of samples for \(statistics.rows) observations")
        let total = counts.reduce(0, +)
        var samples = Matrix<Double>(rows: total, columns: parameterCount)
        guard total > 0 else { return samples }
        let isBounded = isBounded
        let statistics = embedding?.features(of: statistics) ?? statistics
        for position in order.indices {
            let sampler = PoolSampler(self, position, statistics)
            var start = 0
            for (observation, count) in counts.enumerated() {
                sampler.draw(
                    observation: observation, rows: start..<start + count, into: &samples,
                    stream: stream, step: firstStep + UInt32(observation))
                start += count
            }
        }
        for parameter in isBounded.indices where isBounded[parameter] {
            for row in 0..<total {
                // Inside of the open interval, where the quantile is finite.
                let y = min(max(samples[row, parameter], .leastNormalMagnitude), 1.0.nextDown)
                samples[row, parameter] = StandardNormal.quantile(y)
            }
        }
        return samples
    }
}
