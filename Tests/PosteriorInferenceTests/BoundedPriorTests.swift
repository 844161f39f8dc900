import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RandomStreams
import RealModule
import Testing

/// x = θ + 0.2·noise with θ uniform on [0, 1]²: near an edge the posterior is a normal cut off there.
@Suite struct BoundedPriorTests {
    static let noise = 0.2

    static let trained = Task {
        let prior = try JointPrior([
            .marginal("a", .uniform(Uniform(lower: 0, upper: 1))),
            .marginal("b", .uniform(Uniform(lower: 0, upper: 1))),
        ])
        let (parameters, statistics) = simulate(prior, count: 10_000, seed: 6)
        var settings = TrainingSettings()
        settings.hiddenWidths = [40, 40]
        settings.components = 6
        settings.batchSize = 250
        settings.maximumEpochs = 80
        return try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: prior, settings: settings,
            seed: 6)
    }

    static func simulate(_ prior: JointPrior, count: Int, seed: UInt64) -> (
        parameters: Matrix<Double>, statistics: Matrix<Double>
    ) {
        let parameters = prior.sample(count: count, seed: seed)
        let stream = RandomStream(seed: seed, purpose: .simulationNoise)
        return (
            parameters,
            Matrix(rows: count, columns: 2) { row, column in
                parameters[row, column]
                    + noise * stream.normal(index: UInt64(row), slot: UInt32(column))
            }
        )
    }

    /// An observation beyond the corner: the posterior is piled up there.
    static let corner = [-0.1, 1.15]

    @Test func noSampleIsOutsideOfThePrior() async throws {
        let posterior = try await Self.trained.value
        let samples = try posterior.sample(observation: Self.corner, count: 100_000, seed: 1)
        #expect(samples.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
        // Half of the mass is within 0.1 of the edges, so this is a test of the edge.
        #expect(samples.column(0).count { $0 < 0.1 } > 40_000)
        #expect(samples.column(1).count { $0 > 0.9 } > 40_000)
        let densities = try posterior.logDensity(samples, observation: Self.corner)
        #expect(densities.allSatisfy { $0.isFinite })
    }

    @Test func densityIsNothingOutsideAndFiniteOnTheEdge() async throws {
        let posterior = try await Self.trained.value
        let outside = Matrix([[-1e-300, 0.5], [0.5, 1.0.nextUp], [2, 2], [.nan, 0.5]])
        #expect(
            try posterior.logDensity(outside, observation: Self.corner)
                == [Double](repeating: -.infinity, count: 4))
        let edge = Matrix([[0, 0.5], [0.5, 1], [0, 1]])
        #expect(
            try posterior.logDensity(edge, observation: Self.corner).allSatisfy { !$0.isNaN })
    }

    /// Simpson's rule in z would be exact by construction, so the sum runs over cells of θ, finer
    /// towards the edges where the mapped density may have a steep boundary layer.
    @Test func densityIntegratesToOneInside() async throws {
        let posterior = try await Self.trained.value
        for observation in [Self.corner, [0.5, 0.4], [0.95, 0.02]] {
            let edges = (0...400).map { StandardNormal.cumulative(-6 + 12 * Double($0) / 400) }
            let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
            let widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
            let points = Matrix(rows: 160_000, columns: 2) { cell, column in
                middles[column == 0 ? cell / 400 : cell % 400]
            }
            let densities = try posterior.logDensity(points, observation: observation)
            let mass = densities.indices.reduce(0.0) {
                $0 + .exp(densities[$1]) * widths[$1 / 400] * widths[$1 % 400]
            }
            // The midpoint rule over cells of 0.03 in z has an error of 0.03²/24 times the
            // curvature, about 1e-3; the mass beyond |z| = 6 of a wide component is below 1e-3.
            #expect(abs(mass - 1) < 4e-3, "mass \(mass)")
        }
    }

    /// The marginal of b against the truncated normal that it is, by its cumulative function.
    @Test func posteriorAtTheEdgeIsTheTruncatedNormal() async throws {
        let posterior = try await Self.trained.value
        let samples = try posterior.sample(observation: Self.corner, count: 50_000, seed: 3)
        for (column, x) in Self.corner.enumerated() {
            let exact = try TruncatedNormal(
                mean: x, standardDeviation: Self.noise, lower: 0, upper: 1)
            let sorted = samples.column(column).sorted()
            let distance = sorted.enumerated().reduce(0.0) {
                max($0, abs(exact.cumulative($1.element) - Double($1.offset) / 50_000))
            }
            // An observation beyond the corner is rarer than one simulation in a hundred, so the
            // network knows it from about a hundred simulations: 1/√100.
            #expect(distance < 0.1, "column \(column), distance \(distance)")
        }
    }

    /// Density against counts of the posterior's own samples in 20 × 20 cells.
    @Test func densityEqualsTheHistogramOfItsSamples() async throws {
        let posterior = try await Self.trained.value
        let count = 200_000
        let samples = try posterior.sample(observation: [0.3, 0.9], count: count, seed: 4)
        var counts = [Int](repeating: 0, count: 400)
        for row in 0..<count {
            let cell = (0..<2).map { min(19, Int(samples[row, $0] * 20)) }
            counts[cell[0] * 20 + cell[1]] += 1
        }
        // 12 × 12 points in each cell.
        let points = Matrix(rows: 400 * 144, columns: 2) { row, column in
            let (cell, point) = (row / 144, row % 144)
            let (i, k) = column == 0 ? (cell / 20, point / 12) : (cell % 20, point % 12)
            return (Double(i) + (Double(k) + 0.5) / 12) / 20
        }
        let densities = try posterior.logDensity(points, observation: [0.3, 0.9])
        var chiSquare = 0.0
        var cells = 0
        for cell in 0..<400 {
            let mass = (0..<144).reduce(0.0) { $0 + .exp(densities[cell * 144 + $1]) } / 144 / 400
            let expected = mass * Double(count)
            // Cells on the edge hold the boundary layer, which the points do not resolve.
            guard expected > 50, !(cell % 20 == 19 || cell % 20 == 0 || cell < 20 || cell >= 380)
            else { continue }
            chiSquare +=
                (Double(counts[cell]) - expected) * (Double(counts[cell]) - expected) / expected
            cells += 1
        }
        try #require(cells > 50)
        let p = UniformityTest.chiSquareSurvival(chiSquare, degreesOfFreedom: cells)
        #expect(p > 1e-3, "chi-square \(chiSquare) over \(cells) cells, seed 4")
    }

    /// Well inside the prior the maximum is that of the density over θ up to z·σ² = 0.1.
    @Test func maximumIsThePeakAndNotTheCorner() async throws {
        let posterior = try await Self.trained.value
        let maximum = try posterior.maximum(observation: [0.5, 0.45])
        // The exact maximum is x itself; 0.2 is one posterior deviation.
        #expect(abs(maximum.parameters[0] - 0.5) < 0.1 && abs(maximum.parameters[1] - 0.45) < 0.1)
    }

    /// The posterior is about normal with a deviation of 0.2 around the observation, cut off at 1.
    @Test func theConfinedPriorHoldsThePosteriorAndLittleMore() async throws {
        let posterior = try await Self.trained.value
        let observation = [0.5, 1.15]
        let confined = try posterior.confinedPrior(
            observation: observation, mass: 0.9, seed: 1)
        let samples = try posterior.sample(observation: observation, count: 20_000, seed: 9)
        let inside = confined.containsRows(samples).count { $0 }
        // Each range holds 90 % before its margin of a tenth of the width on each side.
        #expect(inside > 17_000, "\(inside)")
        let first = confined.marginals[0].support
        // ±1.645 deviations and the margin; a learned deviation may be wrong by a tenth.
        #expect(abs(first.upperBound - first.lowerBound - 2 * 1.645 * 0.2 * 1.2) < 0.09)
        #expect(confined.marginals[1].support.upperBound == 1)
        #expect(confined.marginals[1].support.lowerBound > 0.3)
    }

    /// A first network may be wrong by so much without later rounds losing anything.
    @Test func theMarginHoldsAPosteriorThatIsWiderByAFifth() async throws {
        let posterior = try await Self.trained.value
        let observation = [0.5, 0.45]
        let confined = try posterior.confinedPrior(observation: observation, seed: 1)
        let samples = try posterior.sample(observation: observation, count: 20_000, seed: 9)
        for (column, marginal) in confined.marginals.enumerated() {
            let values = samples.column(column)
            let mean = values.reduce(0, +) / Double(values.count)
            let inside = values.count { value in
                let wider = mean + 1.2 * (value - mean)
                return !posterior.prior.marginals[column].contains(wider)
                    || marginal.support.contains(wider)
            }
            // 99.9 %, less four standard errors of 20,000 samples; without a margin 99.4 %.
            #expect(inside > 19_960, "\(inside)")
        }
    }
}
