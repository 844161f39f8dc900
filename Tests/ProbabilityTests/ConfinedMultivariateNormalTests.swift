import Foundation
import LinearAlgebra
import Probability
import RealModule
import Testing

/// A multivariate normal of which a parallelepiped is left.
@Suite struct ConfinedMultivariateNormalTests {
    /// Σ = L·Lᵀ with this L, written by hand.
    private static let factor = Matrix<Double>([[2, 0], [-1.5, 0.5]])
    private static let mean = [3.0, -1]
    private static let ranges: [ClosedRange<Double>] = [-0.5...1.5, 0.2 ... .infinity]

    private static func normal() throws -> MultivariateNormal {
        try MultivariateNormal(
            names: ["a", "b"], mean: mean, covariance: Matrix([[4, -3], [-3, 2.5]]))
    }

    private static func confined() throws -> ConfinedMultivariateNormal {
        try ConfinedMultivariateNormal(normal(), ranges: ranges)
    }

    /// Parameters of standardised coordinates.
    private static func parameters(_ u: Double, _ v: Double) -> [Double] {
        [mean[0] + factor[0, 0] * u, mean[1] + factor[1, 0] * u + factor[1, 1] * v]
    }

    /// P(−0.5 ≤ u ≤ 1.5)·P(v ≥ 0.2), by the complementary error function.
    private static let share =
        0.5 * (Double.erfc(-1.5 / 2.0.squareRoot()) - Double.erfc(0.5 / 2.0.squareRoot()))
        * 0.5 * Double.erfc(0.2 / 2.0.squareRoot())

    @Test func theDensityIsTheConditionalOne() throws {
        let (whole, confined) = (try Self.normal(), try Self.confined())
        for (u, v) in [(-0.5, 0.2), (0, 1), (1.5, 3), (0.7, 0.2), (1, 6)] {
            let row = Matrix([Self.parameters(u, v)])
            let expected = whole.logDensity(row)[0] - Double.log(Self.share)
            // Rounding of logarithms of order ten.
            #expect(abs(confined.logDensity(row)[0] - expected) < 1e-13, "\(u), \(v)")
        }
        for (u, v) in [(-0.5001, 1), (1.5001, 1), (0, 0.1999), (0, -3), (-4, 4)] {
            #expect(confined.logDensity(Matrix([Self.parameters(u, v)])) == [-.infinity])
        }
    }

    /// ∫ p dθ = |det L| ∫ p(mean + L·w) dw over the ranges of w, by Gauss and Legendre's rule.
    @Test func theDensityIntegratesToOne() throws {
        let confined = try Self.confined()
        var total = 0.0
        for column in 0..<10 {
            let left = -0.5 + 0.2 * Double(column)
            total += gaussLegendre(left, left + 0.2) { u in
                // Beyond v = 9.2 lies 1e-20 of the mass.
                (0..<30).reduce(0) { sum, part in
                    let low = 0.2 + 0.3 * Double(part)
                    return sum
                        + gaussLegendre(low, low + 0.3) { v in
                            .exp(confined.logDensity(Matrix([Self.parameters(u, v)]))[0])
                        }
                }
            }
        }
        // Sixteenth order in steps of 0.2 and 0.3: rounding of 300 terms remains.
        #expect(abs(total * 2 * 0.5 - 1) < 1e-12, "\(total)")
    }

    /// Kolmogorov and Smirnov for two samples: D·√(nm/(n + m)) stays below 1.95 with probability
    /// 0.999. The oracle draws from the whole distribution and keeps what is inside, by the factor
    /// that is written here.
    @Test func samplesAreThoseOfTheWholeThatLieInside() throws {
        let prior = try JointPrior([.confinedMultivariateNormal(Self.confined())])
        let samples = prior.sample(count: 20_000, seed: 11)
        #expect(prior.containsRows(samples).allSatisfy { $0 })
        let whole = try JointPrior([.multivariateNormal(Self.normal())])
            .sample(count: 90_000, seed: 12)
        let kept = (0..<whole.rows).filter { row in
            let u = (whole[row, 0] - Self.mean[0]) / 2
            let v = (whole[row, 1] - Self.mean[1] + 1.5 * u) / 0.5
            return Self.ranges[0].contains(u) && Self.ranges[1].contains(v)
        }
        let found = Double(kept.count) / 90_000
        #expect(abs(found - Self.share) < 5 * (Self.share * (1 - Self.share) / 90_000).squareRoot())
        let oracle = whole.selectingRows(kept)
        // Single parameters, and a combination that knows of their dependence.
        for weights in [[1.0, 0], [0, 1], [1, 1], [1, -2]] {
            func projections(_ rows: Matrix<Double>) -> [Double] {
                (0..<rows.rows).map { weights[0] * rows[$0, 0] + weights[1] * rows[$0, 1] }.sorted()
            }
            let (one, two) = (projections(samples), projections(oracle))
            var (distance, below) = (0.0, 0)
            for (place, value) in one.enumerated() {
                while below < two.count && two[below] <= value { below += 1 }
                distance = max(
                    distance,
                    abs(Double(place + 1) / Double(one.count) - Double(below) / Double(two.count)))
            }
            let size = Double(one.count * two.count) / Double(one.count + two.count)
            #expect(distance * size.squareRoot() < 1.95, "\(weights), seeds 11 and 12")
        }
        #expect(
            prior.sample(count: 10, seed: 11, firstIndex: 50)
                == samples.selectingRows(Array(50..<60)))
    }

    @Test func theBijectionReturnsAndMakesThePriorStandardNormal() throws {
        let prior = try JointPrior([
            .marginal("g", .uniform(Uniform(lower: 0, upper: 1))),
            .confinedMultivariateNormal(Self.confined()),
        ])
        let theta = prior.sample(count: 20_000, seed: 5)
        let z = prior.toUnconstrained(theta)
        let back = prior.fromUnconstrained(z)
        let determinants = prior.logAbsDeterminant(at: theta, unconstrained: z)
        let densities = prior.logDensity(theta)
        for row in 0..<theta.rows {
            for column in 0..<3 {
                // Numbers of order one to ten, through a solve and a product with entries up to 2.
                #expect(abs(back[row, column] - theta[row, column]) < 1e-13)
            }
            // p(θ) = N(z; 0, I)·|det ∂z/∂θ|.
            let standard = z.row(row).reduce(0) { $0 + StandardNormal.logDensity($1) }
            #expect(abs(standard + determinants[row] - densities[row]) < 1e-11)
        }
        // Standard errors 1/√n of means and √2/√n of variances; five of them are passed once in 1e6.
        let error = 5 / 20_000.0.squareRoot()
        #expect(z.columnMeans().allSatisfy { abs($0) < error })
        let covariance = z.covariance()
        for row in 0..<3 {
            for column in 0..<3 {
                #expect(abs(covariance[row, column] - (row == column ? 1 : 0)) < 1.5 * error)
            }
        }
    }

    /// However strongly parameters depend on each other, what the bijection makes lies inside, at the
    /// very edges too.
    @Test(arguments: [0, 0.9, 0.999_999, 1 - 1e-12])
    func nothingThatIsDrawnLiesOutside(_ correlation: Double) throws {
        // What the third shares with the second is part of what the first leaves of that.
        let shared = (1 - correlation * correlation).squareRoot()
        let normal = try MultivariateNormal(
            names: ["a", "b", "c"], mean: [1e3, -2, 0.1],
            covariance: Matrix([[1, correlation, 0], [correlation, 1, shared], [0, shared, 4]]))
        let prior = try JointPrior([
            .confinedMultivariateNormal(
                ConfinedMultivariateNormal(
                    normal, ranges: [-0.3...0.1, 2...2.5, -Double.infinity ... -1]))
        ])
        let places = [-1e3, -39, -9, -1, 0, 0.5, 9, 39, 1e3]
        let z = Matrix(rows: 729, columns: 3) { row, column in
            places[column == 0 ? row % 9 : column == 1 ? row / 9 % 9 : row / 81]
        }
        let theta = prior.fromUnconstrained(z)
        let isInside = prior.containsRows(theta)
        let again = prior.toUnconstrained(theta)
        for row in 0..<729 {
            #expect(isInside[row], "z = \(Array(z.row(row)))")
            #expect(again.row(row).allSatisfy { $0.isFinite }, "z = \(Array(z.row(row)))")
            #expect(prior.contains(theta.row(row)))
        }
        // The supports of single parameters are the corners'.
        for (column, marginal) in prior.marginals.enumerated() {
            #expect(theta.column(column).allSatisfy { marginal.support.contains($0) })
        }
    }

    @Test func codingAndTextTellTheRanges() throws {
        let prior = try JointPrior([.confinedMultivariateNormal(Self.confined())])
        let data = try JSONEncoder().encode(prior)
        let back = try JSONDecoder().decode(JointPrior.self, from: data)
        #expect(back == prior)
        #expect(back.sample(count: 10, seed: 1) == prior.sample(count: 10, seed: 1))
        #expect(prior.description.hasSuffix("standardised coordinates in -0.5 to 1.5, 0.2 to inf"))
        // Supports of the parameters: 3 + 2·[−0.5, 1.5], and −1 − 1.5·[−0.5, 1.5] + 0.5·[0.2, ∞).
        #expect(abs(prior.lowerBounds[0] - 2) < 1e-14 && abs(prior.upperBounds[0] - 6) < 1e-14)
        #expect(abs(prior.lowerBounds[1] + 3.15) < 1e-14 && prior.upperBounds[1] == .infinity)
    }
}
