/// One trace prepared for the features: the voltage on its axis and the landmarks of its spikes,
/// each found once, when the first feature asks for it.
final class FeatureTrace {
    let axis: FeatureAxis
    let settings: FeatureSettings
    /// Membrane potential in mV, one number per time of the axis.
    let voltage: [Double]
    /// Current of the stimulus in nA, where known.
    let stimulusAmplitude: Double?
    /// Spike times in ms declared by the model; nil where spikes are found in the voltage.
    private let declaredSpikeTimes: [Double]?

    /// - Parameter samples: Membrane potential at the original sampling, every sample finite.
    init(
        samples: [Double], axis: FeatureAxis, settings: FeatureSettings,
        stimulusAmplitude: Double?, spikeTimes: [Double]?
    ) {
        self.axis = axis
        self.settings = settings
        self.stimulusAmplitude = stimulusAmplitude
        declaredSpikeTimes = spikeTimes
        voltage = axis.resampled(samples)
    }

    /// Whether landmarks are paired in the order found, as eFEL does.
    var isCompatible: Bool { settings.mode == .eFELCompatible }

    var times: [Double] { axis.times }

    // MARK: Spikes as events

    /// Samples of the peaks.
    private(set) lazy var peaks: [Int] = spikePeaks()

    /// Times of all spikes in ms.
    private(set) lazy var spikeTimes: [Double] = declaredSpikeTimes ?? peaks.map { times[$0] }

    /// Times of the spikes with start ≤ t ≤ end of the stimulus.
    private(set) lazy var stimulusSpikeTimes: [Double] =
        declaredSpikeTimes?.filter { $0 >= axis.stimulusStart && $0 <= axis.stimulusEnd }
        ?? peaks.filter(isDuringStimulus).map { times[$0] }

    /// Intervals between successive spikes in ms.
    private(set) lazy var intervals: [Double] = zip(spikeTimes.dropFirst(), spikeTimes).map {
        $0 - $1
    }

    func isDuringStimulus(_ sample: Int) -> Bool {
        sample >= axis.atStart && sample < axis.afterEnd
    }

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

    /// Mean voltage in the last tenth of the time before the stimulus, both ends included.
    private(set) lazy var voltageBase: Double? = {
        let origin = isCompatible ? 0 : axis.firstTime
        let begin = origin + 0.9 * (axis.stimulusStart - origin)
        let samples =
            axis.firstSample(
                atOrAfter: begin)..<max(
                axis.firstSample(atOrAfter: begin), axis.afterStart)
        guard axis.stimulusStart > origin else { return nil }
        return meanVoltage(samples)
    }()

    /// Lowest and highest voltage with start ≤ t < end of the stimulus; nil without such samples.
    private(set) lazy var stimulusExtremes: (lowest: Double, highest: Double)? = {
        guard axis.atStart < axis.atEnd else { return nil }
        return voltage.withUnsafeBufferPointer { voltage in
            var (lowest, highest) = (voltage[axis.atStart], voltage[axis.atStart])
            for sample in axis.atStart..<axis.atEnd {
                lowest = voltage[sample] < lowest ? voltage[sample] : lowest
                highest = voltage[sample] > highest ? voltage[sample] : highest
            }
            return (lowest, highest)
        }
    }()

    /// Mean voltage in the last tenth of the stimulus.
    private(set) lazy var steadyStateAtEnd: Double? = {
        let duration = axis.stimulusEnd - axis.stimulusStart
        let begin = axis.firstSample(atOrAfter: axis.stimulusEnd - 0.1 * duration)
        return begin < axis.atEnd ? meanVoltage(begin..<axis.atEnd) : nil
    }()
}

/// The landmarks of one spike as samples of its trace.
struct Spike {
    let begin: Int
    let peak: Int
    let minimum: Int?
    let end: Int?
}
