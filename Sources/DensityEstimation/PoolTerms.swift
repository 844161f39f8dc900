package import LinearAlgebra
import RealModule

/// What one network of a pool has to say of some rows: log p, log P and log(1 − P), `[rows]`.
package struct PoolTerms {
    package private(set) var logDensities: [Double] = []
    private var logBelow: [Double] = []
    private var logAbove: [Double] = []

    /// G·(1 − G) of every row, G = Σ share·P.
    package static func spreads(_ terms: [PoolTerms], shares: [Double]) -> [Double] {
        (0..<(terms.first?.logDensities.count ?? 0)).map { row in
            var (below, above) = (0.0, 0.0)
            // Each is summed by itself, so that it is accurate where it is small.
            for (share, terms) in zip(shares, terms) {
                below += share * .exp(terms.logBelow[row])
                above += share * .exp(terms.logAbove[row])
            }
            return below * above
        }
    }
}

extension MixtureDensityEstimator {
    /// What a network of one parameter has to say of pairs of rows.
    ///
    /// - Parameters:
    ///   - parameter: `[pairs × 1]`.
    ///   - given: `[pairs × statisticCount]`.
    package func terms(parameter: Matrix<Double>, given: Matrix<Double>) -> PoolTerms {
        let x = statisticStandardiser.standardise(given)
        let targets = parameterStandardiser.targets(
            parameter, statistics: x, isBounded: architecture.isBounded)
        let shift = parameterStandardiser.logDeterminant
        var terms = PoolTerms()
        inBlocks(of: networkTable(statistics: x, targets: targets)) { network, table, rows in
            network.logDensityAndProbabilities(table: table, rows: rows) {
                terms.add(logDensity: $1 + shift, logBelow: $2, logAbove: $3)
            }
        }
        return terms
    }
}

extension PoolTerms {
    fileprivate mutating func add(logDensity: Double, logBelow: Double, logAbove: Double) {
        logDensities.append(logDensity)
        self.logBelow.append(logBelow)
        self.logAbove.append(logAbove)
    }
}
