/// The spikes of a window of time, and how regularly they come.
///
/// ```swift
/// let train = SpikeTrain(times: [10, 30, 50, 55, 60], window: 0...100)
/// let rate = train.rate  // 50 Hz
/// ```
/// A quantity that needs more spikes than there are is nil.
public struct SpikeTrain: Sendable, Equatable {
    /// Times in ms, ascending, all of them within the window.
    public let times: [Double]
    /// The window of time in ms.
    public let window: ClosedRange<Double>

    /// Takes the spikes within a window, both ends included.
    public init(times: [Double], window: ClosedRange<Double>) {
        self.times = times.filter(window.contains).sorted()
        self.window = window
    }

    /// Intervals between successive spikes in ms.
    public var intervals: [Double] { zip(times.dropFirst(), times).map { $0 - $1 } }

    /// Spikes over the duration of the window, in Hz.
    public var rate: Double? {
        let duration = window.upperBound - window.lowerBound
        return duration > 0 ? 1000 * Double(times.count) / duration : nil
    }

    /// Standard deviation (divisor n) over mean of the intervals: 1 for a Poisson process, 0 for a
    /// clock. Two intervals are needed.
    public var coefficientOfVariation: Double? {
        let intervals = self.intervals
        guard intervals.count >= 2, let mean = mean(intervals), mean > 0 else { return nil }
        let squares = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(intervals.count)).squareRoot() / mean
    }

    /// Local variation of successive intervals: 1 for a Poisson process, 0 for a clock, and blind
    /// to slow changes of the rate. Two intervals are needed.
    ///
    /// Source: S. Shinomoto, K. Shima, J. Tanji (2003), Neural Computation 15:2823, equation 2.2.
    public var localVariation: Double? {
        let intervals = self.intervals
        return mean(
            zip(intervals.dropFirst(), intervals).map { next, interval in
                let contrast = (interval - next) / (interval + next)
                return 3 * contrast * contrast
            })
    }

    /// Mean of 2·|difference|/sum of successive intervals. Two intervals are needed.
    ///
    /// Source: G. R. Holt et al. (1996), Journal of Neurophysiology 75:1806.
    public var localCoefficientOfVariation: Double? {
        let intervals = self.intervals
        return mean(
            zip(intervals.dropFirst(), intervals).map { 2 * abs($0 - $1) / ($0 + $1) })
    }

    /// Runs of spikes that follow each other within an interval, as positions in `times`.
    /// - Parameters:
    ///   - interval: the longest interval within a burst, in ms.
    ///   - count: the fewest spikes of a burst.
    public func bursts(
        longestInterval interval: Double = 10, fewestSpikes count: Int = 3
    ) -> [ClosedRange<Int>] {
        precondition(count >= 2, "\(count) spikes are no burst, expected at least 2")
        var bursts: [ClosedRange<Int>] = []
        var first = 0
        for spike in times.indices {
            let isLast = spike + 1 == times.count || times[spike + 1] - times[spike] > interval
            guard isLast else { continue }
            if spike - first + 1 >= count { bursts.append(first...spike) }
            first = spike + 1
        }
        return bursts
    }

    /// The share of the spikes that belong to bursts of at least three spikes at 100 Hz or more.
    public var burstFraction: Double? {
        guard !times.isEmpty else { return nil }
        let inBursts = bursts().reduce(0) { $0 + $1.count }
        return Double(inBursts) / Double(times.count)
    }
}
