/// What one epoch of training came to.
public struct EpochReport: Sendable, Equatable, Codable {
    /// Counted from 1.
    public let epoch: Int
    /// Mean negative log density of the training simulations while the weights moved, per
    /// simulation, in the coordinates of the parameters as given.
    public let trainingLoss: Double
    /// Mean negative log density of all validation simulations after the epoch.
    public let validationLoss: Double
    /// The lowest validation loss so far.
    public let bestValidationLoss: Double
    /// Whether this epoch's weights are the best so far.
    public let isBest: Bool
    /// Wall time of the epoch with its validation.
    public let seconds: Double
    /// The learning rate in this epoch.
    public let learningRate: Double
    /// Mean norm of the gradient before clipping.
    public let gradientNorm: Double

    /// States an epoch.
    public init(
        epoch: Int, trainingLoss: Double, validationLoss: Double, bestValidationLoss: Double,
        isBest: Bool, seconds: Double, learningRate: Double, gradientNorm: Double
    ) {
        self.epoch = epoch
        self.trainingLoss = trainingLoss
        self.validationLoss = validationLoss
        self.bestValidationLoss = bestValidationLoss
        self.isBest = isBest
        self.seconds = seconds
        self.learningRate = learningRate
        self.gradientNorm = gradientNorm
    }
}
