import CVectorMath
import LinearAlgebra
import RandomStreams

/// Draws from one network of a factor, a block of rows at a time.
///
/// The network runs in single precision, which moves means by some 1e-6 of the deviations that it
/// was trained on; the draws from its output are made in double precision. Every block has the same
/// number of lanes, the last one of an observation filled up: with other shapes BLAS may add up in
/// another order, and a sample would depend on how many there are.
final class FactorSampler {
    /// Lanes of a block: enough for the matrix products, few enough for an observation of which
    /// not many samples are wanted.
    static let block = 128

    private let factor: PreparedFactor
    private let network: MixtureDensityNetwork<Float>
    /// The samples of the lanes, which address their random numbers.
    private var indices = [UInt64](repeating: 0, count: block)
    /// The uniform numbers that choose components, and those that choose places in them.
    private let choices = AlignedBuffer<Double>(count: block)
    private let places = AlignedBuffer<Double>(count: block)
    /// The linear part of every lane, and the images of the bounds, lower ones first.
    private let centres = AlignedBuffer<Double>(count: block)
    private let bounds: AlignedBuffer<Double>
    private let draws = AlignedBuffer<Double>(count: block)
    private let scratch: AlignedBuffer<Double>

    init(_ factor: PreparedFactor) {
        self.factor = factor
        network = factor.makeNetwork(capacity: Self.block)
        bounds = AlignedBuffer(count: 2 * network.stride)
        scratch = AlignedBuffer(
            count: vm_mixture_scratch_count(CInt(network.architecture.components), 1))
    }

    /// Draws the factor's parameter for some samples of one observation.
    ///
    /// - Parameters:
    ///   - samples: their numbers, ascending, which address the random numbers.
    ///   - firstRow: the row of the observation's sample 0 in `given`.
    ///   - given: holds the coordinates of the parameters before.
    ///   - slots: of the component and of the place within it.
    ///   - result: takes the draws at the numbers of the samples.
    func draw(
        observation: Int, samples: [Int], firstRow: Int, given: Matrix<Double>,
        stream: RandomStream, step: UInt32, slots: (UInt32, UInt32), into result: inout [Double]
    ) {
        for first in stride(from: 0, to: samples.count, by: Self.block) {
            let block = samples[first..<min(first + Self.block, samples.count)]
            for lane in 0..<Self.block {
                indices[lane] = UInt64(samples[min(first + lane, samples.count - 1)])
            }
            indices.withUnsafeBufferPointer {
                stream.fillUniform(choices.all, indices: $0, step: step, slot: slots.0)
                stream.fillUniform(places.all, indices: $0, step: step, slot: slots.1)
            }
            factor.fill(
                network.statistics, stride: network.stride, centres: centres.all,
                observation: observation, rows: block.map { firstRow + $0 }, from: given)
            if factor.isBounded {
                for lane in 0..<Self.block {
                    bounds.start[lane] = -factor.scale * centres.start[lane]
                    bounds.start[network.stride + lane] =
                        factor.scale * (1 - centres.start[lane])
                }
            }
            vm_mixture_draw(
                draws.start, network.outputOfStatistics(), factor.isBounded ? bounds.start : nil,
                choices.start, places.start, network.stride, Self.block,
                CInt(network.architecture.components), scratch.start)
            let scale = 1 / factor.scale
            for (lane, sample) in block.enumerated() {
                result[sample] = centres.start[lane] + draws.start[lane] * scale
            }
        }
    }
}

extension AlignedBuffer {
    /// All entries.
    fileprivate var all: UnsafeMutableBufferPointer<Scalar> {
        UnsafeMutableBufferPointer(start: start, count: count)
    }
}
