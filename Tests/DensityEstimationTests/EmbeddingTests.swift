import DensityEstimation
import LinearAlgebra
import RandomStreams
import RealModule
import Testing

@Suite struct EmbeddingTests {
    static let convolution = ConvolutionSettings.of(
        channels: [2, 3], kernelWidth: 3, pooling: .mean(width: 2), widths: [4], outputs: 2)

    static let embeddings: [Embedding] = [
        .multilayer(widths: [], outputs: 3), .multilayer(widths: [4, 3], outputs: 2),
        .convolutional(convolution),
        .convolutional(
            .of(channels: [3], kernelWidth: 4, pooling: .maximum(width: 3), widths: [], outputs: 2)),
        .convolutional(
            .of(
                channels: [2, 2], kernelWidth: 2, pooling: .maximum(width: 1), widths: [3],
                outputs: 1)),
    ]

    /// The rows of a table: a trace, another statistic, a one, two parameters.
    static let samples = 17
    static let columns = samples + 4

    static func network<Scalar: NetworkScalar>(
        _: Scalar.Type, _ embedding: Embedding, _ activation: Activation, rows: Int
    ) throws -> MixtureDensityNetwork<Scalar> {
        let architecture = try EmbeddingArchitecture(
            embedding, statisticCount: samples, activation: activation)
        return MixtureDensityNetwork<Scalar>(
            MixtureArchitecture(
                statisticCount: architecture.outputCount + 1, parameterCount: 2, hiddenWidths: [4],
                activation: activation, components: 2), embedding: architecture, capacity: rows)
    }

    static func table(rows: Int) -> [Double] {
        (0..<rows * columns).map {
            $0 % columns == samples + 1
                ? 1 : Fixture.stream.normal(index: UInt64($0), slot: 40)
        }
    }

    static func weights(_ count: Int) -> [Double] {
        (0..<count).map { 0.4 * Fixture.stream.normal(index: UInt64($0), slot: 41) }
    }

    /// Every weight of convolutions, dense layers and the mixture, through every nonlinearity and
    /// kind of pooling, in double precision.
    @Test(arguments: Activation.allCases, embeddings.indices)
    func gradientEqualsCentralDifferencesForEveryParameter(
        activation: Activation, embedding: Int
    ) throws {
        let rows = 19
        let table = Self.table(rows: rows)
        let network = try Self.network(
            Double.self, Self.embeddings[embedding], activation, rows: rows)
        let weights = Self.weights(network.weightCount)
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
            if index >= network.architecture.weightCount { largest = max(largest, abs(slope)) }
        }
        #expect(largest > 0.001)
    }

    /// A batch that fills no whole vector, and one whose rows are padded, against single rows.
    @Test(arguments: embeddings.indices) func aGradientIsTheMeanOfThoseOfItsRows(
        embedding: Int
    ) throws {
        for rows in [5, 128] {
            let network = try Self.network(
                Double.self, Self.embeddings[embedding], .silu, rows: rows)
            let weights = Self.weights(network.weightCount)
            network.setWeights(weights)
            let table = Self.table(rows: rows)
            let whole = Fixture.run(network, table, rows: rows).gradient
            var mean = [Double](repeating: 0, count: weights.count)
            for row in 0..<rows {
                let own = Array(table[row * Self.columns..<(row + 1) * Self.columns])
                let gradient = Fixture.run(network, own, rows: 1).gradient
                for index in mean.indices { mean[index] += gradient[index] / Double(rows) }
            }
            // Sums of at most 128 · 17 products in another order.
            for (a, b) in zip(whole, mean) { #expect(abs(a - b) < 1e-12 * (1 + abs(b))) }
        }
    }

    @Test func singlePrecisionAgreesWithDouble() throws {
        let rows = 100
        let single = try Self.network(
            Float.self, .convolutional(Self.convolution), .silu, rows: rows)
        let double = try Self.network(
            Double.self, .convolutional(Self.convolution), .silu, rows: rows)
        let weights = Self.weights(single.weightCount).map { Float($0) }
        let table = Self.table(rows: rows).map { Float($0) }
        single.setWeights(weights)
        double.setWeights(weights.map(Double.init))
        let (sum, gradient) = Fixture.run(single, table, rows: rows)
        let (exactSum, exact) = Fixture.run(double, table.map(Double.init), rows: rows)
        // Some tens of roundings of 6e-8 each.
        #expect(abs(sum - exactSum) < 1e-5 * abs(exactSum))
        let scale = exact.reduce(0) { max($0, abs($1)) }
        for (a, b) in zip(gradient, exact) { #expect(abs(Double(a) - b) < 2e-5 * scale) }
    }

    @Test func aPooledFlatStretchHandsItsGradientToOnePositionOnly() throws {
        let embedding = Embedding.convolutional(
            .of(channels: [1], kernelWidth: 1, pooling: .maximum(width: 17), widths: [], outputs: 1)
        )
        let network = try Self.network(Double.self, embedding, .tanh, rows: 1)
        network.setWeights(Self.weights(network.weightCount))
        // All samples are equal, so the loss depends on the kernel's weight as on that of one.
        let table = [Double](repeating: 0.7, count: Self.samples) + [0.5, 1, 0.3, -0.2]
        let gradient = Fixture.run(network, table, rows: 1).gradient
        let kernel = network.architecture.weightCount
        let step = 1e-6
        func loss(_ shift: Double) -> Double {
            var moved = Self.weights(network.weightCount)
            moved[kernel] += shift
            network.setWeights(moved)
            return -Fixture.run(network, table, rows: 1).sum
        }
        let slope = (loss(step) - loss(-step)) / (2 * step)
        #expect(abs(slope) > 1e-3)
        #expect(abs(gradient[kernel] - slope) < 1e-8)
    }

    @Test func aTraceShorterThanTheConvolutionsIsAnError() throws {
        let found = #expect(throws: TrainingError.self) {
            try EmbeddingArchitecture(
                .convolutional(Self.convolution), statisticCount: 6, activation: .relu)
        }
        #expect("\(found!)".contains("a trace of 6 samples"))
        // Three samples are left of 8 after the first convolution and pooling by 2.
        let fitting = try EmbeddingArchitecture(
            .convolutional(Self.convolution), statisticCount: 8, activation: .relu)
        #expect(fitting.outputCount == 2)
        #expect(throws: TrainingError.self) {
            try EmbeddingArchitecture(
                .multilayer(widths: [0], outputs: 1), statisticCount: 6, activation: .relu)
        }
    }
}

extension ConvolutionSettings {
    static func of(
        channels: [Int], kernelWidth: Int, pooling: Pooling, widths: [Int], outputs: Int
    ) -> ConvolutionSettings {
        var settings = ConvolutionSettings()
        settings.channels = channels
        settings.kernelWidth = kernelWidth
        settings.pooling = pooling
        settings.widths = widths
        settings.outputs = outputs
        return settings
    }
}
