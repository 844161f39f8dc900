import NameSuggestions

/// A mistake in what a simulation was asked to do.
public enum SimulationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The time step is not a positive finite number.
    case timeStep(Double)
    /// The duration is negative, not finite, or has more than 2³¹ steps.
    case duration(Double)
    /// A name in `role` ("a varied parameter", …) that the model does not have.
    case unknownName(String, role: String, known: [String])
    /// A name given twice, or both varied and fixed.
    case givenTwice(String)
    /// A parameter without a default that is neither varied nor fixed.
    case parameterWithoutValue(String)
    /// An input of the model that neither the stimulus nor a value feeds.
    case inputNotFed(String)
    /// The experiment has a stimulus, but does not say which input it feeds.
    case stimulusWithoutInput(inputs: [String])
    /// A recording interval below one time step.
    case recordingInterval(String, every: Int)
    /// As many numbers as there are not instances.
    case settingCount(String, found: Int, expected: Int)
    /// A stimulus of another input while one is fed already.
    case secondStimulus(String, first: String)
    /// A simulation that needs spikes, of a model that has none.
    case spikesRequired(by: String)
    /// A chunk or a period that a recording does not have.
    case recordingMissing(String, found: Int)
    /// The text of a stop condition that is none.
    case stopCondition(String, reason: String)
    /// White noise where it has no meaning: under rk2, rk4 or exact, in an initial value, condition,
    /// reset, refractory period or recording.
    case whiteNoise(String, place: String)
    /// The method `exact` for a variable whose derivative is not linear in the state variables.
    case notLinear(String)
    /// The method `exact` for a variable whose derivative has a factor of `other` that changes
    /// from step to step.
    case changingCoefficient(String, of: String)
    /// A random number of the step where no step has been made, as in a recording.
    case randomNumber(place: String)

    public var description: String {
        switch self {
        case .timeStep(let value):
            "time step: found \(value) ms, expected a positive number"
        case .duration(let value):
            "duration: found \(value) ms, expected 0 or more and at most 2³¹ time steps"
        case .unknownName(let name, let role, let known):
            "'\(name)' as \(role): the model has no such name; expected one of "
                + (known.isEmpty ? "none" : known.joined(separator: ", "))
                + (NearestName.of(name, in: known).map { "; did you mean '\($0)'?" } ?? "")
        case .givenTwice(let name):
            "'\(name)' is given more than once; expected one value or one column"
        case .parameterWithoutValue(let name):
            "parameter '\(name)' has no value; expected a constant or a varied parameter"
        case .inputNotFed(let name):
            "input '\(name)' of the model is not fed; expected the experiment's stimulus, "
                + "a constant or a varied parameter"
        case .stimulusWithoutInput(let inputs):
            "the experiment has a stimulus but names no input; expected one of "
                + (inputs.isEmpty
                    ? "none (the model has no inputs)" : inputs.joined(separator: ", "))
        case .recordingInterval(let name, let every):
            "recording of '\(name)': found every \(every) steps, expected 1 or more"
        case .settingCount(let name, let found, let expected):
            "setting of '\(name)': found \(found) numbers, expected one for each of "
                + "\(expected) instances"
        case .secondStimulus(let name, let first):
            "stimulus of '\(name)' while '\(first)' has one: expected one stimulated input at a "
                + "time; set '\(first)' to a number first"
        case .spikesRequired(let simulation):
            "simulation '\(simulation)' needs spikes: found a model without a spike condition"
        case .recordingMissing(let what, let found):
            "results have no \(what): found \(found), counted from 0"
        case .stopCondition(let text, let reason):
            "stop condition '\(text)': \(reason)"
        case .whiteNoise(let name, let place):
            "white noise '\(name)' in \(place): expected none there"
        case .notLinear(let name):
            "integrator exact: the derivative of '\(name)' is not linear in the state variables; "
                + "expected sums of state variables times parameters, or another integrator"
        case .changingCoefficient(let name, let other):
            "integrator exact: in the derivative of '\(name)' the factor of '\(other)' changes with "
                + "time or a stimulus; expected parameters and numbers there, or another integrator"
        case .randomNumber(let place):
            "a random number in \(place): expected none there; (constant over dt) makes a "
                + "variable of it that can be recorded"
        }
    }
}
