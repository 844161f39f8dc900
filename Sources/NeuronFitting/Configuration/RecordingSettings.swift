import NeuronEquations
public import Recordings

/// How a measured recording is prepared before it is compared with simulations: key `recording`.
public struct RecordingSettings: Sendable {
    /// The sweep to take: a number, or a name; nil takes the file's only sweep.
    public var sweep: String?
    /// Millivolts to add to the recorded voltage; 0 leaves it.
    public var junctionPotential: Double = 0
    /// Square centimetres; nil keeps absolute currents.
    public var membraneArea: Double?
    /// Milliseconds to keep; nil keeps all.
    public var window: ClosedRange<Double>?
    /// The state variable that starts at the recording's first sample.
    public var initialVariable: String?

    static let keys = ["sweep", "junction_potential", "membrane_area", "window", "initial"]

    /// Takes recordings as they are.
    public init() {}

    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try node.section(keys: Self.keys, "keys sweep, junction_potential …")
        sweep = try section["sweep"].map { node throws(ConfigurationError) in
            try node.text("the number or name of a sweep")
        }
        if let node = section["junction_potential"] {
            junctionPotential = try node.number(in: .millivolt, "millivolts to add to the voltage")
        }
        if let node = section["membrane_area"] { membraneArea = try Self.readArea(node) }
        if let node = section["window"] {
            let form = "[start, stop] in ms"
            let entries = try node.list(form)
            guard entries.count == 2 else { throw node.error(expected: form) }
            var bounds: [Double] = []
            for entry in entries {
                bounds.append(try entry.number(in: .millisecond, "a time in ms"))
            }
            guard bounds[0] < bounds[1] else {
                throw node.error("found \(bounds[0]) and \(bounds[1]), expected start < stop")
            }
            window = bounds[0]...bounds[1]
        }
        initialVariable = try section["initial"].map { node throws(ConfigurationError) in
            try node.text("the state variable that starts at the first sample")
        }
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

    /// Applies junction potential, window and membrane area, in that order.
    public func prepare(_ recording: Recording) throws(RecordingError) -> Recording {
        var prepared = recording
        if junctionPotential != 0 {
            prepared = prepared.correctingJunctionPotential(junctionPotential)
        }
        if let window {
            prepared = try prepared.cropped(to: window)
        }
        if let membraneArea {
            prepared = try prepared.withCurrentDensity(membraneArea: membraneArea)
        }
        return prepared
    }
}
