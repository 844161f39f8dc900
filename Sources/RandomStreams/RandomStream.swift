import CVectorMath

/// Random numbers found by their address instead of drawn one after the other.
///
/// A number is a function of (seed, purpose, index, step, slot) and of nothing else, so the number
/// of threads, the size of a tile, a resumed run or a permuted batch never change a result:
/// - `index` is the global number of what the draw belongs to (simulation, sample, minibatch);
/// - `step` is a time step or a round;
/// - `slot` tells apart several draws at one index and step.
///
/// The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as
/// easy as 1, 2, 3", SC11), which passes BigCrush on consecutive counters and keys. The numbers
/// have the same bits on every machine, whatever its vector instructions.
///
/// ```swift
/// let stream = RandomStream(seed: 1, purpose: .prior)
/// let u = stream.uniform(index: 12)            // the same number in every run
/// let z = stream.normal(index: 12, slot: 1)    // unrelated to u
/// ```
///
/// Do not use it for secrets: the generator is not cryptographic.
public struct RandomStream: Sendable, Hashable {
    /// The seed that the user chose.
    public let seed: UInt64
    /// What the numbers are for.
    public let purpose: StreamPurpose
    /// The key before the kind of number is mixed in.
    private let key: UInt64

    /// Makes the stream of a seed and a purpose.
    ///
    /// The key is 64 bits of one Philox block whose counter is (seed, purpose), so that seeds
    /// 1, 2, 3 have unrelated keys.
    public init(seed: UInt64, purpose: StreamPurpose) {
        self.seed = seed
        self.purpose = purpose
        let block = PhiloxBlock(
            blockNumber: seed, step: purpose.code, slot: 0, key: 0x4E65_7572_6F53_4249)
        key = block.firstHalf
    }

    /// The key under which numbers of one kind are made. Kinds have keys of their own because each
    /// lays its indices out over the blocks differently: with one key, a uniform number at one
    /// index and a normal one at another could be made of the same words.
    func key(of kind: NumberKind) -> UInt64 {
        key &+ kind.rawValue &* 0x9E37_79B9_7F4A_7C15
    }
}

/// The kinds of numbers whose words must not overlap.
enum NumberKind: UInt64 {
    case uniformDouble = 1
    case uniformFloat = 2
    case normalDouble = 3
    case normalFloat = 4
    case integer = 5
    case permutation = 6
}

/// One block of Philox4x32-10: four words of 32 random bits.
public struct PhiloxBlock: Sendable, Equatable {
    /// The four words, in the order of the reference implementation.
    public let words: (UInt32, UInt32, UInt32, UInt32)

    /// Computes the block of a counter and a key, word 0 of the counter being the lowest.
    public init(counter: (UInt32, UInt32, UInt32, UInt32), key: UInt64) {
        words = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 8) { buffer in
            buffer[0] = counter.0
            buffer[1] = counter.1
            buffer[2] = counter.2
            buffer[3] = counter.3
            let memory = buffer.baseAddress!
            vm_philox4x32(memory + 4, memory, key)
            return (buffer[4], buffer[5], buffer[6], buffer[7])
        }
    }

    /// Computes the block of a number, step and slot.
    init(blockNumber: UInt64, step: UInt32, slot: UInt32, key: UInt64) {
        let low = UInt32(truncatingIfNeeded: blockNumber)
        let high = UInt32(truncatingIfNeeded: blockNumber >> 32)
        self.init(counter: (low, high, step, slot), key: key)
    }

    /// Words 0 and 1 as one number of 64 bits.
    var firstHalf: UInt64 { UInt64(words.0) | UInt64(words.1) << 32 }
    /// Words 2 and 3 as one number of 64 bits.
    var secondHalf: UInt64 { UInt64(words.2) | UInt64(words.3) << 32 }

    /// Compares all four words.
    public static func == (a: PhiloxBlock, b: PhiloxBlock) -> Bool { a.words == b.words }
}
