import NeuronEquations
import Recordings

extension RecordingSettings {
    static let keys = [
        "sweep", "stimulus", "amplitude", "series_resistance", "junction_potential", "baseline",
        "resample", "window", "membrane_area", "initial",
    ]

    /// Reads the section.
    /// - Parameter timeStep: the time step of the protocol, to which sweeps are resampled.
    init(_ node: ConfigurationNode, timeStep: Double?) throws(ConfigurationError) {
        self.init()
        let section = try node.section(keys: Self.keys, "keys sweep, junction_potential …")
        sweep = try section["sweep"].map { node throws(ConfigurationError) in
            try node.text("the number or name of a sweep")
        }
        selection.kinds = try section["stimulus"].map { node throws(ConfigurationError) in
            [try node.choice(StimulusKind.allCases.map { ($0.rawValue, $0) })]
        }
        selection.amplitudes = try section["amplitude"].map { node throws(ConfigurationError) in
            try Self.readRange(node, in: .nanoampere, "[lowest, highest] in nA")
        }
        if let node = section["series_resistance"] {
            seriesResistance = try node.number(in: .megaohm, "megaohms left uncompensated")
            guard seriesResistance >= 0 else {
                throw node.error("found \(seriesResistance) Mohm, expected at least 0")
            }
        }
        if let node = section["junction_potential"] {
            junctionPotential = try node.number(in: .millivolt, "millivolts to add to the voltage")
        }
        if let node = section["baseline"] { baseline = try Self.readBaseline(node) }
        if let node = section["resample"] {
            resampling = try node.choice([("linear", .linear), ("bandLimited", .bandLimited())])
            guard timeStep != nil else {
                throw node.error("found no protocol.dt, expected the interval to resample to there")
            }
        }
        if let node = section["membrane_area"] { membraneArea = try Self.readArea(node) }
        if let node = section["window"] { window = try Self.readWindow(node) }
        initialVariable = try section["initial"].map { node throws(ConfigurationError) in
            try node.text("the state variable that starts at the first sample")
        }
    }

    private static func readBaseline(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> Baseline {
        let section = try node.section(
            keys: ["voltage", "window"], "{voltage: mV, window: [start, stop]}")
        return Baseline(
            voltage: try section.required("voltage", "millivolts")
                .number(in: .millivolt, "a voltage in mV"),
            window: try readWindow(try section.required("window", "[start, stop] in ms")))
    }

    private static func readWindow(
        _ node: ConfigurationNode
    ) throws(ConfigurationError) -> ClosedRange<Double> {
        let window = try readRange(node, in: .millisecond, "[start, stop] in ms")
        guard window.lowerBound < window.upperBound else {
            throw node.error(
                "found \(window.lowerBound) and \(window.upperBound), expected start < stop")
        }
        return window
    }

    /// Two numbers in their order.
    private static func readRange(
        _ node: ConfigurationNode, in unit: PhysicalUnit, _ form: String
    ) throws(ConfigurationError) -> ClosedRange<Double> {
        let entries = try node.list(form)
        guard entries.count == 2 else { throw node.error(expected: form) }
        let first = try entries[0].number(in: unit, form)
        let last = try entries[1].number(in: unit, form)
        guard first <= last else {
            throw node.error("found \(first) and \(last), expected \(form)")
        }
        return first...last
    }

    /// Either square centimetres or the passive properties that give them.
    ///
    /// At 1 µF/cm² a membrane of time constant τ and input resistance R has the area τ/R:
    /// 1 ms / 1 MΩ / (1 µF/cm²) = 10⁻³ cm².
    private static func readArea(_ node: ConfigurationNode) throws(ConfigurationError) -> Double {
        let expected = "square centimetres, or {time_constant: ms, input_resistance: MΩ}"
        guard node.isMapping else { return try node.positive(in: .squareCentimetre, expected) }
        let section = try node.section(keys: ["time_constant", "input_resistance"], expected)
        let timeConstant = try section.required("time_constant", "milliseconds")
            .positive(in: .millisecond, "a time in ms above 0")
        let resistance = try section.required("input_resistance", "megaohms")
            .positive(in: .megaohm, "a resistance in Mohm above 0")
        return 1e-3 * timeConstant / resistance
    }
}
