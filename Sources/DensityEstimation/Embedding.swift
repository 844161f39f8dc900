/// How a raw trace becomes a few numbers before the density sees it.
///
/// The layers are trained together with the density, so that they keep what says something about
/// the parameters. Use one where the statistics are the samples of a trace; for statistics that
/// somebody chose, `.none` is as accurate and much faster.
public enum Embedding: Sendable, Equatable, Codable {
    /// The statistics go to the density as they are.
    case none
    /// Layers in which every unit sees all of the layer before: for traces whose samples are locked
    /// to the stimulus, and for many statistics of any kind. Widths of the hidden layers, then the
    /// number of learned statistics.
    case multilayer(widths: [Int], outputs: Int)
    /// Layers that look for the same shapes everywhere in a trace: for spikes and other events that
    /// come at different times.
    case convolutional(ConvolutionSettings)

    /// Convolutions of the default sizes.
    public static var traceDefault: Embedding { .convolutional(ConvolutionSettings()) }

    /// Dense layers of ordinary sizes.
    public static var multilayerDefault: Embedding { .multilayer(widths: [100, 50], outputs: 16) }

    /// How many of the last statistics stand beside the trace and are no samples of it.
    ///
    /// Dense layers see everything alike, so that nothing stands beside them.
    public var statisticsBeside: Int {
        if case .convolutional(let settings) = self { settings.statisticsBeside } else { 0 }
    }

    /// The same for traces with so many statistics behind them.
    public func withStatisticsBeside(_ count: Int) -> Embedding {
        guard case .convolutional(var settings) = self else { return self }
        settings.statisticsBeside = count
        return .convolutional(settings)
    }

    /// The number of learned statistics; nil without an embedding.
    public var outputCount: Int? {
        switch self {
        case .none: nil
        case .multilayer(_, let outputs): outputs
        case .convolutional(let settings): settings.outputs
        }
    }
}

/// What a convolutional embedding may be told.
///
/// Each entry of `channels` is a convolution without padding, the nonlinearity, and pooling; dense
/// layers of `widths` follow, and a linear one with the learned statistics.
public struct ConvolutionSettings: Sendable, Equatable, Codable {
    /// The number of shapes that each convolution looks for.
    public var channels = [8, 16]
    /// Samples that a shape has.
    public var kernelWidth = 7
    /// How neighbouring positions are put together after each convolution.
    public var pooling = Pooling.mean(width: 4)
    /// Widths of the dense layers.
    public var widths = [50]
    /// The number of learned statistics.
    public var outputs = 16
    /// Statistics behind the samples of the trace, such as the amplitude of a current, of which no
    /// shape is a part: the density sees them beside the learned ones.
    public var statisticsBeside = 0

    /// The defaults.
    public init() {}
}

extension ConvolutionSettings {
    /// Reads what was encoded; in files without the number nothing stands beside the trace.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        channels = try values.decode([Int].self, forKey: .channels)
        kernelWidth = try values.decode(Int.self, forKey: .kernelWidth)
        pooling = try values.decode(Pooling.self, forKey: .pooling)
        widths = try values.decode([Int].self, forKey: .widths)
        outputs = try values.decode(Int.self, forKey: .outputs)
        statisticsBeside = try values.decodeIfPresent(Int.self, forKey: .statisticsBeside) ?? 0
    }
}

/// How neighbouring positions are put together; the last ones may be fewer than `width`.
public enum Pooling: Sendable, Equatable, Codable {
    /// Their mean: how much of a shape there is.
    case mean(width: Int)
    /// The greatest of them: whether there is a shape.
    case maximum(width: Int)

    /// How many positions become one.
    public var width: Int {
        switch self {
        case .mean(let width), .maximum(let width): width
        }
    }
}
