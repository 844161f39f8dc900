public import LinearAlgebra

/// A trained embedding: learned statistics of a raw trace.
///
/// ```swift
/// let embedding = try StatisticEmbedding.train(
///     parameters: theta, statistics: traces, settings: settings, seed: 1)
/// let x = embedding.features(of: traces)
/// ```
public struct StatisticEmbedding: Sendable, Equatable {
    /// What the layers are.
    public let embedding: Embedding
    /// The nonlinearity between layers.
    public let activation: Activation
    /// From samples as given to those that the first layer sees.
    public let standardiser: SeriesStandardiser
    /// The trained weights, layer after layer, each `[outputs × (inputs + 1)]` with the bias last.
    public let weights: [Float]
    /// A linear regression of the parameters on everything that is given, standardised, whose
    /// predictions follow the learned statistics, `[parameters × inputCount]`; no rows where there
    /// is none.
    public let slopes: Matrix<Double>
    private let architecture: EmbeddingArchitecture

    /// Samples of a trace, and the statistics beside it.
    public var inputCount: Int { sampleCount + embedding.statisticsBeside }

    /// Samples of a trace.
    private var sampleCount: Int { architecture.inputCount }

    /// The number of learned statistics, with the predictions of the linear regression, and behind
    /// them the statistics beside the trace.
    public var outputCount: Int {
        architecture.outputCount + slopes.rows + embedding.statisticsBeside
    }

    /// The layers in words.
    public var summary: String {
        switch embedding {
        case .none: "none"
        case .multilayer(let widths, let outputs):
            "\(sampleCount) samples, dense layers of \(widths), \(outputs) learned statistics"
        case .convolutional(let settings):
            "\(sampleCount) samples, convolutions of \(settings.channels) channels and "
                + "\(settings.kernelWidth) samples, \(settings.pooling), dense layers of "
                + "\(settings.widths), \(settings.outputs) learned statistics"
                + (settings.statisticsBeside == 0
                    ? "" : ", \(settings.statisticsBeside) beside them")
        }
    }

    /// The samples that were constant over the simulations and are not used, ascending.
    public var droppedSamples: [Int] {
        standardiser.deviations.indices.filter { standardiser.deviations[$0] == 0 }
    }

    init(
        _ embedding: Embedding, architecture: EmbeddingArchitecture,
        standardiser: SeriesStandardiser, weights: [Float], slopes: Matrix<Double>
    ) {
        precondition(
            weights.count == architecture.weightCount
                && standardiser.means.count
                    == architecture.inputCount + embedding.statisticsBeside
                && slopes.columns == standardiser.means.count,
            "\(weights.count) weights and \(standardiser.means.count) statistics for an embedding "
                + "of \(architecture.weightCount) and \(architecture.inputCount)")
        self.embedding = embedding
        self.architecture = architecture
        self.standardiser = standardiser
        self.weights = weights
        self.slopes = slopes
        activation = architecture.activation
    }

    /// The learned statistics of every trace, `[traces × outputCount]`, in double precision.
    ///
    /// A row does not depend on the others: blocks of the same size, the last one filled up, so that
    /// every matrix product adds up in the same order.
    /// - Parameter traces: `[traces × inputCount]`, finite, with the statistics beside each behind
    ///   it.
    public func features(of traces: Matrix<Double>) -> Matrix<Double> {
        precondition(
            traces.columns == inputCount,
            "traces of \(traces.columns) numbers, the embedding was trained on \(inputCount)")
        let network = EmbeddingNetwork<Double>(architecture, stride: Self.block)
        let weights = weights.map(Double.init)
        let input = AlignedBuffer<Double>(count: inputCount * Self.block)
        let learned = architecture.outputCount
        let output = AlignedBuffer<Double>(count: learned * Self.block)
        var features = Matrix<Double>(rows: traces.rows, columns: outputCount)
        for first in stride(from: 0, to: traces.rows, by: Self.block) {
            let count = min(Self.block, traces.rows - first)
            for lane in 0..<Self.block {
                let row = traces.row(first + min(lane, count - 1))
                for (column, value) in row.enumerated() {
                    input.start[column * Self.block + lane] = standardiser.standardise(
                        value, at: column)
                }
            }
            weights.withUnsafeBufferPointer {
                network.forward(
                    input.start, weights: $0.baseAddress!, into: output.start, stride: Self.block)
            }
            for lane in 0..<count {
                for column in 0..<learned {
                    features[first + lane, column] = output.start[column * Self.block + lane]
                }
                for (parameter, slopes) in (0..<slopes.rows).map({ ($0, slopes.row($0)) }) {
                    var sum = 0.0
                    for (column, slope) in slopes.enumerated() {
                        sum += slope * input.start[column * Self.block + lane]
                    }
                    features[first + lane, learned + parameter] = sum
                }
                for column in sampleCount..<inputCount {
                    features[first + lane, learned + slopes.rows + column - sampleCount] =
                        input.start[column * Self.block + lane]
                }
            }
        }
        return features
    }

    /// Enough lanes for full vectors, few enough for a single observation.
    private static let block = 16
}

extension StatisticEmbedding {
    /// What a file must hold to bring an embedding back bit by bit.
    public struct State: Sendable, Equatable, Codable {
        /// What the layers are.
        public var embedding: Embedding
        /// The nonlinearity between layers.
        public var activation: Activation
        /// From samples as given to those that the first layer sees.
        public var standardiser: SeriesStandardiser
        /// The flat weights.
        public var weights: [Float]
        /// The slopes of the linear regression, row-major.
        public var slopes: [Double]

        /// Puts a state together.
        package init(
            embedding: Embedding, activation: Activation, standardiser: SeriesStandardiser,
            weights: [Float], slopes: [Double] = []
        ) {
            self.embedding = embedding
            self.activation = activation
            self.standardiser = standardiser
            self.weights = weights
            self.slopes = slopes
        }
    }

    /// The state to be written to a file.
    public var state: State {
        State(
            embedding: embedding, activation: activation, standardiser: standardiser,
            weights: weights, slopes: slopes.elements)
    }

    /// Brings an embedding back.
    ///
    /// - Throws: `StateError` where sizes contradict each other or a number is not usable, as in a
    ///   damaged file.
    public init(state: State) throws(MixtureDensityEstimator.StateError) {
        let samples = state.standardiser.means.count
        guard state.embedding != .none, samples > 0, state.embedding.hasPlausibleSizes else {
            throw .init(
                field: "embedding", found: "\(state.embedding) of \(samples) samples",
                expected: "layers of sizes from 1 to 100000")
        }
        let architecture: EmbeddingArchitecture
        do {
            architecture = try EmbeddingArchitecture(
                state.embedding, statisticCount: samples, activation: state.activation)
        } catch {
            throw .init(
                field: "embedding", found: "\(error)",
                expected: "layers that fit \(samples) samples")
        }
        guard state.weights.count == architecture.weightCount,
            state.weights.allSatisfy(\.isFinite)
        else {
            throw .init(
                field: "embedding weights", found: "\(state.weights.count) numbers",
                expected: "\(architecture.weightCount) finite ones")
        }
        guard state.standardiser.deviations.count == samples,
            state.standardiser.means.allSatisfy(\.isFinite),
            state.standardiser.deviations.allSatisfy({ $0.isFinite && $0 >= 0 })
        else {
            throw .init(
                field: "embedding standardiser",
                found: "\(state.standardiser.deviations.count) deviations",
                expected: "\(samples), finite and not negative")
        }
        guard state.slopes.count.isMultiple(of: samples), state.slopes.allSatisfy(\.isFinite) else {
            throw .init(
                field: "embedding slopes", found: "\(state.slopes.count) numbers",
                expected: "finite ones, \(samples) for each parameter")
        }
        self.init(
            state.embedding, architecture: architecture, standardiser: state.standardiser,
            weights: state.weights,
            slopes: Matrix(
                rows: state.slopes.count / samples, columns: samples, elements: state.slopes))
    }
}

extension Embedding {
    /// Whether products of the sizes cannot overflow, whatever a file says.
    fileprivate var hasPlausibleSizes: Bool {
        let sizes: [Int]
        switch self {
        case .none: sizes = []
        case .multilayer(let widths, let outputs): sizes = widths + [outputs]
        case .convolutional(let settings):
            sizes =
                settings.channels + settings.widths
                + [settings.kernelWidth, settings.pooling.width, settings.outputs]
        }
        return sizes.allSatisfy { (1...100_000).contains($0) }
    }
}
