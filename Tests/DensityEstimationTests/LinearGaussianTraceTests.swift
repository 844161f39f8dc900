import DensityEstimation
import LinearAlgebra
import RandomStreams
import RealModule
import Testing

/// Raw traces x(t) = θ₁·f₁(t) + θ₂·f₂(t) + noise, whose posterior is known.
@Suite struct LinearGaussianTraceTests {
    static let samples = 40
    static let noise = 0.5
    static let shapes = Matrix<Double>(rows: samples, columns: 2) { time, axis in
        axis == 0 ? .exp(-Double(time) / 10) : .sin(2 * .pi * Double(time) / 15)
    }

    static func simulate(_ rows: Range<Int>) -> (theta: Matrix<Double>, x: Matrix<Double>) {
        let theta = Matrix(rows: rows.count, columns: 2) {
            Fixture.stream.normal(index: UInt64(rows.lowerBound + $0), slot: UInt32(300 + $1))
        }
        var x = theta.times(shapes, transposingOther: true)
        for row in 0..<rows.count {
            for time in 0..<samples {
                x[row, time] +=
                    noise
                    * Fixture.stream.normal(
                        index: UInt64(rows.lowerBound + row), slot: UInt32(310 + time))
            }
        }
        return (theta, x)
    }

    /// log p(θ | x): precision P = I + FᵀF/σ², mean P⁻¹Fᵀx/σ².
    static func exact(_ theta: Matrix<Double>, _ x: Matrix<Double>) throws -> [Double] {
        let weight = 1 / (noise * noise)
        var precision = weight * shapes.times(shapes, transposingSelf: true)
        for axis in 0..<2 { precision[axis, axis] += 1 }
        let factor = try Cholesky(precision)
        return (0..<theta.rows).map { row in
            let mean = factor.solve(
                shapes.times(Array(x.row(row)), transposingSelf: true).map { weight * $0 })
            let offset = (0..<2).map { theta[row, $0] - mean[$0] }
            let square = zip(offset, precision.times(offset)).reduce(0) { $0 + $1.0 * $1.1 }
            return 0.5 * factor.logDeterminant - .log(2 * .pi) - 0.5 * square
        }
    }

    static func settings(_ embedding: Embedding) -> TrainingSettings {
        var settings = Fixture.quick
        settings.embedding = embedding
        settings.components = 2
        settings.maximumEpochs = 60
        return settings
    }

    static let embeddings: [Embedding] = [
        .multilayer(widths: [20], outputs: 4),
        .convolutional(
            .of(
                channels: [6], kernelWidth: 5, pooling: .mean(width: 4), widths: [20], outputs: 4)),
    ]

    /// The mean of log p − log q over held-out simulations is the divergence from the closed form.
    private static func gap(_ density: (Matrix<Double>, Matrix<Double>) -> [Double]) throws
        -> Double
    {
        let (theta, x) = simulate(10_000..<11_000)
        let differences = zip(try exact(theta, x), density(theta, x)).map { $0 - $1 }
        return differences.reduce(0, +) / Double(differences.count)
    }

    /// Less than a twentieth of a nat where the posterior gains two over the prior: the noise of 40
    /// samples is averaged as it has to be. A network that saw one sample would lose over a nat.
    @Test(arguments: embeddings.indices) func aMixtureApproachesTheClosedForm(
        index: Int
    ) throws {
        let (theta, x) = Self.simulate(0..<4_000)
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: Self.settings(Self.embeddings[index]),
            seed: 1)
        #expect(estimator.statisticCount == Self.samples)
        let gap = try Self.gap { estimator.logDensity(parameters: $0, statistics: $1) }
        #expect(gap > 0 && gap < 0.05, "\(gap)")
    }

    /// Without the linear regression the layers have to find everything themselves.
    @Test(arguments: embeddings.indices) func layersAloneApproachTheClosedForm(
        index: Int
    ) throws {
        let (theta, x) = Self.simulate(0..<4_000)
        var settings = Self.settings(Self.embeddings[index])
        settings.usesLinearPart = false
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: 1)
        #expect(estimator.embedding?.slopes.rows == 0)
        let gap = try Self.gap { estimator.logDensity(parameters: $0, statistics: $1) }
        #expect(gap > 0 && gap < 0.2, "\(gap)")
    }

    @Test(arguments: embeddings.indices) func autoregressiveFactorsApproachTheClosedForm(
        index: Int
    ) throws {
        let (theta, x) = Self.simulate(0..<4_000)
        let estimator = try AutoregressiveEstimator.train(
            parameters: theta, statistics: x, settings: Self.settings(Self.embeddings[index]),
            seed: 1)
        #expect(estimator.statisticCount == Self.samples)
        let gap = try Self.gap { estimator.logDensity(parameters: $0, statistics: $1) }
        #expect(gap > 0 && gap < 0.05, "\(gap)")
    }

    @Test func aTrainingDependsOnItsSeedAloneAndReportsWhatItsWeightsGive() throws {
        let (theta, x) = Self.simulate(0..<600)
        var settings = Self.settings(Self.embeddings[1])
        settings.maximumEpochs = 5
        func train(_ seed: UInt64) throws -> MixtureDensityEstimator {
            try .train(parameters: theta, statistics: x, settings: settings, seed: seed)
        }
        let first = try train(1)
        let (again, other) = (try train(1), try train(2))
        #expect(again.embedding == first.embedding && again.weights == first.weights)
        #expect(other.embedding != first.embedding)
        // The density of the held-out rows, evaluated anew: through the standardised statistics and
        // the first layer changed to match, in double precision.
        let rows = MixtureDensityEstimator.validationRows(of: 600, settings: settings, seed: 1)
        let densities = first.logDensity(
            parameters: theta.selectingRows(rows), statistics: x.selectingRows(rows))
        let loss = -densities.reduce(0, +) / Double(rows.count)
        // Single precision in the training: some tens of roundings of 6e-8 each.
        #expect(abs(loss - first.validationLoss) < 1e-5 * (1 + abs(loss)))
        let restored = try MixtureDensityEstimator(state: first.state)
        #expect(restored == first)
    }

    @Test func aSampleThatDoesNotExistIsAnError() throws {
        let (theta, traces) = Self.simulate(0..<100)
        var x = traces
        x[7, 3] = .nan
        #expect(throws: TrainingError.notFinite(table: .statistics, row: 7, column: 3)) {
            try MixtureDensityEstimator.train(
                parameters: theta, statistics: x, settings: Self.settings(Self.embeddings[0]),
                seed: 1)
        }
    }
}
