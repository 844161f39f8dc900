/// One trace as a statistic of one's own sees it: samples, stimulus and spikes.
///
/// See ``CustomStatistic`` for an example.
public struct TraceView {
    /// Membrane potential in mV, every number finite; `voltage.span` reads it without a copy, too.
    public let voltage: [Double]
    /// Time between two samples in ms.
    public var samplingInterval: Double { frame.samplingInterval }
    /// Time at which the stimulus begins, in ms.
    public var stimulusStart: Double { frame.stimulusStart }
    /// Time at which the stimulus ends, in ms.
    public var stimulusEnd: Double { frame.stimulusEnd }
    /// Current of the stimulus, nA where currents are absolute; nil where it is not known.
    public var stimulusAmplitude: Double? { landmarks.summary.stimulusAmplitude }
    /// Times of all spikes in ms, ascending: those that the model declares, else those found.
    public var spikeTimes: [Double] { landmarks.summary.spikeTimes }
    private let frame: TraceFrame
    private let landmarks: SpikeLandmarks

    init(
        _ voltage: [Double], _ frame: TraceFrame, _ summary: TraceSummary,
        _ settings: FeatureSettings
    ) {
        self.voltage = voltage
        self.frame = frame
        landmarks = SpikeLandmarks(voltage, summary, settings)
    }

    /// The spikes found in the voltage, in order of time; none of a model whose reset takes them
    /// away.
    public var spikes: [SpikeSamples] { landmarks.spikes }

    /// Time of a sample in ms.
    public func time(ofSample sample: Int) -> Double {
        frame.startTime + Double(sample) * frame.samplingInterval
    }

    /// The samples with start ≤ t < end that are there; a time within a millionth of an interval of
    /// a sample counts as that sample's.
    /// - Parameters:
    ///   - start: ms.
    ///   - end: ms, at least `start`.
    public func samples(from start: Double, upTo end: Double) -> Range<Int> {
        precondition(start <= end, "samples from \(start) to \(end) ms")
        return frame.clock.samples(from: start, upTo: end)
    }
}

/// The numbers of the samples at which something happens to one spike.
public struct SpikeSamples: Sendable, Equatable {
    /// The highest sample.
    public let peak: Int
    /// Where the upstroke begins; nil where it has no clear begin.
    public let begin: Int?
    /// The minimum that follows; nil where the trace ends before it.
    public let minimum: Int?
    /// Where the downstroke ends; nil where it has no clear end.
    public let end: Int?
}

/// The spikes of one trace, found when they are asked for.
private final class SpikeLandmarks {
    let summary: TraceSummary
    private let voltage: [Double]
    private let settings: FeatureSettings

    init(_ voltage: [Double], _ summary: TraceSummary, _ settings: FeatureSettings) {
        self.voltage = voltage
        self.summary = summary
        self.settings = settings
    }

    private(set) lazy var spikes: [SpikeSamples] = {
        let trace = FeatureTrace(
            voltage: TraceSamples(voltage), blocks: TraceBlocks(voltage), settings: settings,
            summary: summary)
        return trace.peaks.enumerated().map { number, peak in
            SpikeSamples(
                peak: peak, begin: trace.begins[number],
                minimum: number < trace.minima.count ? trace.minima[number] : nil,
                end: trace.ends[number])
        }
    }()
}
