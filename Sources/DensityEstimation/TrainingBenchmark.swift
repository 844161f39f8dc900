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
        /// Seconds of the same matrix products without anything else, as often.
        public let matrixProductSeconds: [Double]

        /// The median of the epochs.
        public var secondsPerEpoch: Double { median(epochSeconds) }
        /// The median of the matrix products of an epoch.
        public var matrixProductSecondsPerEpoch: Double { median(matrixProductSeconds) }

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
        var run = TrainingRun<Float>(
            architecture: MixtureArchitecture(
                statisticCount: statisticCount, parameterCount: parameterCount,
                hiddenWidths: settings.hiddenWidths, activation: settings.activations[0],
                components: settings.components),
            table: table, trainingRows: (Int32(held)..<Int32(simulations)).map { $0 },
            validationRows: (0..<Int32(held)).map { $0 }, settings: settings, lossShift: 0, seed: 1)
        let clock = ContinuousClock()
        var (epochs, products): ([Double], [Double]) = ([], [])
        for repetition in 0...max(1, repetitions) {
            let epoch = clock.measure {
                _ = run.runEpoch()
                _ = run.validationLoss()
            }
            let product = clock.measure { run.matrixProductsOfEpoch() }
            guard repetition > 0 else { continue }
            epochs.append(epoch / .seconds(1))
            products.append(product / .seconds(1))
        }
        return Result(
            blasCore: BLASConfiguration.coreName, epochSeconds: epochs,
            matrixProductSeconds: products)
    }
}
