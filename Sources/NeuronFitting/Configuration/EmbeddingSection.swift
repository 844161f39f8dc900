import DensityEstimation

extension Embedding {
    private static let kinds = ["none", "multilayer", "convolutional"]

    /// Reads `none`, `multilayer` or `convolutional`, or one of them with its sizes.
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        guard node.isMapping else {
            self = try node.choice([
                ("none", .none), ("multilayer", .multilayerDefault),
                ("convolutional", .traceDefault),
            ])
            return
        }
        let form = "one of " + Self.kinds.joined(separator: ", ") + " with its sizes"
        let entry = try node.section(keys: Self.kinds, form)
        guard entry.values.count == 1 else { throw node.error(expected: form) }
        if let sizes = entry["multilayer"] {
            self = try Self.readMultilayer(sizes)
        } else if let sizes = entry["convolutional"] {
            self = .convolutional(try ConvolutionSettings(sizes))
        } else {
            throw node.error(expected: "none without sizes")
        }
    }

    private static func readMultilayer(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> Embedding {
        guard case .multilayer(var widths, var outputs) = multilayerDefault else {
            return multilayerDefault
        }
        let section = try node.section(keys: ["widths", "outputs"], "keys widths and outputs")
        if let node = section["widths"] { widths = try node.sizes("a list of layer widths") }
        if let node = section["outputs"] { outputs = try node.integer(atLeast: 1) }
        return .multilayer(widths: widths, outputs: outputs)
    }
}

extension ConvolutionSettings {
    fileprivate init(_ node: ConfigurationNode) throws(ConfigurationError) {
        self.init()
        let section = try node.section(
            keys: ["channels", "kernel", "pooling", "widths", "outputs"],
            "keys channels, kernel, pooling, widths and outputs")
        if let node = section["channels"] {
            channels = try node.sizes("a list of channels, one number for each convolution")
            guard !channels.isEmpty else { throw node.error(expected: "at least one convolution") }
        }
        if let node = section["kernel"] { kernelWidth = try node.integer(atLeast: 1) }
        if let node = section["pooling"] { pooling = try Pooling(node) }
        if let node = section["widths"] { widths = try node.sizes("a list of layer widths") }
        if let node = section["outputs"] { outputs = try node.integer(atLeast: 1) }
    }
}

extension Pooling {
    /// Reads a width, which takes the mean, or `{mean: width}` or `{maximum: width}`.
    fileprivate init(_ node: ConfigurationNode) throws(ConfigurationError) {
        guard node.isMapping else {
            self = .mean(width: try node.integer(atLeast: 1))
            return
        }
        let form = "a width, {mean: width} or {maximum: width}"
        let section = try node.section(keys: ["mean", "maximum"], form)
        switch (section["mean"], section["maximum"]) {
        case (let mean?, nil): self = .mean(width: try mean.integer(atLeast: 1))
        case (nil, let maximum?): self = .maximum(width: try maximum.integer(atLeast: 1))
        default: throw node.error(expected: form)
        }
    }
}

extension ConfigurationNode {
    /// A list of whole numbers above zero.
    fileprivate func sizes(_ expected: String) throws(ConfigurationError) -> [Int] {
        var sizes: [Int] = []
        for entry in try list(expected) { sizes.append(try entry.integer(atLeast: 1)) }
        return sizes
    }
}
