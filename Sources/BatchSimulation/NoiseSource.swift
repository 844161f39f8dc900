import NeuronEquations
import RandomStreams

/// Where the random numbers of a tile come from: a stream, the global index of each lane, and where
/// the steps and the slots of this run begin.
struct NoiseSource {
    /// The global indices of the instances, which address their numbers.
    enum Indices {
        /// `first`, `first + 1`, …
        case consecutive(first: UInt64)
        /// One index for each lane.
        case listed([UInt64])
    }

    let stream: RandomStream
    let indices: Indices
    /// Steps that the instances had taken before the clock was set to 0.
    var stepOffset = 0
    /// Added to the slot.
    var slotOffset = 0
    /// Whether step k has the normal numbers of steps 2k and 2k + 1, added and divided by √2: the
    /// path of a simulation with half the time step, seen at every second step. Uniform numbers
    /// are those of step 2k.
    var combinesStepPairs = false

    /// Writes the random numbers of one step and one slot, one for each lane.
    @inline(__always)
    func fill<Scalar: SimulationScalar>(
        _ lanes: UnsafeMutableBufferPointer<Scalar>, with kind: RandomDraw.Kind, step: Int,
        slot: Int
    ) {
        let step = step + stepOffset
        draw(lanes, kind, step: combinesStepPairs ? 2 * step : step, slot: slot)
        if combinesStepPairs, kind == .normal { addSecondOfPair(lanes, step: step, slot: slot) }
    }

    private func addSecondOfPair<Scalar: SimulationScalar>(
        _ lanes: UnsafeMutableBufferPointer<Scalar>, step: Int, slot: Int
    ) {
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: lanes.count) { second in
            draw(second, .normal, step: 2 * step + 1, slot: slot)
            let scale = Scalar(0.5).squareRoot()
            for lane in lanes.indices { lanes[lane] = (lanes[lane] + second[lane]) * scale }
        }
    }

    @inline(__always)
    private func draw<Scalar: SimulationScalar>(
        _ lanes: UnsafeMutableBufferPointer<Scalar>, _ kind: RandomDraw.Kind, step: Int, slot: Int
    ) {
        let step = UInt32(truncatingIfNeeded: step)
        let slot = UInt32(truncatingIfNeeded: slot + slotOffset)
        let kernels = Scalar._kernels
        switch (indices, kind) {
        case (.consecutive(let first), .normal):
            kernels.fillNormal(stream, lanes, first, step, slot)
        case (.consecutive(let first), .uniform):
            kernels.fillUniform(stream, lanes, first, step, slot)
        case (.listed(let indices), .normal):
            indices.withUnsafeBufferPointer {
                kernels.fillGatheredNormal(stream, lanes, $0, step, slot)
            }
        case (.listed(let indices), .uniform):
            indices.withUnsafeBufferPointer {
                kernels.fillGatheredUniform(stream, lanes, $0, step, slot)
            }
        }
    }
}
