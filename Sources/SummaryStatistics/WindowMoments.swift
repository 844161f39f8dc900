import LinearAlgebra

/// The central moments of every instance over a window of samples, all instances in one pass.
///
/// Priorities: digits first (runs of 128 samples are centred on their own mean and merged, see
/// `CentralMoments`), then speed: four lanes advance together, and memory is walked row by row, twice
/// per run while it is in cache. Walking down four lanes at a time is rejected: in tiles of 256
/// lanes the rows of a run share a few sets of the cache. Every lane sees the same operations in the
/// same order whatever the lanes beside it, so a batch gives bitwise what single traces give.
/// - Parameters:
///   - voltage: `[samples × lanes]`.
///   - window: Samples to use, within the rows of `voltage`.
///   - instances: Number of leading lanes to use.
/// - Complexity: O(window · lanes), memory O(lanes).
func windowMoments<Scalar: BLASScalar>(
    of voltage: Matrix<Scalar>, window: Range<Int>, instances: Int
) -> [CentralMoments] {
    var result = [CentralMoments](repeating: CentralMoments(), count: instances)
    let lanes = voltage.columns
    let blocks = (instances + 3) / 4
    // Blocks that four lanes of storage stand behind; at most one more is partly outside.
    let wholeBlocks = min(blocks, lanes / 4)
    var moments = [FourMoments](repeating: FourMoments(), count: blocks)
    voltage.elements.withUnsafeBufferPointer { samples in
        moments.withUnsafeMutableBufferPointer { moments in
            for runStart in stride(from: window.lowerBound, to: window.upperBound, by: runLength) {
                let run = runStart..<min(runStart + runLength, window.upperBound)
                moments.update(repeating: FourMoments())
                for row in run {
                    for block in 0..<wholeBlocks {
                        moments[block].mean += SIMD4<Double>(
                            loadFour(samples, at: row * lanes + 4 * block))
                    }
                    if wholeBlocks < blocks {
                        moments[wholeBlocks].mean += loadRest(
                            samples, row * lanes + 4 * wholeBlocks..<(row + 1) * lanes)
                    }
                }
                for block in 0..<blocks { moments[block].mean /= Double(run.count) }
                for row in run {
                    for block in 0..<wholeBlocks {
                        moments[block].add(
                            SIMD4<Double>(loadFour(samples, at: row * lanes + 4 * block)))
                    }
                    if wholeBlocks < blocks {
                        moments[wholeBlocks].add(
                            loadRest(samples, row * lanes + 4 * wholeBlocks..<(row + 1) * lanes))
                    }
                }
                for lane in 0..<instances {
                    result[lane].merge(moments[lane / 4].lane(lane % 4, count: run.count))
                }
            }
        }
    }
    return result
}

/// Samples that are centred on one mean.
private let runLength = 128

/// Moments of one run for four lanes.
private struct FourMoments {
    var mean = SIMD4<Double>(repeating: 0)
    var second = SIMD4<Double>(repeating: 0)
    var third = SIMD4<Double>(repeating: 0)
    var fourth = SIMD4<Double>(repeating: 0)

    /// Adds the powers of a sample's deviations from the mean.
    @inline(__always)
    mutating func add(_ sample: SIMD4<Double>) {
        let deviation = sample - mean
        let square = deviation * deviation
        second += square
        third += square * deviation
        fourth += square * square
    }

    func lane(_ index: Int, count: Int) -> CentralMoments {
        CentralMoments(
            count: Double(count), mean: mean[index], second: second[index], third: third[index],
            fourth: fourth[index])
    }
}

/// Up to three lanes at the end of a row, zeros behind them.
private func loadRest<Scalar: BLASScalar>(
    _ samples: UnsafeBufferPointer<Scalar>, _ indices: Range<Int>
) -> SIMD4<Double> {
    var four = SIMD4<Double>(repeating: 0)
    for (offset, index) in indices.enumerated() { four[offset] = Double(samples[index]) }
    return four
}

/// Four neighbouring lanes of a sample.
@inline(__always)
private func loadFour<Scalar: BLASScalar>(
    _ samples: UnsafeBufferPointer<Scalar>, at index: Int
) -> SIMD4<Scalar> {
    UnsafeRawBufferPointer(samples).loadUnaligned(
        fromByteOffset: index * MemoryLayout<Scalar>.stride, as: SIMD4<Scalar>.self)
}
