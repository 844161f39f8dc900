import Foundation
import LinearAlgebra
import Probability
import RealModule
import Testing

@Suite struct JointPriorTests {
    static func example() throws -> JointPrior {
        try JointPrior([
            .marginal("g_Na", .uniform(Uniform(lower: 0.5, upper: 80))),
            .multivariateNormal(
                MultivariateNormal(
                    names: ["E_l", "V_T", "tau"], mean: [1, -2, 0.5],
                    covariance: Matrix([[2, 0.6, -0.3], [0.6, 1, 0.2], [-0.3, 0.2, 0.5]]))),
            .marginal("g_K", .logUniform(LogUniform(lower: 1e-4, upper: 15))),
            .marginal("R", .logNormal(LogNormal(logMean: 0.5, logStandardDeviation: 1.25))),
            .marginal(
                "C",
                .truncatedNormal(
                    TruncatedNormal(mean: 1, standardDeviation: 0.5, lower: 0, upper: .infinity))),
            .marginal("b", .normal(Normal(mean: -3, standardDeviation: 2.5))),
        ])
    }

    @Test func namesAreColumnsInTheOrderOfTheFactors() throws {
        let prior = try Self.example()
        #expect(prior.names == ["g_Na", "E_l", "V_T", "tau", "g_K", "R", "C", "b"])
        #expect(prior.dimension == 8)
        #expect(prior.lowerBounds[0] == 0.5 && prior.upperBounds[4] == 15)
        #expect(
            prior.marginals[1] == .normal(try Normal(mean: 1, standardDeviation: 2.0.squareRoot())))
    }

    @Test func logDensityIsTheSumOverFactors() throws {
        let prior = try Self.example()
        for (point, density) in ReferenceValues.multivariateNormal {
            let row = [10] + point + [1, 2, 1.5, -4]
            let expected =
                density
                + [0, 4, 5, 6, 7].reduce(0.0) { $0 + prior.marginals[$1].logDensity(row[$1]) }
            let found = prior.logDensity(Matrix(rows: 1, columns: 8, elements: row))[0]
            #expect(abs(found - expected) <= 1e-12 * abs(expected))
        }
        var outside = prior.sample(count: 1, seed: 1)
        outside[0, 0] = 80.1
        #expect(prior.logDensity(outside) == [-.infinity])
        #expect(!prior.contains(outside.row(0)))
        #expect(prior.containsRows(outside) == [false])
        #expect(prior.containsRows(prior.sample(count: 9, seed: 1)).allSatisfy { $0 })
    }

    /// Kolmogorov and Smirnov: D·√n stays below 1.95 with probability 0.999.
    @Test func samplesFollowTheCumulativeFunctions() throws {
        let prior = try Self.example()
        let (count, seed) = (20_000, UInt64(11))
        let samples = prior.sample(count: count, seed: seed)
        for (column, marginal) in prior.marginals.enumerated() {
            let sorted = samples.column(column).sorted()
            let distance = sorted.enumerated().reduce(0.0) { largest, item in
                let p = marginal.cumulative(item.element)
                let n = Double(count)
                return max(
                    largest, abs(p - Double(item.offset) / n), abs(p - Double(item.offset + 1) / n))
            }
            #expect(
                distance * Double(count).squareRoot() < 1.95, "\(prior.names[column]), seed \(seed)"
            )
        }
    }

    /// In unconstrained coordinates samples have mean 0 and covariance I; an entry's standard error
    /// is 1/√n (√2/√n on the diagonal), five of them have probability 1e-6.
    @Test func samplesAreStandardNormalInUnconstrainedCoordinates() throws {
        let prior = try Self.example()
        let (count, seed) = (50_000, UInt64(5))
        let z = prior.toUnconstrained(prior.sample(count: count, seed: seed))
        let error = 5 / Double(count).squareRoot()
        for mean in z.columnMeans() { #expect(abs(mean) < error, "seed \(seed)") }
        let covariance = z.covariance()
        for row in 0..<8 {
            for column in 0..<8 {
                let expected = row == column ? 1.0 : 0
                #expect(
                    abs(covariance[row, column] - expected) < 1.5 * error,
                    "entry (\(row), \(column)), seed \(seed)")
            }
        }
    }

    @Test func rowsDependOnTheirGlobalIndexOnly() throws {
        let prior = try Self.example()
        let whole = prior.sample(count: 100, seed: 3)
        let part = prior.sample(count: 30, seed: 3, firstIndex: 50)
        #expect(part == whole.selectingRows(Array(50..<80)))
        #expect(prior.sample(count: 100, seed: 4) != whole)
    }

    @Test func bijectionReturnsAndCarriesTheDensity() throws {
        let prior = try Self.example()
        let theta = prior.sample(count: 500, seed: 9)
        let z = prior.toUnconstrained(theta)
        let back = prior.fromUnconstrained(z)
        let determinants = prior.logAbsDeterminant(at: theta, unconstrained: z)
        let densities = prior.logDensity(theta)
        for row in 0..<500 {
            for column in 0..<8 {
                let value = theta[row, column]
                // Sums of three products in the correlated block; scales of θ are of order 1.
                #expect(abs(back[row, column] - value) <= 1e-14 * (1 + abs(value)))
            }
            // p(θ) = N(z; 0, I)·|det ∂z/∂θ|.
            let standard = z.row(row).reduce(0) { $0 + StandardNormal.logDensity($1) }
            #expect(abs(standard + determinants[row] - densities[row]) <= 1e-11)
        }
    }

    /// Whole columns are mapped several numbers at a time.
    @Test func columnsAreMappedAsSingleNumbersAre() throws {
        let uniform = try Uniform(lower: 0, upper: 3)
        let logUniform = try LogUniform(lower: 1e-3, upper: 20)
        let prior = try JointPrior([
            .marginal("a", .uniform(uniform)), .marginal("b", .logUniform(logUniform)),
        ])
        let z =
            (-400...400).map { 0.1 * Double($0) }
            + [0, -0.0, 1e-300, -1e300, 1e300, -38.4, -.infinity, .infinity]
        let values = prior.fromUnconstrained(Matrix(rows: z.count, columns: 2) { row, _ in z[row] })
        for (row, z) in z.enumerated() {
            // 1e-15·(1 + z²/2) of the smaller tail, which is at most ½ of the range, beside an end;
            // the logarithm of the range is 9.9.
            let tail = StandardNormal.cumulative(-abs(z))
            let tolerance = 2e-15 * (tail > 0 ? 1 + tail * (1 + z * z / 2) : 1)
            #expect(abs(values[row, 0] - uniform.fromUnconstrained(z)) <= 3 * tolerance, "z = \(z)")
            let expected = logUniform.fromUnconstrained(z)
            #expect(abs(values[row, 1] - expected) <= 10 * tolerance * expected, "z = \(z)")
            #expect(prior.containsRows(values.selectingRows([row])) == [true])
        }
        // Beside 0 the tail itself remains.
        let deep = prior.fromUnconstrained(Matrix([[-9.5, 0], [-30, 0], [-38.2, 0]]))
        for (row, z) in [-9.5, -30, -38.2].enumerated() {
            let expected = uniform.fromUnconstrained(z)
            // Below 1e-308 numbers are 5e-324 apart.
            #expect(
                abs(deep[row, 0] - expected) <= 2e-15 * (1 + z * z / 2) * expected + 20
                    * .leastNonzeroMagnitude)
        }
        let missing = prior.fromUnconstrained(Matrix([[.nan, .nan]]))
        #expect(missing.elements.allSatisfy { $0.isNaN })
    }

    @Test func jacobianAgreesWithCentralDifferences() throws {
        let prior = try Self.example()
        let theta = prior.sample(count: 20, seed: 2)
        let z = prior.toUnconstrained(theta)
        let analytic = prior.logAbsDeterminant(at: theta, unconstrained: z)
        let step = 1e-5
        for row in 0..<theta.rows {
            // ∂θ/∂z column by column; the log determinant of its inverse is the analytic one.
            var shifted = Matrix<Double>(rows: 16, columns: 8) { z[row, $1] + (0 * Double($0)) }
            for axis in 0..<8 {
                shifted[2 * axis, axis] -= step
                shifted[2 * axis + 1, axis] += step
            }
            let values = prior.fromUnconstrained(shifted)
            let jacobian = Matrix<Double>(rows: 8, columns: 8) { parameter, axis in
                (values[2 * axis + 1, parameter] - values[2 * axis, parameter]) / (2 * step)
            }
            // log |det J| = ½ log det JᵀJ.
            let squared = try Cholesky(jacobian.times(jacobian, transposingSelf: true))
            // Truncation 1e-10·z³ and rounding 1e-16·θ/1e-5 in each of eight factors.
            #expect(abs(-squared.logDeterminant / 2 - analytic[row]) < 1e-7)
        }
    }

    @Test func codingReturnsTheSamePriorBitByBit() throws {
        let prior = try JointPrior(
            try Self.example().factors + [
                .marginal("x", .uniform(Uniform(lower: 0.1 + 0.2, upper: 1.0 / 3)))
            ])
        let data = try JSONEncoder().encode(prior)
        let back = try JSONDecoder().decode(JointPrior.self, from: data)
        #expect(back == prior)
        #expect(back.sample(count: 10, seed: 1) == prior.sample(count: 10, seed: 1))
    }

    @Test func descriptionNamesEveryFactor() throws {
        let text = try Self.example().description
        #expect(
            text.hasPrefix("g_Na ~ uniform(0.5, 80.0)\nmultivariatenormal(names: [E_l, V_T, tau]"))
        #expect(text.hasSuffix("C ~ truncatednormal(1.0, 0.5, 0.0, inf)\nb ~ normal(-3.0, 2.5)"))
    }
}
