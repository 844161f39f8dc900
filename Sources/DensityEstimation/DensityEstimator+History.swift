/// The course of a training whose networks stop at different epochs.
extension DensityEstimator {
    /// One entry for each epoch of the longest training of its networks.
    ///
    /// Losses are added up over the factors, and averaged at their shares over the networks of one;
    /// seconds and squared gradients are added up over all networks. A network that has stopped
    /// goes on with the losses of its best epoch, whose weights it has, and takes no time.
    public var history: [EpochReport] {
        let histories: [(reports: [EpochReport], share: Double)] =
            switch self {
            case .mixture(let estimator): [(estimator.history, 1)]
            case .autoregressive(let estimator):
                estimator.factors.flatMap { factor in
                    zip(factor.networks, factor.shares).map { ($0.history, $1) }
                }
            }
        guard histories.count > 1 else { return histories[0].reports }
        var lowest = Double.infinity
        return (0..<(histories.map(\.reports.count).max() ?? 0)).map { epoch in
            var (training, validation, seconds, gradient) = (0.0, 0.0, 0.0, 0.0)
            var learningRate = 0.0
            for (history, share) in histories {
                guard let report = Self.report(of: history, at: epoch) else { continue }
                training += share * report.trainingLoss
                validation += share * report.validationLoss
                learningRate = max(learningRate, report.learningRate)
                guard epoch < history.count else { continue }
                seconds += report.seconds
                gradient += report.gradientNorm * report.gradientNorm
            }
            let isBest = validation < lowest
            lowest = min(lowest, validation)
            return EpochReport(
                epoch: epoch + 1, trainingLoss: training, validationLoss: validation,
                bestValidationLoss: lowest, isBest: isBest, seconds: seconds,
                learningRate: learningRate, gradientNorm: gradient.squareRoot())
        }
    }

    private static func report(of history: [EpochReport], at epoch: Int) -> EpochReport? {
        epoch < history.count ? history[epoch] : history.last { $0.isBest }
    }
}
