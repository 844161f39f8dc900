package import LinearAlgebra
import RealModule

/// A quadratic function fitted to losses around a point, and the point where it is smallest.
///
/// Hansen 2019 ("A global surrogate assisted CMA-ES", GECCO) fits the same family with the same
/// weights. With few points the mixed terms are left out.
package struct QuadraticModel {
    private let centre: [Double]
    private let scale: [Double]
    /// f(z) = f₀ + gᵀ·z + ½·zᵀ·H·z in z = (x − centre) / scale.
    private let gradient: [Double]
    private let hessian: Matrix<Double>
    /// The distance in z up to which the points lie.
    private let reach: Double

    /// The number of coefficients, with and without mixed terms.
    static func coefficients(dimension: Int, mixed: Bool) -> Int {
        mixed ? (dimension + 1) * (dimension + 2) / 2 : 2 * dimension + 1
    }

    /// Fits points `[points × coordinates]` with their losses; nil when the points do not determine
    /// the coefficients.
    ///
    /// - Parameter centre: the origin of z, usually the best point.
    package init?(points: Matrix<Double>, losses: [Double], centre: [Double]) {
        let n = points.columns
        let full = Self.coefficients(dimension: n, mixed: true)
        let isMixed = Double(points.rows) >= 1.1 * Double(full)
        let count = Self.coefficients(dimension: n, mixed: isMixed)
        guard points.rows > count else { return nil }
        var scale = [Double](repeating: 0, count: n)
        for row in 0..<points.rows {
            for column in 0..<n {
                let difference = points[row, column] - centre[column]
                scale[column] += difference * difference
            }
        }
        scale = scale.map { ($0 / Double(points.rows)).squareRoot() }
        guard scale.allSatisfy({ $0 > 1e-14 }) else { return nil }
        guard let least = losses.min(), let largest = losses.max(), largest > least else {
            return nil
        }

        let order = losses.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }
        var design = Matrix<Double>(rows: points.rows, columns: count)
        var target = [Double](repeating: 0, count: points.rows)
        var reach = 0.0
        for (place, row) in order.enumerated() {
            // Weights of the squares from 20 for the best to 1 for the worst.
            let weight = (20 - 19 * Double(place) / Double(order.count - 1)).squareRoot()
            let z = (0..<n).map { (points[row, $0] - centre[$0]) / scale[$0] }
            reach = Swift.max(reach, z.reduce(0) { $0 + $1 * $1 })
            design[row, 0] = weight
            var place = 1 + 2 * n
            for i in 0..<n {
                design[row, 1 + i] = weight * z[i]
                design[row, 1 + n + i] = weight * 0.5 * z[i] * z[i]
                guard isMixed else { continue }
                for j in 0..<i {
                    design[row, place] = weight * z[i] * z[j]
                    place += 1
                }
            }
            target[row] = weight * (losses[row] - least) / (largest - least)
        }
        guard let solution = Self.solve(design, target) else { return nil }

        var hessian = Matrix<Double>(rows: n, columns: n)
        var place = 1 + 2 * n
        for i in 0..<n {
            hessian[i, i] = solution[1 + n + i]
            guard isMixed else { continue }
            for j in 0..<i {
                hessian[i, j] = solution[place]
                hessian[j, i] = solution[place]
                place += 1
            }
        }
        self.centre = centre
        self.scale = scale
        self.reach = reach.squareRoot()
        self.hessian = hessian
        gradient = Array(solution[1...n])
    }

    /// Least squares by the normal equations: the columns are of order one, so their condition is
    /// harmless, and they cost a tenth of an orthogonal factorisation.
    private static func solve(_ design: Matrix<Double>, _ target: [Double]) -> [Double]? {
        var normal = design.times(design, transposingSelf: true)
        let ridge = 1e-11 * (normal.diagonal.max() ?? 1)
        for index in 0..<normal.rows { normal[index, index] += ridge }
        guard let factor = try? Cholesky(normal) else { return nil }
        let right = design.times(target, transposingSelf: true)
        return factor.solve(Matrix(rows: right.count, columns: 1, elements: right)).elements
    }

    /// The minimum inside the cube, or as far towards it as the points reach.
    ///
    /// Directions of negative curvature are taken as if their curvature were positive, which walks
    /// downhill in them too.
    package func minimum() -> [Double]? {
        guard let (values, vectors) = try? hessian.symmetricEigen() else { return nil }
        let largest = values.map { abs($0) }.max() ?? 0
        guard largest > 0 else { return nil }
        let along = vectors.times(gradient, transposingSelf: true)
        let curvatures = values.map { Swift.max(abs($0), 1e-12 * largest) }
        let step = Self.step(along, curvatures, reach: reach)
        let z = vectors.times(step)
        guard z.allSatisfy(\.isFinite) else { return nil }
        return z.indices.map { Swift.min(1, Swift.max(0, centre[$0] + scale[$0] * z[$0])) }
    }

    /// −g/(λ + µ) in every eigendirection with the smallest µ ≥ 0 that keeps the step inside the
    /// reach (Levenberg 1944): a flat direction must not use up the whole of it.
    private static func step(_ gradient: [Double], _ curvatures: [Double], reach: Double)
        -> [Double]
    {
        func step(_ damping: Double) -> [Double] {
            zip(gradient, curvatures).map { -$0 / ($1 + damping) }
        }
        func isInside(_ damping: Double) -> Bool {
            step(damping).reduce(0) { $0 + $1 * $1 } <= reach * reach
        }
        if isInside(0) { return step(0) }
        let slope = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // With µ = ‖g‖/reach no step is longer than the reach; forty halvings are ample.
        var (low, high) = (0.0, slope / reach)
        for _ in 0..<40 {
            let middle = 0.5 * (low + high)
            if isInside(middle) { high = middle } else { low = middle }
        }
        return step(high)
    }
}
