public import LinearAlgebra

extension JointPrior {
    /// Whether each row of parameters `[n × dimension]` can be drawn.
    public func containsRows(_ parameters: Matrix<Double>) -> [Bool] {
        checkShape(parameters)
        let distributions = marginals.map(\.distribution)
        return (0..<parameters.rows).map { row in
            for column in 0..<dimension
            where !distributions[column].contains(parameters[row, column]) {
                return false
            }
            return true
        }
    }

    /// The log density of every row of parameters `[n × dimension]`; −∞ outside the support.
    public func logDensity(_ parameters: Matrix<Double>) -> [Double] {
        checkShape(parameters)
        var result = [Double](repeating: 0, count: parameters.rows)
        forEachFactor { factor, first in
            switch factor {
            case .marginal(_, let marginal):
                let distribution = marginal.distribution
                for row in result.indices {
                    result[row] += distribution.logDensity(parameters[row, first])
                }
            case .multivariateNormal(let normal):
                let densities = normal.logDensity(
                    parameters.selectingColumns(Array(first..<first + normal.names.count)))
                for row in result.indices { result[row] += densities[row] }
            }
        }
        return result
    }
}

extension MultivariateNormal {
    /// The log density of every row `[n × names]`.
    public func logDensity(_ rows: Matrix<Double>) -> [Double] {
        precondition(
            rows.columns == names.count, "\(rows.columns) columns, expected \(names.count)")
        var z = Matrix(rows: names.count, columns: rows.rows) { rows[$1, $0] - mean[$0] }
        z.solveTriangular(factor.lower, .lower)
        let constant =
            -Double(names.count) * StandardNormal.halfLogTwoPi
            - 0.5 * factor.logDeterminant
        return (0..<rows.rows).map { row in
            (0..<names.count).reduce(constant) { $0 - 0.5 * z[$1, row] * z[$1, row] }
        }
    }
}
