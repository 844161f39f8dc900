/// The time axis of a trace and the stimulus on it: what must be known of traces before they come.
public struct TraceFrame: Sendable, Hashable {
    /// Number of samples.
    public let sampleCount: Int
    /// Time between two samples in ms.
    public let samplingInterval: Double
    /// Time of sample 0 in ms; sample k lies at `startTime + k * samplingInterval`.
    public let startTime: Double
    /// Samples per ms where that is the number to count by; see `Recording`.
    public let samplesPerMillisecond: Double?
    /// Time at which the stimulus begins, in ms.
    public let stimulusStart: Double
    /// Time at which the stimulus ends, in ms.
    public let stimulusEnd: Double
    /// Stimulus current during the stimulus, where known and the same for all instances. Resistances
    /// come out in MΩ for nA.
    public let stimulusAmplitude: Double?

    /// Creates a frame; see the properties for units and meaning.
    ///
    /// Traps when the number of samples is negative or above 2³⁰, when the sampling interval is not
    /// positive, or when the stimulus ends before it starts.
    public init(
        sampleCount: Int, samplingInterval: Double, startTime: Double = 0, stimulusStart: Double,
        stimulusEnd: Double, stimulusAmplitude: Double? = nil,
        samplesPerMillisecond: Double? = nil
    ) {
        precondition(
            sampleCount >= 0 && sampleCount <= 1 << 30,
            "\(sampleCount) samples, expected 0 to 2³⁰")
        precondition(
            samplingInterval > 0 && samplingInterval.isFinite,
            "sampling interval \(samplingInterval) ms, expected a positive number")
        precondition(
            stimulusStart <= stimulusEnd,
            "stimulus starts at \(stimulusStart) ms, ends at \(stimulusEnd) ms")
        self.sampleCount = sampleCount
        self.samplingInterval = samplingInterval
        self.startTime = startTime
        self.stimulusStart = stimulusStart
        self.stimulusEnd = stimulusEnd
        self.stimulusAmplitude = stimulusAmplitude
        self.samplesPerMillisecond = samplesPerMillisecond
    }

    /// The clock of the samples.
    var clock: SampleClock {
        SampleClock(startTime: startTime, interval: samplingInterval, count: sampleCount)
    }
}

extension TraceBatch {
    /// The time axis of the traces and their stimulus.
    public var frame: TraceFrame {
        TraceFrame(
            sampleCount: sampleCount, samplingInterval: samplingInterval, startTime: startTime,
            stimulusStart: stimulusStart, stimulusEnd: stimulusEnd,
            stimulusAmplitude: stimulusAmplitude, samplesPerMillisecond: samplesPerMillisecond)
    }
}
