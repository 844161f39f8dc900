/// What is wrong with something told to a study.
public enum StudyError: Error, Equatable, CustomStringConvertible {
    /// No trial has this number.
    case unknownTrial(Int, trials: Int)
    /// Another number of losses than the study has objectives.
    case objectiveCount(trial: Int, found: Int, expected: Int)
    /// Another number of constraints than in the evaluations before.
    case constraintCount(trial: Int, found: Int, expected: Int)
    /// Restored trials must be numbered 0, 1, 2, …
    case trialNumber(found: Int, expected: Int)
    /// The parameters of a restored trial do not belong to the space.
    case parameters(trial: Int, SearchSpaceError)
    /// A batch loss returned another number of evaluations than it was given trials.
    case evaluationCount(found: Int, expected: Int)

    public var description: String {
        switch self {
        case .unknownTrial(let number, let trials):
            "there is no trial \(number); the study has trials 0 to \(trials - 1)"
        case .objectiveCount(let trial, let found, let expected):
            "trial \(trial): \(found) losses, expected one for each of \(expected) objectives"
        case .constraintCount(let trial, let found, let expected):
            "trial \(trial): \(found) constraints, expected \(expected) as before"
        case .trialNumber(let found, let expected):
            "trial \(found) follows where trial \(expected) is expected"
        case .parameters(let trial, let error): "trial \(trial): \(error)"
        case .evaluationCount(let found, let expected):
            "the batch loss returned \(found) evaluations for \(expected) trials"
        }
    }
}
