import NameSuggestions
import NeuronEquations
public import SummaryStatistics

/// One of the losses that a configuration adds up: an entry of `search.loss`.
public struct LossTerm: Sendable {
    /// What is compared; ``Loss`` has the definitions.
    public enum Measure: Sendable {
        /// Of a recorded variable; windows on the time axis of the recording.
        case rootMeanSquare(String, windows: [TraceWindow])
        case rootSumSquare(String, windows: [TraceWindow])
        case smoothedTrace(String, timeConstants: [Double])
        /// In the standard deviations that are given, or those of simulations of the prior.
        case features(StatisticSet, deviations: [Double]?, missing: Double)
        case spikeFeatures
        case vanRossum(timeConstant: Double)
        case victorPurpura(cost: Double)
        case coincidence(precision: Double)
        case missingSpikes(penalty: Double, surplus: Double)

        /// Whether spikes are compared by their times.
        var looksAtSpikes: Bool {
            switch self {
            case .rootMeanSquare, .rootSumSquare, .smoothedTrace, .features: false
            case .spikeFeatures, .vanRossum, .victorPurpura, .coincidence, .missingSpikes: true
            }
        }
    }

    public var measure: Measure
    /// What the loss is multiplied with.
    public var weight = 1.0

    /// What losses can look at.
    struct Comparable {
        /// The names of the recorded variables.
        let recorded: [String]
        /// Whether the model has spikes.
        let hasSpikes: Bool
    }

    static let names = [
        "rmse", "rsse", "smoothed", "features", "spike_features", "van_rossum", "victor_purpura",
        "coincidence", "missing_spikes",
    ]
    private static let form =
        "a loss such as {rmse: v}, {features: [spike_count]} or spike_features"

    /// Reads a name such as `spike_features`, or `{name: settings, weight: number}`.
    init(_ node: ConfigurationNode, _ results: Comparable) throws(ConfigurationError) {
        guard node.isMapping else {
            let name = try node.text(Self.form)
            guard name == "spike_features" else {
                throw Self.names.contains(name)
                    ? node.error("\"\(name)\" needs a value, expected \(Self.form)")
                    : Self.unknown(name, node)
            }
            measure = .spikeFeatures
            try Self.check(measure, results, node)
            return
        }
        var found: (name: String, value: ConfigurationNode)?
        var missing: ConfigurationNode?
        for (key, value) in try node.entries(Self.form) {
            switch key {
            case "weight":
                weight = try value.positive("a weight above 0")
            case "missing":
                missing = value
            case _ where !Self.names.contains(key):
                throw Self.unknown(key, value)
            default:
                if let first = found?.name {
                    throw value.error(
                        "found \"\(first)\" and \"\(key)\" in one entry; expected one of them, or "
                            + "a list of losses")
                }
                found = (key, value)
            }
        }
        guard let (name, value) = found else { throw node.error(expected: Self.form) }
        if let missing, name != "features" {
            throw missing.error("\"missing\" has a place beside \"features\" only")
        }
        measure = try Self.read(name, value, missing, results)
        try Self.check(measure, results, value)
    }

    private static func unknown(
        _ name: String, _ place: ConfigurationNode
    ) -> ConfigurationError {
        place.error(
            "unknown \"\(name)\", expected one of " + names.joined(separator: ", ")
                + ", or weight" + suggestion(NearestName.of(name, in: names + ["weight"])))
    }

    private static func check(
        _ measure: Measure, _ results: Comparable, _ place: ConfigurationNode
    ) throws(ConfigurationError) {
        if measure.looksAtSpikes, !results.hasSpikes {
            throw place.error(
                "the loss compares spikes, which the model has none of; expected the key "
                    + "model.spike")
        }
    }
}
