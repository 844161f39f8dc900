import DensityEstimation
import LinearAlgebra
import PosteriorInference
import Probability
import RealModule
import Testing

/// Regions against the exact ones of the density that was learned, whatever it is.
@Suite struct HighestDensityRegionTests {
    @Test func theRegionOfANormalDensityFollowsTheChiSquareLaw() async throws {
        let problem = try LinearGaussianProblem.example()
        let (parameters, statistics) = problem.simulate(count: 2_000, seed: 42)
        var settings = TrainingSettings()
        settings.components = 1
        settings.maximumEpochs = 20
        let posterior = try await NeuralPosterior.train(
            parameters: parameters, statistics: statistics, prior: problem.prior,
            settings: settings, seed: 1)
        let observation = problem.simulate(count: 1, seed: 78).statistics.elements
        let normal = try posterior.mixture(observation: observation)
        #expect(normal.componentCount == 1)
        let peak = normal.logDensity(normal.means)[0]
        for mass in [0.5, 0.9, 0.99] {
            let region = try posterior.highestDensityRegion(
                observation: observation, mass: mass, seed: 3)
            #expect(region.mass == mass)
            // The density at the edge is the peak's times exp(−χ²/2), and χ² of three dimensions
            // has the distribution function erf(√(χ²/2)) − √(2χ²/π)·exp(−χ²/2).
            let square = 2 * (peak - region.logDensityThreshold)
            let found =
                Double.erf((square / 2).squareRoot())
                - (2 * square / .pi).squareRoot() * .exp(-square / 2)
            // Four standard errors of a share of 20,000 samples.
            let standardError = (mass * (1 - mass) / 20_000).squareRoot()
            #expect(abs(found - mass) <= 4 * standardError, "\(mass): \(found)")

            // Just inside and just outside along some directions, in parameters.
            let covariance = normal.covariance(ofComponent: 0)
            for axis in 0..<3 {
                let radius = (covariance[axis, axis]).squareRoot() * square.squareRoot()
                let z = Matrix(rows: 2, columns: 3) { row, column in
                    // The point of the ellipsoid that is farthest along the axis.
                    normal.means[0, column] + (row == 0 ? 0.999 : 1.001) * radius
                        * covariance[axis, column] / covariance[axis, axis]
                }
                #expect(region.contains(problem.prior.fromUnconstrained(z)) == [true, false])
            }
        }
    }

    @Test func theRegionOfTwoPeaksLeavesOutTheGap() async throws {
        let posterior = try await NoisyStatisticProblem.squares(noise: 0.2).posterior()
        let mass = 0.8
        let region = try posterior.highestDensityRegion(observation: [1], mass: mass, seed: 3)
        #expect(region.contains(Matrix([[-1], [0], [1], [.nan]])) == [true, false, true, false])

        // Oracle: the exact density on a grid, from the highest value down until the mass is reached.
        let step = 1e-3
        let grid = Matrix(rows: 12_001, columns: 1) { row, _ in Double(row - 6_000) * step }
        let densities = try posterior.mixture(observation: [1]).logDensity(grid)
        var (held, edge) = (0.0, 0.0)
        for density in densities.sorted(by: >) where held < mass {
            held += .exp(density) * step
            edge = density
        }
        let isInside = region.contains(grid)
        let found = isInside.indices.reduce(0.0) {
            isInside[$1] ? $0 + .exp(densities[$1]) * step : $0
        }
        // Four standard errors of a share of 20,000 samples, and what one cell holds.
        let standardError = (mass * (1 - mass) / 20_000).squareRoot()
        #expect(abs(found - mass) <= 4 * standardError + step, "\(found)")
        let differing = isInside.indices.count { isInside[$0] != (densities[$0] >= edge) }
        #expect(Double(differing) * step < 0.03, "\(differing)")
        // Two pieces.
        let starts = zip(isInside, isInside.dropFirst()).count { !$0 && $1 }
        #expect(starts == 2)
    }

    @Test func anObservationThatTheNetworkDoesNotKnowIsRefused() async throws {
        let posterior = try await BoundedPriorTests.trained.value
        #expect(throws: PosteriorError.self) {
            try posterior.highestDensityRegion(observation: [0], mass: 0.5, seed: 1)
        }
        let region = try posterior.highestDensityRegion(
            observation: [0.5, 0.5], mass: 0.5, seed: 1)
        #expect(region.contains(Matrix([[0.5, 0.5], [0.5, 1.1]])) == [true, false])
    }
}
