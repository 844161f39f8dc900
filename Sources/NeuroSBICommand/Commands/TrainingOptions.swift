import ArgumentParser
import NeuroSBI

/// The training settings as flags; what is not given keeps the configuration's or the default.
struct TrainingOptions: ParsableArguments {
    /// The names of estimators on the command line and in configurations.
    enum Estimator: String, ExpressibleByArgument, CaseIterable {
        case mdn, autoregressive

        var head: DensityHead {
            switch self {
            case .mdn: .mixture
            case .autoregressive: .autoregressive
            }
        }
    }

    /// The kinds of embeddings, each with its default sizes.
    enum EmbeddingArgument: String, ExpressibleByArgument, CaseIterable {
        case none, multilayer, convolutional

        var value: Embedding {
            switch self {
            case .none: .none
            case .multilayer: .multilayerDefault
            case .convolutional: .traceDefault
            }
        }
    }

    @Option(
        help: """
            How much time the training may take: fast, standard (the default) or thorough. Sets estimator, \
            ensemble and patience; other flags override it.
            """, transform: EnumerationArgument.parse)
    var effort: TrainingEffort?

    @Option(
        help: """
            mdn: one mixture of Gaussians for all parameters; autoregressive: a product of \
            one-dimensional mixtures, for posteriors that are far from Gaussian.
            """)
    var estimator: Estimator?

    @Option(
        help: """
            none, multilayer or convolutional: layers that learn statistics of raw traces (default: \
            that of the configuration, convolutional where its statistics are traces).
            """)
    var embedding: EmbeddingArgument?

    @Option(help: "Widths of the hidden layers, such as 50,50.", transform: Self.widths)
    var hidden: [Int]?

    @Option(
        help: """
            relu, tanh or silu, or several such as silu,relu, which the networks of an ensemble take \
            in turn.
            """, transform: Self.activations)
    var activation: [Activation]?

    @Option(help: "Gaussians in the mixture.")
    var components: Int?

    @Option(help: "Simulations in one step of the optimiser.")
    var batchSize: Int?

    @Option(help: "Learning rate of Adam at the start.")
    var learningRate: Double?

    @Option(help: "Share of the weights, times the learning rate, that every step takes from them.")
    var weightDecay: Double?

    @Option(help: "Epochs without improvement before training stops.")
    var patience: Int?

    @Option(help: "Share of the simulations that is kept for validation.")
    var validation: Double?

    @Option(help: "The largest number of epochs.")
    var epochs: Int?

    @Option(
        help: """
            The largest number of optimiser steps of a network; where they leave less than a hundred \
            epochs, the learning rate falls along a cosine.
            """)
    var steps: Int?

    /// Whether any of them is on the command line.
    var areGiven: Bool {
        effort != nil || estimator != nil || embedding != nil || hidden != nil
            || activation != nil || components != nil || batchSize != nil || learningRate != nil
            || weightDecay != nil || patience != nil || validation != nil || epochs != nil
            || steps != nil
    }

    func apply(to settings: inout TrainingSettings) {
        if let effort {
            let embedding = settings.embedding
            settings = effort.settings
            settings.embedding = embedding
        }
        if let estimator { settings.head = estimator.head }
        if let embedding { settings.embedding = embedding.value }
        if let hidden { settings.hiddenWidths = hidden }
        if let activation { settings.activations = activation }
        if let components { settings.components = components }
        if let batchSize {
            settings.batchSize = batchSize
            settings.minimumEpochSteps = 1
        }
        if let learningRate { settings.learningRate = learningRate }
        if let weightDecay { settings.weightDecay = weightDecay }
        if let patience {
            settings.stoppingPatience = patience
            settings.minimumPatienceSteps = 1
        }
        if let validation { settings.validationFraction = validation }
        if let epochs { settings.maximumEpochs = epochs }
        if let steps { settings.maximumSteps = steps }
    }

    private static func activations(_ text: String) throws -> [Activation] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map {
            try EnumerationArgument.parse(String($0))
        }
    }

    private static func widths(_ text: String) throws -> [Int] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let widths = parts.compactMap { Int($0) }
        guard widths.count == parts.count, widths.allSatisfy({ $0 > 0 }) else {
            throw ValidationError("found \"\(text)\", expected widths such as 50,50")
        }
        return widths
    }
}
