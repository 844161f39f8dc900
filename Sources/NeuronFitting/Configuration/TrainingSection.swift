import DensityEstimation

/// The key `training`: settings of one estimator, and how many are joined.
struct TrainingSection {
    var settings = TrainingEffort.standard.settings
    var effort = TrainingEffort.standard
    /// Nil takes what suits effort and simulations.
    var ensembleSize: Int?
    /// Nil takes what suits the data.
    var embedding: Embedding?

    static let keys = [
        "effort", "estimator", "hidden", "activation", "components", "batch", "learning_rate",
        "validation", "patience", "stopping_gain", "clip", "weight_decay", "epochs", "linear",
        "ensemble", "residual", "schedule", "steps", "embedding",
    ]

    /// Reads the section; what is not given keeps its default.
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try node.section(keys: Self.keys, "keys hidden, components, batch …")
        if let node = section["effort"] {
            effort = try node.choice(TrainingEffort.allCases.map { ($0.rawValue, $0) })
            settings = effort.settings
        }
        if let node = section["estimator"] {
            settings.head = try node.choice([
                ("mdn", DensityHead.mixture), ("autoregressive", .autoregressive),
            ])
        }
        if let hidden = section["hidden"] {
            settings.hiddenWidths = []
            for width in try hidden.list("a list of layer widths") {
                settings.hiddenWidths.append(try width.integer(atLeast: 1))
            }
            guard !settings.hiddenWidths.isEmpty else {
                throw hidden.error(expected: "at least one width")
            }
        }
        if let node = section["activation"] {
            let choices = Activation.allCases.map { ($0.rawValue, $0) }
            settings.activations =
                node.isList
                ? try node.list("a list of activations").map { node throws(ConfigurationError) in
                    try node.choice(choices)
                } : [try node.choice(choices)]
        }
        if let node = section["components"] { settings.components = try node.integer(atLeast: 1) }
        // A number that is given holds for few simulations too.
        if let node = section["batch"] {
            settings.batchSize = try node.integer(atLeast: 1)
            settings.minimumEpochSteps = 1
        }
        if let node = section["learning_rate"] { settings.learningRate = try node.positive() }
        if let node = section["validation"] {
            settings.validationFraction = try node.positive("a share between 0 and 1")
            guard settings.validationFraction < 1 else {
                throw node.error(expected: "a share below 1")
            }
        }
        if let node = section["patience"] {
            settings.stoppingPatience = try node.integer(atLeast: 1)
            settings.minimumPatienceSteps = 1
        }
        if let node = section["stopping_gain"] {
            let expected = "nats per simulation, a number from 0"
            settings.stoppingGain = try node.number(expected)
            guard settings.stoppingGain >= 0 else { throw node.error(expected: expected) }
        }
        if let node = section["clip"] { settings.clipNorm = try node.positive() }
        if let node = section["weight_decay"] {
            let expected = "a number from 0, and below 1 over the learning rate"
            settings.weightDecay = try node.number(expected)
            guard settings.weightDecay >= 0, settings.weightDecay * settings.learningRate < 1 else {
                throw node.error(expected: expected)
            }
        }
        if let node = section["epochs"] { settings.maximumEpochs = try node.integer(atLeast: 1) }
        if let node = section["linear"] {
            settings.usesLinearPart = try node.choice([("true", true), ("false", false)])
        }
        if let node = section["residual"] {
            settings.usesResidualLayers = try node.choice([("true", true), ("false", false)])
        }
        if let node = section["schedule"] { settings.schedule = try LearningRateSchedule(node) }
        if let node = section["steps"] { settings.maximumSteps = try node.integer(atLeast: 1) }
        embedding = try section["embedding"].map { node throws(ConfigurationError) in
            try Embedding(node)
        }
        if let node = section["ensemble"] { ensembleSize = try node.integer(atLeast: 1) }
    }
}

extension LearningRateSchedule {
    /// `plateau`, or `{cosine: epochs}`.
    fileprivate init(_ node: ConfigurationNode) throws(ConfigurationError) {
        guard node.isMapping else {
            guard try node.text("plateau, or {cosine: 40} for 40 epochs") == "plateau" else {
                throw node.error(expected: "plateau, or {cosine: 40} for 40 epochs")
            }
            self = .plateau
            return
        }
        let section = try node.section(keys: ["cosine"], "cosine with a number of epochs")
        guard let epochs = section["cosine"] else {
            throw node.error(expected: "{cosine: 40} for 40 epochs")
        }
        self = .cosine(epochs: try epochs.integer(atLeast: 1))
    }
}
