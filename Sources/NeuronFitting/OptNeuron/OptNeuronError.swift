/// A mistake in what a fit of a neuron was asked to do.
public enum OptNeuronError: Error, Equatable, CustomStringConvertible {
    /// The lower bound is not below the upper one, or one of them is not finite.
    case bounds(String, lower: Double, upper: Double)
    /// A constant that is not finite.
    case constant(String, Double)
    /// A name with two bounds.
    case boundTwice(String)
    /// No name is fitted.
    case nothingFitted
    /// A name that neither the model nor an expression uses.
    case unknownName(String, known: [String], nearest: String?)
    /// An expression that cannot be read or refers to a name without a bound.
    case expression(String, String, reason: String)
    /// Expressions that need each other; the first name is repeated at the end.
    case cycle([String])
    /// A recording period that is no whole number of time steps.
    case recordingPeriod(Double, timeStep: Double)
    /// A period of something that is not recorded.
    case unknownRecording(String, known: [String])
    /// The experiment has recorded neither samples nor spikes.
    case nothingRecorded(by: String)
    /// What a loss or statistic looks at is missing in the results of the model or the target.
    case missingResult(of: String, in: String, reason: String)
    /// Results and target have another number of samples.
    case sampleCount(of: String, found: Int, expected: Int)
    /// A loss or a statistic gave another number of numbers than it has names.
    case valueCount(of: String, found: Int, expected: Int)
    /// A loss without any term.
    case noLoss
    /// A warm start that lacks a fitted name or lies outside its bounds.
    case warmStart(String)
    /// Statistics that exist in all simulations and not in the target.
    case targetStatistics([String])
    /// A file that is no result of a fit, or a damaged one.
    case file(String, reason: String)
    /// Every evaluation has failed.
    case allFailed(evaluations: Int)

    public var description: String {
        switch self {
        case .bounds(let name, let lower, let upper):
            "bounds of '\(name)': found [\(lower), \(upper)], expected a finite lower bound below "
                + "a finite upper one"
                + (lower > upper ? "; [\(upper), \(lower)] would do" : "")
        case .constant(let name, let value):
            "'\(name)': found \(value), expected a finite number"
        case .boundTwice(let name):
            "'\(name)' has two bounds, expected one"
        case .nothingFitted:
            "no name is fitted, expected bounds such as [0, 1] or a prior for at least one"
        case .unknownName(let name, let known, let nearest):
            "'\(name)': neither the model nor an expression uses it; the model has "
                + known.joined(separator: ", ") + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .expression(let name, let text, let reason):
            "'\(name)' = \(text): \(reason)"
        case .cycle(let names):
            "expressions need each other: " + names.joined(separator: " → ")
                + "; make one of them a number or fit it"
        case .recordingPeriod(let period, let timeStep):
            "recording period: found \(period) ms, expected a multiple of the time step, "
                + "\(timeStep) ms"
        case .unknownRecording(let name, let known):
            "recording period of '\(name)': it is not recorded, expected one of "
                + known.joined(separator: ", ")
        case .nothingRecorded(let experiment):
            "experiment \(experiment) has recorded nothing: call startRecording() before "
                + "simulate, and name the variables to record in the settings"
        case .missingResult(let name, let place, let reason):
            "\(name): \(reason) (in \(place))"
        case .sampleCount(let name, let found, let expected):
            "\(name): found \(found) samples in the results, expected \(expected) as in the "
                + "target; the experiment and the recording period must be the same"
        case .valueCount(let name, let found, let expected):
            "\(name): found \(found) numbers, expected \(expected)"
        case .noLoss:
            "the loss has no term, expected at least one"
        case .warmStart(let reason):
            "warm start: \(reason)"
        case .targetStatistics(let names):
            "the target has no \(names.joined(separator: ", ")), which all simulations have, so no "
                + "posterior can be conditioned on it"
        case .file(let path, let reason):
            "\(path): \(reason)"
        case .allFailed(let evaluations):
            "none of \(evaluations) evaluations gave a finite loss; look at the bounds, the time "
                + "step and the loss"
        }
    }
}
