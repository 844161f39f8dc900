import LinearAlgebra
public import Recordings

extension TraceBatch {
    /// Makes a batch of one instance from a recorded sweep.
    ///
    /// With a window the amplitude is that of the recording's current within it. Without one the
    /// step of that current is used, from its first to its *last* stimulated sample; that is how the
    /// published statistics of the Allen sweeps and tables made with eFEL state it. A simulation
    /// that is to be compared with the recording must be given the same window.
    /// - Parameter stimulusWindow: Start and end of the stimulus in ms.
    public init(
        _ recording: Recording, stimulusWindow: ClosedRange<Double>? = nil
    ) throws(StatisticError) {
        let name = "\(recording.source), sweep \(recording.sweep)"
        let start: Double
        let end: Double
        let amplitude: Double?
        if let stimulusWindow {
            (start, end) = (stimulusWindow.lowerBound, stimulusWindow.upperBound)
            amplitude = recording.stimulusAmplitude(in: stimulusWindow)
        } else if let step = recording.stimulusWindow() {
            (start, end) = (step.start, step.stop - recording.samplingInterval)
            amplitude = recording.currentUnit == .nanoamperes ? step.amplitude : nil
        } else {
            throw .noStimulusWindow(recording: name)
        }
        let recordingEnd = recording.startTime + recording.duration
        // One interval of grace: a step may last until the end of the sweep.
        let grace = recording.samplingInterval
        guard
            start < end, start >= recording.startTime - grace, end <= recordingEnd + grace
        else {
            throw .invalidStimulusWindow(
                recording: name, start: start, end: end, recordingStart: recording.startTime,
                recordingEnd: recordingEnd)
        }
        // As they are where the type is the same: this code is not specialised, and converting one
        // sample after the other takes longer than most statistics.
        let samples =
            (recording.voltage as Any) as? [Scalar] ?? recording.voltage.map { Scalar($0) }
        self.init(
            voltage: Matrix(rows: recording.sampleCount, columns: 1, elements: samples),
            samplingInterval: recording.samplingInterval, startTime: recording.startTime,
            stimulusStart: start, stimulusEnd: end,
            stimulusAmplitude: amplitude,
            samplesPerMillisecond: recording.samplesPerMillisecond)
    }
}

extension Recording {
    /// Current of the stimulus that is on within a window, above what is injected before it; nil
    /// where the current is not known in nA or no sample lies in the window.
    ///
    /// Medians of the window and of the last tenth of the time before, where a test pulse is over.
    func stimulusAmplitude(in window: ClosedRange<Double>) -> Double? {
        guard let current, currentUnit == .nanoamperes,
            let stretches = CurrentStretches(current)
        else { return nil }
        let clock = SampleClock(
            startTime: startTime, interval: samplingInterval, count: current.count)
        let start = clock.firstSample(atOrAfter: window.lowerBound)
        let end = clock.firstSample(atOrAfter: window.upperBound)
        guard start < end else { return nil }
        let before = start - max(1, start / 10)
        return stretches.median(over: start..<end)
            - (before < 0 ? 0 : stretches.median(over: before..<start))
    }
}
