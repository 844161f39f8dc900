import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

/// Mixtures to test on, with covariances of no special structure.
enum MixtureFixture {
    static let stream = RandomStream(seed: 20, purpose: StreamPurpose("mixture tests"))

    /// A covariance A·Aᵀ + ½·I, dense.
    static func covariance(_ dimension: Int, index: UInt64) -> Matrix<Double> {
        let root = Matrix(rows: dimension, columns: dimension) {
            stream.normal(index: index, slot: UInt32($0 * dimension + $1))
        }
        return root.times(root, transposingOther: true) + 0.5 * .identity(dimension)
    }

    static func parts(_ dimension: Int, _ count: Int) -> (
        weights: [Double], means: Matrix<Double>, covariances: [Matrix<Double>]
    ) {
        (
            (0..<count).map { 1 + Double($0) },
            Matrix(rows: count, columns: dimension) {
                2 * stream.normal(index: 1000, slot: UInt32($0 * dimension + $1))
            },
            (0..<count).map { covariance(dimension, index: UInt64($0)) }
        )
    }

    static func mixture(_ dimension: Int, _ count: Int) throws -> GaussianMixture {
        let (weights, means, covariances) = parts(dimension, count)
        return try GaussianMixture(weights: weights, means: means, covariances: covariances)
    }

    static func points(_ count: Int, _ dimension: Int) -> Matrix<Double> {
        Matrix(rows: count, columns: dimension) {
            3 * stream.normal(index: 2000 + UInt64($0), slot: UInt32($1))
        }
    }

    /// The log density by the textbook formula with covariances: an oracle that shares no code
    /// with the precision factors.
    static func denseLogDensity(
        _ point: [Double], weights: [Double], means: Matrix<Double>, covariances: [Matrix<Double>]
    ) throws -> Double {
        let total = weights.reduce(0, +)
        var density = 0.0
        for (component, covariance) in covariances.enumerated() {
            let cholesky = try Cholesky(covariance)
            let offset = zip(point, means.row(component)).map { $0 - $1 }
            let square = zip(offset, cholesky.solve(offset)).reduce(0) { $0 + $1.0 * $1.1 }
            density +=
                weights[component] / total
                * .exp(
                    -0.5
                        * (square + cholesky.logDeterminant
                            + Double(point.count) * .log(2 * .pi)))
        }
        return .log(density)
    }
}

@Suite struct GaussianMixtureTests {
    @Test(arguments: [1, 2, 5]) func logDensityEqualsDenseFormula(dimension: Int) throws {
        let (weights, means, covariances) = MixtureFixture.parts(dimension, 3)
        let mixture = try MixtureFixture.mixture(dimension, 3)
        // More points than one block of lanes, and not a multiple of it.
        let points = MixtureFixture.points(300, dimension)
        let found = mixture.logDensity(points)
        for row in 0..<points.rows {
            let expected = try MixtureFixture.denseLogDensity(
                Array(points.row(row)), weights: weights, means: means, covariances: covariances)
            // Rounding of squares that reach some hundreds.
            #expect(abs(found[row] - expected) < 1e-10 * (1 + abs(expected)))
        }
    }

    @Test func densityIntegratesToOne() throws {
        // The trapezoidal rule is exact to rounding for a Gaussian sampled this finely (its
        // aliasing error falls as exp(−2π²σ²/h²)) when the box holds all of it.
        let mixture = try GaussianMixture(
            weights: [0.2, 0.8], means: Matrix([[-1, 2], [1.5, 0]]),
            covariances: [Matrix([[1, 0.6], [0.6, 0.8]]), Matrix([[0.5, -0.3], [-0.3, 1.2]])])
        let step = 0.125
        let axis = stride(from: -12.0, through: 12.0, by: step).map { $0 }
        let grid = Matrix(rows: axis.count * axis.count, columns: 2) {
            axis[$1 == 0 ? $0 / axis.count : $0 % axis.count]
        }
        let mass = mixture.logDensity(grid).reduce(0) { $0 + .exp($1) } * step * step
        #expect(abs(mass - 1) < 1e-9)
    }

    @Test func momentsAreThoseOfTheParts() throws {
        let (weights, means, covariances) = MixtureFixture.parts(3, 4)
        let mixture = try MixtureFixture.mixture(3, 4)
        let total = weights.reduce(0, +)
        let mean = (0..<3).map { axis in
            (0..<4).reduce(0) { $0 + weights[$1] / total * means[$1, axis] }
        }
        for i in 0..<3 {
            #expect(abs(mixture.mean[i] - mean[i]) < 1e-12)
            for j in 0..<3 {
                let expected = (0..<4).reduce(0) {
                    $0 + weights[$1] / total
                        * (covariances[$1][i, j] + (means[$1, i] - mean[i])
                            * (means[$1, j] - mean[j]))
                }
                #expect(abs(mixture.covariance[i, j] - expected) < 1e-11)
                #expect(
                    abs(mixture.covariance(ofComponent: 2)[i, j] - covariances[2][i, j]) < 1e-11)
            }
        }
    }

    @Test func gradientEqualsCentralDifferences() throws {
        let mixture = try MixtureFixture.mixture(3, 3)
        let points = MixtureFixture.points(5, 3)
        let gradient = mixture.logDensityGradient(points)
        let step = 1e-5
        for row in 0..<5 {
            for axis in 0..<3 {
                var (up, down) = (points, points)
                up[row, axis] += step
                down[row, axis] -= step
                let slope =
                    (mixture.logDensity(up)[row] - mixture.logDensity(down)[row]) / (2 * step)
                // Truncation h² and rounding ε/h are both near 1e-10.
                #expect(abs(gradient[row, axis] - slope) < 1e-7 * (1 + abs(slope)))
            }
        }
    }

    @Test func farPointsAndEmptyComponentsKeepTheirLogDensity() throws {
        let mixture = GaussianMixture(
            logWeights: [0, -.infinity], means: Matrix([[0], [5]]),
            precisionFactors: [.identity(1), .identity(1)])
        // exp(−5000) underflows; its logarithm does not.
        #expect(abs(mixture.logDensity(Matrix([[100]]))[0] + 5000 + 0.5 * .log(2 * .pi)) < 1e-9)
        #expect(mixture.logDensity(Matrix([[.nan]]))[0].isNaN)
        let draws = mixture.sample(count: 2000, stream: MixtureFixture.stream)
        #expect(draws.elements.allSatisfy { abs($0) < 4.9 })
    }

    @Test func rejectsAnIndefiniteCovariance() {
        #expect(throws: LinearAlgebraError.self) {
            try GaussianMixture(
                weights: [1], means: Matrix([[0, 0]]), covariances: [Matrix([[1, 2], [2, 1]])])
        }
    }
}
