import CVectorMath
import LinearAlgebra

/// Samples of some traces in order of time, `[samples × lanes]`, as the kernels take them.
struct TracePiece<Scalar: BLASScalar> {
    /// The numbers of the samples.
    let samples: Range<Int>
    let laneCount: Int
    let values: UnsafePointer<Scalar>

    /// The part that lies within a range; nil where none does.
    func clamped(to range: Range<Int>) -> TracePiece? {
        let part = samples.clamped(to: range)
        guard !part.isEmpty else { return nil }
        return TracePiece(
            samples: part, laneCount: laneCount,
            values: values + (part.lowerBound - samples.lowerBound) * laneCount)
    }

    /// The samples behind the first ones.
    func dropping(_ count: Int) -> TracePiece {
        TracePiece(
            samples: samples.dropFirst(count), laneCount: laneCount,
            values: values + count * laneCount)
    }

    /// Whether the samples are single precision; else they are double.
    var isSingle: Bool { Scalar.self == Float.self }
    private var raw: UnsafeRawPointer { UnsafeRawPointer(values) }
    var single: UnsafePointer<Float> { raw.assumingMemoryBound(to: Float.self) }
    var double: UnsafePointer<Double> { raw.assumingMemoryBound(to: Double.self) }
}

/// The state of one quantity of all lanes, which the kernels of either precision read and write.
struct LaneState<Scalar: BLASScalar>: Sendable {
    private var elements: [Scalar] = []

    /// Gives every lane its first value; `stride` entries.
    mutating func reset(to value: Scalar, stride: Int) {
        if elements.count == stride {
            elements.withUnsafeMutableBufferPointer { $0.update(repeating: value) }
        } else {
            elements = [Scalar](repeating: value, count: stride)
        }
    }

    subscript(lane: Int) -> Scalar { elements[lane] }

    mutating func withPointers<Result>(
        _ body: (UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Double>?) -> Result
    ) -> Result {
        elements.withUnsafeMutableBytes { bytes in
            Scalar.self == Float.self
                ? body(bytes.baseAddress?.assumingMemoryBound(to: Float.self), nil)
                : body(nil, bytes.baseAddress?.assumingMemoryBound(to: Double.self))
        }
    }
}

extension Int {
    /// The entries that the kernels' state has for so many lanes.
    var strideOfLanes: Int {
        (self + Int(VM_TRACE_ALIGNMENT) - 1) / Int(VM_TRACE_ALIGNMENT) * Int(VM_TRACE_ALIGNMENT)
    }
}
