import LinearAlgebra
public import Recordings

extension TraceBatch {
    /// Makes a batch of one instance from a recorded sweep.
    ///
    /// Without a window the step of the recording's own current is used, from its first to its
    /// *last* stimulated sample; that is how the published statistics of the Allen sweeps and
    /// tables made with eFEL state it. A simulation that is to be compared with the recording must
    /// be given the same window.
    /// - Parameter stimulusWindow: Start and end of the stimulus in ms.
    public init(
        _ recording: Recording, stimulusWindow: ClosedRange<Double>? = nil
    ) throws(StatisticError) {
        let name = "\(recording.source), sweep \(recording.sweep)"
        let step = recording.stimulusWindow()
        let start: Double
        let end: Double
        if let stimulusWindow {
            (start, end) = (stimulusWindow.lowerBound, stimulusWindow.upperBound)
        } else if let step {
            (start, end) = (step.start, step.stop - recording.samplingInterval)
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
        self.init(
            voltage: Matrix(
                rows: recording.sampleCount, columns: 1,
                elements: recording.voltage.map { Scalar($0) }),
            samplingInterval: recording.samplingInterval, startTime: recording.startTime,
            stimulusStart: start, stimulusEnd: end,
            stimulusAmplitude: recording.currentUnit == .nanoamperes ? step?.amplitude : nil)
    }
}
