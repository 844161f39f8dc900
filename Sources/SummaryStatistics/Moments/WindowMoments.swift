import CVectorMath
import LinearAlgebra

/// The central moments of every lane over a window of samples, which come in pieces.
///
/// Priorities: digits, then speed. Runs of up to 128 samples are summed in double precision as
/// powers of the difference from the run's first sample, then centred and merged (see
/// `CentralMoments`). Since that sample is one of the n of the run, its distance from their mean is
/// at most √(n − 1) standard deviations of the run, so centring loses at most a factor of some n:
/// the relative error of a run's fourth moment is bounded by some n²·2⁻⁵³, 2·10⁻¹², and is typically
/// 10⁻¹⁵. One shift for the whole trace is rejected: a voltage that jumps by 20 mV and then ripples
/// by 0.01 mV would leave no digit of the kurtosis.
///
/// Runs end at fixed samples, so that pieces do not matter.
struct WindowMoments: Sendable {
    let window: Range<Int>
    /// The highest power that is summed: 1, 2 or 4.
    private(set) var order: Int
    private var stride = 0
    private var laneCount = 0
    /// Mean and sums of powers of deviations of the runs that are closed, `[4 × stride]`.
    private var moments: [Double] = []
    /// First sample and power sums of the open run, `[5 × stride]`.
    private var run: [Double] = []
    /// Samples of the closed runs and of the open one.
    private var count = 0
    private var runCount = 0

    init(window: Range<Int>, order: Int) {
        self.window = window
        self.order = order
    }

    /// Sums higher powers too, where they are wanted.
    mutating func raise(toOrder order: Int) { self.order = max(self.order, order) }

    /// Forgets everything.
    mutating func begin(laneCount: Int) {
        self.laneCount = laneCount
        stride = laneCount.strideOfLanes
        if run.count != 5 * stride {
            moments = [Double](repeating: 0, count: 4 * stride)
            run = [Double](repeating: 0, count: 5 * stride)
        }
        count = 0
        runCount = 0
    }

    /// Takes in samples.
    mutating func append<Scalar>(_ piece: TracePiece<Scalar>) {
        guard var left = piece.clamped(to: window) else { return }
        while !left.samples.isEmpty {
            let first = left.samples.lowerBound
            var end = min(TraceRun.end(after: first), left.samples.upperBound)
            if runCount == 0, laneCount == 1, end - first == TraceRun.length {
                end = left.samples.upperBound - (left.samples.count % TraceRun.length)
                addRuns(left, (end - first) / TraceRun.length)
            } else {
                addPowers(left, rows: end - first)
                if end == window.upperBound || end == TraceRun.end(after: end - 1) { closeRun() }
            }
            left = left.dropping(end - first)
        }
    }

    private mutating func addPowers<Scalar>(_ piece: TracePiece<Scalar>, rows: Int) {
        let begins = Int32(runCount == 0 ? 1 : 0)
        run.withUnsafeMutableBufferPointer { run in
            if piece.isSingle {
                vm_add_powers_f32(
                    run.baseAddress, stride, piece.single, rows, laneCount, Int32(order), begins)
            } else {
                vm_add_powers_f64(
                    run.baseAddress, stride, piece.double, rows, laneCount, Int32(order), begins)
            }
        }
        runCount += rows
    }

    /// Takes in complete runs of a single trace, several at a time.
    private mutating func addRuns<Scalar>(_ piece: TracePiece<Scalar>, _ runs: Int) {
        moments.withUnsafeMutableBufferPointer { moments in
            if piece.isSingle {
                vm_add_runs_f32(
                    moments.baseAddress, stride, Double(count), piece.single, runs, Int32(order))
            } else {
                vm_add_runs_f64(
                    moments.baseAddress, stride, Double(count), piece.double, runs, Int32(order))
            }
        }
        count += runs * TraceRun.length
    }

    private mutating func closeRun() {
        moments.withUnsafeMutableBufferPointer { moments in
            run.withUnsafeBufferPointer { run in
                vm_merge_powers(
                    moments.baseAddress, Double(count), run.baseAddress, Double(runCount), stride,
                    laneCount, Int32(order))
            }
        }
        count += runCount
        runCount = 0
    }

    /// The moments of a lane, as far as the order goes.
    func moments(ofLane lane: Int) -> CentralMoments {
        guard count > 0 else { return CentralMoments() }
        return CentralMoments(
            count: Double(count), mean: moments[lane], second: moments[stride + lane],
            third: moments[2 * stride + lane], fourth: moments[3 * stride + lane])
    }

    /// The mean of a lane, nil of no samples.
    func mean(ofLane lane: Int) -> Double? { count > 0 ? moments[lane] : nil }
}

/// The runs of samples that are summed on their own.
enum TraceRun {
    /// Samples of a complete run.
    static let length = Int(VM_TRACE_RUN)

    /// The sample after the run that holds a sample. Sample 0 is a run of its own, as it is a
    /// piece of its own when a simulation hands over its initial state.
    static func end(after sample: Int) -> Int { (sample + length - 1) / length * length + 1 }

    /// Runs that are taken in together: those of many lanes have to stay in the cache.
    static func together(laneCount: Int) -> Int { max(1, 32 / max(1, laneCount)) }
}
