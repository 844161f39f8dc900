package import RandomStreams

/// The layers of an embedding, and where their weights lie in one flat buffer.
///
/// Values are `[positions · channels × batch]`, position after position, so that the window of a
/// convolution is a block of rows: every position of a convolution is one matrix product on slices,
/// and nothing is copied into windows. A dense layer is a convolution with one position.
package struct EmbeddingArchitecture: Sendable, Equatable {
    /// One step from rows to rows.
    enum Stage: Sendable, Equatable {
        case convolution(Convolution)
        case pooling(PoolingStage)

        var outputRows: Int {
            switch self {
            case .convolution(let layer): layer.positions * layer.outputChannels
            case .pooling(let stage): stage.outputPositions * stage.channels
            }
        }
    }

    /// Affine maps of all windows with the same weights `[outputChannels × (window + 1)]`, whose
    /// last column is the bias.
    struct Convolution: Sendable, Equatable {
        let inputChannels: Int
        /// Positions of the output.
        let positions: Int
        /// Rows of the input that one position sees.
        let window: Int
        let outputChannels: Int
        /// Whether the nonlinearity follows; not after the last layer.
        let isActivated: Bool
        /// Where the weights begin in the flat buffer.
        let offset: Int

        var weightCount: Int { outputChannels * (window + 1) }
        var inputRows: Int { (positions - 1) * inputChannels + window }
        var outputRows: Int { positions * outputChannels }
    }

    /// Groups of neighbouring positions become one.
    struct PoolingStage: Sendable, Equatable {
        let channels: Int
        let inputPositions: Int
        let pooling: Pooling

        var outputPositions: Int { (inputPositions + pooling.width - 1) / pooling.width }
        var inputRows: Int { inputPositions * channels }

        /// The input positions of an output position.
        func positions(of output: Int) -> Range<Int> {
            output * pooling.width..<min((output + 1) * pooling.width, inputPositions)
        }
    }

    /// Samples that go in.
    package let inputCount: Int
    /// Learned statistics that come out.
    package let outputCount: Int
    let activation: Activation
    let stages: [Stage]

    /// Lays out the layers for so many statistics: the samples of a trace, and behind them what
    /// the embedding leaves beside.
    ///
    /// - Throws: `TrainingError.invalidSetting` where a size is not positive, or a trace is shorter
    ///   than the convolutions need.
    package init(_ embedding: Embedding, statisticCount: Int, activation: Activation)
        throws(TrainingError)
    {
        let inputCount = statisticCount - embedding.statisticsBeside
        guard inputCount > 0, embedding.statisticsBeside >= 0 else {
            throw .invalidSetting(
                name: "embedding.statisticsBeside", found: "\(embedding.statisticsBeside)",
                expected: "at least 0 and fewer than the \(statisticCount) statistics")
        }
        self.inputCount = inputCount
        self.activation = activation
        var layout = Layout(positions: 1, channels: inputCount)
        switch embedding {
        case .none: preconditionFailure("no embedding has no layers")
        case .multilayer(let widths, let outputs):
            try layout.addDense(widths, outputs: outputs)
            outputCount = outputs
        case .convolutional(let settings):
            layout = Layout(positions: inputCount, channels: 1)
            try layout.addConvolutions(settings, inputCount: inputCount)
            try layout.addDense(settings.widths, outputs: settings.outputs)
            outputCount = settings.outputs
        }
        stages = layout.stages
        weightCount = layout.offset
    }

    /// The number of all weights and biases.
    package let weightCount: Int

    /// Initial weights that keep the size of values from layer to layer, without biases.
    ///
    /// Weight i of the flat buffer uses the numbers at index `firstIndex` + i. The deviation is
    /// √(2/inputs) before a nonlinearity (He, Zhang, Ren and Sun 2015) and √(1/inputs) before the
    /// learned statistics; the smaller gain of the density's own layers was rejected here, because
    /// through this many layers nothing of a trace would be left.
    package func initialWeights(stream: RandomStream, firstIndex: Int) -> [Float] {
        var weights = [Float](repeating: 0, count: weightCount)
        weights.withUnsafeMutableBufferPointer {
            stream.fillNormal($0, firstIndex: UInt64(firstIndex))
        }
        for case .convolution(let layer) in stages {
            let gain = layer.isActivated ? 2.0 : 1.0
            let deviation = Float((gain / Double(layer.window)).squareRoot())
            for row in 0..<layer.outputChannels {
                let start = layer.offset + row * (layer.window + 1)
                for column in 0..<layer.window { weights[start + column] *= deviation }
                weights[start + layer.window] = 0
            }
        }
        return weights
    }
}

extension EmbeddingArchitecture {
    /// Layers put one after the other.
    private struct Layout {
        var positions: Int
        var channels: Int
        var stages: [Stage] = []
        var offset = 0

        init(positions: Int, channels: Int) {
            self.positions = positions
            self.channels = channels
        }

        mutating func addConvolutions(_ settings: ConvolutionSettings, inputCount: Int)
            throws(TrainingError)
        {
            try require(
                !settings.channels.isEmpty && settings.channels.allSatisfy { $0 > 0 }, "channels",
                "\(settings.channels)", "at least one positive number of channels")
            try require(
                settings.kernelWidth > 0, "kernelWidth", "\(settings.kernelWidth)", "at least 1")
            try require(
                settings.pooling.width > 0, "pooling", "\(settings.pooling.width)", "at least 1")
            for outputs in settings.channels {
                guard positions >= settings.kernelWidth else {
                    throw .invalidSetting(
                        name: "embedding",
                        found: "\(settings.channels.count) convolutions of "
                            + "\(settings.kernelWidth) samples with pooling by "
                            + "\(settings.pooling.width) for a trace of \(inputCount) samples",
                        expected: "a longer trace, or fewer or narrower convolutions")
                }
                add(window: settings.kernelWidth, outputs: outputs, isActivated: true)
                guard settings.pooling.width > 1 else { continue }
                let stage = PoolingStage(
                    channels: channels, inputPositions: positions, pooling: settings.pooling)
                stages.append(.pooling(stage))
                positions = stage.outputPositions
            }
        }

        mutating func addDense(_ widths: [Int], outputs: Int) throws(TrainingError) {
            try require(
                widths.allSatisfy { $0 > 0 }, "widths", "\(widths)", "positive widths")
            try require(outputs > 0, "outputs", "\(outputs)", "at least 1")
            for width in widths { add(window: positions, outputs: width, isActivated: true) }
            add(window: positions, outputs: outputs, isActivated: false)
        }

        /// - Parameter window: positions that one output position sees.
        private mutating func add(window: Int, outputs: Int, isActivated: Bool) {
            let layer = Convolution(
                inputChannels: channels, positions: positions - window + 1,
                window: window * channels, outputChannels: outputs, isActivated: isActivated,
                offset: offset)
            stages.append(.convolution(layer))
            offset += layer.weightCount
            (positions, channels) = (layer.positions, outputs)
        }

        private func require(
            _ isValid: Bool, _ name: String, _ found: String, _ expected: String
        ) throws(TrainingError) {
            guard isValid else {
                throw .invalidSetting(name: "embedding.\(name)", found: found, expected: expected)
            }
        }
    }
}
