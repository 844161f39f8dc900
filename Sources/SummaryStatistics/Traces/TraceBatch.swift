public import LinearAlgebra

/// Voltage traces of many instances on one time axis, simulated or measured, with their stimulus.
///
/// A simulated tile and a recorded sweep (`instanceCount` 1) are the same thing to every
/// statistic. Lanes past `instanceCount` are padding and are never read into a result.
///
/// ```swift
/// let batch = TraceBatch(
///     voltage: Matrix<Double>(rows: 12_001, columns: 64, repeating: -70), samplingInterval: 0.01,
///     stimulusStart: 10, stimulusEnd: 110)
/// ```
public struct TraceBatch<Scalar: BLASScalar>: Sendable, Equatable {
    /// Membrane potential in mV, `[samples × lanes]`: the instances of one sample are contiguous.
    public let voltage: Matrix<Scalar>
    /// Number of instances; the first `instanceCount` lanes of `voltage`.
    public let instanceCount: Int
    /// Time between two samples in ms.
    public let samplingInterval: Double
    /// Time of sample 0 in ms; sample k lies at `startTime + k * samplingInterval`.
    public let startTime: Double
    /// Time at which the stimulus begins, in ms.
    public let stimulusStart: Double
    /// Time at which the stimulus ends, in ms.
    public let stimulusEnd: Double
    /// Stimulus current during the stimulus, where known. Resistances come out in MΩ for nA.
    public let stimulusAmplitude: Double?
    /// Stimulus currents of instances that differ in them, one per instance, in place of
    /// `stimulusAmplitude`.
    public let stimulusAmplitudes: [Double]?
    /// Spike times in ms, ascending, one list per instance, of models that declare spikes
    /// themselves; nil where spikes are to be found in the voltage.
    ///
    /// Integrate-and-fire models need this: their reset removes the peak from the trace. Counts,
    /// spike times and interspike intervals then come from these times; voltages and widths of
    /// spikes still come from the trace.
    public let spikeTimes: [[Double]]?
    /// Samples per ms where that is the number to count by; see `Recording`.
    public let samplesPerMillisecond: Double?

    /// Creates a batch; see the properties for units and meaning.
    ///
    /// Traps when `instanceCount` exceeds the lanes, when the sampling interval is not positive,
    /// when the stimulus ends before it starts, or when `spikeTimes` or `stimulusAmplitudes` has not
    /// one entry per instance.
    public init(
        voltage: Matrix<Scalar>, instanceCount: Int? = nil, samplingInterval: Double,
        startTime: Double = 0, stimulusStart: Double, stimulusEnd: Double,
        stimulusAmplitude: Double? = nil, stimulusAmplitudes: [Double]? = nil,
        spikeTimes: [[Double]]? = nil, samplesPerMillisecond: Double? = nil
    ) {
        let instanceCount = instanceCount ?? voltage.columns
        precondition(
            instanceCount >= 0 && instanceCount <= voltage.columns,
            "\(instanceCount) instances in \(voltage.columns) lanes")
        precondition(
            samplingInterval > 0 && samplingInterval.isFinite,
            "sampling interval \(samplingInterval) ms, expected a positive number")
        precondition(
            stimulusStart <= stimulusEnd,
            "stimulus starts at \(stimulusStart) ms, ends at \(stimulusEnd) ms")
        if let spikeTimes {
            precondition(
                spikeTimes.count == instanceCount,
                "spike times of \(spikeTimes.count) instances given for \(instanceCount)")
        }
        if let stimulusAmplitudes {
            precondition(
                stimulusAmplitudes.count == instanceCount,
                "currents of \(stimulusAmplitudes.count) instances given for \(instanceCount)")
        }
        self.voltage = voltage
        self.instanceCount = instanceCount
        self.samplingInterval = samplingInterval
        self.startTime = startTime
        self.stimulusStart = stimulusStart
        self.stimulusEnd = stimulusEnd
        self.stimulusAmplitude = stimulusAmplitude
        self.stimulusAmplitudes = stimulusAmplitudes
        self.spikeTimes = spikeTimes
        self.samplesPerMillisecond = samplesPerMillisecond
    }

    /// Number of samples of every trace.
    public var sampleCount: Int { voltage.rows }

    /// The same traces under a stimulus of a given current, nA.
    public func withStimulusAmplitude(_ amplitude: Double?) -> TraceBatch {
        TraceBatch(
            voltage: voltage, instanceCount: instanceCount, samplingInterval: samplingInterval,
            startTime: startTime, stimulusStart: stimulusStart, stimulusEnd: stimulusEnd,
            stimulusAmplitude: amplitude, spikeTimes: spikeTimes,
            samplesPerMillisecond: samplesPerMillisecond)
    }

    /// The batch that holds one of the instances alone.
    public func instance(_ index: Int) -> TraceBatch {
        precondition(
            index >= 0 && index < instanceCount, "instance \(index) of \(instanceCount)")
        return TraceBatch(
            voltage: Matrix(rows: sampleCount, columns: 1, elements: voltage.column(index)),
            samplingInterval: samplingInterval, startTime: startTime,
            stimulusStart: stimulusStart, stimulusEnd: stimulusEnd,
            stimulusAmplitude: stimulusAmplitude,
            stimulusAmplitudes: stimulusAmplitudes.map { [$0[index]] },
            spikeTimes: spikeTimes.map { [$0[index]] },
            samplesPerMillisecond: samplesPerMillisecond)
    }
}
