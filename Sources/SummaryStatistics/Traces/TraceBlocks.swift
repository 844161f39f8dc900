import CVectorMath
import LinearAlgebra

/// The lowest and highest sample of every block of a trace, so that a search passes over the blocks
/// that cannot hold what it seeks.
struct TraceBlocks: Sendable {
    /// Samples per block; the last block may have fewer.
    static let length = 64

    fileprivate(set) var lowest: [Double]
    fileprivate(set) var highest: [Double]

    /// Of one trace.
    init(_ samples: [Double]) {
        let only = samples.withUnsafeBufferPointer { Self.ofTile($0, laneCount: 1) }
        self = only[0]
    }

    private init(capacity: Int) {
        lowest = []
        highest = []
        lowest.reserveCapacity(capacity)
        highest.reserveCapacity(capacity)
    }

    /// Of every lane of some traces.
    /// - Parameter values: `[samples × lanes]`.
    static func ofTile(
        _ values: UnsafeBufferPointer<Double>, laneCount: Int
    ) -> [TraceBlocks] {
        let rows = values.count / laneCount
        let count = (rows + length - 1) / length
        var blocks = (0..<laneCount).map { _ in TraceBlocks(capacity: count) }
        var low = LaneState<Double>()
        var high = LaneState<Double>()
        for first in stride(from: 0, to: rows, by: length) {
            low.reset(to: .infinity, stride: laneCount.strideOfLanes)
            high.reset(to: -.infinity, stride: laneCount.strideOfLanes)
            let piece = TracePiece(
                samples: first..<min(first + length, rows), laneCount: laneCount,
                values: values.baseAddress! + first * laneCount)
            low.withPointers { _, low in
                high.withPointers { _, high in
                    vm_extend_extremes_f64(
                        low, high, piece.double, piece.samples.count, laneCount)
                }
            }
            for lane in 0..<laneCount {
                blocks[lane].lowest.append(low[lane])
                blocks[lane].highest.append(high[lane])
            }
        }
        return blocks
    }
}

extension FeatureTrace {
    @inline(__always)
    private func firstSample(
        in samples: Range<Int>, whereBlock canHold: (Int) -> Bool, holds: (Double) -> Bool
    ) -> Int? {
        var sample = samples.lowerBound
        while sample < samples.upperBound {
            let block = sample / TraceBlocks.length
            let end = min((block + 1) * TraceBlocks.length, samples.upperBound)
            if canHold(block) {
                for candidate in sample..<end where holds(voltage[candidate]) { return candidate }
            }
            sample = end
        }
        return nil
    }

    /// The first sample of a range with at least this voltage.
    func firstSample(atOrAbove level: Double, in samples: Range<Int>) -> Int? {
        firstSample(
            in: samples, whereBlock: { blocks.highest[$0] >= level }, holds: { $0 >= level })
    }

    /// The first sample of a range with at most this voltage.
    func firstSample(atOrBelow level: Double, in samples: Range<Int>) -> Int? {
        firstSample(
            in: samples, whereBlock: { blocks.lowest[$0] <= level }, holds: { $0 <= level })
    }

    /// The first sample with the lowest voltage of a range that is not empty.
    func lowestSample(in samples: Range<Int>) -> Int {
        var lowest = samples.lowerBound
        var sample = samples.lowerBound
        while sample < samples.upperBound {
            let block = sample / TraceBlocks.length
            let end = min((block + 1) * TraceBlocks.length, samples.upperBound)
            if blocks.lowest[block] < voltage[lowest] {
                for candidate in sample..<end where voltage[candidate] < voltage[lowest] {
                    lowest = candidate
                }
            }
            sample = end
        }
        return lowest
    }

    /// The first sample with the lowest slope in a range that is not empty.
    func steepestFall(_ samples: Range<Int>) -> Int {
        var (lowest, steepest) = (Double.infinity, samples.lowerBound)
        let (voltage, reach) = (voltage, axis.slopeReach)
        let last = voltage.count - 1
        var sample = samples.lowerBound
        while sample < samples.upperBound {
            let block = sample / TraceBlocks.length
            let end = min((block + 1) * TraceBlocks.length, samples.upperBound)
            defer { sample = end }
            if lowestSlopeBound(ofBlock: block) > lowest { continue }
            for candidate in sample..<end {
                // A smaller difference than that of the steepest by more than the rounding of times
                // needs no quotient. At the ends of the trace the time is half as long.
                let isInside = candidate >= reach && candidate + reach <= last
                if isInside,
                    voltage[candidate + reach] - voltage[candidate - reach]
                        > lowest * (2 * Double(reach) * axis.interval) * (1 - 1e-6)
                {
                    continue
                }
                let slope = slope(candidate)
                if slope < lowest { (lowest, steepest) = (slope, candidate) }
            }
        }
        return steepest
    }

    /// A number that no slope of a block is below: its range with its neighbours', over the shortest
    /// time that a slope is taken over.
    private func lowestSlopeBound(ofBlock block: Int) -> Double {
        guard axis.slopeReach <= TraceBlocks.length else { return -.infinity }
        let near = max(0, block - 1)...min(blocks.lowest.count - 1, block + 1)
        var (low, high) = (Double.infinity, -Double.infinity)
        for block in near {
            low = min(low, blocks.lowest[block])
            high = max(high, blocks.highest[block])
        }
        // One-sided at the ends of the trace; times are multiples of the interval to rounding.
        return -(high - low) / (Double(axis.slopeReach) * axis.interval) * (1 + 1e-6)
    }
}

extension TraceBlocks {
    /// Peaks by eFEL's rule: both sides of a crossing must lie strictly beyond the threshold, and
    /// upward and downward crossings are paired by their order.
    func strictPeaks(of voltage: TraceSamples, threshold: Double) -> [Int] {
        var ups: [Int] = []
        var downs: [Int] = []
        for block in lowest.indices {
            let first = block * TraceBlocks.length
            let end = min(first + TraceBlocks.length, voltage.count)
            // Within a block that lies on one side only the step into it can cross.
            let crosses = lowest[block] <= threshold && highest[block] >= threshold
            for sample in max(1, first)..<max(1, crosses ? end : first + 1) {
                let (before, now) = (voltage[sample - 1], voltage[sample])
                if now > threshold && before < threshold { ups.append(sample) }
                if now < threshold && before > threshold && !ups.isEmpty { downs.append(sample) }
            }
        }
        return zip(ups, downs).compactMap { up, down in
            up <= down ? Self.firstHighest(of: voltage, in: up...down) : nil
        }
    }

    private static func firstHighest(of voltage: TraceSamples, in samples: ClosedRange<Int>) -> Int
    {
        var highest = samples.lowerBound
        for sample in samples where voltage[sample] > voltage[highest] { highest = sample }
        return highest
    }
}
