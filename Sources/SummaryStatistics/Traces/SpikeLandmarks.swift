extension FeatureTrace {
    /// Finds the minimum after every peak: the first running minimum that is followed by samples
    /// which are not lower (two at 0.1 ms), before the next peak or the end of the trace.
    ///
    /// A minimum on the final sample is dropped: the trace was still falling.
    func afterhyperpolarizationMinima() -> [Int] {
        var result: [Int] = []
        for (number, peak) in peaks.enumerated() {
            let limit = number + 1 < peaks.count ? peaks[number + 1] : voltage.count
            var lowest = peak
            var sample = peak + 1
            while sample < limit && sample - lowest <= axis.minimumSamples {
                if voltage[sample] < voltage[lowest] { lowest = sample }
                sample += 1
            }
            if lowest != voltage.count - 1 { result.append(lowest) }
        }
        return result
    }

    /// Finds where every upstroke begins: backward from the peak, the first sample after the last
    /// slope that does not exceed the threshold, whose following samples all reach it.
    func upstrokeBegins() -> [Int?] {
        let firstLimit = max(0, axis.atStart - max(2, 2 * axis.slopeReach))
        guard isCompatible else {
            return peaks.enumerated().map { number, peak in
                let limit =
                    number > 0 ? minima[number - 1] : peak >= axis.afterStart ? firstLimit : 0
                return upstrokeBegin(before: peak, after: limit)
            }
        }
        let limits = [firstLimit] + minima.filter { $0 > axis.atStart }
        return zip(landmarkPeaks, limits).compactMap { upstrokeBegin(before: $0, after: $1) }
    }

    private func upstrokeBegin(before peak: Int, after limit: Int) -> Int? {
        var sample = peak - 1
        while sample >= limit {
            if slope(sample) <= settings.derivativeThreshold {
                let begin = sample + 1
                let window = begin..<min(begin + axis.upstrokeSamples, voltage.count)
                if window.allSatisfy({ slope($0) >= settings.derivativeThreshold }) { return begin }
            }
            sample -= 1
        }
        return nil
    }

    /// Finds where every downstroke ends: after the steepest fall, the first sample whose slope is
    /// no longer below the threshold.
    func downstrokeEnds() -> [Int?] {
        let limits = landmarkPeaks.dropFirst() + [voltage.count - 1]
        let ends = zip(landmarkPeaks, limits).map { peak, limit -> Int? in
            guard peak + 1 < limit else { return nil }
            return (steepestFall(peak + 1..<limit)..<limit).first {
                slope($0) >= settings.downDerivativeThreshold
            }
        }
        return isCompatible ? ends.filter { $0 != nil } : ends
    }

    /// The time at which the voltage, rising, first reaches a level within a range of samples,
    /// linearly interpolated; nil when it does not.
    func risingCrossing(of level: Double, in samples: Range<Int>) -> Double? {
        guard let sample = firstSample(atOrAbove: level, in: samples) else { return nil }
        return interpolatedTime(of: level, endingAt: sample)
    }

    /// The time at which the voltage, falling, first reaches a level within a range of samples,
    /// linearly interpolated; nil when it does not.
    func fallingCrossing(of level: Double, in samples: Range<Int>) -> Double? {
        guard let sample = firstSample(atOrBelow: level, in: samples) else { return nil }
        return interpolatedTime(of: level, endingAt: sample)
    }

    /// The time at which the line through a sample and the one before it meets a level.
    func interpolatedTime(of level: Double, endingAt sample: Int) -> Double {
        guard sample > 0, voltage[sample] != voltage[sample - 1] else { return times[sample] }
        let interval = times[sample] - times[sample - 1]
        return times[sample]
            + interval * (level - voltage[sample]) / (voltage[sample] - voltage[sample - 1])
    }
}
