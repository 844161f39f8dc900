import LinearAlgebra
import Probability
import RealModule
import Testing

@Suite struct GaussianMixtureModeTests {
    @Test func modeOfOneGaussianIsItsMean() throws {
        let mixture = try GaussianMixture(
            weights: [1], means: Matrix([[1, -2, 30]]),
            covariances: [MixtureFixture.covariance(3, index: 4)])
        let mode = mixture.mode(uphillOf: [-50, 70, 0])
        // One solve of a well-conditioned system.
        for (found, mean) in zip(mode, [1.0, -2, 30]) { #expect(abs(found - mean) < 1e-11) }
    }

    /// Two far components: from each side the own peak. Two near ones of equal weight have one peak
    /// halfway, the hardest case as the curvature there nearly vanishes.
    @Test func eachSideHasItsOwnPeak() throws {
        let far = try GaussianMixture(
            weights: [0.2, 0.8], means: Matrix([[-4], [4]]),
            covariances: [.identity(1), .identity(1)])
        // The other component moves a peak by less than 8·(0.8/0.2)·e^{−32}.
        #expect(abs(far.mode(uphillOf: [-2])[0] + 4) < 1e-9)
        #expect(abs(far.mode(uphillOf: [2])[0] - 4) < 1e-9)
        let near = try GaussianMixture(
            weights: [0.5, 0.5], means: Matrix([[-0.9], [0.9]]),
            covariances: [.identity(1), .identity(1)])
        #expect(abs(near.mode(uphillOf: [2])[0]) < 1e-6)
    }

    @Test func slopeVanishesAtThePeakAndTheClimbNeverFalls() throws {
        let mixture = try MixtureFixture.mixture(5, 7)
        let starts = MixtureFixture.points(20, 5)
        for row in 0..<starts.rows {
            let start = Array(starts.row(row))
            let mode = Matrix(rows: 1, columns: 5, elements: mixture.mode(uphillOf: start))
            // The last step is below 1e-9 deviations, and the covariances are at least ½.
            let slope = mixture.logDensityGradient(mode).elements
            #expect(slope.allSatisfy { abs($0) < 1e-7 }, "start \(row)")
            #expect(mixture.logDensity(mode)[0] >= mixture.logDensity(starts)[row])
            for axis in 0..<5 {
                for shift in [-1e-2, 1e-2] {
                    var beside = mode
                    beside[0, axis] += shift
                    #expect(mixture.logDensity(beside)[0] < mixture.logDensity(mode)[0])
                }
            }
        }
    }

    @Test func mixtureOfMixturesHasTheMixedDensity() throws {
        let parts = try [MixtureFixture.mixture(3, 2), MixtureFixture.mixture(3, 4)]
        // Shares ¼ and ¾ up to a common factor.
        let mixed = GaussianMixture(mixing: parts, logShares: [5, 5 + .log(3)])
        #expect(mixed.componentCount == 6)
        let points = MixtureFixture.points(30, 3)
        let densities = parts.map { $0.logDensity(points) }
        for (row, found) in mixed.logDensity(points).enumerated() {
            let mean = 0.25 * Double.exp(densities[0][row]) + 0.75 * Double.exp(densities[1][row])
            // Sums of six rounded terms, normalised twice.
            #expect(abs(found - Double.log(mean)) < 1e-12 * (1 + abs(found)))
        }
    }
}
