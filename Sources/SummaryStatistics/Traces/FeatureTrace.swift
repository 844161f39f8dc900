/// One trace prepared for the features that need it whole: the voltage on its axis and the landmarks
/// of its spikes, each found once, when the first feature asks for it.
final class FeatureTrace {
    let settings: FeatureSettings
    /// Membrane potential in mV, one number per time of the axis.
    let voltage: TraceSamples
    /// The range of every block of it.
    let blocks: TraceBlocks
    /// What is known without the trace.
    let summary: TraceSummary
    // Of the summary; kept here as searches read them for every sample.
    let axis: FeatureAxis
    let times: [Double]

    /// - Parameters:
    ///   - voltage: on the axis of the summary, every sample finite.
    ///   - blocks: of this voltage.
    ///   - summary: every part of it.
    init(
        voltage: TraceSamples, blocks: TraceBlocks, settings: FeatureSettings, summary: TraceSummary
    ) {
        self.voltage = voltage
        self.blocks = blocks
        self.settings = settings
        self.summary = summary
        axis = summary.axis
        times = summary.axis.times
    }

    /// Whether landmarks are paired in the order found, as eFEL does.
    var isCompatible: Bool { summary.isCompatible }

    /// Samples of the peaks.
    private(set) lazy var peaks: [Int] = summary.peaks.map(\.sample)

    func isDuringStimulus(_ sample: Int) -> Bool { axis.isDuringStimulus(sample) }

    // MARK: Landmarks of spikes

    /// Samples of the afterhyperpolarisation minima; the first ones belong to the first peaks, and
    /// only the last peak can lack one.
    private(set) lazy var minima: [Int] = afterhyperpolarizationMinima()

    /// The peaks that have landmarks: all of them; in compatible mode those after stimulus start.
    private(set) lazy var landmarkPeaks: [Int] =
        isCompatible ? peaks.filter { $0 > axis.atStart } : peaks

    /// Samples at which the upstrokes of `landmarkPeaks` begin, nil where a spike has no clear
    /// begin. In compatible mode such a spike is left out and the list is as short as eFEL's.
    private(set) lazy var begins: [Int?] = upstrokeBegins()

    /// Samples at which the downstrokes of `landmarkPeaks` end, nil where one has no clear end. In
    /// compatible mode such a spike is left out.
    private(set) lazy var ends: [Int?] = downstrokeEnds()

    /// Spikes that have a begin, with their other landmarks.
    private(set) lazy var spikes: [Spike] = {
        let limit = isCompatible ? axis.atStart : -1
        let laterMinima = minima.filter { $0 > limit }
        return zip(begins.indices, landmarkPeaks).compactMap { number, peak in
            begins[number].map { begin in
                Spike(
                    begin: begin, peak: peak,
                    minimum: number < laterMinima.count ? laterMinima[number] : nil,
                    end: number < ends.count ? ends[number] : nil)
            }
        }
    }()

    /// Amplitudes from begin to peak of the spikes whose peak lies in the stimulus, in mV; nil in
    /// compatible mode when there are more such peaks than begins, as in eFEL.
    private(set) lazy var amplitudes: [Double]? = {
        guard isCompatible else {
            return spikes.filter { isDuringStimulus($0.peak) }.map {
                voltage[$0.peak] - voltage[$0.begin]
            }
        }
        let during = peaks.filter(isDuringStimulus)
        let found = begins.compactMap { $0 }
        guard during.count <= found.count else { return nil }
        return zip(during, found).map { voltage[$0] - voltage[$1] }
    }()

    // MARK: Slopes and levels

    /// dV/dt in mV/ms: a central difference, one-sided at the ends of the trace.
    func slope(_ sample: Int) -> Double {
        let left = max(0, sample - axis.slopeReach)
        let right = min(voltage.count - 1, sample + axis.slopeReach)
        return (voltage[right] - voltage[left]) / (times[right] - times[left])
    }

    /// Mean voltage over a range of samples, nil over none.
    func meanVoltage(_ samples: Range<Int>) -> Double? {
        guard !samples.isEmpty else { return nil }
        return voltage[samples].reduce(0, +) / Double(samples.count)
    }
}

/// The landmarks of one spike as samples of its trace.
struct Spike {
    let begin: Int
    let peak: Int
    let minimum: Int?
    let end: Int?
}
