/// What the training of a mixture-density network may be told; the defaults need no tuning.
///
/// They were chosen by the likelihood of held-out simulations on the tasks two moons, Gaussian
/// linear, Gaussian mixture and SLCP of Lueckmann et al. 2021, with 1,000 and 10,000 simulations.
/// Weight decay (Loshchilov and Hutter 2019) was rejected: on an eight-parameter Hodgkin–Huxley
/// model with 15,000 simulations every decay from 0.01 to 0.5 made held-out simulations less likely.
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
    /// Simulations in one step of the optimiser.
    public var batchSize = 100
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
    /// Nats per simulation that keep a training going. At learning rates that have become small the
    /// loss may fall by less in every epoch for a thousand of them.
    public var stoppingGain = 1e-4
    /// The share of the simulations that the validation loss is computed on; never trained on.
    public var validationFraction = 0.1
    /// Gradients longer than this are shortened to it.
    public var clipNorm = 5.0
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
        try read(.learningRate, into: &learningRate)
        try read(.schedule, into: &schedule)
        try read(.plateauFactor, into: &plateauFactor)
        try read(.plateauPatience, into: &plateauPatience)
        try read(.stoppingPatience, into: &stoppingPatience)
        try read(.stoppingGain, into: &stoppingGain)
        try read(.validationFraction, into: &validationFraction)
        try read(.clipNorm, into: &clipNorm)
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
        try require(maximumEpochs > 0, "maximumEpochs", "\(maximumEpochs)", "at least 1")
        try require(maximumSteps > 0, "maximumSteps", "\(maximumSteps)", "at least 1")
    }
}
