import CVectorMath
import LinearAlgebra

/// Whether every sample of each lane is finite.
///
/// x − x is 0 for a finite x and NaN otherwise, and a NaN never leaves a sum: the sum of the
/// differences tells, with no branch per sample.
struct TraceFiniteness<Scalar: BLASScalar>: Sendable {
    /// The samples to look at.
    let windows: [Range<Int>]
    private var residues = LaneState<Scalar>()

    /// Looks at the samples that no window covers, as a sum over a window tells the same.
    init(sampleCount: Int, except covered: [Range<Int>]) {
        var windows: [Range<Int>] = []
        var first = 0
        for window in covered.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if first < window.lowerBound { windows.append(first..<window.lowerBound) }
            first = max(first, window.upperBound)
        }
        if first < sampleCount { windows.append(first..<sampleCount) }
        self.windows = windows
    }

    mutating func begin(laneCount: Int) {
        residues.reset(to: 0, stride: laneCount.strideOfLanes)
    }

    mutating func append(_ piece: TracePiece<Scalar>) {
        for window in windows {
            guard let part = piece.clamped(to: window) else { continue }
            let (rows, lanes) = (part.samples.count, part.laneCount)
            residues.withPointers { single, double in
                if part.isSingle {
                    vm_add_residues_f32(single, part.single, rows, lanes)
                } else {
                    vm_add_residues_f64(double, part.double, rows, lanes)
                }
            }
        }
    }

    func isFinite(lane: Int) -> Bool { residues[lane] == 0 }
}
