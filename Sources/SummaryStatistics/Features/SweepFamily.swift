public import Recordings

/// What the sweeps of one cell say together: current against frequency and current against voltage.
///
/// ```swift
/// let family = try SweepFamily(RecordingFile.read("steps.abf"))
/// print(family.rheobase ?? .nan, family.inputResistance ?? .nan)
/// ```
/// A quantity that the sweeps cannot tell is nil.
public struct SweepFamily: Sendable, Equatable {
    /// The answer to one step of current.
    public struct Response: Sendable, Equatable {
        /// Current of the step above the baseline, nA.
        public var amplitude: Double
        /// Spikes during the step.
        public var spikeCount: Int
        /// Spikes over the duration of the step, Hz.
        public var frequency: Double
        /// Mean voltage in the last tenth of the step minus that before the step, mV.
        public var steadyDeflection: Double?
        /// Lowest voltage during the step minus the mean before the step, mV.
        public var lowestDeflection: Double?

        /// Creates a response; see the properties.
        public init(
            amplitude: Double, spikeCount: Int, frequency: Double, steadyDeflection: Double? = nil,
            lowestDeflection: Double? = nil
        ) {
            self.amplitude = amplitude
            self.spikeCount = spikeCount
            self.frequency = frequency
            self.steadyDeflection = steadyDeflection
            self.lowestDeflection = lowestDeflection
        }
    }

    /// The responses, ordered by amplitude.
    public let responses: [Response]

    /// Takes responses in any order.
    public init(responses: [Response]) {
        self.responses = responses.sorted { $0.amplitude < $1.amplitude }
    }

    /// Takes the sweeps of one cell in which a step of current was injected.
    ///
    /// - Parameters:
    ///   - recordings: each with its current.
    ///   - stimulusWindow: start and end of the step in ms. Without it the window that most of the
    ///     sweeps have serves for all, also for the sweep whose step is 0.
    /// - Throws: where no sweep has a step, where a sweep has no current, or where the window lies
    ///   outside of a sweep.
    public init(
        _ recordings: [Recording], stimulusWindow: ClosedRange<Double>? = nil,
        settings: FeatureSettings = FeatureSettings()
    ) throws(StatisticError) {
        let window: ClosedRange<Double>
        if let stimulusWindow {
            window = stimulusWindow
        } else {
            window = try Self.commonStimulusWindow(of: recordings)
        }
        var responses: [Response] = []
        for recording in recordings {
            guard let amplitude = recording.stimulusAmplitude(in: window) else {
                throw .noStimulusWindow(recording: "\(recording.source), sweep \(recording.sweep)")
            }
            let batch = try TraceBatch<Double>(recording, stimulusWindow: window)
            let values = batch.features(try Self.features(), settings: settings).map(\.mean)
            let count = Int(values[0] ?? 0)
            var response = Response(
                amplitude: amplitude, spikeCount: count,
                frequency: 1000 * Double(count) / (window.upperBound - window.lowerBound))
            response.steadyDeflection = values[1]
            if let lowest = values[2], let base = values[3] {
                response.lowestDeflection = lowest - base
            }
            responses.append(response)
        }
        self.init(responses: responses)
    }

    /// The weakest depolarising step with a spike, nA. It is known to the distance of the steps.
    public var rheobase: Double? {
        responses.first { $0.amplitude > 0 && $0.spikeCount > 0 }?.amplitude
    }

    /// Slope of the frequency over the current, Hz/nA: the straight line from the strongest silent
    /// step to the highest frequency, least squares.
    ///
    /// Steps beyond the highest frequency are left out: depolarisation blocks them.
    public var frequencyCurrentSlope: Double? {
        guard let rheobase,
            let first = responses.firstIndex(where: { $0.amplitude == rheobase }),
            let highest = responses.map(\.frequency).max(),
            let last = responses.firstIndex(where: { $0.frequency == highest }), last >= first
        else { return nil }
        let isSilentBefore = first > 0 && responses[first - 1].spikeCount == 0
        let line = responses[(isSilentBefore ? first - 1 : first)...last]
        return leastSquaresSlope(x: line.map(\.amplitude), y: line.map(\.frequency))
    }

    /// Slope of the steady voltage over the current, MΩ, of the steps without spikes that do not
    /// depolarise; of all steps without spikes where fewer than two of those are there.
    public var inputResistance: Double? {
        let silent = responses.filter { $0.spikeCount == 0 && $0.steadyDeflection != nil }
        let hyperpolarised = silent.filter { $0.amplitude <= 0 }
        let used = hyperpolarised.count >= 2 ? hyperpolarised : silent
        return leastSquaresSlope(
            x: used.map(\.amplitude), y: used.compactMap(\.steadyDeflection))
    }

    /// Share of the lowest deflection that is recovered at the end of the most hyperpolarising
    /// step: 0 without sag.
    public var sagRatio: Double? {
        guard let strongest = responses.first, strongest.amplitude < 0,
            strongest.spikeCount == 0, let steady = strongest.steadyDeflection,
            let lowest = strongest.lowestDeflection, lowest < 0
        else { return nil }
        return (lowest - steady) / lowest
    }

    private static func features() throws(StatisticError) -> [Feature] {
        var features: [Feature] = []
        for name in [
            "spike_count_stimint", "voltage_deflection_vb_ssse", "minimum_voltage", "voltage_base",
        ] {
            features.append(try FeatureCatalogue.feature(named: name))
        }
        return features
    }

    /// The window of the steps that most sweeps share, from the first to the last stimulated sample in
    /// ms; the earliest of several.
    /// - Throws: where no sweep has a step.
    public static func commonStimulusWindow(
        of recordings: [Recording]
    ) throws(StatisticError) -> ClosedRange<Double> {
        let windows = recordings.compactMap { recording in
            recording.stimulusWindow().map { $0.start...($0.stop - recording.samplingInterval) }
        }.filter { $0.upperBound > $0.lowerBound }
        let counts = windows.map { window in windows.count { $0 == window } }
        guard let most = counts.max() else {
            throw .noStimulusWindow(
                recording: recordings.first.map { "\($0.source), all sweeps" } ?? "no sweeps")
        }
        let common = windows.indices.filter { counts[$0] == most }.map { windows[$0] }
        return common.min { $0.lowerBound < $1.lowerBound } ?? common[0]
    }
}
