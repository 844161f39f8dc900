import DensityEstimation
import LinearAlgebra
import RandomStreams
import RealModule

/// Problems with a known answer, and networks of random weights.
enum Fixture {
    static let seed: UInt64 = 5
    static let stream = RandomStream(seed: seed, purpose: StreamPurpose("density tests"))

    /// θ ~ N(0, I₂), x = Aθ + noise of deviation 0.5 in three dimensions.
    static func linearGaussian(_ count: Int) -> (theta: Matrix<Double>, x: Matrix<Double>) {
        let theta = Matrix(rows: count, columns: 2) {
            stream.normal(index: UInt64($0), slot: UInt32($1))
        }
        let clean = theta.times(mixing, transposingOther: true)
        let x = Matrix(rows: count, columns: 3) {
            clean[$0, $1] + 0.5 * stream.normal(index: UInt64($0), slot: UInt32(10 + $1))
        }
        return (theta, x)
    }

    static let mixing = Matrix<Double>([[1, 0.5], [-0.3, 1], [0.8, 0.8]])

    /// θ ~ N(0, 1), x = |θ| + 0.1 noise: given x there are two modes of equal mass.
    static func bimodal(_ count: Int) -> (theta: Matrix<Double>, x: Matrix<Double>) {
        let theta = Matrix(rows: count, columns: 1) { row, _ in stream.normal(index: UInt64(row)) }
        let x = Matrix(rows: count, columns: 1) { row, _ in
            abs(theta[row, 0]) + 0.1 * stream.normal(index: UInt64(row), slot: 1)
        }
        return (theta, x)
    }

    /// Settings for small problems.
    static var quick: TrainingSettings {
        var settings = TrainingSettings()
        settings.hiddenWidths = [20, 20]
        settings.components = 4
        settings.maximumEpochs = 30
        return settings
    }

    /// Rows of a network table: random statistics, a one, random parameters.
    static func table(_ architecture: MixtureArchitecture, rows: Int) -> [Double] {
        let columns = architecture.statisticCount + 1 + architecture.parameterCount
        return (0..<rows * columns).map {
            $0 % columns == architecture.statisticCount
                ? 1 : stream.normal(index: UInt64($0), slot: 30)
        }
    }

    /// Weights of ordinary size everywhere, in contrast to initial ones.
    static func weights(_ architecture: MixtureArchitecture) -> [Double] {
        (0..<architecture.weightCount).map { 0.4 * stream.normal(index: UInt64($0), slot: 31) }
    }

    /// Σ log density and gradient of a batch with all rows of a table.
    static func run<Scalar: NetworkScalar>(
        _ network: borrowing MixtureDensityNetwork<Scalar>, _ table: [Scalar], rows: Int
    ) -> (sum: Double, gradient: [Scalar]) {
        let indices = (0..<Int32(rows)).map { $0 }
        let sum = table.withUnsafeBufferPointer { table in
            indices.withUnsafeBufferPointer {
                network.lossGradient(table: table.baseAddress!, rows: $0)
            }
        }
        return (sum, network.gradientValues)
    }

    /// The log density of every row of a table.
    static func logDensities<Scalar: NetworkScalar>(
        _ network: borrowing MixtureDensityNetwork<Scalar>, _ table: [Scalar], rows: Int
    ) -> [Scalar] {
        let indices = (0..<Int32(rows)).map { $0 }
        var result: [Scalar] = []
        table.withUnsafeBufferPointer { table in
            indices.withUnsafeBufferPointer {
                _ = network.logDensity(table: table.baseAddress!, rows: $0) { _, value in
                    result.append(value)
                }
            }
        }
        return result
    }
}
