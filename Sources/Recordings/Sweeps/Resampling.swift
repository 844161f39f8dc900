import Foundation

/// How the voltage between samples is found when a sweep gets another sampling interval.
public enum Resampling: Sendable, Hashable {
    /// On the straight line between neighbouring samples. Nothing is filtered: what lies above half
    /// of the new sampling rate comes back as a slow signal (aliasing).
    case linear
    /// By a finite low-pass filter (a sinc under a Kaiser window) that ends at half of the lower
    /// sampling rate.
    ///
    /// With δ = 10^(−attenuation/20): what lies below (1 − transition) of that frequency is kept to
    /// δ of its amplitude, what lies above it is left with at most δ. The edges of a spike are
    /// reproduced as far as the sampling held them, and ring by less than a sharper filter.
    /// - Parameters:
    ///   - attenuation: decibels, from 21 to 200.
    ///   - transition: share of the band in which the filter falls, above 0 and below 1.
    case bandLimited(attenuation: Double = 80, transition: Double = 0.1)
}

extension Recording {
    /// The sweep at another sampling interval, for example that of a model.
    ///
    /// Sample 0 keeps its time, and the last sample is the last that lies within the sweep. Constant
    /// voltages are reproduced exactly. The current is constant from each sample to the next, as a
    /// simulation takes it: every new sample has the mean over its interval, which keeps the charge.
    /// - Parameters:
    ///   - interval: milliseconds, positive.
    ///   - method: how voltages between samples are found.
    /// - Throws: where the interval or the filter is none, or the result has more than 2³⁰ samples.
    public func resampled(
        to interval: Double, by method: Resampling = .bandLimited()
    ) throws(RecordingError) -> Recording {
        func refuse(_ found: String, _ expected: String) -> RecordingError {
            .preprocessing(
                sweep: "\(source), \(sweep)", step: "resampling", found: found, expected: expected)
        }
        guard interval > 0, interval.isFinite, duration / interval < Double(1 << 30) else {
            throw refuse("an interval of \(interval) ms", "a positive one, at most 2³⁰ samples")
        }
        guard sampleCount > 0 else { throw refuse("no samples", "at least one") }
        let ratio = interval / samplingInterval
        // Intervals are decimal numbers: a ratio of 1 but for rounding means nothing to do.
        if abs(ratio - 1) < 1e-9 { return self }
        let count = Int((Double(sampleCount - 1) / ratio + 1e-9).rounded(.down)) + 1
        var resampled = self
        resampled.samplingInterval = interval
        resampled.samplesPerMillisecond = nil
        let way: String
        switch method {
        case .linear:
            resampled.voltage = linearlyInterpolated(voltage, ratio: ratio, count: count)
            way = "straight lines"
        case .bandLimited(let attenuation, let transition):
            guard (21...200).contains(attenuation), transition > 0, transition < 1 else {
                throw refuse(
                    "a filter of \(attenuation) dB, transition \(transition)",
                    "21 to 200 dB and a transition between 0 and 1")
            }
            let filter = ResamplingFilter(
                ratio: ratio, attenuation: attenuation, transition: transition)
            resampled.voltage = filter.apply(voltage, count: count)
            way =
                "a low-pass of \(attenuation) dB above "
                + "\(500 / max(interval, samplingInterval)) Hz"
        }
        resampled.current = current.map { heldMeans($0, ratio: ratio, count: count) }
        resampled.history.append(
            "resampled from \(samplingInterval) to \(interval) ms: voltage by \(way), "
                + "current by means over the new intervals")
        return resampled
    }
}

/// A low-pass filter that interpolates: a sinc under a Kaiser window.
///
/// Order and shape follow from the attenuation: J. F. Kaiser (1974), "Nonrecursive digital filter
/// design using the I0-sinh window function", as in Oppenheim and Schafer, equations 7.75 and 7.76.
private struct ResamplingFilter {
    /// New interval in units of the old one.
    private let ratio: Double
    /// Cut-off in units of the old sampling rate.
    private let cutoff: Double
    private let shape: Double
    /// Half of the length of the window in old samples.
    private let reach: Double

    init(ratio: Double, attenuation: Double, transition: Double) {
        self.ratio = ratio
        let limit = 0.5 / max(1, ratio)
        cutoff = limit * (1 - transition / 2)
        shape =
            attenuation > 50
            ? 0.1102 * (attenuation - 8.7)
            : 0.5842 * pow(attenuation - 21, 0.4) + 0.07886 * (attenuation - 21)
        // Equation 7.76 gives the order for the transition in radians; one sample to be safe.
        reach = max(1, (attenuation - 7.95) / (2.285 * 2 * .pi * limit * transition) / 2 + 1)
    }

    func apply(_ values: [Double], count: Int) -> [Double] {
        // New samples fall on few places between old ones when the ratio is a simple fraction.
        var weightsOfPhase: [Int: [Double]] = [:]
        return (0..<count).map { sample in
            let place = Double(sample) * ratio
            let before = min(Int(place), values.count - 1)
            let phase = place - Double(before)
            let key = Int((phase * 1e9).rounded())
            let weights = weightsOfPhase[key] ?? weights(phase: Double(key) * 1e-9)
            if weightsOfPhase.count < 4096 { weightsOfPhase[key] = weights }
            // About the sample itself, so that a constant comes out as it is.
            let origin = values[before]
            let first = before - (weights.count - 1) / 2
            var sum = 0.0
            if first >= 0 && first + weights.count <= values.count {
                for index in weights.indices {
                    sum += weights[index] * (values[first + index] - origin)
                }
            } else {
                for index in weights.indices {
                    let value = values[Self.mirrored(first + index, count: values.count)]
                    sum += weights[index] * (value - origin)
                }
            }
            return origin + sum
        }
    }

    /// Weights of the old samples around a new one, which add up to 1.
    private func weights(phase: Double) -> [Double] {
        let half = Int(reach) + 1
        let weights = (-half...half).map { offset in
            weight(at: Double(offset) - phase)
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    private func weight(at distance: Double) -> Double {
        guard abs(distance) < reach else { return 0 }
        let angle = 2 * Double.pi * cutoff * distance
        let sinc = abs(angle) < 1e-8 ? 1 : sin(angle) / angle
        let position = distance / reach
        return sinc * besselI0(shape * (1 - position * position).squareRoot())
    }

    /// The sweep goes on beyond its ends as its mirror image.
    private static func mirrored(_ index: Int, count: Int) -> Int {
        guard count > 1 else { return 0 }
        let period = 2 * (count - 1)
        let place = ((index % period) + period) % period
        return place < count ? place : period - place
    }
}

/// The modified Bessel function of the first kind and order 0, by its power series.
private func besselI0(_ x: Double) -> Double {
    let quarter = x * x / 4
    var (term, sum, order) = (1.0, 1.0, 1.0)
    while term > sum * 1e-17 {
        term *= quarter / (order * order)
        sum += term
        order += 1
    }
    return sum
}

private func linearlyInterpolated(_ values: [Double], ratio: Double, count: Int) -> [Double] {
    (0..<count).map { sample in
        let place = Double(sample) * ratio
        let before = min(Int(place), values.count - 1)
        let after = min(before + 1, values.count - 1)
        return values[before] + (place - Double(before)) * (values[after] - values[before])
    }
}

/// Means of a signal that is constant from sample to sample over intervals of another length.
private func heldMeans(_ values: [Double], ratio: Double, count: Int) -> [Double] {
    (0..<count).map { sample in
        let (start, end) = (Double(sample) * ratio, Double(sample + 1) * ratio)
        // Boundaries that coincide but for rounding are no overlap.
        let first = min(Int(start + 1e-9), values.count - 1)
        let origin = values[first]
        var sum = 0.0
        var index = first + 1
        while Double(index) < end - 1e-9 {
            let overlap = min(Double(index + 1), end) - Double(index)
            sum += overlap * (values[min(index, values.count - 1)] - origin)
            index += 1
        }
        return origin + sum / ratio
    }
}
