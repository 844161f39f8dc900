import NameSuggestions
import NeuronEquations
import SummaryStatistics

extension FitConfiguration {
    /// Reads the key `statistics`: a list of statistics, or how the trace itself is sampled.
    static func readData(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> (statistics: StatisticSet, traces: TraceSampling?) {
        if node.isList { return (try readStatistics(node), nil) }
        return (.empty, try TraceSampling(node))
    }
}

extension TraceSampling {
    /// Reads `traces`, or `{traces: {interval, reduce, window}}`.
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        self.init()
        let expected = "a list of statistics, or traces"
        guard node.isMapping else {
            let name = try node.text(expected)
            guard name == "traces" else {
                throw node.error(
                    "found \"\(name)\", expected \(expected)"
                        + suggestion(NearestName.of(name, in: ["traces"])))
            }
            return
        }
        let options = try node.section(keys: ["traces"], expected)
            .required("traces", "how the trace is sampled")
        let section = try options.section(
            keys: ["interval", "reduce", "window"], "keys interval, reduce and window")
        interval = try section["interval"].map { node throws(ConfigurationError) in
            try node.positive(in: .millisecond, "milliseconds above 0")
        }
        if let node = section["reduce"] {
            reduction = try node.choice(Reduction.allCases.map { ($0.rawValue, $0) })
        }
        window = try section["window"].map { node throws(ConfigurationError) in
            let form = "[start, stop] in ms from the first sample"
            let entries = try node.list(form)
            guard entries.count == 2 else { throw node.error(expected: form) }
            let start = try entries[0].number(in: .millisecond, form)
            let stop = try entries[1].number(in: .millisecond, form)
            guard start < stop, start >= 0 else {
                throw node.error("found \(start) and \(stop), expected 0 ≤ start < stop")
            }
            return start...stop
        }
    }

    /// Throws, with the place, where the sampling cannot fit a protocol that is known already.
    func check(
        timeStep: Double, duration: Double, _ node: ConfigurationNode
    ) throws(ConfigurationError) {
        do throws(FitError) {
            _ = try TraceGrid(
                self, timeStep: timeStep,
                sampleCount: Int((duration / timeStep).rounded()) + 1)
        } catch {
            throw node.error(error.description)
        }
    }
}
