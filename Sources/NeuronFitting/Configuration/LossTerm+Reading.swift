import NameSuggestions
import NeuronEquations
import SummaryStatistics

extension LossTerm {
    /// Reads what stands under the name of a loss.
    /// - Parameter missing: what stands beside it under `missing`.
    static func read(
        _ name: String, _ node: ConfigurationNode, _ missing: ConfigurationNode?,
        _ results: Comparable
    ) throws(ConfigurationError) -> Measure {
        switch name {
        case "rmse":
            let (variable, windows) = try trace(node, results)
            return .rootMeanSquare(variable, windows: windows)
        case "rsse":
            let (variable, windows) = try trace(node, results)
            return .rootSumSquare(variable, windows: windows)
        case "smoothed":
            return try smoothed(node, results)
        case "features":
            let (set, deviations) = try features(node)
            return .features(
                set, deviations: deviations,
                missing: try missing?.positive("a number of standard deviations above 0") ?? 10)
        case "van_rossum":
            return .vanRossum(
                timeConstant: try time(node, "time_constant", "a time constant in ms above 0"))
        case "victor_purpura":
            let node = try single(node, "cost", "a cost for each ms")
            let cost = try node.number("a cost for each ms")
            guard cost >= 0 else { throw node.error(expected: "a cost of at least 0") }
            return .victorPurpura(cost: cost)
        case "coincidence":
            return .coincidence(precision: try time(node, "precision", "a time in ms above 0"))
        case "missing_spikes":
            let form = "a penalty, or {penalty: number, surplus: number}"
            guard node.isMapping else {
                return .missingSpikes(penalty: try node.positive(form), surplus: 0)
            }
            let section = try node.section(keys: ["penalty", "surplus"], form)
            let surplus = try section["surplus"]?.number() ?? 0
            guard surplus >= 0 else {
                throw node.error("surplus is \(surplus), expected at least 0")
            }
            return .missingSpikes(
                penalty: try section.required("penalty", "a number").positive(), surplus: surplus)
        default:
            guard node.isNull else {
                throw node.error("\"spike_features\" has no settings, expected nothing")
            }
            return .spikeFeatures
        }
    }

    /// A value that stands alone or under its name.
    private static func single(
        _ node: ConfigurationNode, _ key: String, _ meaning: String
    ) throws(ConfigurationError) -> ConfigurationNode {
        guard node.isMapping else { return node }
        return try node.section(keys: [key], "{\(key): number}").required(key, meaning)
    }

    private static func time(
        _ node: ConfigurationNode, _ key: String, _ meaning: String
    ) throws(ConfigurationError) -> Double {
        try single(node, key, meaning).positive(in: .millisecond, meaning)
    }

    /// A recorded variable, alone or with windows.
    private static func trace(
        _ node: ConfigurationNode, _ results: Comparable
    ) throws(ConfigurationError) -> (String, [TraceWindow]) {
        let form = "a recorded variable, or {variable: v, windows: [{start, stop, weight}]}"
        guard node.isMapping else { return (try variable(node, form, results), []) }
        let section = try node.section(keys: ["variable", "windows"], form)
        let name = try variable(
            try section.required("variable", "a recorded variable"), form, results)
        var windows: [TraceWindow] = []
        for entry in try section["windows"]?.list("a list of {start, stop, weight}") ?? [] {
            windows.append(try window(entry))
        }
        return (name, windows)
    }

    /// A recorded variable, alone or with time constants.
    private static func smoothed(
        _ node: ConfigurationNode, _ results: Comparable
    ) throws(ConfigurationError) -> Measure {
        let form = "a recorded variable, or {variable: v, time_constants: [5, 20, 80, 320]}"
        let standard = [5.0, 20, 80, 320]
        guard node.isMapping else {
            return .smoothedTrace(try variable(node, form, results), timeConstants: standard)
        }
        let section = try node.section(keys: ["variable", "time_constants"], form)
        let name = try variable(
            try section.required("variable", "a recorded variable"), form, results)
        guard let list = section["time_constants"] else {
            return .smoothedTrace(name, timeConstants: standard)
        }
        var timeConstants: [Double] = []
        let meaning = "a time constant in ms above 0"
        for entry in try list.list("a list of time constants in ms") {
            timeConstants.append(try entry.positive(in: .millisecond, meaning))
        }
        guard !timeConstants.isEmpty else { throw list.error(expected: meaning) }
        return .smoothedTrace(name, timeConstants: timeConstants)
    }

    private static func variable(
        _ place: ConfigurationNode, _ form: String, _ results: Comparable
    ) throws(ConfigurationError) -> String {
        let name = try place.text(form)
        guard results.recorded.contains(name) else {
            throw place.error(
                "the loss looks at \"\(name)\", which is not recorded; expected one of "
                    + results.recorded.joined(separator: ", ")
                    + suggestion(NearestName.of(name, in: results.recorded)))
        }
        return name
    }

    private static func window(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> TraceWindow {
        let section = try node.section(keys: ["start", "stop", "weight"], "{start, stop, weight}")
        let time = "a time in ms"
        let start = try section.required("start", time).number(in: .millisecond, time)
        let stop = try section.required("stop", time).number(in: .millisecond, time)
        guard start < stop else {
            throw node.error("start is \(start), stop is \(stop), expected start < stop")
        }
        return TraceWindow(
            start, stop, weight: try section["weight"]?.positive("a weight above 0") ?? 1)
    }

    /// Statistics by name, with or without their standard deviations.
    private static func features(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> (StatisticSet, deviations: [Double]?) {
        guard node.isMapping else { return (try FitConfiguration.readStatistics(node), nil) }
        var names: [StatisticSpecification] = []
        var deviations: [Double] = []
        for (name, deviation) in try node.entries("statistics with standard deviations") {
            names.append(StatisticSpecification(name))
            deviations.append(try deviation.positive("a standard deviation above 0"))
        }
        let set: StatisticSet
        do {
            set = try StatisticSet(names)
        } catch {
            throw node.error(error.description)
        }
        guard set.count == deviations.count else {
            throw node.error("a group of statistics cannot have one standard deviation")
        }
        return (set, deviations)
    }
}
