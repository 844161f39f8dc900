public import Recordings

/// Why a fit cannot be made from a configuration and its data.
public enum FitError: Error, Equatable, CustomStringConvertible {
    /// The stimulus is to come from a recording, but there is none.
    case recordingNeeded(key: String)
    /// Neither a recording nor a target is there to fit.
    case nothingToFit
    /// Both a recording and a target that is another model are there.
    case recordingAndTarget(file: String)
    /// The simulation that was to be the data left the finite numbers.
    case targetFailed
    /// The file holds several sweeps, or not the one that was asked for.
    case sweep(file: String, found: [String], expected: String)
    /// The recording has no current that could be the stimulus.
    case currentMissing(sweep: String)
    /// The recording and the simulation have other times.
    case samplingMismatch(quantity: SamplingQuantity, recording: Double, simulation: Double)
    /// The recorded current is per membrane area and the model's input is not, or the reverse, or
    /// the input is no current at all.
    case stimulusUnit(input: String, expected: String, recorded: String, hasArea: Bool)
    /// The amplitude of a sweep is wanted, but its current is not a step at the times of the
    /// protocol.
    case stimulusTimes(
        sweep: String, found: ClosedRange<Double>, kind: StimulusKind?,
        expected: ClosedRange<Double>)
    /// The stimulus has no step that windows of statistics could refer to.
    case stimulusWindowMissing
    /// Given parameters have another shape than the configuration's.
    case parameterShape(file: String, found: String, expected: String)
    /// Statistics do not exist in the observation, although they do in every simulation.
    case observedStatisticsMissing([String])
    /// The trace cannot be sampled so.
    case traceSampling(found: String, expected: String)
    /// The simulations that an interrupted fit left are of other settings.
    case otherSimulations(folder: String, reason: String)
    /// No simulation was valid.
    case noValidSimulation(count: Int)
    /// The posterior was trained on tables and knows no way from a recording to statistics.
    case posteriorWithoutConfiguration
    /// The posterior was trained on other statistics than its configuration names.
    case posteriorOfOtherStatistics(found: [String], configured: [String])

    /// In what the times of a recording and of a simulation differ.
    public enum SamplingQuantity: String, Sendable {
        case samplingInterval = "sampling interval"
        case duration
    }

    public var description: String {
        switch self {
        case .recordingNeeded(let key):
            "\(key) is to come from the recording, but no recording is given"
        case .nothingToFit:
            "found neither a recording nor the key \"target\", expected one of them"
        case .recordingAndTarget(let file):
            "found both the recording \(file) and the key \"target\" with a model, expected one of "
                + "them; leave out the recording or the key"
        case .targetFailed:
            "the simulation of the target left the finite numbers; look at protocol.dt and at the "
                + "parameters of the target"
        case .sweep(let file, let found, let expected):
            "\(file): found sweeps \(found.joined(separator: ", ")), expected \(expected)"
        case .currentMissing(let sweep):
            "\(sweep): found no injected current, expected one to stimulate the model with"
        case .samplingMismatch(let quantity, let recording, let simulation):
            "\(quantity.rawValue) is \(recording) ms in the recording, \(simulation) ms in the "
                + "protocol"
                + (quantity == .samplingInterval
                    ? "; recording.resample: bandLimited (or linear) gives the recording that of "
                        + "the protocol" : "")
        case .stimulusUnit(let input, let expected, let recorded, let hasArea):
            "the recorded current is in \(recorded), but the model's input \"\(input)\" needs "
                + expected
                + (hasArea
                    ? "; leave out recording.membrane_area for a model of absolute currents"
                    : "; recording.membrane_area makes a density of it")
        case .stimulusTimes(let sweep, let found, let kind, let expected):
            "\(sweep): found a stimulus of kind \(kind?.rawValue ?? "unknown") with its main part "
                + "from \(found.lowerBound) to \(found.upperBound) ms, expected a step from "
                + "\(expected.lowerBound) to \(expected.upperBound) ms, whose amplitude the "
                + "posterior is conditioned on"
        case .stimulusWindowMissing:
            "the stimulus has no step, ramp or noise with a start and a stop, which the "
                + "statistics refer to"
        case .parameterShape(let file, let found, let expected):
            "\(file): found \(found), expected \(expected)"
        case .observedStatisticsMissing(let names):
            "the observation has no \(names.joined(separator: ", ")), and every simulation has, so "
                + "no posterior can be conditioned on it; choose statistics that exist in the "
                + "observation, or a prior whose simulations lack them as well"
        case .traceSampling(let found, let expected):
            "statistics: traces: found \(found), expected \(expected)"
        case .otherSimulations(let folder, let reason):
            "\(folder) is of an interrupted fit with other settings: \(reason); go on with those "
                + "settings, or remove the folder to begin afresh"
        case .noValidSimulation(let count):
            "none of \(count) simulations is valid"
        case .posteriorWithoutConfiguration:
            "the posterior was trained on tables from elsewhere and does not know how to make "
                + "statistics of a recording; expected a table of statistics (NPY)"
        case .posteriorOfOtherStatistics(let found, let configured):
            "the posterior was trained on other statistics than its configuration names"
                + Self.madeByAProgram(found.filter { !configured.contains($0) })
                + "; expected a table (NPY) of \(found.joined(separator: ", "))"
        }
    }

    private static func madeByAProgram(_ names: [String]) -> String {
        names.isEmpty ? "" : " (\(names.joined(separator: ", ")), made by a program)"
    }
}
