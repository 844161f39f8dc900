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
    /// Where each sample of the axis comes from; empty where the samples stay as they are.
    private let sources: [ResamplingSource]
    /// The first samples at or after, and after, start and end of the stimulus.
    let atStart: Int
    let afterStart: Int
    let atEnd: Int
    let afterEnd: Int

    init(_ frame: TraceFrame, mode: FeatureMode) {
        stimulusStart = frame.stimulusStart
        stimulusEnd = frame.stimulusEnd
        clock = frame.clock
        let rawTimes = frame.times
        isResampled = mode == .eFELCompatible
        interval = isResampled ? 0.1 : frame.samplingInterval
        let samplesPerStep: (Double) -> Int
        switch mode {
        case .native:
            times = rawTimes
            samplesPerStep = { max(1, Int(($0 * 0.1 / frame.samplingInterval).rounded())) }
            sources = []
        case .eFELCompatible:
            times = resamplingGrid(rawTimes)
            samplesPerStep = { Int($0) }
            sources = resamplingSources(times, rawTimes)
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

    /// Brings the samples of some traces onto the axis.
    /// - Parameters:
    ///   - samples: `[raw samples × lanes]`.
    ///   - result: `[samples × lanes]`.
    func resample(
        _ samples: UnsafeBufferPointer<Double>, to result: UnsafeMutableBufferPointer<Double>,
        _ laneCount: Int
    ) {
        precondition(
            isResampled && result.count == count * laneCount,
            "\(result.count) numbers for \(count) samples of \(laneCount) lanes")
        guard !samples.isEmpty else { return }
        let lastRow = samples.count / laneCount - 1
        for (sample, source) in sources.enumerated() {
            let (from, to) = (source.row * laneCount, sample * laneCount)
            let next = min(source.row + 1, lastRow) * laneCount
            for lane in 0..<laneCount {
                let left = samples[from + lane]
                result[to + lane] = left + (samples[next + lane] - left) * source.weight
            }
        }
    }

    /// Brings the samples of a trace onto the axis.
    func resampled(_ samples: [Double]) -> [Double] {
        guard isResampled else { return samples }
        return [Double](unsafeUninitializedCapacity: count) { result, initialized in
            result.initialize(repeating: 0)
            let rows = UnsafeMutableBufferPointer(rebasing: result[..<count])
            samples.withUnsafeBufferPointer { resample($0, to: rows, 1) }
            initialized = count
        }
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

/// A sample that lies between two samples of the trace.
private struct ResamplingSource {
    /// The sample before.
    let row: Int
    /// The share of the way to the next one.
    let weight: Double
}

/// eFEL's interpolation: a point past the end takes the last value.
private func resamplingSources(_ times: [Double], _ rawTimes: [Double]) -> [ResamplingSource] {
    var row = 0
    let last = rawTimes.count - 1
    return times.map { time in
        while row < last && rawTimes[row + 1] < time { row += 1 }
        guard row < last else { return ResamplingSource(row: last, weight: 0) }
        let left = rawTimes[row]
        return ResamplingSource(row: row, weight: (time - left) / (rawTimes[row + 1] - left))
    }
}

extension TraceFrame {
    /// Times of the samples in ms. eFEL decides between samples of equal voltage by the rounding of
    /// the times it is given, so these are rounded as the source of the samples counts them.
    fileprivate var times: [Double] {
        guard let samplesPerMillisecond else {
            return (0..<sampleCount).map { startTime + Double($0) * samplingInterval }
        }
        return (0..<sampleCount).map { startTime + Double($0) / samplesPerMillisecond }
    }
}
