public import LinearAlgebra

/// Training of an embedding and a mixture together.
extension MixtureDensityEstimator {
    /// Trains the layers of an embedding and those of the mixture in one network, end to end.
    ///
    /// With a linear part the predictions of a ridge regression of the parameters on the trace are
    /// further statistics beside the learned ones, and the network models what they leave over. What
    /// stands beside the trace is given to the regression and to the mixture. In the end all of them
    /// are brought to mean 0 and deviation 1, with the first layer of the mixture changed to match, so
    /// that an observation unlike all simulations stays bounded.
    static func trainWithEmbedding(
        parameters: Matrix<Double>, statistics: Matrix<Double>, settings: TrainingSettings,
        isBounded: Bool, seed: UInt64, split: TrainingSplit,
        progress: (EpochReport) -> Void
    ) throws(TrainingError) -> MixtureDensityEstimator {
        try requireFinite(statistics, table: .statistics)
        let trainingRows = split.trainingRows
        let embedding = try EmbeddingArchitecture(
            settings.embedding, statisticCount: statistics.columns,
            activation: settings.activations[0])
        let beside = settings.embedding.statisticsBeside
        let series = try SeriesStandardiser(
            fitting: statistics, rows: trainingRows,
            sharesDeviation: settings.embedding.looksForTheSameEverywhere, beside: beside)
        let z = Matrix(rows: statistics.rows, columns: statistics.columns) {
            series.standardise(statistics[$0, $1], at: $1)
        }
        let trainingParameters = parameters.selectingRows(trainingRows)
        let slopes = try slopes(
            of: trainingParameters, on: z, rows: trainingRows, settings: settings)
        // What the network sees beside the learned statistics: the predictions of the regression and
        // what stands beside the trace.
        let given = z.times(slopes, transposingOther: true).joined(
            with: z, columns: embedding.inputCount..<z.columns)
        // Of the statistics that the network will see the learned ones are not known yet, and no
        // part of the linear model.
        let known = Matrix(
            rows: z.rows, columns: embedding.outputCount + given.columns
        ) { row, column in
            column < embedding.outputCount ? 0 : given[row, column - embedding.outputCount]
        }
        let linear = try ParameterStandardiser(
            fitting: trainingParameters, statistics: known.selectingRows(trainingRows),
            usesLinearPart: settings.usesLinearPart)
        let architecture = MixtureArchitecture(
            statisticCount: known.columns, parameterCount: parameters.columns,
            hiddenWidths: settings.hiddenWidths, activation: settings.activations[0],
            components: settings.components, isBounded: isBounded,
            isResidual: settings.usesResidualLayers)
        let targets = linear.targets(parameters, statistics: known, isBounded: isBounded)
        var run = TrainingRun<Float>(
            architecture: architecture, embedding: embedding,
            table: networkTable(
                traces: z, sampleCount: embedding.inputCount, statistics: given, targets: targets),
            split: split, settings: settings,
            lossShift: -linear.logDeterminant, seed: seed)
        let (weights, history) = try run.train(progress: progress)
        let own = architecture.weightCount
        let learned = StatisticEmbedding(
            settings.embedding, architecture: embedding, standardiser: series,
            weights: Array(weights[own...]), slopes: slopes)
        let standardiser = try StatisticStandardiser(
            fittingLearned: learned.features(of: statistics.selectingRows(trainingRows)))
        return MixtureDensityEstimator(
            embedding: learned, architecture: architecture,
            weights: architecture.weights(Array(weights[..<own]), reading: standardiser),
            statisticStandardiser: standardiser,
            parameterStandardiser: linear.reading(standardiser), settings: settings,
            history: history)
    }

    /// The ridge regression of standardised parameters on standardised traces, `[d × samples]`.
    private static func slopes(
        of parameters: Matrix<Double>, on traces: Matrix<Double>, rows: [Int],
        settings: TrainingSettings
    ) throws(TrainingError) -> Matrix<Double> {
        guard settings.usesLinearPart else { return Matrix(rows: 0, columns: traces.columns) }
        let scale = try ParameterStandardiser(
            fitting: parameters, statistics: Matrix(rows: parameters.rows, columns: 1),
            usesLinearPart: false)
        let scaled = scale.whiten(
            parameters, statistics: Matrix(rows: parameters.rows, columns: 1))
        do {
            return try RidgeRegression(of: scaled, on: traces.selectingRows(rows)).coefficients
        } catch {
            throw .degenerateParameters
        }
    }
}

/// The rows of a network with an embedding: a trace, other statistics, a one, targets.
///
/// In single precision from the start: they are most of the memory of a training.
///
/// - Parameter sampleCount: columns of `traces` that are samples.
private func networkTable(
    traces: Matrix<Double>, sampleCount: Int, statistics: Matrix<Double>, targets: Matrix<Double>
) -> [Float] {
    var table: [Float] = []
    table.reserveCapacity(
        traces.rows * (sampleCount + statistics.columns + 1 + targets.columns))
    for row in 0..<traces.rows {
        for value in traces.row(row).prefix(sampleCount) { table.append(Float(value)) }
        for value in statistics.row(row) { table.append(Float(value)) }
        table.append(1)
        for value in targets.row(row) { table.append(Float(value)) }
    }
    return table
}

extension StatisticEmbedding {
    /// Trains an embedding together with a mixture, of which only the embedding is kept.
    ///
    /// - Parameters:
    ///   - parameters: θ `[simulations × parameters]`.
    ///   - statistics: traces `[simulations × samples]`, finite.
    ///   - settings: with an embedding.
    ///   - seed: of the initial weights, the split and the orders.
    ///   - splitSeed: of the split alone, by default `seed`.
    public static func train(
        parameters: Matrix<Double>, statistics: Matrix<Double>, settings: TrainingSettings,
        seed: UInt64, splitSeed: UInt64? = nil, progress: (EpochReport) -> Void = { _ in }
    ) throws(TrainingError) -> StatisticEmbedding {
        precondition(settings.embedding != .none, "settings without an embedding to train")
        let estimator = try MixtureDensityEstimator.train(
            parameters: parameters, statistics: statistics, settings: settings, seed: seed,
            splitSeed: splitSeed, progress: progress)
        guard let embedding = estimator.embedding else {
            preconditionFailure("a training with an embedding leaves one")
        }
        return embedding
    }
}

extension Embedding {
    /// Whether all samples of a trace must stay comparable.
    var looksForTheSameEverywhere: Bool {
        if case .convolutional = self { true } else { false }
    }
}

extension MixtureArchitecture {
    /// The weights with which standardised statistics give what the given ones give for the
    /// statistics themselves: W·x + b = (W·D)·z + (W·m + b) for x = m + D·z.
    fileprivate func weights(_ weights: [Float], reading standardiser: StatisticStandardiser)
        -> [Float]
    {
        let first = layers[0]
        var result = weights
        for row in 0..<first.outputs {
            let start = row * (first.inputs + 1)
            var bias = Double(weights[start + first.inputs])
            for input in 0..<first.inputs {
                let weight = Double(weights[start + input])
                bias += weight * standardiser.means[input]
                result[start + input] = Float(weight * standardiser.deviations[input])
            }
            result[start + first.inputs] = Float(bias)
        }
        return result
    }
}

extension ParameterStandardiser {
    /// The same change of coordinates as a function of standardised statistics.
    fileprivate func reading(_ standardiser: StatisticStandardiser) -> ParameterStandardiser {
        let (d, inputs) = (dimension, standardiser.means.count)
        var (slope, offset) = (slope, offset)
        for axis in 0..<d {
            for input in 0..<inputs {
                let value = slope[axis * inputs + input]
                offset[axis] += value * standardiser.means[input]
                slope[axis * inputs + input] = value * standardiser.deviations[input]
            }
        }
        return ParameterStandardiser(factor: factor, slope: slope, offset: offset)
    }
}
