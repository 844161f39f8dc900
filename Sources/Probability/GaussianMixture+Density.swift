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
    ///
    /// Eight points at a time, so that sums stay in vector registers.
    func componentLogDensities(_ points: Matrix<Double>) -> [Double] {
        typealias Lanes = SIMD8<Double>
        let (rows, dimension, count) = (points.rows, dimension, componentCount)
        let constants = (0..<count).map { logWeights[$0] + logNormalisation($0) }
        let means = means.elements
        // The columns of each factor from the diagonal down, in the order of use.
        let entries = precisionFactors.flatMap { factor in
            (0..<dimension).flatMap { column in
                (column..<dimension).map { factor.elements[$0 * dimension + column] }
            }
        }
        var result = [Double](repeating: 0, count: rows * count)
        var block = [Lanes](repeating: .zero, count: dimension)
        var centred = block
        for first in stride(from: 0, to: rows, by: Lanes.scalarCount) {
            let lanes = min(Lanes.scalarCount, rows - first)
            for axis in 0..<dimension {
                for lane in 0..<lanes {
                    block[axis][lane] = points.elements[(first + lane) * dimension + axis]
                }
            }
            var entry = 0
            for component in 0..<count {
                for axis in 0..<dimension {
                    centred[axis] = block[axis] - means[component * dimension + axis]
                }
                var squares = Lanes.zero
                for column in 0..<dimension {
                    var projected = Lanes.zero
                    for row in column..<dimension {
                        projected += entries[entry] * centred[row]
                        entry += 1
                    }
                    squares += projected * projected
                }
                let values = constants[component] - 0.5 * squares
                for lane in 0..<lanes { result[(first + lane) * count + component] = values[lane] }
            }
        }
        return result
    }
}
