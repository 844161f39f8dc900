import LinearAlgebra
import RealModule

/// Climbs a log density that is only known by its values.
///
/// The method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal and Wright 2006, section 6.1) on
/// central differences, in coordinates of equal scale. Differences were preferred to gradients
/// through the networks: few parameters make them cheap, as all points of one are evaluated
/// together, and they serve every kind of density.
struct DensityAscent {
    /// The size of the density in each dimension, positive.
    let scales: [Double]
    /// The log density of every row `[points × dimension]`.
    let logDensity: (Matrix<Double>) -> [Double]

    /// Half the distance of the two points of a difference, in scales: an error of h² in the
    /// gradient against a rounding of 1e-16/h.
    private static let difference = 1e-4
    private static let maximumSteps = 100

    /// The peak uphill of a point, `[dimension]`; never lower than the point.
    func peak(from start: [Double]) -> [Double] {
        let dimension = start.count
        var position = zip(start, scales).map { $0 / $1 }
        var (height, gradient) = self.gradient(at: position)
        var inverse = Matrix<Double>.identity(dimension)
        for _ in 0..<Self.maximumSteps {
            var direction = inverse.times(gradient)
            if dot(direction, gradient) <= 0 {
                inverse = .identity(dimension)
                direction = gradient
            }
            let longest = direction.reduce(0) { max($0, abs($1)) }
            guard longest > 0 && longest.isFinite else { break }
            // Never more than one scale at once; all lengths of a line search are tried together.
            let first = min(1, 1 / longest)
            let lengths = (0..<12).map { first * .pow(0.5, $0) }
            let candidates = lengths.map { length in
                zip(position, direction).map { $0 + length * $1 }
            }
            let heights = logDensity(unscaled(candidates))
            guard
                let best = heights.indices.max(by: { heights[$0] < heights[$1] }),
                heights[best] > height
            else { break }
            let (newHeight, newGradient) = self.gradient(at: candidates[best])
            let step = zip(candidates[best], position).map { $0 - $1 }
            // Of the negative log density, which is minimised.
            let change = zip(gradient, newGradient).map { $0 - $1 }
            update(&inverse, step: step, change: change)
            let gain = newHeight - height
            (position, height, gradient) = (candidates[best], newHeight, newGradient)
            if gain < 1e-10 { break }
        }
        return zip(position, scales).map { $0 * $1 }
    }

    /// (I − ρsyᵀ)·H·(I − ρysᵀ) + ρssᵀ with ρ = 1/yᵀs, where the curvature yᵀs is positive.
    private func update(_ inverse: inout Matrix<Double>, step: [Double], change: [Double]) {
        let curvature = dot(step, change)
        guard curvature > 1e-12 * dot(step, step) else { return }
        let image = inverse.times(change)
        let scale = (1 + dot(change, image) / curvature) / curvature
        inverse = Matrix(rows: step.count, columns: step.count) { i, j in
            inverse[i, j] + scale * step[i] * step[j]
                - (image[i] * step[j] + step[i] * image[j]) / curvature
        }
    }

    private func gradient(at position: [Double]) -> (height: Double, gradient: [Double]) {
        var points = [position]
        for axis in position.indices {
            for sign in [-1.0, 1] {
                var beside = position
                beside[axis] += sign * Self.difference
                points.append(beside)
            }
        }
        let heights = logDensity(unscaled(points))
        return (
            heights[0],
            position.indices.map {
                (heights[2 + 2 * $0] - heights[1 + 2 * $0]) / (2 * Self.difference)
            }
        )
    }

    private func unscaled(_ points: [[Double]]) -> Matrix<Double> {
        Matrix(rows: points.count, columns: scales.count) { points[$0][$1] * scales[$1] }
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
