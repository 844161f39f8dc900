import ParameterSearch
public import SummaryStatistics

/// How the parameters of a configuration are searched: key `search`.
public struct SearchSettings: Sendable {
    /// One of the losses that are added up.
    public enum LossTerm: Sendable {
        /// The root of the mean squared difference of a recorded variable.
        case rootMeanSquare(String)
        /// The root of the sum of the squared differences.
        case rootSumSquare(String)
        /// The root of the mean squared difference of statistics, in standard deviations: those
        /// given, or those of simulations of the prior.
        case features(StatisticSet, deviations: [Double]?)
    }

    /// Empty: `rmse` of the first recorded variable.
    public var loss: [LossTerm] = []
    /// How many parameter sets are evaluated.
    public var evaluations = 2_000
    /// How many are evaluated together.
    public var batch = 256
    public var method = OptNeuronMethod.tpe

    init() {}

    /// Reads the section; what is not given keeps its default.
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try node.section(
            keys: ["loss", "evaluations", "batch", "method"], "keys loss, evaluations, batch …")
        if let node = section["loss"] {
            let entries = node.isList ? try node.list("losses") : [node]
            for entry in entries { loss.append(try Self.readLoss(entry)) }
            guard !loss.isEmpty else { throw node.error(expected: "at least one loss") }
        }
        if let node = section["evaluations"] { evaluations = try node.integer(atLeast: 1) }
        if let node = section["batch"] { batch = try node.integer(atLeast: 1) }
        if let node = section["method"] {
            method = try node.choice(OptNeuronMethod.searches.map { ($0.name, $0.method) })
        }
    }

    private static func readLoss(_ node: ConfigurationNode) throws(ConfigurationError) -> LossTerm {
        let form = "a loss such as {rmse: v} or {features: [spike_count]}"
        let entries = try node.entries(form)
        guard entries.count == 1, let (name, value) = entries.first else {
            throw node.error("found \(entries.count) keys, expected \(form)")
        }
        switch name {
        case "rmse": return .rootMeanSquare(try value.text("a recorded variable"))
        case "rsse": return .rootSumSquare(try value.text("a recorded variable"))
        case "features":
            guard value.isMapping else {
                return .features(
                    try FitConfiguration.readStatistics(value), deviations: nil)
            }
            var names: [StatisticSpecification] = []
            var deviations: [Double] = []
            for (name, deviation) in try value.entries("statistics with standard deviations") {
                names.append(StatisticSpecification(name))
                deviations.append(try deviation.positive("a standard deviation above 0"))
            }
            let set: StatisticSet
            do {
                set = try StatisticSet(names)
            } catch {
                throw value.error(error.description)
            }
            guard set.count == deviations.count else {
                throw value.error("a group of statistics cannot have one standard deviation")
            }
            return .features(set, deviations: deviations)
        default:
            throw node.error("unknown \"\(name)\", expected \(form), or rsse")
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
