import CVectorMath
import LinearAlgebra

/// The peak of a spike.
struct SpikePeak: Sendable, Equatable {
    let sample: Int
    let voltage: Double
}

/// The peaks of the spikes of every lane: the first highest sample between an upward and the next
/// downward crossing of a threshold.
///
/// A trace that starts above the threshold has its first spike at the next upward crossing; a spike
/// that the end of the trace cuts off does not count.
struct SpikePeaks<Scalar: BLASScalar>: Sendable {
    /// Voltage in mV; a sample on it counts as above.
    let threshold: Double
    /// The lowest number of the precision that is not below the threshold.
    private let level: Scalar
    private var phases: [Int32] = []
    private var places: [Int32] = []
    private var highest = LaneState<Scalar>()
    /// Room for the peaks of the runs that come together.
    private var found: [vm_peak] = []
    private var peaks: [[SpikePeak]] = []

    init(threshold: Double) {
        self.threshold = threshold
        let nearest = Scalar(threshold)
        level = Double(nearest) < threshold ? nearest.nextUp : nearest
    }

    mutating func begin(laneCount: Int) {
        let stride = laneCount.strideOfLanes
        if phases.count != stride {
            phases = [Int32](repeating: 0, count: stride)
            places = phases
        }
        let rows = TraceRun.together(laneCount: laneCount) * TraceRun.length
        if found.count != (rows / 2 + 1) * laneCount {
            found = [vm_peak](
                repeating: vm_peak(lane: 0, sample: 0, value: 0), count: (rows / 2 + 1) * laneCount)
        }
        phases.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        highest.reset(to: 0, stride: stride)
        if peaks.count == laneCount {
            for lane in peaks.indices { peaks[lane].removeAll(keepingCapacity: true) }
        } else {
            peaks = [[SpikePeak]](repeating: [], count: laneCount)
        }
    }

    /// Takes in samples that come together.
    mutating func append(_ piece: TracePiece<Scalar>) {
        let (rows, lanes) = (piece.samples.count, piece.laneCount)
        let (first, level) = (Int32(piece.samples.lowerBound), level)
        let count = phases.withUnsafeMutableBufferPointer { phases in
            places.withUnsafeMutableBufferPointer { places in
                found.withUnsafeMutableBufferPointer { found in
                    highest.withPointers { single, double in
                        piece.isSingle
                            ? vm_find_peaks_f32(
                                found.baseAddress, phases.baseAddress, single, places.baseAddress,
                                piece.single, rows, lanes, Float(level), first)
                            : vm_find_peaks_f64(
                                found.baseAddress, phases.baseAddress, double, places.baseAddress,
                                piece.double, rows, lanes, Double(level), first)
                    }
                }
            }
        }
        for peak in found[..<count] {
            peaks[Int(peak.lane)].append(
                SpikePeak(sample: Int(peak.sample), voltage: peak.value))
        }
    }

    /// The peaks of a lane in order of time.
    func peaks(ofLane lane: Int) -> [SpikePeak] { peaks[lane] }
}
