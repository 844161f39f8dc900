public import LinearAlgebra
import RealModule

extension GaussianMixture {
    /// The log density at every row of `points`.
    ///
    /// log Σₖ wₖ·N(x; μₖ, (Lₖ·Lₖᵀ)⁻¹) with −d/2·log 2π + Σ log Lᵢᵢ − ½‖Lᵀ(x − μ)‖² for each
    /// component.
    /// - Parameter points: `[points × dimension]`.
    /// - Returns: `[points]`.
    /// - Complexity: O(points × components × dimension²).
    public func logDensity(_ points: Matrix<Double>) -> [Double] {
        precondition(
            points.columns == dimension,
            "points have \(points.columns) columns, the mixture has dimension \(dimension)")
        let components = componentLogDensities(points)
        let count = componentCount
        return components.withUnsafeBufferPointer { values in
            (0..<points.rows).map { row in
                let start = row * count
                var largest = values[start]
                for component in 1..<max(1, count) {
                    // A NaN must survive the search for the largest.
                    let value = values[start + component]
                    if value > largest || value.isNaN { largest = value }
                }
                guard largest.isFinite else { return largest }
                var sum = 0.0
                for component in 0..<count { sum += .exp(values[start + component] - largest) }
                return largest + .log(sum)
            }
        }
    }

    /// The probability of every component given the point, `[points × components]`.
    ///
    /// - Parameter points: `[points × dimension]`.
    public func responsibilities(_ points: Matrix<Double>) -> Matrix<Double> {
        let components = componentLogDensities(points)
        let count = componentCount
        var result = Matrix<Double>(rows: points.rows, columns: count)
        for row in 0..<points.rows {
            let values = components[row * count..<(row + 1) * count]
            let total = logSumExp(values)
            for (component, value) in values.enumerated() {
                result[row, component] = .exp(value - total)
            }
        }
        return result
    }

    /// The gradient of the log density with respect to the point, at every row of `points`.
    ///
    /// ∂/∂x log Σₖ wₖ·Nₖ = −Σₖ rₖ·Lₖ·Lₖᵀ(x − μₖ) with the responsibilities rₖ.
    /// - Parameter points: `[points × dimension]`.
    /// - Returns: `[points × dimension]`.
    public func logDensityGradient(_ points: Matrix<Double>) -> Matrix<Double> {
        let shares = responsibilities(points)
        var result = Matrix<Double>(rows: points.rows, columns: dimension)
        for component in 0..<componentCount {
            let factor = precisionFactors[component]
            let centred = Matrix(rows: points.rows, columns: dimension) {
                shares[$0, component] * (points[$0, $1] - means[component, $1])
            }
            result.accumulateProduct(
                of: centred.times(factor), factor, transposingSecond: true, scale: -1)
        }
        return result
    }

    /// log wₖ + log Nₖ of every point and component, row-major `[points × components]`.
    func componentLogDensities(_ points: Matrix<Double>) -> [Double] {
        let (rows, dimension, count) = (points.rows, dimension, componentCount)
        let constants = (0..<count).map { logWeights[$0] + logNormalisation($0) }
        var result = [Double](repeating: 0, count: rows * count)
        // Points are lanes within a block, so that the innermost loop runs over contiguous memory.
        let block = 128
        var centred = [Double](repeating: 0, count: dimension * block)
        var projected = [Double](repeating: 0, count: block)
        var squares = [Double](repeating: 0, count: block)
        for first in stride(from: 0, to: rows, by: block) {
            let lanes = min(block, rows - first)
            for component in 0..<count {
                let factor = precisionFactors[component]
                for lane in 0..<lanes {
                    for axis in 0..<dimension {
                        centred[axis * block + lane] =
                            points.elements[(first + lane) * dimension + axis]
                            - means.elements[component * dimension + axis]
                    }
                    squares[lane] = 0
                }
                for column in 0..<dimension {
                    for lane in 0..<lanes { projected[lane] = 0 }
                    for row in column..<dimension {
                        let entry = factor.elements[row * dimension + column]
                        let offset = row * block
                        for lane in 0..<lanes { projected[lane] += entry * centred[offset + lane] }
                    }
                    for lane in 0..<lanes { squares[lane] += projected[lane] * projected[lane] }
                }
                for lane in 0..<lanes {
                    result[(first + lane) * count + component] =
                        constants[component] - 0.5 * squares[lane]
                }
            }
        }
        return result
    }
}
