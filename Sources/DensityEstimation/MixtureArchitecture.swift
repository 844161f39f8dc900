/// The shape of a mixture-density network, and where its weights lie in one flat buffer.
///
/// Layer l maps `[inputs + 1 × batch]`, whose last row is ones, to `[outputs × batch]`; its weights
/// `[outputs × (inputs + 1)]` hold the bias as the last column, so that a bias costs no pass of its
/// own. The last layer's rows are logits [K], means [K × d], bounded logarithms of the factor's
/// diagonal [K × d] and the factor's entries below the diagonal [K × d(d − 1)/2], row after row.
public struct MixtureArchitecture: Sendable, Equatable, Codable {
    /// The number of statistics that enter.
    public let statisticCount: Int
    /// The number of parameters, the dimension d of the mixture.
    public let parameterCount: Int
    /// The widths of the hidden layers.
    public let hiddenWidths: [Int]
    /// The nonlinearity of the hidden layers.
    public let activation: Activation
    /// The number K of Gaussians.
    public let components: Int
    /// Whether the mixture, of one dimension, is cut off at bounds that come with every row.
    public let isBounded: Bool
    /// Whether a hidden layer after the first adds what enters it to its result, where both are equally
    /// wide (He et al. 2016).
    public let isResidual: Bool

    /// Describes a network.
    public init(
        statisticCount: Int, parameterCount: Int, hiddenWidths: [Int], activation: Activation,
        components: Int, isBounded: Bool = false, isResidual: Bool = false
    ) {
        precondition(
            statisticCount > 0 && parameterCount > 0 && components > 0
                && hiddenWidths.allSatisfy { $0 > 0 },
            """
            network of \(statisticCount) statistics, widths \(hiddenWidths), \(components) \
            components in \(parameterCount) dimensions, expected positive numbers
            """)
        self.statisticCount = statisticCount
        self.parameterCount = parameterCount
        self.hiddenWidths = hiddenWidths
        self.activation = activation
        precondition(
            parameterCount == 1 || !isBounded,
            "bounds in \(parameterCount) dimensions, expected in one")
        self.components = components
        self.isBounded = isBounded
        self.isResidual = isResidual
    }

    /// Reads a shape; one that was written before there were bounds and residual layers has
    /// none.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        statisticCount = try values.decode(Int.self, forKey: .statisticCount)
        parameterCount = try values.decode(Int.self, forKey: .parameterCount)
        hiddenWidths = try values.decode([Int].self, forKey: .hiddenWidths)
        activation = try values.decode(Activation.self, forKey: .activation)
        components = try values.decode(Int.self, forKey: .components)
        isBounded = try values.decodeIfPresent(Bool.self, forKey: .isBounded) ?? false
        isResidual = try values.decodeIfPresent(Bool.self, forKey: .isResidual) ?? false
    }

    /// Whether there are no hidden layers, so that the head is linear in the statistics.
    public var isLinear: Bool { hiddenWidths.isEmpty }

    /// The rows of targets: parameters, and the bounds where there are some.
    var targetCount: Int { isBounded ? 3 : parameterCount }

    /// The rows of the last layer.
    public var outputCount: Int {
        let d = parameterCount
        return components * (1 + 2 * d + d * (d - 1) / 2)
    }

    /// Whether what enters hidden layer `index` is added to its result.
    func isResidual(_ index: Int) -> Bool {
        isResidual && index > 0 && hiddenWidths[index] == hiddenWidths[index - 1]
    }

    /// The number of all weights and biases.
    public var weightCount: Int {
        layers.reduce(0) { $0 + $1.weightCount }
    }

    /// One affine map of the network.
    struct Layer: Sendable, Equatable {
        let inputs: Int
        let outputs: Int
        /// Where its weights begin in the flat buffer.
        let offset: Int

        var weightCount: Int { outputs * (inputs + 1) }
    }

    /// The affine maps from the statistics to the head.
    var layers: [Layer] {
        let widths = [statisticCount] + hiddenWidths + [outputCount]
        var offset = 0
        return zip(widths, widths.dropFirst()).map { inputs, outputs in
            let layer = Layer(inputs: inputs, outputs: outputs, offset: offset)
            offset += layer.weightCount
            return layer
        }
    }

    /// The rows of the head that hold the means.
    var meanRows: Range<Int> { components..<components * (1 + parameterCount) }

    /// The rows of the head that hold the bounded logarithms of the diagonals.
    var diagonalRows: Range<Int> {
        meanRows.upperBound..<components * (1 + 2 * parameterCount)
    }
}
