import LinearAlgebra

/// Spike counts by the turn of the voltage from upward to downward above a threshold.
///
/// The algorithm of Gonçalves et al. 2020 (eLife 9:e56261): everything below the threshold, and
/// every sample that is followed by a lower one, is set to the threshold; where the trace still
/// falls, the sample before a spike's peak has been found. Sample i therefore marks a spike when
/// V[i] > threshold, V[i+1] ≥ V[i] and V[i+2] < V[i+1]. Marks count when they lie strictly between
/// start and end of the stimulus and more than the dead time after the previous mark, counted or
/// not, so that the ripples of one noisy peak are one spike.
struct DownstrokeSpikeCount: Hashable, Sendable {
    /// Voltage in mV that a spike must exceed.
    var threshold = -10.0
    /// Marks that follow another within this time in ms do not count.
    var deadTime = 0.5

    /// Counts the spikes of every instance.
    /// - Parameters:
    ///   - voltage: `[samples × lanes]`.
    ///   - window: Samples at which a mark may lie.
    ///   - samplingInterval: Time between samples in ms.
    /// - Complexity: O(window · lanes); runs of samples below the threshold cost one comparison each.
    func counts<Scalar: BLASScalar>(
        in voltage: Matrix<Scalar>, window: Range<Int>, instances: Int, samplingInterval: Double
    ) -> [Int] {
        let lanes = voltage.columns
        let level = Scalar(threshold)
        // A hair above whole samples, so that rounding in the division cannot decide.
        let deadSamples = Int((deadTime / samplingInterval + 1e-6).rounded(.down))
        var counts = [Int](repeating: 0, count: instances)
        var previousMarks = [Int?](repeating: nil, count: instances)
        let end = min(window.upperBound, voltage.rows - 2)
        var highest = [Scalar](repeating: -.infinity, count: instances)
        voltage.elements.withUnsafeBufferPointer { samples in
            for runStart in stride(from: window.lowerBound, to: end, by: 64) {
                let run = runStart..<min(runStart + 64, end)
                raise(&highest, to: samples, lanes: lanes, rows: run)
                for lane in 0..<instances where highest[lane] > level {
                    for row in run {
                        let index = row * lanes + lane
                        let (first, second) = (samples[index], samples[index + lanes])
                        guard first > level, second >= first, samples[index + 2 * lanes] < second
                        else { continue }
                        if previousMarks[lane].map({ row - $0 > deadSamples }) ?? true {
                            counts[lane] += 1
                        }
                        previousMarks[lane] = row
                    }
                }
            }
        }
        return counts
    }

    /// The highest sample of every lane in a run of rows.
    private func raise<Scalar: BLASScalar>(
        _ highest: inout [Scalar], to samples: UnsafeBufferPointer<Scalar>, lanes: Int,
        rows: Range<Int>
    ) {
        highest.withUnsafeMutableBufferPointer { highest in
            highest.update(repeating: -.infinity)
            for row in rows {
                let first = row * lanes
                for lane in highest.indices {
                    let sample = samples[first + lane]
                    highest[lane] = sample > highest[lane] ? sample : highest[lane]
                }
            }
        }
    }
}
