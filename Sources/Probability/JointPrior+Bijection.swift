public import LinearAlgebra

/// The bijection θ ↔ z that makes the prior exactly N(0, I).
extension JointPrior {
    /// The unconstrained coordinates of parameters; NaN where a parameter is outside the support.
    ///
    /// - Parameter parameters: `[n × dimension]`.
    /// - Returns: z `[n × dimension]`.
    public func toUnconstrained(_ parameters: Matrix<Double>) -> Matrix<Double> {
        checkShape(parameters)
        var result = parameters
        forEachFactor { factor, first in
            switch factor {
            case .marginal(_, let marginal):
                marginal.distribution.replaceColumn(first, of: &result, inverse: false)
            case .multivariateNormal(let normal):
                normal.replaceColumns(from: first, of: &result, inverse: false)
            case .confinedMultivariateNormal(let confined):
                confined.normal.replaceColumns(from: first, of: &result, inverse: false)
                confined.replaceAxes(from: first, of: &result, inverse: false)
            }
        }
        return result
    }

    /// The parameters of unconstrained coordinates, inside the support for all finite z.
    ///
    /// - Parameter z: `[n × dimension]`.
    /// - Returns: parameters `[n × dimension]`.
    public func fromUnconstrained(_ z: consuming Matrix<Double>) -> Matrix<Double> {
        var result = z
        checkShape(result)
        forEachFactor { factor, first in
            switch factor {
            case .marginal(_, let marginal):
                switch marginal {
                case .uniform(let uniform): uniform.replaceColumnByTails(first, of: &result)
                case .logUniform(let uniform): uniform.replaceColumnByTails(first, of: &result)
                default: marginal.distribution.replaceColumn(first, of: &result, inverse: true)
                }
            case .multivariateNormal(let normal):
                normal.replaceColumns(from: first, of: &result, inverse: true)
            case .confinedMultivariateNormal(let confined):
                confined.replaceAxes(from: first, of: &result, inverse: true)
                confined.normal.replaceColumns(from: first, of: &result, inverse: true)
            }
        }
        return result
    }

    /// log |det ∂z/∂θ| of every row, which a density in z is multiplied by to be one in θ.
    ///
    /// - Parameters:
    ///   - parameters: `[n × dimension]`, inside the support.
    ///   - z: their unconstrained coordinates `[n × dimension]`.
    public func logAbsDeterminant(
        at parameters: Matrix<Double>, unconstrained z: Matrix<Double>
    ) -> [Double] {
        checkShape(parameters)
        checkShape(z)
        precondition(z.rows == parameters.rows, "\(z.rows) rows of z for \(parameters.rows)")
        var result = [Double](repeating: 0, count: parameters.rows)
        forEachFactor { factor, first in
            switch factor {
            case .marginal(_, let marginal):
                let distribution = marginal.distribution
                for row in result.indices {
                    result[row] += distribution.logDerivative(
                        at: parameters[row, first], unconstrained: z[row, first])
                }
            case .multivariateNormal(let normal):
                let constant = -0.5 * normal.factor.logDeterminant
                for row in result.indices { result[row] += constant }
            case .confinedMultivariateNormal(let confined):
                let constant = -0.5 * confined.normal.factor.logDeterminant
                for row in result.indices {
                    result[row] += constant
                    // w from z, which knows better how near to an end it is than θ does.
                    for (index, axis) in confined.axes.enumerated() {
                        let z = z[row, first + index]
                        result[row] += axis.logDerivative(
                            at: axis.fromUnconstrained(z), unconstrained: z)
                    }
                }
            }
        }
        return result
    }

    func forEachFactor(_ body: (_ factor: Factor, _ firstColumn: Int) -> Void) {
        var first = 0
        for factor in factors {
            body(factor, first)
            first += factor.names.count
        }
    }

    func checkShape(_ matrix: Matrix<Double>) {
        precondition(
            matrix.columns == dimension,
            "matrix has \(matrix.columns) columns, expected \(dimension) for \(names)")
    }
}

/// A distribution whose bijection needs nothing of z but its sign and the smaller tail, which can be
/// found for many z at a time.
protocol TailMappedDistribution: MarginalDistribution {
    /// F⁻¹(Φ(z)), given 1 − Φ(|z|).
    func fromUnconstrained(_ z: Double, tail: Double) -> Double
}

extension MarginalDistribution {
    /// Maps one column in place; generic, so that the loop is specialised for the distribution.
    fileprivate func replaceColumn(_ column: Int, of matrix: inout Matrix<Double>, inverse: Bool) {
        let (columns, count) = (matrix.columns, matrix.rows)
        for row in 0..<count {
            let value = matrix.elements[row * columns + column]
            matrix.elements[row * columns + column] =
                inverse ? fromUnconstrained(value) : toUnconstrained(value)
        }
    }
}

extension TailMappedDistribution {
    fileprivate func replaceColumnByTails(_ column: Int, of matrix: inout Matrix<Double>) {
        let columns = matrix.columns
        var tails = [Double](repeating: 0, count: matrix.rows)
        for row in tails.indices { tails[row] = matrix.elements[row * columns + column] }
        StandardNormal.replaceByTails(&tails)
        matrix.elements.withUnsafeMutableBufferPointer { elements in
            for row in tails.indices {
                let place = row * columns + column
                elements[place] = fromUnconstrained(elements[place], tail: tails[row])
            }
        }
    }
}

extension MultivariateNormal {
    /// Maps this factor's columns in place: w = L⁻¹(θ − mean), or back.
    func replaceColumns(from first: Int, of matrix: inout Matrix<Double>, inverse: Bool) {
        let size = names.count
        // The triangular kernels work on columns of the right-hand side: [size × n].
        var block = Matrix(rows: size, columns: matrix.rows) {
            matrix[$1, first + $0] - (inverse ? 0 : mean[$0])
        }
        if inverse {
            block = factor.lower.times(block)
        } else {
            block.solveTriangular(factor.lower, .lower)
        }
        for row in 0..<matrix.rows {
            for index in 0..<size {
                matrix[row, first + index] = block[index, row] + (inverse ? mean[index] : 0)
            }
        }
    }
}

extension ConfinedMultivariateNormal {
    /// Maps this factor's columns in place from the standardised coordinates w to the unconstrained
    /// ones, or back; NaN where w lies outside.
    fileprivate func replaceAxes(
        from first: Int, of matrix: inout Matrix<Double>, inverse: Bool
    ) {
        for (index, axis) in axes.enumerated() {
            for row in 0..<matrix.rows {
                let value = matrix[row, first + index]
                if inverse {
                    // An infinite coordinate would make 0·∞ of the others in the product with L.
                    let w = axis.fromUnconstrained(value)
                    matrix[row, first + index] =
                        w.isInfinite ? (w < 0 ? -reach[index] : reach[index]) : w
                } else {
                    matrix[row, first + index] = axis.toUnconstrained(clamped(value, axis: index))
                }
            }
        }
    }
}
