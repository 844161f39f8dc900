import RandomStreams

/// A Sobol sequence with nested uniform scrambling.
///
/// The first 2ᵐ points put exactly one into every interval of length 2⁻ᵐ of every coordinate, and
/// scrambling keeps that while every single point is uniform in the cube. Owen 1995 defined the
/// scrambling; it is computed as a hash of the reversed bits (Laine and Karras 2011, Burley 2020,
/// "Practical hash-based Owen scrambling", JCGT 9).
struct SobolSequence: Sendable {
    private let directions: [[UInt32]]
    private let seeds: [UInt32]
    private let stream: RandomStream

    /// Makes the sequence of a seed. Coordinates past the table's 128 are plain uniform numbers.
    init(dimensions: Int, seed: UInt64) {
        stream = RandomStream(seed: seed, purpose: .search)
        let covered = Swift.min(dimensions, SobolDirections.dimensions)
        directions = (0..<covered).map { SobolDirections.numbers(dimension: $0) }
        let stream = stream
        seeds = (0..<covered).map {
            UInt32(stream.integer(below: 1 << 32, index: UInt64($0), step: Self.step))
        }
        self.dimensions = dimensions
    }

    let dimensions: Int
    /// The step of all addresses of this type's random numbers.
    private static let step: UInt32 = 1

    /// The point of an index, every coordinate in (0, 1).
    func point(_ index: Int) -> [Double] {
        (0..<dimensions).map { dimension in
            let rest = stream.uniform(
                index: UInt64(index), step: Self.step, slot: UInt32(dimension))
            guard dimension < directions.count else { return rest }
            var bits: UInt32 = 0
            for (bit, direction) in directions[dimension].enumerated()
            where index >> bit & 1 == 1 {
                bits ^= direction
            }
            // The bits below the 32 of the sequence are independent.
            return (Double(Self.scrambled(bits, seed: seeds[dimension])) + rest) * 0x1p-32
        }
    }

    /// Flips every bit by a hash of the seed and of the bits above it.
    private static func scrambled(_ bits: UInt32, seed: UInt32) -> UInt32 {
        reversed(hash(reversed(bits), seed: seed))
    }

    /// In every step a bit changes only with those below it; constants of Vegdahl 2021.
    private static func hash(_ bits: UInt32, seed: UInt32) -> UInt32 {
        var x = bits
        x ^= x &* 0x3d20_adea
        x = x &+ seed
        x = x &* ((seed >> 16) | 1)
        x ^= x &* 0x0552_6c56
        x ^= x &* 0x53a2_2864
        return x
    }

    private static func reversed(_ bits: UInt32) -> UInt32 {
        var x = bits.byteSwapped
        x = (x & 0x0f0f_0f0f) << 4 | (x >> 4) & 0x0f0f_0f0f
        x = (x & 0x3333_3333) << 2 | (x >> 2) & 0x3333_3333
        return (x & 0x5555_5555) << 1 | (x >> 1) & 0x5555_5555
    }
}
