import RandomStreams

/// Where the white noise of a tile comes from: a stream, and the global index of each lane.
struct NoiseSource {
    /// The global indices of the instances, which address their noise.
    enum Indices {
        /// `first`, `first + 1`, …
        case consecutive(first: UInt64)
        /// One index for each lane.
        case listed([UInt64])
    }

    let stream: RandomStream
    let indices: Indices

    /// Writes the standard normal numbers of one step and one white noise, one for each lane.
    @inline(__always)
    func fill<Scalar: SimulationScalar>(
        _ lanes: UnsafeMutableBufferPointer<Scalar>, step: Int, slot: Int
    ) {
        let step = UInt32(truncatingIfNeeded: step)
        let slot = UInt32(slot)
        switch indices {
        case .consecutive(let first):
            Scalar._kernels.fillNormal(stream, lanes, first, step, slot)
        case .listed(let indices):
            indices.withUnsafeBufferPointer {
                Scalar._kernels.fillGatheredNormal(stream, lanes, $0, step, slot)
            }
        }
    }
}
