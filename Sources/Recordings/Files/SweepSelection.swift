/// Which sweeps of recordings are wanted; what is nil admits every sweep.
///
/// ```swift
/// let steps = SweepSelection(kinds: [.step], amplitudes: 0.05...0.2)
/// let sweeps = try RecordingFile.read("cell.nwb", selecting: steps)
/// ```
public struct SweepSelection: Sendable, Equatable, CustomStringConvertible {
    /// Numbers of sweeps as the file counts them.
    public var numbers: Set<Int>?
    /// A part of what the experimenter called the stimulus, for example "long square"; upper and
    /// lower case are alike.
    public var stimulusDescription: String?
    /// Courses of the stimulus. A sweep whose current is not known has none.
    public var kinds: Set<StimulusKind>?
    /// Amplitudes of the stimulus above its baseline, in the unit of the recording's current
    /// (nA). Amplitudes within a millionth of a bound count as on it; a stimulus that is constant
    /// has the amplitude 0.
    public var amplitudes: ClosedRange<Double>?

    /// Every sweep.
    public static let all = SweepSelection()

    /// Creates a selection; a sweep must satisfy all that is given.
    public init(
        numbers: Set<Int>? = nil, stimulusDescription: String? = nil,
        kinds: Set<StimulusKind>? = nil, amplitudes: ClosedRange<Double>? = nil
    ) {
        self.numbers = numbers
        self.stimulusDescription = stimulusDescription
        self.kinds = kinds
        self.amplitudes = amplitudes
    }

    /// Whether a sweep is wanted.
    public func contains(_ recording: Recording) -> Bool {
        guard
            mayContain(
                number: recording.sweepNumber,
                stimulusDescription: recording.stimulusDescription)
        else { return false }
        if kinds == nil && amplitudes == nil { return true }
        guard let stimulus = recording.stimulusShape() else { return false }
        if let kinds, !kinds.contains(stimulus.kind) { return false }
        guard let amplitudes else { return true }
        let slack = 1e-6 * max(abs(amplitudes.lowerBound), abs(amplitudes.upperBound))
        return stimulus.amplitude >= amplitudes.lowerBound - slack
            && stimulus.amplitude <= amplitudes.upperBound + slack
    }

    /// Whether a sweep can be wanted by what is known before its samples are read.
    func mayContain(number: Int?, stimulusDescription description: String?) -> Bool {
        if let numbers, !(number.map(numbers.contains) ?? false) { return false }
        guard let wanted = stimulusDescription?.lowercased() else { return true }
        return description?.lowercased().contains(wanted) ?? false
    }

    /// What is selected, in words.
    public var description: String {
        var parts: [String] = []
        if let numbers {
            parts.append("number \(numbers.sorted().map(String.init).joined(separator: ", "))")
        }
        if let stimulusDescription { parts.append("stimulus called '\(stimulusDescription)'") }
        if let kinds {
            parts.append("stimulus a \(kinds.map(\.rawValue).sorted().joined(separator: " or "))")
        }
        if let amplitudes {
            parts.append("amplitude \(amplitudes.lowerBound) to \(amplitudes.upperBound)")
        }
        return parts.isEmpty ? "every sweep" : parts.joined(separator: ", ")
    }
}
