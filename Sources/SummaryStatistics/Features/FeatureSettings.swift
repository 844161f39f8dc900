/// Which rules the features follow.
public enum FeatureMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// The definitions of eFEL on the samples as they are: nothing is resampled, windows that eFEL
    /// counts in samples of 0.1 ms keep their duration, threshold crossings are interpolated, and
    /// begin, end and afterhyperpolarisation stay with the spike they belong to.
    case native
    /// The numbers of eFEL 5.7: the trace is first resampled to 0.1 ms, and landmarks of spikes are
    /// paired in the order in which they were found. For comparison with tables made by eFEL.
    case eFELCompatible
}

/// What the features need to know besides the trace.
public struct FeatureSettings: Sendable, Hashable, Codable {
    /// Which rules the features follow.
    public var mode: FeatureMode
    /// Voltage in mV that a spike must cross upward and downward.
    public var spikeThreshold: Double
    /// Slope in mV/ms above which the upstroke of a spike has begun.
    public var derivativeThreshold: Double
    /// Slope in mV/ms above which the downstroke of a spike has ended.
    public var downDerivativeThreshold: Double

    /// Creates settings; the defaults are those of eFEL.
    public init(
        mode: FeatureMode = .native, spikeThreshold: Double = -20,
        derivativeThreshold: Double = 10, downDerivativeThreshold: Double = -12
    ) {
        self.mode = mode
        self.spikeThreshold = spikeThreshold
        self.derivativeThreshold = derivativeThreshold
        self.downDerivativeThreshold = downDerivativeThreshold
    }
}
