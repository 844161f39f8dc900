import DensityEstimation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

/// Mixtures of one dimension that are cut off at two bounds and normalised between them.
@Suite struct BoundedMixtureTests {
    private static func architecture(_ components: Int, activation: Activation = .tanh)
        -> MixtureArchitecture
    {
        MixtureArchitecture(
            statisticCount: 2, parameterCount: 1, hiddenWidths: [5, 4], activation: activation,
            components: components, isBounded: true)
    }

    /// Statistics, a one, a value between its bounds; every third row lies far beside the means.
    private static func table(rows: Int) -> [Double] {
        (0..<rows).flatMap { row -> [Double] in
            let normal = (0..<5).map {
                Fixture.stream.normal(index: UInt64(row), slot: UInt32(80 + $0))
            }
            let value = normal[2] + (row % 3 == 0 ? 5 : 0)
            return [
                normal[0], normal[1], 1, value, value - abs(normal[3]) - 0.1,
                value + abs(normal[4]) + 0.1,
            ]
        }
    }

    @Test(arguments: Activation.allCases, [1, 3])
    func gradientEqualsCentralDifferencesForEveryParameter(activation: Activation, components: Int)
    {
        let architecture = Self.architecture(components, activation: activation)
        let rows = 31
        let table = Self.table(rows: rows)
        let network = MixtureDensityNetwork<Double>(architecture, capacity: rows)
        let weights = Fixture.weights(architecture)
        network.setWeights(weights)
        let gradient = Fixture.run(network, table, rows: rows).gradient
        let step = 1e-4
        for index in weights.indices {
            func loss(_ shift: Double) -> Double {
                var moved = weights
                moved[index] += shift
                network.setWeights(moved)
                return -Fixture.run(network, table, rows: rows).sum / Double(rows)
            }
            let slope = (loss(step) - loss(-step)) / (2 * step)
            // The fit of the tail is good to 1.2e-7 and its slope to some times that; the
            // truncation of the difference is step² times a third derivative of some tens.
            let error = abs(gradient[index] - slope) / (1 + abs(slope))
            #expect(error < 4e-6, "weight \(index) of \(weights.count)")
        }
    }

    /// Bounds around, beside and far beside the mean, wide and narrow.
    @Test(arguments: [
        (-1.0, 2.0), (0.5, 0.6), (3, 9), (8, 8.5), (-40, -12), (-0.01, 0.01), (-60, 60), (25, 26),
    ])
    func oneComponentIsTheTruncatedNormal(bounds: (lower: Double, upper: Double)) throws {
        let architecture = MixtureArchitecture(
            statisticCount: 1, parameterCount: 1, hiddenWidths: [], activation: .tanh,
            components: 1, isBounded: true)
        let network = MixtureDensityNetwork<Double>(architecture, capacity: 32)
        // Rows logit, mean, s; columns statistic, bias.
        network.setWeights([0, 0.7, 0, 0.3, 0, 0.2])
        let deviation = Double.exp(-8 * .tanh(0.2 / 8))
        let exact = try TruncatedNormal(
            mean: 0.3, standardDeviation: deviation, lower: bounds.lower, upper: bounds.upper)
        let values = (0...20).map {
            bounds.lower + (bounds.upper - bounds.lower) * Double($0) / 20
        }
        let found = Fixture.logDensities(
            network,
            values.flatMap { (value: Double) -> [Double] in
                [0, 1, value, bounds.lower, bounds.upper]
            }, rows: 21)
        let narrowness = min(1, bounds.upper - bounds.lower)
        for (value, density) in zip(values, found) {
            // 1.2e-7 of each tail; their difference is smaller than they are by the narrowness.
            let expected = exact.logDensity(value)
            #expect(abs(density - expected) < 1e-6 / narrowness + 1e-12 * abs(expected))
        }
    }

    @Test func aMixtureIntegratesToOneBetweenItsBounds() {
        let architecture = Self.architecture(4)
        let network = MixtureDensityNetwork<Double>(architecture, capacity: 2_000)
        network.setWeights(Fixture.weights(architecture))
        for (lower, upper) in [(-0.5, 0.7), (1.5, 4), (-12, -9)] {
            let step = (upper - lower) / 2_000
            let table = (0..<2_000).flatMap { (row: Int) -> [Double] in
                [0.3, -0.8, 1, lower + step * (Double(row) + 0.5), lower, upper]
            }
            let mass =
                Fixture.logDensities(network, table, rows: 2_000)
                .reduce(0) { $0 + .exp($1) } * step
            // The fit of the tails; the midpoint rule errs by step²/24 times a slope of some tens.
            #expect(abs(mass - 1) < 3e-6, "from \(lower) to \(upper): \(mass)")
        }
    }

    @Test func singlePrecisionAgreesWithDouble() {
        let architecture = Self.architecture(4)
        let rows = 90
        let table = Self.table(rows: rows).map { Float($0) }
        let weights = Fixture.weights(architecture).map { Float($0) }
        let single = MixtureDensityNetwork<Float>(architecture, capacity: rows)
        single.setWeights(weights)
        let double = MixtureDensityNetwork<Double>(architecture, capacity: rows)
        double.setWeights(weights.map { Double($0) })
        let (sum, gradient) = Fixture.run(single, table, rows: rows)
        let (exactSum, exactGradient) = Fixture.run(double, table.map { Double($0) }, rows: rows)
        // Some tens of roundings of 6e-8, more in tails that are differences.
        #expect(abs(sum - exactSum) < 5e-5 * (abs(exactSum) + Double(rows)))
        let scale = exactGradient.reduce(0) { max($0, abs($1)) }
        for (a, b) in zip(gradient, exactGradient) { #expect(abs(Double(a) - b) < 2e-4 * scale) }
    }

    @Test func extremeOutputsKeepALogDensityAndAGradient() {
        let architecture = Self.architecture(3, activation: .relu)
        let network = MixtureDensityNetwork<Float>(architecture, capacity: 30)
        network.setWeights(Fixture.weights(architecture).map { Float($0) * 300 })
        let (sum, gradient) = Fixture.run(
            network, Self.table(rows: 30).map { Float($0) }, rows: 30)
        #expect(sum.isFinite)
        #expect(gradient.allSatisfy { $0.isFinite })
    }
}
