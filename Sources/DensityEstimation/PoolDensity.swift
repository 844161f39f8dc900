package import LinearAlgebra
import RealModule

/// Evaluates a pooled factor of an autoregressive density with the statistics of some observations
/// put in.
struct PoolDensity {
    private let factor: PooledFactor
    private let prepared: [PreparedFactor]

    init(_ whole: AutoregressiveEstimator, _ position: Int, _ statistics: Matrix<Double>) {
        factor = whole.factors[position]
        prepared = factor.networks.map { PreparedFactor($0, of: whole, position, statistics) }
    }

    /// log f of all rows.
    ///
    /// - Parameters:
    ///   - coordinates: `[rows × parameters]`.
    ///   - counts: rows of each observation, which lie one after the other.
    func logDensity(_ coordinates: Matrix<Double>, counts: [Int]) -> [Double] {
        var pool = Pool(rows: coordinates.rows, needsCumulative: factor.medianShare > 0)
        for (share, prepared) in zip(factor.shares, prepared) where share > 0 {
            let terms = prepared.terms(
                coordinates, counts: counts, withCumulative: factor.medianShare > 0)
            pool.add(terms, logShare: .log(share))
        }
        return pool.logDensity(medianShare: factor.medianShare)
    }
}

/// Sums over the networks of a pool, `[rows]`.
package struct Pool {
    /// log Σ share·p.
    private var logDensities: [Double]
    /// Σ share·P and Σ share·(1 − P), each accurate where it is small.
    private var below: [Double]
    private var above: [Double]

    /// What one network has to say: log p, log P and log(1 − P).
    package struct Terms {
        package var logDensities: [Double]
        package var logBelow: [Double] = []
        package var logAbove: [Double] = []
    }

    package init(rows: Int, needsCumulative: Bool) {
        logDensities = [Double](repeating: -.infinity, count: rows)
        below = [Double](repeating: 0, count: needsCumulative ? rows : 0)
        above = below
    }

    package mutating func add(_ terms: Terms, logShare: Double) {
        for row in logDensities.indices {
            let (old, new) = (logDensities[row], terms.logDensities[row] + logShare)
            let (larger, smaller) = old > new ? (old, new) : (new, old)
            logDensities[row] =
                smaller == -.infinity ? larger : larger + .log(onePlus: .exp(smaller - larger))
        }
        let share = Double.exp(logShare)
        for row in below.indices {
            below[row] += share * .exp(terms.logBelow[row])
            above[row] += share * .exp(terms.logAbove[row])
        }
    }

    /// log g + log((1 − π) + π·6·G·(1 − G)).
    package func logDensity(medianShare: Double) -> [Double] {
        guard medianShare > 0 else { return logDensities }
        return logDensities.indices.map { row in
            let sharpening = 1 - medianShare + 6 * medianShare * below[row] * above[row]
            return logDensities[row] + .log(sharpening)
        }
    }

    /// G·(1 − G) of every row.
    package var spreads: [Double] { zip(below, above).map { $0 * $1 } }
}

extension PreparedFactor {
    /// log p of all rows, and log P and log(1 − P) if wanted.
    func terms(_ coordinates: Matrix<Double>, counts: [Int], withCumulative: Bool) -> Pool.Terms {
        let shift = logScale
        let count = coordinates.rows
        var terms = Pool.Terms(logDensities: [Double](repeating: 0, count: count))
        if withCumulative {
            terms.logBelow = terms.logDensities
            terms.logAbove = terms.logDensities
        }
        forEachBlock(counts: counts) { network, table, observation, range in
            fill(&table, observation: observation, rows: range, from: coordinates)
            table.withRows { values, rows in
                guard withCumulative else {
                    _ = network.logDensity(table: values, rows: rows) {
                        terms.logDensities[range.lowerBound + $0] = $1 + shift
                    }
                    return
                }
                network.logDensityAndProbabilities(table: values, rows: rows) {
                    terms.logDensities[range.lowerBound + $0] = $1 + shift
                    terms.logBelow[range.lowerBound + $0] = $2
                    terms.logAbove[range.lowerBound + $0] = $3
                }
            }
        }
        return terms
    }
}

extension MixtureDensityEstimator {
    /// What a network of one parameter has to say of pairs of rows: log p, log P and log(1 − P).
    ///
    /// - Parameters:
    ///   - parameter: `[pairs × 1]`.
    ///   - given: `[pairs × statisticCount]`.
    package func terms(parameter: Matrix<Double>, given: Matrix<Double>) -> Pool.Terms {
        let x = statisticStandardiser.standardise(given)
        let targets = parameterStandardiser.targets(
            parameter, statistics: x, isBounded: architecture.isBounded)
        let shift = parameterStandardiser.logDeterminant
        var terms = Pool.Terms(logDensities: [])
        inBlocks(of: networkTable(statistics: x, targets: targets)) { network, table, rows in
            network.logDensityAndProbabilities(table: table, rows: rows) {
                terms.logDensities.append($1 + shift)
                terms.logBelow.append($2)
                terms.logAbove.append($3)
            }
        }
        return terms
    }
}
