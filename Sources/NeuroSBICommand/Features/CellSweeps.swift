import NeuroSBI

/// The sweeps of one electrode of one file, with what they say together.
struct CellSweeps {
    let file: String
    let electrode: String?
    private(set) var recordings: [Recording] = []

    /// Sorts sweeps by file and electrode, each in its order.
    static func groups(_ recordings: [Recording]) -> [CellSweeps] {
        var groups: [CellSweeps] = []
        for recording in recordings {
            let place = groups.firstIndex {
                $0.file == recording.source && $0.electrode == recording.electrode
            }
            if let place {
                groups[place].recordings.append(recording)
            } else {
                groups.append(CellSweeps(recording))
            }
        }
        return groups
    }

    private init(_ recording: Recording) {
        file = recording.source
        electrode = recording.electrode
        recordings = [recording]
    }

    /// The window of the steps that most sweeps share, nil without steps.
    var stimulusWindow: ClosedRange<Double>? {
        try? SweepFamily.commonStimulusWindow(of: recordings)
    }

    /// Steps of different amplitude in one window, with sweeps without a step there; nil where fewer
    /// than two amplitudes are there.
    ///
    /// Of the windows of all sweeps the one in which most amplitudes are found serves: a step that
    /// is the same in every sweep, such as a test of the resistance, is not what was varied.
    /// - Parameter window: the stimulus in ms, in which every sweep with a current counts.
    func family(
        window: ClosedRange<Double>?, settings: FeatureSettings
    ) -> FamilyFeatures? {
        if let window {
            return family(of: recordings.filter { $0.current != nil }, window, settings: settings)
        }
        var best: FamilyFeatures?
        for window in stepWindows() {
            let members = recordings.filter { $0.isHeld(in: window) }
            guard let family = family(of: members, window, settings: settings) else { continue }
            if family.amplitudeCount > best?.amplitudeCount ?? 1 { best = family }
        }
        return best
    }

    private func family(
        of members: [Recording], _ window: ClosedRange<Double>, settings: FeatureSettings
    ) -> FamilyFeatures? {
        guard let family = try? SweepFamily(members, stimulusWindow: window, settings: settings)
        else { return nil }
        let features = FamilyFeatures(
            file: file, electrode: electrode, sweeps: members.map(\.sweep), family: family)
        return features.amplitudeCount > 1 ? features : nil
    }

    /// The windows of the sweeps' main steps, from the first to the last stimulated sample, without
    /// repetitions.
    private func stepWindows() -> [ClosedRange<Double>] {
        var windows: [ClosedRange<Double>] = []
        for recording in recordings {
            guard let step = recording.stimulusWindow(),
                step.start < step.stop - recording.samplingInterval
            else { continue }
            let window = step.start...(step.stop - recording.samplingInterval)
            if !windows.contains(window) { windows.append(window) }
        }
        return windows
    }
}

extension Recording {
    /// Whether the current holds one level from the first to the last sample of a window and leaves
    /// it there, or stays what it was before.
    fileprivate func isHeld(in window: ClosedRange<Double>) -> Bool {
        guard let current, current.allSatisfy(\.isFinite) else { return false }
        let first = Int(((window.lowerBound - startTime) / samplingInterval).rounded())
        let last = Int(((window.upperBound - startTime) / samplingInterval).rounded())
        guard first > 0, first < last, last < current.count else { return false }
        let plateau = current[first...last]
        let level = plateau.reduce(0, +) / Double(plateau.count)
        // The share of the sweep's currents that is taken for noise, as for the main step.
        let noise = 0.02 * ((current.max() ?? 0) - (current.min() ?? 0))
        guard plateau.allSatisfy({ abs($0 - level) <= noise }) else { return false }
        let starts = abs(current[first - 1] - level) > noise
        let stops = last + 1 == current.count || abs(current[last + 1] - level) > noise
        return starts && stops || !starts && (last + 1 == current.count || !stops)
    }
}

/// The features of a family of current steps.
struct FamilyFeatures: Encodable {
    let file: String
    let electrode: String?
    let sweeps: [String]
    let family: SweepFamily

    /// How many amplitudes differ by more than rounding.
    var amplitudeCount: Int {
        let amplitudes = family.responses.map(\.amplitude)
        let rounding = 1e-6 * (amplitudes.map(abs).max() ?? 0)
        let differences = zip(amplitudes.dropFirst(), amplitudes).map { $0 - $1 }
        return amplitudes.isEmpty ? 0 : 1 + differences.count { $0 > rounding }
    }

    private var values: [(name: String, value: Double?, unit: String)] {
        [
            ("rheobase", family.rheobase, "nA"),
            ("frequency_current_slope", family.frequencyCurrentSlope, "Hz/nA"),
            ("input_resistance", family.inputResistance, "MΩ"),
            ("sag_ratio", family.sagRatio, "1"),
        ]
    }

    /// Prints one line for each value.
    func printTable() {
        print("\(file)\(electrode.map { ", \($0)" } ?? ""), \(sweeps.count) steps of current")
        var table = TextTable([("feature", .left), ("value", .right), ("unit", .left)])
        for (name, value, unit) in values {
            table.add([name, value.map { NumberFormat.significant($0, digits: 6) } ?? "–", unit])
        }
        for line in table.lines { print("  " + line) }
        print("")
    }

    private enum Key: String, CodingKey {
        case file, electrode, sweeps, amplitudes, frequencies, rheobase
        case frequencyCurrentSlope, inputResistance, sagRatio
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(file, forKey: .file)
        try container.encodeIfPresent(electrode, forKey: .electrode)
        try container.encode(sweeps, forKey: .sweeps)
        try container.encode(family.responses.map(\.amplitude), forKey: .amplitudes)
        try container.encode(family.responses.map(\.frequency), forKey: .frequencies)
        try container.encode(family.rheobase, forKey: .rheobase)
        try container.encode(family.frequencyCurrentSlope, forKey: .frequencyCurrentSlope)
        try container.encode(family.inputResistance, forKey: .inputResistance)
        try container.encode(family.sagRatio, forKey: .sagRatio)
    }
}
