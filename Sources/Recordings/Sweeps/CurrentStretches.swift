/// A current as the stretches over which it keeps one value.
///
/// A command holds a level for thousands of samples. What is asked of it (levels, medians, plateaus)
/// then costs one look at every sample and next to nothing more. A measured current has nearly as
/// many stretches as samples, and is treated in the same way.
package struct CurrentStretches: Sendable {
    package struct Stretch: Sendable {
        package let samples: Range<Int>
        package let value: Double
    }

    package let stretches: [Stretch]
    let sampleCount: Int

    /// Nil where a sample is not finite.
    package init?(_ current: [Double]) {
        var stretches: [Stretch] = []
        let isFinite = current.withUnsafeBufferPointer { samples in
            var end = 0
            while end < samples.count {
                let (start, value) = (end, samples[end])
                guard value.isFinite else { return false }
                end += 1
                // Eight at a time, without a branch for each.
                while end + 8 <= samples.count {
                    let isHeld = (end..<end + 8).allSatisfy { samples[$0] == value }
                    guard isHeld else { break }
                    end += 8
                }
                while end < samples.count && samples[end] == value { end += 1 }
                stretches.append(Stretch(samples: start..<end, value: value))
            }
            return true
        }
        guard isFinite else { return nil }
        self.stretches = stretches
        sampleCount = current.count
    }

    /// The median over some samples, at least one, of the current above a baseline.
    package func median(over ranges: Range<Int>..., above baseline: Double = 0) -> Double {
        var levels: [Level] = []
        for range in ranges {
            for index in self.index(ofSample: range.lowerBound)..<stretches.count {
                let part = stretches[index].samples.clamped(to: range)
                guard !part.isEmpty else { break }
                levels.append(
                    Level(value: stretches[index].value - baseline, count: part.count))
            }
        }
        return Level.median(of: levels)
    }

    /// The place of the stretch that holds a sample.
    private func index(ofSample sample: Int) -> Int {
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].samples.upperBound > sample {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    /// Standard deviation of white noise on a piecewise constant signal: the median absolute
    /// difference of neighbours, over 0.6745·√2 (its value for a unit normal).
    var noiseLevel: Double {
        let steps = zip(stretches.dropFirst(), stretches).map {
            Level(value: abs($0.value - $1.value), count: 1)
        }
        let held = Level(value: 0, count: sampleCount - 1 - steps.count)
        return Level.median(of: steps + [held]) / 0.9539
    }
}

/// A value that occurs so many times.
private struct Level {
    let value: Double
    let count: Int

    static func median(of levels: [Level]) -> Double {
        let total = levels.reduce(0) { $0 + $1.count }
        let upper = value(atRank: total / 2, of: levels)
        return total % 2 == 1 ? upper : (value(atRank: total / 2 - 1, of: levels) + upper) / 2
    }

    /// The value with so many occurrences before it in ascending order.
    ///
    /// Selection, O(levels), because a measured current has as many as samples; where its pivots
    /// turn out badly, sorting.
    private static func value(atRank rank: Int, of levels: [Level]) -> Double {
        var (left, rank) = (levels, rank)
        for _ in 0..<32 where left.count > 1 {
            let pivot = left[left.count / 2].value
            let below = left.reduce(0) { $0 + ($1.value < pivot ? $1.count : 0) }
            let equal = left.reduce(0) { $0 + ($1.value == pivot ? $1.count : 0) }
            if rank >= below && rank < below + equal { return pivot }
            if rank < below {
                left = left.filter { $0.value < pivot }
            } else {
                left = left.filter { $0.value > pivot }
                rank -= below + equal
            }
        }
        var before = 0
        for level in left.sorted(by: { $0.value < $1.value }) {
            before += level.count
            if rank < before { return level.value }
        }
        preconditionFailure("rank \(rank) of \(before) values")
    }
}
