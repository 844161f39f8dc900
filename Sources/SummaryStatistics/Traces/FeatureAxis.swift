/// The time axis that the features of all instances of a batch share.
///
/// In compatible mode this is the grid of 0.1 ms of eFEL, made as eFEL makes it: by repeated
/// addition, compared without tolerance, because a window boundary that falls on a grid point is
/// decided by that rounding.
struct FeatureAxis: Sendable {
    /// Sample times in ms.
    let times: [Double]
    /// Where the stimulus starts and ends, in ms.
    let stimulusStart: Double
    let stimulusEnd: Double
    /// Time of the first sample in ms.
    var firstTime: Double { times.first ?? stimulusStart }
    /// Slopes are central differences over this many samples to either side.
    let slopeReach: Int
    /// An upstroke has begun when the slope stays above its threshold for this many samples.
    let upstrokeSamples: Int
    /// A minimum ends the search for a lower one after this many samples that are not lower.
    let minimumSamples: Int
    /// The phase slope is taken over this many samples to either side.
    let phaseSlopeReach: Int
    /// Time between samples in ms.
    let interval: Double
    /// Whether the axis is eFEL's, with its rules.
    let isResampled: Bool
    private let clock: SampleClock
    private let rawTimes: [Double]
    /// The first samples at or after, and after, start and end of the stimulus.
    let atStart: Int
    let afterStart: Int
    let atEnd: Int
    let afterEnd: Int

    init(_ frame: TraceFrame, mode: FeatureMode) {
        stimulusStart = frame.stimulusStart
        stimulusEnd = frame.stimulusEnd
        clock = frame.clock
        rawTimes = (0..<frame.sampleCount).map {
            frame.startTime + Double($0) * frame.samplingInterval
        }
        isResampled = mode == .eFELCompatible
        interval = isResampled ? 0.1 : frame.samplingInterval
        let samplesPerStep: (Double) -> Int
        switch mode {
        case .native:
            times = rawTimes
            samplesPerStep = { max(1, Int(($0 * 0.1 / frame.samplingInterval).rounded())) }
        case .eFELCompatible:
            times = resamplingGrid(rawTimes)
            samplesPerStep = { Int($0) }
        }
        slopeReach = samplesPerStep(1)
        upstrokeSamples = samplesPerStep(3)
        minimumSamples = samplesPerStep(2)
        phaseSlopeReach = samplesPerStep(2)
        let search = SampleSearch(times: times, clock: isResampled ? nil : clock)
        atStart = search.firstSample(atOrAfter: stimulusStart)
        afterStart = search.firstSample(after: stimulusStart)
        atEnd = search.firstSample(atOrAfter: stimulusEnd)
        afterEnd = search.firstSample(after: stimulusEnd)
    }

    /// Number of samples.
    var count: Int { times.count }

    /// Whether a sample lies within the stimulus, both ends included.
    func isDuringStimulus(_ sample: Int) -> Bool { sample >= atStart && sample < afterEnd }

    /// The first sample at or after a time.
    func firstSample(atOrAfter time: Double) -> Int { search.firstSample(atOrAfter: time) }

    /// The first sample after a time.
    func firstSample(after time: Double) -> Int { search.firstSample(after: time) }

    /// Brings the samples of a trace onto the axis.
    func resampled(_ samples: [Double]) -> [Double] {
        guard isResampled else { return samples }
        var result = [Double]()
        result.reserveCapacity(times.count)
        var lower = 0
        let last = samples.count - 1
        for time in times {
            while lower < last && rawTimes[lower + 1] < time { lower += 1 }
            if lower == last {
                result.append(samples[last])
            } else {
                let left = rawTimes[lower]
                let slope =
                    (samples[lower + 1] - samples[lower]) / (rawTimes[lower + 1] - left)
                result.append(samples[lower] + slope * (time - left))
            }
        }
        return result
    }

    private var search: SampleSearch {
        SampleSearch(times: times, clock: isResampled ? nil : clock)
    }
}

/// Finds samples by time: by the clock with its tolerance, or exactly on explicit times.
private struct SampleSearch {
    let times: [Double]
    let clock: SampleClock?

    func firstSample(atOrAfter time: Double) -> Int {
        clock?.firstSample(atOrAfter: time) ?? partitioningIndex { $0 >= time }
    }

    func firstSample(after time: Double) -> Int {
        clock?.firstSample(after: time) ?? partitioningIndex { $0 > time }
    }

    private func partitioningIndex(_ belongsToSecond: (Double) -> Bool) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecond(times[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// eFEL's grid: from the first time in steps of 0.1 ms by repeated addition, ⌈span/step⌉ points and
/// one more if that stops short of the end.
private func resamplingGrid(_ rawTimes: [Double]) -> [Double] {
    let step = 0.1
    guard let first = rawTimes.first, let last = rawTimes.last else { return [] }
    let count = Int(((last - first) / step).rounded(.up))
    var grid = [Double]()
    grid.reserveCapacity(count + 1)
    var time = first
    for _ in 0..<max(1, count) {
        grid.append(time)
        time += step
    }
    if let end = grid.last, end < last { grid.append(time) }
    return grid
}
