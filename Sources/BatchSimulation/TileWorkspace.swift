import LinearAlgebra

/// A spike of one lane, found at a sample.
struct SpikeEvent {
    var lane: Int32
    var sample: Int32
}

/// The samples of one recording in the chunk of steps at work, `[rows × lanes]`.
struct RecordingBuffer<Scalar> {
    let every: Int
    let rows: UnsafeMutablePointer<Scalar>
    /// How many rows are filled.
    var count = 0
    /// The first sample that is kept; the others are multiples of ``every`` away.
    var phase = 0

    /// How many of the samples `first + 1 ... last` are kept.
    func keptCount(after first: Int, through last: Int) -> Int {
        (last - phase).dividedDown(by: every) - (first - phase).dividedDown(by: every)
    }

    /// How many steps it is from a sample to the next one that is kept.
    func stepsToNext(after sample: Int) -> Int {
        let offset = sample - phase
        return every - (offset - offset.dividedDown(by: every) * every)
    }

    /// Whether a sample is kept.
    func keeps(_ sample: Int) -> Bool { (sample - phase) % every == 0 }
}

extension Int {
    /// The quotient rounded towards minus infinity; the divisor is positive.
    fileprivate func dividedDown(by divisor: Int) -> Int {
        self / divisor - (self % divisor < 0 ? 1 : 0)
    }
}

/// The memory of one tile: registers, scalars, recordings and spikes, used for one tile after the
/// other.
struct TileWorkspace<Scalar: SimulationScalar>: ~Copyable {
    /// Lanes come in multiples of this, a cache line of single-precision numbers.
    static var laneGranule: Int { 16 }

    /// How many steps are done at a time, between which the state is searched for numbers that are
    /// not finite and the recordings are handed on. The same for every tile and backend, so that
    /// the end of a broken trace depends on nothing else.
    static var chunkSteps: Int { 128 }

    /// Numbers that fill half of the first cache.
    private static var favourableStreamCount: Int { 16_384 / MemoryLayout<Scalar>.stride }

    let laneCapacity: Int
    /// Lanes at work, a multiple of ``laneGranule``; the surplus ones are copies.
    private(set) var laneCount = 0
    /// Instances at work.
    private(set) var instanceCount = 0
    /// `[registers × stride]`, aligned to cache lines.
    let registers: UnsafeMutablePointer<Scalar>
    let scalars: UnsafeMutablePointer<Scalar>
    /// Scratch of the size of all slots.
    let scratch: UnsafeMutablePointer<Scalar>
    /// Whether the reset of a lane replaced a NaN, `[lanes]`.
    let isPoisoned: UnsafeMutablePointer<UInt8>
    /// The step in which each lane was found non-finite, or `Int32.max`.
    var deadSteps: [Int32]
    var recordings: [RecordingBuffer<Scalar>]
    /// Room for the spikes of a chunk, one for every lane and step.
    let chunkSpikes: UnsafeMutablePointer<SpikeEvent>
    /// Room for the random numbers of steps, `[steps × draws × lanes]` for at least four steps; for
    /// compiled kernels.
    let streams: UnsafeMutableBufferPointer<Scalar>
    /// The instances' own stimuli at the samples of a chunk, `[samples × lanes]`, or one row that
    /// stands for all of them.
    let stimuli: UnsafeMutablePointer<Scalar>
    /// The sample of the first row of ``stimuli``.
    var firstStimulusSample = 0
    /// From one row of ``stimuli`` to the next; 0 where there is one.
    var stimulusStride = 0
    /// Where the next row of each recording goes, and in how many steps; for compiled kernels.
    let nextRows: UnsafeMutablePointer<UnsafeMutableRawPointer>
    let countdowns: UnsafeMutablePointer<Int>
    /// Spikes in order of time for each lane.
    var spikes: [SpikeEvent] = []

    /// The stride of the registers: neighbours are shifted by a cache line, so that a power of two
    /// of lanes does not put all registers into the same cache sets.
    var stride: Int { laneCapacity + Self.laneGranule }

    /// The instances' own stimuli at a sample of the chunk.
    func stimuli(at sample: Int) -> UnsafeMutablePointer<Scalar> {
        stimuli + (sample - firstStimulusSample) * stimulusStride
    }

    /// The registers as instructions see them.
    var lanes: Lanes<Scalar> {
        Lanes(
            registers: registers, scalars: UnsafePointer(scalars), stride: stride,
            count: laneCount)
    }

    init(program: BlockProgram, instanceCapacity: Int) {
        laneCapacity = Self.lanes(for: instanceCapacity)
        let stride = laneCapacity + Self.laneGranule
        registers = Self.allocate(program.registerCount * stride)
        scratch = Self.allocate(max(1, program.model.slotCount) * stride)
        scalars = Self.allocate(max(1, program.scalars.count))
        for (slot, value) in program.scalars.enumerated() { scalars[slot] = Scalar(value) }
        isPoisoned = UnsafeMutablePointer<UInt8>.allocate(capacity: laneCapacity)
        isPoisoned.initialize(repeating: 0, count: laneCapacity)
        deadSteps = [Int32](repeating: .max, count: laneCapacity)
        let laneCapacity = laneCapacity
        // Storage that no spike reaches is never touched, so it costs nothing.
        chunkSpikes = .allocate(
            capacity: program.model.recordsSpikes ? Self.chunkSteps * laneCapacity : 1)
        let width = program.drawStreams.count * laneCapacity
        let streamCount = width == 0 ? 1 : max(4 * width, Self.favourableStreamCount)
        streams = UnsafeMutableBufferPointer(
            start: Self.allocate(streamCount), count: streamCount)
        stimuli = Self.allocate(
            program.readsInstanceStimuli ? (Self.chunkSteps + 1) * laneCapacity : 1)
        nextRows = .allocate(capacity: max(1, program.recordings.count))
        countdowns = .allocate(capacity: max(1, program.recordings.count))
        recordings = program.recordings.map {
            RecordingBuffer(
                every: $0.every,
                rows: Self.allocate((Self.chunkSteps / $0.every + 1) * laneCapacity))
        }
    }

    deinit {
        registers.deallocate()
        scratch.deallocate()
        scalars.deallocate()
        isPoisoned.deallocate()
        chunkSpikes.deallocate()
        streams.deallocate()
        stimuli.deallocate()
        nextRows.deallocate()
        countdowns.deallocate()
        for recording in recordings { recording.rows.deallocate() }
    }

    /// Forgets the tile before and gives the next one its lanes.
    mutating func begin(instanceCount: Int) {
        laneCount = Self.lanes(for: instanceCount)
        precondition(
            laneCount <= laneCapacity,
            "\(laneCount) lanes in a workspace of \(laneCapacity)")
        self.instanceCount = instanceCount
        for lane in 0..<laneCount {
            deadSteps[lane] = .max
            isPoisoned[lane] = 0
        }
        spikes.removeAll(keepingCapacity: true)
    }

    /// How many lanes so many instances take.
    static func lanes(for instances: Int) -> Int {
        (instances + laneGranule - 1) / laneGranule * laneGranule
    }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Scalar> {
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
        let pointer = bytes.bindMemory(to: Scalar.self, capacity: count)
        pointer.initialize(repeating: 0, count: count)
        return pointer
    }
}
