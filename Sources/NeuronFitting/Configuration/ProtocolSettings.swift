public import BatchSimulation
import NeuronEquations

/// The experiment as a configuration describes it: key `protocol`.
public struct ProtocolSettings: Sendable {
    /// Where the stimulus comes from.
    public enum Source: Sendable {
        /// Steps, ramps and noise of the configuration, without the drawn step.
        case components(Stimulus)
        /// The current that was injected while recording, with its sampling and duration.
        case recording
    }

    /// Milliseconds; nil takes the recording's sampling interval.
    public var timeStep: Double?
    /// Milliseconds; nil takes the recording's duration.
    public var duration: Double?
    /// The model's input that the stimulus feeds; nil for a model without one.
    public var input: String?
    public var source: Source
    /// The step whose amplitude is drawn for each simulation; it is the main one.
    public var drawnStep: DrawnStep?
    /// Start and stop of the main step in milliseconds, which windows of statistics refer to.
    public var stimulusWindow: ClosedRange<Double>?
    /// The amplitude of the main step, where it is not drawn.
    public var stimulusAmplitude: Double?

    static let keys = ["dt", "duration", "input", "steps", "ramps", "noise", "stimulus"]

    /// Reads the section.
    /// - Parameters:
    ///   - seed: makes the noise.
    ///   - numbers: notes the amplitudes with units, to be compared with the model.
    init(
        _ node: ConfigurationNode, seed: UInt64, numbers: inout ModelNumbers
    ) throws(ConfigurationError) {
        let section = try node.section(keys: Self.keys, "keys dt, duration, input, steps …")
        timeStep = try section["dt"].map { node throws(ConfigurationError) in
            try node.positive(in: .millisecond, "a time step in ms above 0")
        }
        duration = try section["duration"].map { node throws(ConfigurationError) in
            try node.positive(in: .millisecond, "a duration in ms above 0")
        }
        input = try section["input"].map { node throws(ConfigurationError) in
            try node.text("the name of the model's input")
        }
        if let stimulus = section["stimulus"] {
            let word = try stimulus.text("the word recording")
            guard word == "recording" else { throw stimulus.error(expected: "the word recording") }
            if let other = ["steps", "ramps", "noise"].first(where: { section[$0] != nil }) {
                throw stimulus.error(
                    "the stimulus is taken from the recording, so \"\(other)\" has no place beside it"
                )
            }
            source = .recording
            return
        }
        guard let timeStep else {
            throw node.error("key \"dt\" is missing, expected a time step in ms")
        }
        guard let duration else {
            throw node.error("key \"duration\" is missing, expected a duration in ms")
        }
        guard duration >= timeStep else {
            throw node.error("duration \(duration) ms is shorter than dt, \(timeStep) ms")
        }
        source = .components(Stimulus())
        var components: [Stimulus.Component] = []
        if let steps = section["steps"] {
            let read = try readSteps(steps, &numbers)
            components += read.map {
                .step(start: $0.start, stop: $0.stop, amplitude: $0.amplitude)
            }
            if let main = read.max(by: { abs($0.amplitude) < abs($1.amplitude) }) {
                stimulusWindow = main.start...Swift.min(main.stop, duration)
                stimulusAmplitude = main.amplitude
            }
        }
        if let ramps = section["ramps"] {
            for ramp in try ramps.list("a list of {start, stop, from, to}") {
                let values = try Self.readWindow(
                    ramp, further: ["from", "to"], of: input, &numbers)
                components.append(
                    .ramp(
                        start: values.start, stop: values.stop, from: values.further[0],
                        to: values.further[1]))
                if stimulusWindow == nil { stimulusWindow = values.start...values.stop }
            }
        }
        if let noise = section["noise"] {
            for (index, entry) in try noise.list("a list of {start, stop, mean, sd}").enumerated() {
                let values = try Self.readWindow(
                    entry, further: ["mean", "sd"], of: input, &numbers)
                guard values.further[1] >= 0 else {
                    throw entry.error("sd is \(values.further[1]), expected at least 0")
                }
                components.append(
                    FrozenNoise(
                        start: values.start, stop: values.stop, mean: values.further[0],
                        standardDeviation: values.further[1]
                    ).component(timeStep: timeStep, seed: seed, slot: UInt32(index)))
                if stimulusWindow == nil { stimulusWindow = values.start...values.stop }
            }
        }
        if let drawnStep {
            try Self.check(drawnStep, beside: components, section["steps"] ?? node)
            stimulusWindow = drawnStep.start...Swift.min(drawnStep.stop, duration)
            stimulusAmplitude = nil
        }
        if input == nil && !(components.isEmpty && drawnStep == nil) {
            throw node.error(
                "there is a stimulus but no key \"input\", expected the name of the model's input")
        }
        source = .components(Stimulus(components: components))
    }

    /// Reads the steps with a fixed amplitude, and on the way the one with a prior.
    private mutating func readSteps(
        _ node: ConfigurationNode, _ numbers: inout ModelNumbers
    ) throws(ConfigurationError) -> [(start: Double, stop: Double, amplitude: Double)] {
        var steps: [(start: Double, stop: Double, amplitude: Double)] = []
        for entry in try node.list("a list of {start, stop, amplitude}") {
            let (start, stop, section) = try Self.readTimes(entry, further: ["amplitude"])
            let amplitude = try section.required("amplitude", "a number or a prior")
            guard amplitude.isMapping else {
                steps.append((start, stop, try numbers.read(amplitude, of: input)))
                continue
            }
            guard drawnStep == nil else {
                throw amplitude.error("found a second prior of an amplitude, expected one at most")
            }
            drawnStep = DrawnStep(
                start: start, stop: stop, amplitude: try amplitude.prior(of: input, &numbers))
        }
        return steps
    }

    /// The amplitude of a sweep can be told only where nothing else is injected at the same time.
    private static func check(
        _ step: DrawnStep, beside components: [Stimulus.Component], _ node: ConfigurationNode
    ) throws(ConfigurationError) {
        for component in components {
            let times: (start: Double, stop: Double)
            switch component {
            case .constant: continue
            case .step(let start, let stop, _), .ramp(let start, let stop, _, _):
                times = (start, stop)
            case .sampled(let values, let interval, let start):
                times = (start, start + Double(values.count) * interval)
            }
            guard times.stop <= step.start || times.start >= step.stop else {
                throw node.error(
                    "the step from \(step.start) to \(step.stop) ms has a prior of its amplitude, "
                        + "so nothing else may be injected meanwhile; found something from "
                        + "\(times.start) to \(times.stop) ms")
            }
        }
    }

    /// Reads `{start, stop, …}` with the further keys, which are all amplitudes.
    private static func readWindow(
        _ node: ConfigurationNode, further keys: [String], of input: String?,
        _ numbers: inout ModelNumbers
    ) throws(ConfigurationError) -> (start: Double, stop: Double, further: [Double]) {
        let (start, stop, section) = try readTimes(node, further: keys)
        var further: [Double] = []
        for key in keys {
            further.append(try numbers.read(try section.required(key, "a number"), of: input))
        }
        return (start, stop, further)
    }

    /// Reads start and stop of `{start, stop, …}` and hands on the section with all of its keys.
    private static func readTimes(
        _ node: ConfigurationNode, further keys: [String]
    ) throws(ConfigurationError) -> (
        start: Double, stop: Double, section: ConfigurationNode.Section
    ) {
        let form = "{start, stop, \(keys.joined(separator: ", "))}"
        let section = try node.section(keys: ["start", "stop"] + keys, form)
        let time = "a time in ms"
        let start = try section.required("start", time).number(in: .millisecond, time)
        let stop = try section.required("stop", time).number(in: .millisecond, time)
        guard start < stop else {
            throw node.error("start is \(start), stop is \(stop), expected start < stop")
        }
        return (start, stop, section)
    }
}
