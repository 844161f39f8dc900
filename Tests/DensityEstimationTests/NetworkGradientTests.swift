import DensityEstimation
import LinearAlgebra
import RealModule
import Testing

@Suite struct NetworkGradientTests {
    static let shapes:
        [(statistics: Int, parameters: Int, widths: [Int], components: Int, isResidual: Bool)] = [
            (3, 1, [4], 1, false), (2, 3, [5, 4], 3, false), (1, 2, [3, 6, 3], 2, false),
            // Two residual layers in a row, and one that is not among those that could be.
            (2, 2, [4, 4, 4], 2, true), (2, 1, [3, 7, 7, 4], 2, true),
            // No hidden layer.
            (3, 1, [], 1, false), (2, 2, [], 2, false),
        ]

    /// All layers and all rows of the head, in double precision.
    @Test(arguments: Activation.allCases, shapes.indices)
    func gradientEqualsCentralDifferencesForEveryParameter(activation: Activation, shape: Int) {
        let shape = Self.shapes[shape]
        let architecture = MixtureArchitecture(
            statisticCount: shape.statistics, parameterCount: shape.parameters,
            hiddenWidths: shape.widths, activation: activation, components: shape.components,
            isResidual: shape.isResidual)
        let rows = 19
        let table = Fixture.table(architecture, rows: rows)
        let network = MixtureDensityNetwork<Double>(architecture, capacity: rows)
        let weights = Fixture.weights(architecture)
        network.setWeights(weights)
        let gradient = Fixture.run(network, table, rows: rows).gradient
        let step = 1e-6
        var largest = 0.0
        for index in weights.indices {
            func loss(_ shift: Double) -> Double {
                var moved = weights
                moved[index] += shift
                network.setWeights(moved)
                return -Fixture.run(network, table, rows: rows).sum / Double(rows)
            }
            let slope = (loss(step) - loss(-step)) / (2 * step)
            // Rounding of a loss near 10 over 2·10⁻⁶ leaves 1e-9; truncation is below it.
            let error = abs(gradient[index] - slope) / (1 + abs(slope))
            #expect(error < 1e-7, "weight \(index) of \(weights.count)")
            largest = max(largest, abs(slope))
        }
        #expect(largest > 0.01)
    }

    /// A network and a mixture written down plainly, with dense covariances.
    @Test(arguments: Activation.allCases, [false, true])
    func logDensityEqualsAnIndependentDenseComputation(
        activation: Activation, isResidual: Bool
    ) throws {
        let architecture = MixtureArchitecture(
            statisticCount: 2, parameterCount: 3, hiddenWidths: [5, 5], activation: activation,
            components: 3, isResidual: isResidual)
        let rows = 37
        let table = Fixture.table(architecture, rows: rows)
        let network = MixtureDensityNetwork<Double>(architecture, capacity: rows)
        let weights = Fixture.weights(architecture)
        network.setWeights(weights)
        let found = Fixture.logDensities(network, table, rows: rows)
        for row in 0..<rows {
            let values = Array(table[row * 6..<(row + 1) * 6])
            var layer = Array(values[0..<2])
            var offset = 0
            for (position, width) in [5, 5, architecture.outputCount].enumerated() {
                let passed = isResidual && position == 1 ? layer : [0, 0, 0, 0, 0]
                layer = (0..<width).map { unit in
                    let start = offset + unit * (layer.count + 1)
                    let sum = zip(layer, weights[start...]).reduce(weights[start + layer.count]) {
                        $0 + $1.0 * $1.1
                    }
                    guard position < 2 else { return sum }
                    switch activation {
                    case .relu: return passed[unit] + max(0, sum)
                    case .tanh: return passed[unit] + .tanh(sum)
                    case .silu: return passed[unit] + sum / (1 + .exp(-sum))
                    }
                }
                offset += width * (position == 0 ? 3 : 6)
            }
            #expect(offset == weights.count)
            let expected = try Self.denseLogDensity(head: layer, parameters: Array(values[3...]))
            // A chain of three matrix products and an exponential.
            #expect(abs(found[row] - expected) < 1e-11 * (1 + abs(expected)))
        }
    }

    /// Three components in three dimensions through P = L·Lᵀ, its inverse and determinant.
    private static func denseLogDensity(head: [Double], parameters: [Double]) throws -> Double {
        let total = head[..<3].reduce(0) { $0 + .exp($1) }
        var density = 0.0
        for component in 0..<3 {
            let diagonals = head[(12 + 3 * component)..<(15 + 3 * component)].map {
                Double.exp(8 * .tanh($0 / 8))
            }
            let below = Array(head[(21 + 3 * component)..<(24 + 3 * component)])
            let lower = Matrix([
                [diagonals[0], 0, 0], [below[0], diagonals[1], 0],
                [below[1], below[2], diagonals[2]],
            ])
            let covariance = try Cholesky(lower.times(lower, transposingOther: true)).inverse()
            let cholesky = try Cholesky(covariance)
            let offset = (0..<3).map { parameters[$0] - head[3 + 3 * component + $0] }
            let square = zip(offset, cholesky.solve(offset)).reduce(0) { $0 + $1.0 * $1.1 }
            density +=
                .exp(head[component]) / total
                * .exp(-0.5 * (square + cholesky.logDeterminant + 3 * .log(2 * .pi)))
        }
        return .log(density)
    }

    @Test func singlePrecisionAgreesWithDouble() {
        let architecture = MixtureArchitecture(
            statisticCount: 4, parameterCount: 5, hiddenWidths: [16, 16], activation: .silu,
            components: 4)
        let rows = 150
        let table = Fixture.table(architecture, rows: rows).map { Float($0) }
        let weights = Fixture.weights(architecture).map { Float($0) / 4 }
        let single = MixtureDensityNetwork<Float>(architecture, capacity: rows)
        single.setWeights(weights)
        let double = MixtureDensityNetwork<Double>(architecture, capacity: rows)
        double.setWeights(weights.map { Double($0) })
        let (sum, gradient) = Fixture.run(single, table, rows: rows)
        let (exactSum, exactGradient) = Fixture.run(double, table.map { Double($0) }, rows: rows)
        // Some tens of roundings of 6e-8 each.
        #expect(abs(sum - exactSum) < 1e-5 * abs(exactSum))
        let scale = exactGradient.reduce(0) { max($0, abs($1)) }
        for (a, b) in zip(gradient, exactGradient) { #expect(abs(Double(a) - b) < 2e-5 * scale) }
    }

    /// Sizes around a full vector, and 128, where the step between rows is padded.
    @Test(arguments: [1, 15, 16, 17, 100, 128, 129])
    func theBatchSizeDoesNotChangeALogDensity(size: Int) {
        let architecture = MixtureArchitecture(
            statisticCount: 3, parameterCount: 2, hiddenWidths: [8, 8], activation: .tanh,
            components: 3)
        let rows = 129
        let table = Fixture.table(architecture, rows: rows)
        let network = MixtureDensityNetwork<Double>(architecture, capacity: rows)
        network.setWeights(Fixture.weights(architecture))
        let all = Fixture.logDensities(network, table, rows: rows)
        let some = Fixture.logDensities(network, table, rows: size)
        #expect(some == Array(all.prefix(size)))
        #expect(some.count == size)
    }

    @Test func extremeOutputsKeepALogDensityAndAGradient() {
        let architecture = MixtureArchitecture(
            statisticCount: 1, parameterCount: 2, hiddenWidths: [2], activation: .relu,
            components: 2)
        let network = MixtureDensityNetwork<Float>(architecture, capacity: 8)
        // Weights of 1000 drive the diagonal into both of its bounds e⁸ and e⁻⁸.
        network.setWeights(Fixture.weights(architecture).map { Float($0) * 1000 })
        let table = Fixture.table(architecture, rows: 8).map { Float($0) }
        let (sum, gradient) = Fixture.run(network, table, rows: 8)
        #expect(sum.isFinite)
        #expect(gradient.allSatisfy { $0.isFinite })
    }
}
