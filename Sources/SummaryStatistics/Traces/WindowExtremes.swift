import CVectorMath
import LinearAlgebra

/// The lowest and the highest sample of every lane within a window.
struct WindowExtremes<Scalar: BLASScalar>: Sendable {
    let window: Range<Int>
    private var lowest = LaneState<Scalar>()
    private var highest = LaneState<Scalar>()

    init(window: Range<Int>) { self.window = window }

    mutating func begin(laneCount: Int) {
        lowest.reset(to: .infinity, stride: laneCount.strideOfLanes)
        highest.reset(to: -.infinity, stride: laneCount.strideOfLanes)
    }

    mutating func append(_ piece: TracePiece<Scalar>) {
        guard let part = piece.clamped(to: window) else { return }
        let (rows, lanes) = (part.samples.count, part.laneCount)
        lowest.withPointers { lowSingle, lowDouble in
            highest.withPointers { highSingle, highDouble in
                if part.isSingle {
                    vm_extend_extremes_f32(lowSingle, highSingle, part.single, rows, lanes)
                } else {
                    vm_extend_extremes_f64(lowDouble, highDouble, part.double, rows, lanes)
                }
            }
        }
    }

    /// Nil of a window without samples.
    func extremes(ofLane lane: Int) -> (lowest: Double, highest: Double)? {
        window.isEmpty ? nil : (Double(lowest[lane]), Double(highest[lane]))
    }
}
