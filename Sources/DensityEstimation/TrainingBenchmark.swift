import LinearAlgebra
import RandomStreams

/// Measures the time of a training epoch against that of its matrix products alone.
public struct TrainingBenchmark: Sendable {
    /// The number of parameters.
    public var parameterCount = 8
    /// The number of statistics.
    public var statisticCount = 20
    /// The number of simulations, of which the validation share is not trained on.
    public var simulations = 100_000
    /// Epochs that are measured, after one that is not.
    public var repetitions = 3
    /// The network and the batch; the rest of the settings does not matter.
    public var settings: TrainingSettings

    /// The problem that densities of eight parameters are compared on: two layers of 50, ten
    /// components.
    public init(batchSize: Int = 200) {
        settings = TrainingSettings()
        settings.hiddenWidths = [50, 50]
        settings.components = 10
        settings.batchSize = batchSize
    }

    /// What was measured.
    public struct Result: Sendable, Equatable {
        /// OpenBLAS's kernels.
        public let blasCore: String
        /// Seconds of every measured epoch, training and validation.
        public let epochSeconds: [Double]
        /// Seconds of the same matrix products by BLAS without anything else, as often.
        public let matrixProductSeconds: [Double]
        /// Seconds of those products that training itself leaves to BLAS, as often: the gradients of
        /// the weights.
        public let weightGradientSeconds: [Double]

        /// The median of the epochs.
        public var secondsPerEpoch: Double { median(epochSeconds) }
        /// The median of the matrix products of an epoch.
        public var matrixProductSecondsPerEpoch: Double { median(matrixProductSeconds) }
        /// The median of the products of an epoch that BLAS does.
        public var weightGradientSecondsPerEpoch: Double { median(weightGradientSeconds) }

        private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    }

    /// Trains on random numbers, one thread.
    public func run() -> Result {
        let stream = RandomStream(seed: 1, purpose: StreamPurpose("training benchmark"))
        let columns = statisticCount + 1 + parameterCount
        var table = [Float](repeating: 1, count: simulations * columns)
        for row in 0..<simulations {
            for column in 0..<columns where column != statisticCount {
                table[row * columns + column] = Float(
                    stream.normal(index: UInt64(row), slot: UInt32(column)))
            }
        }
        let held = Int((settings.validationFraction * Double(simulations)).rounded())
        let architecture = MixtureArchitecture(
            statisticCount: statisticCount, parameterCount: parameterCount,
            hiddenWidths: settings.hiddenWidths, activation: settings.activations[0],
            components: settings.components)
        let batches = stride(from: held, to: simulations, by: settings.batchSize).map {
            min(settings.batchSize, simulations - $0)
        }
        let products = TrainingProducts(architecture, capacity: settings.batchSize)
        var run = TrainingRun<Float>(
            architecture: architecture,
            table: table,
            split: TrainingSplit(of: simulations, validationRows: Array(0..<held)),
            settings: settings, lossShift: 0, seed: 1)
        let clock = ContinuousClock()
        var (epochs, all, gradients): ([Double], [Double], [Double]) = ([], [], [])
        for repetition in 0...max(1, repetitions) {
            let epoch = clock.measure {
                _ = run.runEpoch()
                _ = run.validationLoss()
            }
            let product = clock.measure { for batch in batches { products.runAll(batch) } }
            let gradient = clock.measure {
                for batch in batches { products.runWeightGradients(batch) }
            }
            guard repetition > 0 else { continue }
            epochs.append(epoch / .seconds(1))
            all.append(product / .seconds(1))
            gradients.append(gradient / .seconds(1))
        }
        return Result(
            blasCore: BLASConfiguration.coreName, epochSeconds: epochs,
            matrixProductSeconds: all, weightGradientSeconds: gradients)
    }
}

/// The matrix products of a training step by BLAS, on buffers of their own.
private struct TrainingProducts: ~Copyable {
    private let layers: [MixtureArchitecture.Layer]
    private let weights: AlignedBuffer<Float>
    private let gradient: AlignedBuffer<Float>
    /// Of every layer: what enters it, with a row of ones, and what leaves it.
    private let values: AlignedBuffer<Float>
    private let places: [(input: Int, output: Int)]

    init(_ architecture: MixtureArchitecture, capacity: Int) {
        layers = architecture.layers
        weights = AlignedBuffer(count: architecture.weightCount)
        gradient = AlignedBuffer(count: architecture.weightCount)
        let stride = MixtureDensityNetwork<Float>.stride(of: capacity)
        var offset = 0
        places = layers.map { layer in
            defer { offset += (layer.inputs + 1 + layer.outputs) * stride }
            return (offset, offset + (layer.inputs + 1) * stride)
        }
        values = AlignedBuffer(count: offset)
    }

    /// Forward, and back to weights and inputs.
    func runAll(_ count: Int) {
        let stride = MixtureDensityNetwork<Float>.stride(of: count)
        for (layer, (input, output)) in zip(layers, places) {
            Float._gemm(
                false, false, layer.outputs, count, layer.inputs + 1, 1,
                weights.start + layer.offset, layer.inputs + 1, values.start + input, stride, 0,
                values.start + output, stride)
        }
        runWeightGradients(count)
        for (layer, (input, output)) in zip(layers, places).dropFirst().reversed() {
            Float._gemm(
                true, false, layer.inputs, count, layer.outputs, 1, weights.start + layer.offset,
                layer.inputs + 1, values.start + output, stride, 0, values.start + input, stride)
        }
    }

    /// Back to weights alone.
    func runWeightGradients(_ count: Int) {
        let stride = MixtureDensityNetwork<Float>.stride(of: count)
        for (layer, (input, output)) in zip(layers, places) {
            Float._gemm(
                false, true, layer.outputs, layer.inputs + 1, count, 1, values.start + output,
                stride,
                values.start + input, stride, 0, gradient.start + layer.offset, layer.inputs + 1)
        }
    }
}
