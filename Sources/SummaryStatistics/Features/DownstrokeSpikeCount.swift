import CVectorMath
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
}

/// Counts the spikes of every lane as samples come; see ``DownstrokeSpikeCount``.
struct DownstrokeSpikeCounter<Scalar: BLASScalar>: Sendable {
    let definition: DownstrokeSpikeCount
    /// The samples that decide about marks in the stimulus: those and the two that follow.
    private let window: Range<Int>
    private let deadSamples: Int32
    private var counts: [Int32] = []
    private var marks: [Int32] = []
    private var rising: [Int32] = []
    private var last = LaneState<Scalar>()

    /// Further back than any dead time reaches.
    private static var longAgo: Int32 { -1 << 30 }

    init(_ definition: DownstrokeSpikeCount, frame: TraceFrame) {
        self.definition = definition
        let marked = frame.clock.samples(
            strictlyBetween: frame.stimulusStart, and: frame.stimulusEnd)
        window = marked.lowerBound..<max(marked.lowerBound, marked.upperBound + 2)
        // A hair above whole samples, so that rounding in the division cannot decide.
        let dead = (definition.deadTime / frame.samplingInterval + 1e-6).rounded(.down)
        deadSamples = Int32(min(dead, Double(-(Self.longAgo + 1))))
    }

    mutating func begin(laneCount: Int) {
        let stride = laneCount.strideOfLanes
        if counts.count != stride {
            counts = [Int32](repeating: 0, count: stride)
            marks = counts
            rising = counts
        }
        counts.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        rising.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        marks.withUnsafeMutableBufferPointer { $0.update(repeating: Self.longAgo) }
        last.reset(to: -.infinity, stride: stride)
    }

    mutating func append(_ piece: TracePiece<Scalar>) {
        guard let part = piece.clamped(to: window) else { return }
        let (rows, lanes) = (part.samples.count, part.laneCount)
        let (first, dead) = (Int32(part.samples.lowerBound), deadSamples)
        let threshold = definition.threshold
        counts.withUnsafeMutableBufferPointer { counts in
            marks.withUnsafeMutableBufferPointer { marks in
                rising.withUnsafeMutableBufferPointer { rising in
                    last.withPointers { single, double in
                        if part.isSingle {
                            vm_count_downstrokes_f32(
                                counts.baseAddress, marks.baseAddress, single,
                                rising.baseAddress, part.single, rows, lanes,
                                Float(threshold), first, dead)
                        } else {
                            vm_count_downstrokes_f64(
                                counts.baseAddress, marks.baseAddress, double,
                                rising.baseAddress, part.double, rows, lanes,
                                threshold, first, dead)
                        }
                    }
                }
            }
        }
    }

    func count(ofLane lane: Int) -> Int { Int(counts[lane]) }
}
