public import LinearAlgebra

extension JointPrior {
    /// Whether each row of parameters `[n × dimension]` can be drawn.
    public func containsRows(_ parameters: Matrix<Double>) -> [Bool] {
        checkShape(parameters)
        let distributions = marginals.map(\.distribution)
        var result = (0..<parameters.rows).map { row in
            for column in 0..<dimension
            where !distributions[column].contains(parameters[row, column]) {
                return false
            }
            return true
        }
        forEachFactor { factor, first in
            guard case .confinedMultivariateNormal(let confined) = factor else { return }
            let densities = confined.logDensity(
                parameters.selectingColumns(Array(first..<first + factor.names.count)))
            for row in result.indices where densities[row] == -.infinity { result[row] = false }
        }
        return result
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
            case .confinedMultivariateNormal(let confined):
                let densities = confined.logDensity(
                    parameters.selectingColumns(Array(first..<first + factor.names.count)))
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

extension ConfinedMultivariateNormal {
    /// The log density of every row `[n × names]`; −∞ outside of the ranges.
    public func logDensity(_ rows: Matrix<Double>) -> [Double] {
        precondition(
            rows.columns == ranges.count, "\(rows.columns) columns, expected \(ranges.count)")
        var coordinates = rows
        normal.replaceColumns(from: 0, of: &coordinates, inverse: false)
        let constant = -0.5 * normal.factor.logDeterminant
        return (0..<rows.rows).map { row in
            var density = constant
            for (index, axis) in axes.enumerated() {
                let coordinate = coordinates[row, index]
                let inside = clamped(coordinate, axis: index)
                // NaN of a coordinate is NaN, that of one outside is no density.
                guard inside.isFinite || coordinate.isNaN else { return -.infinity }
                density += axis.logDensity(inside)
            }
            return density
        }
    }
}
