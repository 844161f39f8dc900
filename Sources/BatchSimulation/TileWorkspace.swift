import LinearAlgebra

/// The memory of one tile: registers, scalars and spikes, used for one tile after the other.
struct TileWorkspace<Scalar: SimulationScalar>: ~Copyable {
    /// Lanes come in multiples of this, a cache line of single-precision numbers.
    static var laneGranule: Int { 16 }

    let laneCapacity: Int
    /// `[registers × stride]`, aligned to cache lines.
    let registers: UnsafeMutablePointer<Scalar>
    let scalars: UnsafeMutablePointer<Scalar>
    /// Scratch of the size of all slots.
    let scratch: UnsafeMutablePointer<Scalar>
    /// The step in which each lane was found non-finite, or `Int32.max`.
    var deadSteps: [Int32]
    /// Lanes whose reset replaced a NaN.
    var isPoisoned: [Bool]
    /// Lane and step of every spike, in order of time.
    var spikes: [(lane: Int32, step: Int32)] = []

    /// The stride of the registers: neighbours are shifted by a cache line, so that a power of two
    /// of lanes does not put all registers into the same cache sets.
    static func stride(lanes: Int) -> Int { lanes + laneGranule }

    init(program: BlockProgram, laneCapacity: Int) {
        self.laneCapacity = laneCapacity
        let stride = Self.stride(lanes: laneCapacity)
        registers = Self.allocate(program.registerCount * stride)
        scratch = Self.allocate(max(1, program.model.slotCount) * stride)
        scalars = Self.allocate(max(1, program.scalars.count))
        for (slot, value) in program.scalars.enumerated() { scalars[slot] = Scalar(value) }
        deadSteps = [Int32](repeating: .max, count: laneCapacity)
        isPoisoned = [Bool](repeating: false, count: laneCapacity)
    }

    deinit {
        registers.deallocate()
        scratch.deallocate()
        scalars.deallocate()
    }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Scalar> {
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
        let pointer = bytes.bindMemory(to: Scalar.self, capacity: count)
        pointer.initialize(repeating: 0, count: count)
        return pointer
    }
}
