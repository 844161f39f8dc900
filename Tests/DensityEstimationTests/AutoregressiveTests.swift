import DensityEstimation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

/// The chain rule over one-dimensional mixtures.
@Suite struct AutoregressiveTests {
    /// θ ~ N(0, I₂), x = θ₂ − θ₁² + 0.1·noise: given x, θ lies on a parabola.
    private static func parabola(_ count: Int, first: Int = 0) -> (
        theta: Matrix<Double>, x: Matrix<Double>
    ) {
        let theta = Matrix(rows: count, columns: 2) {
            Fixture.stream.normal(index: UInt64(first + $0), slot: UInt32(70 + $1))
        }
        let x = Matrix(rows: count, columns: 1) { row, _ in
            theta[row, 1] - theta[row, 0] * theta[row, 0]
                + 0.1 * Fixture.stream.normal(index: UInt64(first + row), slot: 72)
        }
        return (theta, x)
    }

    enum Kind: CaseIterable { case forward, backward, bounded }

    private static func trained(_ kind: Kind) throws -> AutoregressiveEstimator {
        let (theta, x) = parabola(4_000)
        var settings = Fixture.quick
        settings.maximumEpochs = 40
        return try .train(
            parameters: theta, statistics: x, order: kind == .backward ? [1, 0] : nil,
            isBounded: [kind == .bounded, kind == .bounded], settings: settings, seed: 3)
    }

    private static let forward = Result { try trained(.forward) }
    private static let backward = Result { try trained(.backward) }
    private static let bounded = Result { try trained(.bounded) }

    private static func estimator(_ kind: Kind) throws -> AutoregressiveEstimator {
        switch kind {
        case .forward: try forward.get()
        case .backward: try backward.get()
        case .bounded: try bounded.get()
        }
    }

    @Test(arguments: [Kind.forward, .backward]) func logDensityIsTheSumOverItsFactors(kind: Kind)
        throws
    {
        let estimator = try Self.estimator(kind)
        let (theta, x) = Self.parabola(300, first: 10_000)
        let found = estimator.logDensity(parameters: theta, statistics: x)
        for row in 0..<300 {
            var expected = 0.0
            var given = [x[row, 0]]
            for (factor, parameter) in zip(estimator.factors, estimator.order) {
                let value = Matrix(rows: 1, columns: 1, elements: [theta[row, parameter]])
                expected += factor.networks[0].mixture(at: given).logDensity(value)[0]
                given.append(theta[row, parameter])
            }
            // Two orders of the same operations in double precision.
            #expect(abs(found[row] - expected) < 1e-10 * (1 + abs(expected)))
        }
    }

    @Test func rowsOfOneObservationEqualPairs() throws {
        let estimator = try Self.estimator(.forward)
        let (theta, x) = Self.parabola(300, first: 11_000)
        let observations = x.selectingRows([4, 7, 9])
        let grouped = estimator.logDensity(parameters: theta, statistics: observations)
        let repeated = Matrix(rows: 300, columns: 1) { row, _ in observations[row / 100, 0] }
        let pairs = estimator.logDensity(parameters: theta, statistics: repeated)
        // Products over blocks of another size may be summed in another order.
        for (a, b) in zip(grouped, pairs) { #expect(abs(a - b) < 1e-11 * (1 + abs(b))) }
    }

    @Test(arguments: Kind.allCases) func densityIntegratesToOne(kind: Kind) throws {
        let estimator = try Self.estimator(kind)
        let (side, step) = (400, 0.05)
        for x in [-1.0, 0.5] {
            let grid = Matrix(rows: side * side, columns: 2) {
                step * (0.5 + Double($1 == 0 ? $0 / side : $0 % side)) - 10
            }
            let mass =
                estimator.logDensity(
                    parameters: grid, statistics: Matrix(rows: 1, columns: 1, elements: [x])
                ).reduce(0) { $0 + .exp($1) } * step * step
            // The parabola is 0.1 thick, which are two steps: the midpoint rule of a normal of
            // deviation two steps errs by 2·exp(−2π²·4), of one a little thinner by 1e-5.
            #expect(abs(mass - 1) < 1e-3, "x = \(x): \(mass)")
        }
    }

    /// Counts of samples in 40 × 40 cells against the density integrated over them.
    @Test(arguments: Kind.allCases) func densityEqualsTheHistogramOfItsSamples(kind: Kind)
        throws
    {
        let estimator = try Self.estimator(kind)
        let x = Matrix(rows: 1, columns: 1, elements: [-0.5])
        let count = 200_000
        let samples = estimator.sample(
            statistics: x, ranges: [0..<count],
            stream: RandomStream(seed: 4, purpose: .posteriorSampling))
        let (cells, width, points) = (40, 0.2, 12)
        func cell(_ value: Double) -> Int { Int(((value + 4) / width).rounded(.down)) }
        var counts = [Int](repeating: 0, count: cells * cells)
        for row in 0..<count {
            let (i, j) = (cell(samples[row, 0]), cell(samples[row, 1]))
            if (0..<cells).contains(i) && (0..<cells).contains(j) { counts[i * cells + j] += 1 }
        }
        let side = cells * points
        let grid = Matrix(rows: side * side, columns: 2) {
            width / Double(points) * (0.5 + Double($1 == 0 ? $0 / side : $0 % side)) - 4
        }
        let densities = estimator.logDensity(parameters: grid, statistics: x)
        var masses = [Double](repeating: 0, count: cells * cells)
        for (index, density) in densities.enumerated() {
            masses[index / side / points * cells + index % side / points] +=
                Double.exp(density) * width * width / Double(points * points)
        }
        var (statistic, used) = (0.0, 0)
        for (found, mass) in zip(counts, masses) where mass * Double(count) > 50 {
            let expected = mass * Double(count)
            statistic += (Double(found) - expected) * (Double(found) - expected) / expected
            used += 1
        }
        #expect(used > 60)
        // Chi-square over the used cells has this mean and this variance; five deviations.
        #expect(statistic < Double(used) + 5 * (2 * Double(used)).squareRoot(), "\(used) cells")
    }

    /// p(θ | x) = p(θ)·p(x | θ)/p(x), p(x) by quadrature: θ₂ given θ₁ and x is normal.
    @Test func followsACurvedPosteriorThatAMixtureDoesNot() throws {
        let (theta, x) = Self.parabola(2_000, first: 20_000)
        let steps = (-800...800).map { Double($0) / 100 }
        func normal(_ z: Double, _ variance: Double) -> Double {
            .exp(-z * z / (2 * variance)) / (2 * .pi * variance).squareRoot()
        }
        let exact = (0..<2_000).map { row -> Double in
            let evidence = steps.reduce(0) {
                $0 + normal($1, 1) * normal(x[row, 0] + $1 * $1, 1.01)
            }
            let (a, b) = (theta[row, 0], theta[row, 1])
            return .log(normal(a, 1) * normal(b, 1) * normal(x[row, 0] - b + a * a, 0.01))
                - .log(evidence / 100)
        }
        func divergence(_ found: [Double]) -> Double {
            zip(exact, found).reduce(0) { $0 + $1.0 - $1.1 } / 2_000
        }
        let (trainTheta, trainX) = Self.parabola(4_000)
        let mixture = try MixtureDensityEstimator.train(
            parameters: trainTheta, statistics: trainX, settings: Fixture.quick, seed: 3)
        let bent = divergence(
            try Self.estimator(.forward).logDensity(parameters: theta, statistics: x))
        let straight = divergence(mixture.logDensity(parameters: theta, statistics: x))
        // The standard error of a divergence from 2,000 pairs is its spread, some 0.4, over √2000.
        #expect(bent < 0.15 && bent > -0.03, "divergence \(bent)")
        #expect(bent < straight - 0.1, "mixture \(straight)")
    }

    @Test(arguments: Kind.allCases) func aSampleDoesNotDependOnHowManyAreDrawn(kind: Kind) throws {
        let estimator = try Self.estimator(kind)
        let x = Matrix(rows: 2, columns: 1, elements: [-1, 0.5])
        let stream = RandomStream(seed: 8, purpose: .posteriorSampling)
        let all = estimator.sample(statistics: x, ranges: [0..<600, 0..<300], stream: stream)
        let few = estimator.sample(statistics: x, ranges: [0..<10, 0..<300], stream: stream)
        let second = estimator.sample(
            statistics: x.selectingRows([1]), ranges: [0..<300], stream: stream, firstStep: 1)
        #expect(all.rows == 900 && few.rows == 310)
        #expect(all.selectingRows(0..<10) == few.selectingRows(0..<10))
        #expect(all.selectingRows(600..<900) == second)
        #expect(few.selectingRows(10..<310) == second)
    }

    /// The networks are made ready by the first call; what follows shares them.
    @Test func useChangesNeitherSamplesNorComparisons() async throws {
        let used = try Self.estimator(.forward)
        let x = Matrix<Double>(rows: 1, columns: 1, elements: [0.3])
        let stream = RandomStream(seed: 9, purpose: .posteriorSampling)
        func fresh() throws -> AutoregressiveEstimator {
            try AutoregressiveEstimator(order: used.order, factors: used.factors)
        }
        let expected = try fresh().sample(statistics: x, ranges: [0..<50], stream: stream)
        let density = try fresh().logDensity(parameters: expected, statistics: x)
        let shared = try fresh()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    shared.sample(statistics: x, ranges: [0..<50], stream: stream) == expected
                        && shared.logDensity(parameters: expected, statistics: x) == density
                }
            }
            for await isSame in group { #expect(isSame) }
        }
        #expect(try shared == fresh())
        let other = try Self.estimator(.backward)
        #expect(other != shared)
        #expect(other.sample(statistics: x, ranges: [0..<50], stream: stream) != expected)
    }

    @Test(arguments: Kind.allCases) func singlePrecisionAgreesWithDouble(kind: Kind) throws {
        let estimator = DensityEstimator.autoregressive(try Self.estimator(kind))
        let (theta, x) = Self.parabola(300, first: 12_000)
        let double = estimator.logDensity(
            parameters: theta, statistics: x.selectingRows([5, 8, 9]), precision: .double)
        let single = estimator.logDensity(
            parameters: theta, statistics: x.selectingRows([5, 8, 9]), precision: .single)
        for (a, b) in zip(single, double) {
            // Outputs that err by some 1e-6; squares in exponents by as much of themselves.
            #expect(abs(a - b) < 2e-5 * (1 + abs(b)))
        }
        #expect(single != double)
    }

    /// Far outside of the simulations a factor's mean may lie far outside of its bounds.
    @Test func anObservationFarOutsideHasSamplesAndDensities() throws {
        let estimator = try Self.estimator(.bounded)
        let x = Matrix(rows: 1, columns: 1, elements: [-1e6])
        let samples = estimator.sample(
            statistics: x, ranges: [0..<500],
            stream: RandomStream(seed: 4, purpose: .posteriorSampling))
        #expect(samples.elements.allSatisfy { $0.isFinite })
        let densities = estimator.logDensity(parameters: samples, statistics: x)
        #expect(densities.allSatisfy { $0.isFinite })
    }

    @Test func lossesOfFactorsAddUpToThatOfTheWhole() throws {
        let estimator = try Self.estimator(.backward)
        let (theta, x) = Self.parabola(4_000)
        let order = RandomStream(seed: 3, purpose: .validationSplit).permutation(
            count: 4_000, index: 0)
        let held = order[..<400].sorted()
        let densities = estimator.logDensity(
            parameters: theta.selectingRows(held), statistics: x.selectingRows(held))
        // Training's single precision: 1e-5 of densities of some units.
        #expect(abs(-densities.reduce(0, +) / 400 - estimator.validationLoss) < 1e-3)
    }

    @Test func mistakesNameTheParameter() throws {
        let (theta, x) = Self.parabola(100)
        var constant = theta
        for row in 0..<100 { constant[row, 1] = 2 }
        #expect(throws: TrainingError.constantParameter(column: 1)) {
            try AutoregressiveEstimator.train(
                parameters: constant, statistics: x, order: [1, 0], settings: Fixture.quick, seed: 1
            )
        }
        var broken = theta
        broken[5, 0] = .nan
        #expect(throws: TrainingError.notFinite(table: .parameters, row: 5, column: 0)) {
            try AutoregressiveEstimator.train(
                parameters: broken, statistics: x, settings: Fixture.quick, seed: 1)
        }
        let estimator = try Self.estimator(.forward)
        for order in [[0], [0, 0], [0, 2]] {
            #expect(throws: MixtureDensityEstimator.StateError.self) {
                try AutoregressiveEstimator(order: order, factors: estimator.factors)
            }
        }
        #expect(throws: MixtureDensityEstimator.StateError.self) {
            try AutoregressiveEstimator(order: [0, 1], factors: estimator.factors.reversed())
        }
    }
}
