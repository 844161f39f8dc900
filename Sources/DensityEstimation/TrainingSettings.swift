/// What the training of a mixture-density network may be told; the defaults need no tuning.
///
/// They were chosen by the likelihood of held-out simulations on the tasks two moons, Gaussian
/// linear, Gaussian mixture and SLCP of Lueckmann et al. 2021, with 1,000 and 10,000 simulations.
public struct TrainingSettings: Sendable, Equatable, Codable {
    /// What kind of density is trained.
    public var head = DensityHead.mixture
    /// How raw traces are brought to a few numbers; the statistics that somebody chose need nothing.
    public var embedding = Embedding.none
    /// Widths of the hidden layers, from the statistics to the head; without any the head is linear in
    /// the statistics.
    public var hiddenWidths = [50, 50, 50]
    /// The nonlinearity of the hidden layers; the networks of an ensemble take them in turn. SLCP is
    /// learned better with `relu`, by 0.2 nats per simulation, Hodgkin–Huxley models with `silu`, by
    /// 0.8.
    public var activations = [Activation.relu]
    /// Whether hidden layers after the first add what enters them to their result (He et al. 2016).
    public var usesResidualLayers = false
    /// The number of Gaussians in the mixture, each with a full covariance.
    public var components = 10
    /// Whether the network only models what a linear regression of the parameters on the
    /// statistics leaves over. Training then starts at the linear-Gaussian posterior; as the
    /// regression is an affine change of coordinates, the mixture stays one.
    public var usesLinearPart = true
    /// Whether autoregressive densities of parameters with a bounded prior live between its ends, in
    /// place of on the whole line of the prior's normal scores.
    public var respectsBounds = true
    /// Simulations in one step of the optimiser, at most: fewer where an epoch would have less than
    /// `minimumEpochSteps`.
    public var batchSize = 100
    /// Few simulations are cut into so many minibatches, but none below 20 simulations. With 1,000
    /// simulations this and `minimumPatienceSteps` gain 0.7 nats on the two-parameter Hodgkin–Huxley
    /// problem, 0.15 on Gaussian mixture, 0.1 on SLCP and 0.05 on two moons.
    public var minimumEpochSteps = 45
    /// Adam's learning rate at the start.
    public var learningRate = 4e-3
    /// How the learning rate falls.
    public var schedule = LearningRateSchedule.plateau
    /// The factor of the learning rate when the validation loss has not fallen for
    /// `plateauPatience` epochs; the weights go back to the best ones at the same time.
    public var plateauFactor = 0.3
    /// Epochs without a lower validation loss before the learning rate is reduced.
    public var plateauPatience = 6
    /// Epochs in which the validation loss has not fallen by `stoppingGain` before training stops.
    public var stoppingPatience = 20
    /// Where `plateauPatience` comes to fewer steps of the optimiser than this, both patiences last
    /// longer, by the same factor. What is learned late is not noticed in less: the width of one
    /// parameter of the Gaussian mixture, which depends on where the other one lies.
    public var minimumPatienceSteps = 540
    /// Nats per simulation that keep a training going. At learning rates that have become small the
    /// loss may fall by less in every epoch for a thousand of them.
    public var stoppingGain = 1e-4
    /// The share of the simulations that the validation loss is computed on; never trained on.
    public var validationFraction = 0.1
    /// Gradients longer than this are shortened to it.
    public var clipNorm = 5.0
    /// Every step shrinks weights and biases by the share `learningRate`·`weightDecay`, whatever their
    /// gradients (Loshchilov and Hutter 2019).
    public var weightDecay = 0.0
    /// Every step leaves this share of the running average of the weights in place. The average is
    /// what is validated and returned: it takes the noise of the last minibatches out. 0 is no
    /// averaging.
    public var averagingDecay = 0.99
    /// Training stops after this many epochs in any case.
    public var maximumEpochs = 1000
    /// Training takes at most this many steps of the optimiser, in whole epochs; see `schedule`.
    public var maximumSteps = Int(Int32.max)

    /// The defaults.
    public init() {}

    /// The nonlinearity, before there could be several.
    private enum FormerCodingKeys: String, CodingKey { case activation }

    /// Reads settings; one that did not exist when they were written has its default.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
            value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try read(.head, into: &head)
        try read(.embedding, into: &embedding)
        try read(.hiddenWidths, into: &hiddenWidths)
        try read(.activations, into: &activations)
        let former = try decoder.container(keyedBy: FormerCodingKeys.self)
        if let only = try former.decodeIfPresent(Activation.self, forKey: .activation) {
            activations = [only]
        }
        try read(.usesResidualLayers, into: &usesResidualLayers)
        try read(.components, into: &components)
        try read(.usesLinearPart, into: &usesLinearPart)
        try read(.respectsBounds, into: &respectsBounds)
        try read(.batchSize, into: &batchSize)
        try read(.minimumEpochSteps, into: &minimumEpochSteps)
        try read(.learningRate, into: &learningRate)
        try read(.schedule, into: &schedule)
        try read(.plateauFactor, into: &plateauFactor)
        try read(.plateauPatience, into: &plateauPatience)
        try read(.stoppingPatience, into: &stoppingPatience)
        try read(.minimumPatienceSteps, into: &minimumPatienceSteps)
        try read(.stoppingGain, into: &stoppingGain)
        try read(.validationFraction, into: &validationFraction)
        try read(.clipNorm, into: &clipNorm)
        try read(.weightDecay, into: &weightDecay)
        try read(.averagingDecay, into: &averagingDecay)
        try read(.maximumEpochs, into: &maximumEpochs)
        try read(.maximumSteps, into: &maximumSteps)
    }

    /// The settings of one network of an ensemble, which has one nonlinearity.
    package func ofNetwork(_ number: Int) -> TrainingSettings {
        guard !activations.isEmpty else { return self }
        var settings = self
        settings.activations = [activations[number % activations.count]]
        return settings
    }

    /// With 1,000 simulations minibatches of 10 gain 0.04 nats on SLCP and lose 0.05 on Gaussian linear.
    private static let smallestBatch = 20

    /// The settings of a training on so many rows, with the batch and the patience that it has.
    package func suited(toTrainingRows rows: Int) -> TrainingSettings {
        var settings = self
        settings.batchSize = min(batchSize, max(Self.smallestBatch, rows / minimumEpochSteps))
        let steps = (rows + settings.batchSize - 1) / settings.batchSize
        let factor = max(1, Double(minimumPatienceSteps) / Double(plateauPatience * max(1, steps)))
        settings.plateauPatience = Int((Double(plateauPatience) * factor).rounded(.up))
        settings.stoppingPatience = Int((Double(stoppingPatience) * factor).rounded(.up))
        return settings
    }

    /// Throws the first setting that is out of its range.
    func validate() throws(TrainingError) {
        func require(_ isValid: Bool, _ name: String, _ found: String, _ expected: String)
            throws(TrainingError)
        {
            guard isValid else {
                throw .invalidSetting(name: name, found: found, expected: expected)
            }
        }
        try require(
            hiddenWidths.allSatisfy { $0 > 0 }, "hiddenWidths", "\(hiddenWidths)",
            "positive widths")
        try require(!activations.isEmpty, "activations", "none", "at least one")
        try require(components > 0, "components", "\(components)", "at least 1")
        try require(batchSize > 0, "batchSize", "\(batchSize)", "at least 1")
        try require(
            minimumEpochSteps > 0, "minimumEpochSteps", "\(minimumEpochSteps)", "at least 1")
        try require(
            minimumPatienceSteps > 0, "minimumPatienceSteps", "\(minimumPatienceSteps)",
            "at least 1")
        try require(
            learningRate > 0 && learningRate.isFinite, "learningRate", "\(learningRate)",
            "a positive number")
        if case .cosine(let epochs) = schedule {
            try require(epochs > 0, "schedule", "cosine over \(epochs) epochs", "at least 1")
        }
        try require(
            plateauFactor > 0 && plateauFactor <= 1, "plateauFactor", "\(plateauFactor)",
            "above 0 and at most 1")
        try require(plateauPatience > 0, "plateauPatience", "\(plateauPatience)", "at least 1")
        try require(stoppingPatience > 0, "stoppingPatience", "\(stoppingPatience)", "at least 1")
        try require(
            stoppingGain >= 0 && stoppingGain.isFinite, "stoppingGain", "\(stoppingGain)",
            "a number from 0")
        try require(
            validationFraction > 0 && validationFraction < 1, "validationFraction",
            "\(validationFraction)", "between 0 and 1")
        try require(
            averagingDecay >= 0 && averagingDecay < 1, "averagingDecay", "\(averagingDecay)",
            "at least 0 and below 1")
        try require(clipNorm > 0, "clipNorm", "\(clipNorm)", "a positive number")
        try require(
            weightDecay >= 0 && weightDecay * learningRate < 1, "weightDecay", "\(weightDecay)",
            "at least 0, and below 1 over the learning rate")
        try require(maximumEpochs > 0, "maximumEpochs", "\(maximumEpochs)", "at least 1")
        try require(maximumSteps > 0, "maximumSteps", "\(maximumSteps)", "at least 1")
    }
}
