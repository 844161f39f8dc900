extension MixtureDensityEstimator {
    /// The same density of raw traces, for one that was trained on what an embedding makes of them.
    package func reading(_ embedding: StatisticEmbedding) -> MixtureDensityEstimator {
        precondition(
            self.embedding == nil && statisticCount == embedding.outputCount,
            "\(embedding.outputCount) learned statistics for a density given \(statisticCount)")
        return MixtureDensityEstimator(
            embedding: embedding, architecture: architecture, weights: weights,
            statisticStandardiser: statisticStandardiser,
            parameterStandardiser: parameterStandardiser, settings: settings, history: history)
    }

    /// The density of the learned statistics.
    package var withoutEmbedding: MixtureDensityEstimator {
        MixtureDensityEstimator(
            architecture: architecture, weights: weights,
            statisticStandardiser: statisticStandardiser,
            parameterStandardiser: parameterStandardiser, settings: settings, history: history)
    }
}

extension AutoregressiveEstimator {
    /// The same density of raw traces, for one that was trained on what an embedding makes of them.
    package func reading(_ embedding: StatisticEmbedding) -> AutoregressiveEstimator {
        precondition(
            self.embedding == nil && statisticCount == embedding.outputCount,
            "\(embedding.outputCount) learned statistics for a density given \(statisticCount)")
        return AutoregressiveEstimator(order: order, trained: factors, embedding: embedding)
    }
}

extension DensityEstimator {
    /// What makes statistics of raw traces; nil where they are given.
    public var embedding: StatisticEmbedding? {
        switch self {
        case .mixture(let estimator): estimator.embedding
        case .autoregressive(let estimator): estimator.embedding
        }
    }

    /// The same density of raw traces, for one that was trained on what an embedding makes of them.
    package func reading(_ embedding: StatisticEmbedding) -> DensityEstimator {
        switch self {
        case .mixture(let estimator): .mixture(estimator.reading(embedding))
        case .autoregressive(let estimator): .autoregressive(estimator.reading(embedding))
        }
    }

    /// The density of the learned statistics.
    package var withoutEmbedding: DensityEstimator {
        switch self {
        case .mixture(let estimator): .mixture(estimator.withoutEmbedding)
        case .autoregressive(let estimator):
            .autoregressive(
                AutoregressiveEstimator(order: estimator.order, trained: estimator.factors))
        }
    }
}
