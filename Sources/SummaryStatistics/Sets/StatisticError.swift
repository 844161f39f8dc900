/// What is wrong with a requested statistic or feature.
public enum StatisticError: Error, Equatable, Sendable {
    /// No statistic, feature or group has this name.
    case unknownStatistic(name: String, nearest: String?)
    /// The statistic has no such option.
    case unknownOption(statistic: String, option: String, known: [String], nearest: String?)
    /// The value of an option is outside of its range.
    case invalidOption(statistic: String, option: String, value: Double, expected: String)
    /// The same statistic was asked for twice with the same options.
    case duplicateStatistic(name: String)
    /// What was read names statistics that are closures of a program, which no file holds.
    case closuresNotStored(names: [String])
    /// No statistic was asked for.
    case noStatistics
    /// A recording does not tell when its stimulus starts and ends.
    case noStimulusWindow(recording: String)
    /// A recording's stimulus window does not lie in order and inside of the recording.
    case invalidStimulusWindow(
        recording: String, start: Double, end: Double, recordingStart: Double,
        recordingEnd: Double)
}

extension StatisticError: CustomStringConvertible {
    /// Says where, what was found, and what was expected.
    public var description: String {
        switch self {
        case .unknownStatistic(let name, let nearest):
            "unknown statistic '\(name)'" + suggestion(nearest)
        case .unknownOption(let statistic, let option, let known, let nearest):
            known.isEmpty
                ? "statistic '\(statistic)' has no options, found '\(option)'"
                : "statistic '\(statistic)' has no option '\(option)', expected one of "
                    + known.joined(separator: ", ") + suggestion(nearest)
        case .invalidOption(let statistic, let option, let value, let expected):
            "option '\(option)' of statistic '\(statistic)' is \(value), expected \(expected)"
        case .duplicateStatistic(let name):
            "statistic '\(name)' is asked for twice with the same options"
        case .closuresNotStored(let names):
            "found statistics that a program made as closures (\(names.joined(separator: ", "))), "
                + "which no file holds; expected the set to be made again in that program"
        case .noStatistics:
            "no statistics are asked for, expected at least one"
        case .noStimulusWindow(let recording):
            "\(recording): no step of current found, expected a stimulus window (start and end in ms)"
        case .invalidStimulusWindow(
            let recording, let start, let end, let recordingStart, let recordingEnd):
            "\(recording): stimulus window from \(start) to \(end) ms, expected start < end inside of "
                + "the recording (\(recordingStart) to \(recordingEnd) ms)"
        }
    }

    private func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean '\($0)'?" } ?? ""
    }
}
