import LinearAlgebra
import RealModule

/// The ellipsoid |L⁻¹·(w − c)| ≤ 1 of nearly the least volume around given points.
struct EnclosingEllipsoid: Sendable {
    /// c.
    let centre: [Double]
    /// L, lower-triangular.
    let factor: Matrix<Double>
    private let inverse: Matrix<Double>

    /// Encloses points `[n × dimension]`; nil where they lie in fewer dimensions.
    ///
    /// Khachiyan's ascent of the dual problem: weights of the points grow where a point sticks out
    /// most (Todd and Yıldırım 2007, algorithm 3.1). The covariance alone as the shape was rejected:
    /// it follows where most points are, and their outermost then ask for several times the volume.
    /// - Parameter margin: by what share each radius is larger than the points ask for.
    init?(_ points: Matrix<Double>, margin: Double) {
        let dimension = points.columns
        guard points.rows > dimension,
            let first = Self.scaled(
                centre: points.columnMeans(), shape: points.covariance(), around: points)
        else { return nil }
        // Only points far out can touch the result.
        let distances = first.distances(of: points)
        let outermost = distances.indices.sorted {
            (distances[$0], $0) > (distances[$1], $1)
        }.prefix(Self.mostPoints)
        let outer = points.selectingRows(Array(outermost))
        let (centre, shape) = Self.leastVolume(outer)
        var best = first
        if let least = Self.scaled(centre: centre, shape: shape, around: points),
            least.logVolume < first.logVolume
        {
            best = least
        }
        self = EnclosingEllipsoid(centre: best.centre, factor: (1 + margin) * best.factor)
    }

    private init(centre: [Double], factor: Matrix<Double>) {
        self.centre = centre
        self.factor = factor
        var inverse = Matrix<Double>.identity(centre.count)
        inverse.solveTriangular(factor, .lower)
        self.inverse = inverse
    }

    private static let mostPoints = 3_000
    private static let mostIterations = 1_000
    /// By which share the volume may exceed the least one.
    private static let excessVolume = 0.05

    /// The ellipsoid of a centre and a shape that just holds all points.
    private static func scaled(
        centre: [Double], shape: Matrix<Double>, around points: Matrix<Double>
    ) -> EnclosingEllipsoid? {
        guard let cholesky = try? Cholesky(shape) else { return nil }
        let unit = EnclosingEllipsoid(centre: centre, factor: cholesky.lower)
        guard let farthest = unit.distances(of: points).max(), farthest > 0, farthest.isFinite
        else { return nil }
        return EnclosingEllipsoid(centre: centre, factor: farthest * cholesky.lower)
    }

    /// Centre and shape, up to a factor.
    private static func leastVolume(
        _ points: Matrix<Double>
    ) -> (centre: [Double], shape: Matrix<Double>) {
        let (count, dimension) = (points.rows, points.columns)
        let lifted = Double(dimension + 1)
        var weights = [Double](repeating: 1 / Double(count), count: count)
        // Columns q = (w, 1), and X = Σ weight·q·qᵀ.
        let columns = Matrix(rows: dimension + 1, columns: count) {
            $0 < dimension ? points[$1, $0] : 1
        }
        var moments = columns.times(columns, transposingOther: true)
        moments = (1 / Double(count)) * moments
        for _ in 0..<mostIterations {
            guard let cholesky = try? Cholesky(moments) else { break }
            var solved = columns
            solved.solveTriangular(cholesky.lower, .lower)
            var squares = [Double](repeating: 0, count: count)
            for axis in 0...dimension {
                for (point, value) in solved.row(axis).enumerated() {
                    squares[point] += value * value
                }
            }
            var farthest = 0
            for point in squares.indices where squares[point] > squares[farthest] {
                farthest = point
            }
            // All squares are at most 1 + dimension at the optimum; the volume is within the
            // power (dimension + 1)/2 of their excess.
            let excess = squares[farthest] / lifted
            guard .pow(excess, 0.5 * lifted) > 1 + excessVolume else { break }
            let step = (squares[farthest] - lifted) / (lifted * (squares[farthest] - 1))
            for point in weights.indices { weights[point] *= 1 - step }
            weights[farthest] += step
            let column = columns.column(farthest)
            moments = Matrix(rows: dimension + 1, columns: dimension + 1) {
                (1 - step) * moments[$0, $1] + step * column[$0] * column[$1]
            }
        }
        let centre = points.times(weights, transposingSelf: true)
        var shape = Matrix<Double>(rows: dimension, columns: dimension)
        for (point, weight) in weights.enumerated() {
            let offset = zip(points.row(point), centre).map { $0 - $1 }
            for row in 0..<dimension {
                for column in 0...row {
                    shape[row, column] += weight * offset[row] * offset[column]
                }
            }
        }
        return (centre, shape)
    }

    /// The logarithm of the volume: that of the unit ball is π^(d/2)/Γ(d/2 + 1).
    var logVolume: Double {
        let half = 0.5 * Double(centre.count)
        return factor.diagonal.reduce(half * .log(.pi) - .logGamma(half + 1)) { $0 + .log($1) }
    }

    /// Whether a point lies inside.
    func contains(_ point: some RandomAccessCollection<Double>) -> Bool {
        squaredDistance(point) <= 1
    }

    private func distances(of points: Matrix<Double>) -> [Double] {
        (0..<points.rows).map { squaredDistance(points.row($0)).squareRoot() }
    }

    /// |L⁻¹·(w − c)|².
    private func squaredDistance(_ point: some RandomAccessCollection<Double>) -> Double {
        let size = centre.count
        var total = 0.0
        for row in 0..<size {
            var sum = 0.0
            for (column, value) in point.prefix(row + 1).enumerated() {
                sum += inverse.elements[row * size + column] * (value - centre[column])
            }
            total += sum * sum
        }
        return total
    }
}
