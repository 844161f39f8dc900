import NeuronEquations
import ParameterSearch

/// How the parameters of a configuration are searched: key `search`.
public struct SearchSettings: Sendable {
    /// The losses that are added up. Empty: of the first recorded variable the differences of
    /// smoothed traces for a model with spikes, the root of the mean squared difference for another.
    public var loss: [LossTerm] = []
    /// The voltage in mV that spikes of a recording cross upwards, where a loss compares spikes.
    public var spikeThreshold = -20.0
    /// How many parameter sets are evaluated.
    public var evaluations = 2_000
    /// How many are evaluated together.
    public var batch = 256
    public var method = OptNeuronMethod.tpe

    init() {}

    /// Reads the section; what is not given keeps its default.
    /// - Parameter results: what losses can look at.
    init(
        _ node: ConfigurationNode, results: LossTerm.Comparable
    ) throws(ConfigurationError) {
        let section = try node.section(
            keys: ["loss", "spike_threshold", "evaluations", "batch", "method"],
            "keys loss, evaluations, batch …")
        if let node = section["loss"] {
            let entries = node.isList ? try node.list("losses") : [node]
            for entry in entries { loss.append(try LossTerm(entry, results)) }
            guard !loss.isEmpty else { throw node.error(expected: "at least one loss") }
        }
        if let node = section["spike_threshold"] {
            spikeThreshold = try node.number(in: .millivolt, "a voltage in mV")
        }
        if let node = section["evaluations"] { evaluations = try node.integer(atLeast: 1) }
        if let node = section["batch"] { batch = try node.integer(atLeast: 1) }
        if let node = section["method"] {
            method = try node.choice(OptNeuronMethod.searches.map { ($0.name, $0.method) })
        }
    }
}

extension OptNeuronMethod {
    /// The searches by the names that configurations and commands use.
    public static let searches: [(name: String, method: OptNeuronMethod)] = [
        ("tpe", .tpe), ("cma", .cmaEvolution), ("random", .random),
        ("sobol", .search(.sobol)), ("hyperopt", .search(.hyperoptCompatible())),
    ]
}
