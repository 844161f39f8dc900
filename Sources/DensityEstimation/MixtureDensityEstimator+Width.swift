import RealModule

extension MixtureDensityEstimator {
    /// The same density with the deviations of all components divided by exp(`logFactor`).
    ///
    /// It is a network of the same shape: factors of the precision grow by exp(`logFactor`), their
    /// diagonal, which the head bounds, by a little less where it is near its bounds. The history
    /// stays that of the training.
    package func narrowed(by logFactor: Double) -> MixtureDensityEstimator {
        guard let head = architecture.layers.last else { return self }
        var weights = weights
        let width = head.inputs + 1
        for row in architecture.diagonalRows {
            weights[head.offset + row * width + head.inputs] += Float(logFactor)
        }
        for row in architecture.diagonalRows.upperBound..<architecture.outputCount {
            let start = head.offset + row * width
            for index in start..<start + width { weights[index] *= Float.exp(Float(logFactor)) }
        }
        return MixtureDensityEstimator(
            embedding: embedding, architecture: architecture, weights: weights,
            statisticStandardiser: statisticStandardiser,
            parameterStandardiser: parameterStandardiser, settings: settings, history: history)
    }
}
