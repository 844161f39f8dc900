/// The recorded trace itself as the data, at every sample or more coarsely: `statistics: traces`.
///
/// ```swift
/// var sampling = TraceSampling()
/// sampling.interval = 0.5  // ms
/// ```
/// A set of simulations holds all samples, so choose the longest interval that keeps what matters:
/// half the width of a spike, or a tenth of the shortest time constant.
public struct TraceSampling: Sendable, Equatable {
    /// How the samples of an interval become one number.
    public enum Reduction: String, Sendable, CaseIterable {
        /// Their mean: a short spike still counts, and noise is averaged.
        case mean
        /// The first of them.
        case first
    }

    /// Milliseconds from number to number, a multiple of the time step; nil takes every sample.
    public var interval: Double?
    /// How the samples of an interval become one number.
    public var reduction = Reduction.mean
    /// Milliseconds from the first sample; nil takes the whole trace.
    public var window: ClosedRange<Double>?

    /// The most numbers of a trace: 20,000 simulations of so many take 320 MB in memory, and the
    /// check whether an observation is like the simulations grows with their square.
    public static let mostSamples = 2_000

    /// Every sample of the whole trace.
    public init() {}
}

/// Trace sampling on a known time axis: which samples become which number.
public struct TraceGrid: Sendable, Equatable {
    /// The first sample of the trace that is used.
    public let firstSample: Int
    /// Samples that become one number.
    public let samplesEach: Int
    /// How they do.
    public let reduction: TraceSampling.Reduction
    /// The numbers of a trace.
    public let count: Int
    /// Milliseconds from sample to sample.
    public let timeStep: Double

    /// Lays the sampling over a trace; samples at the end that fill no whole interval are left out.
    ///
    /// - Parameters:
    ///   - timeStep: milliseconds.
    ///   - sampleCount: samples of the trace.
    public init(
        _ sampling: TraceSampling, timeStep: Double, sampleCount: Int
    ) throws(FitError) {
        let interval = sampling.interval ?? timeStep
        let steps = (interval / timeStep).rounded()
        // Half a sample of drift over the whole trace is what rounding of a time step explains.
        guard steps >= 1, abs(steps * timeStep - interval) * Double(sampleCount) <= 0.5 * interval
        else {
            throw .traceSampling(
                found: "an interval of \(interval) ms",
                expected: "a multiple of the time step, \(timeStep) ms")
        }
        samplesEach = Int(steps)
        var samples = 0..<sampleCount
        if let window = sampling.window {
            let first = Int((window.lowerBound / timeStep).rounded())
            let end = Int((window.upperBound / timeStep).rounded()) + 1
            guard first >= 0, end <= sampleCount else {
                throw .traceSampling(
                    found: "a window from \(window.lowerBound) to \(window.upperBound) ms",
                    expected: "one within the \(Double(sampleCount - 1) * timeStep) ms of a trace")
            }
            samples = first..<end
        }
        firstSample = samples.lowerBound
        reduction = sampling.reduction
        count = samples.count / samplesEach
        self.timeStep = timeStep
        guard (1...TraceSampling.mostSamples).contains(count) else {
            throw .traceSampling(
                found: "\(count) numbers of a trace",
                expected: "1 to \(TraceSampling.mostSamples); statistics: {traces: {interval: ms, "
                    + "window: [start, stop]}} makes them fewer")
        }
    }

    /// The time of every number in milliseconds from the first sample of the trace: the first one
    /// that it is made of.
    public var times: [Double] {
        // Without the noise of a product in the last digits.
        (0..<count).map {
            (Double(firstSample + $0 * samplesEach) * timeStep * 1e6).rounded() / 1e6
        }
    }

    /// Names of the numbers, such as `v@12.5ms`.
    public func names(of variable: String) -> [String] {
        times.map { "\(variable)@\($0)ms" }
    }

    /// The numbers of one trace, rounded to single precision, in which they are stored.
    func values(sample: (Int) -> Double) -> [Double] {
        (0..<count).map { index in
            let first = firstSample + index * samplesEach
            switch reduction {
            case .first: return Double(Float(sample(first)))
            case .mean:
                let sum = (first..<first + samplesEach).reduce(0) { $0 + sample($1) }
                return Double(Float(sum / Double(samplesEach)))
            }
        }
    }
}
