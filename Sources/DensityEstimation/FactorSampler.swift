import CVectorMath
import LinearAlgebra
import RandomStreams

/// Draws from an autoregressive density, a block of samples at a time.
///
/// Each factor draws a network by its share and then from it, or with the probability
/// `medianShare` the median of three such draws. The networks run in single precision, which moves
/// means by some 1e-6 of the deviations that they were trained on; the draws from their output are
/// made in double precision. The numbers of a sample depend on its own address alone.
struct FactorSampler: ~Copyable {
    /// Random numbers of a parameter: one for whether the median is taken, and for each of three
    /// draws those of the network, the component and the place within it.
    static let slotsPerParameter = 10
    /// Samples that are drawn together: enough that each network has full vectors, few enough for
    /// the second-level cache.
    static let block = 1_024

    private let factors: PreparedFactors<Float>
    private let stride: Int
    private let workspace: NetworkWorkspace<Float>
    /// Of the samples of a block, `[parameters × stride]`.
    private let coordinates: AlignedBuffer<Double>
    /// Whether the median is taken, `[stride]`.
    private let medianChoices: AlignedBuffer<Double>
    /// Of every draw: the numbers that choose the network, the component and the place, and what is
    /// drawn. First come the first draws of all samples, then the second and the third ones of those
    /// that the median is taken of.
    private let networkChoices: AlignedBuffer<Double>
    private let componentChoices: AlignedBuffer<Double>
    private let places: AlignedBuffer<Double>
    private let draws: AlignedBuffer<Double>
    /// The same of the lanes of a network, and the images of the bounds, lower ones first.
    private let laneChoices: AlignedBuffer<Double>
    private let lanePlaces: AlignedBuffer<Double>
    private let laneDraws: AlignedBuffer<Double>
    private let bounds: AlignedBuffer<Double>
    private let scratch: AlignedBuffer<Double>
    private var distribution: DrawDistribution

    /// - Parameter count: how many samples of an observation are wanted at most.
    init(_ factors: PreparedFactors<Float>, count: Int) {
        self.factors = factors
        let block = min(Self.block, max(1, count))
        stride = NetworkWorkspace<Float>.stride(of: block)
        let drawCount = factors.needs.medianShare > 0 ? 3 * block : block
        let drawStride = NetworkWorkspace<Float>.stride(of: drawCount)
        workspace = NetworkWorkspace(factors, capacity: min(drawCount, Self.block))
        coordinates = AlignedBuffer(count: factors.parameterCount * stride)
        medianChoices = AlignedBuffer(count: stride)
        networkChoices = AlignedBuffer(count: drawStride)
        componentChoices = AlignedBuffer(count: drawStride)
        places = AlignedBuffer(count: drawStride)
        draws = AlignedBuffer(count: drawStride)
        laneChoices = AlignedBuffer(count: workspace.stride)
        lanePlaces = AlignedBuffer(count: workspace.stride)
        laneDraws = AlignedBuffer(count: workspace.stride)
        bounds = AlignedBuffer(count: 2 * workspace.stride)
        scratch = AlignedBuffer(
            count: vm_mixture_scratch_count(CInt(factors.needs.components), 1))
        distribution = DrawDistribution(draws: drawCount)
    }

    /// Draws some samples of one observation.
    ///
    /// - Parameters:
    ///   - samples: their numbers, which address the random numbers.
    ///   - conditions: the statistics of the observation, put into every pool.
    ///   - step: the address of the observation.
    ///   - result: takes the samples, `[samples × parameters]`.
    mutating func draw(
        samples: Range<Int>, conditions: [PreparedPool<Float>.Condition], stream: RandomStream,
        step: UInt32, into result: UnsafeMutablePointer<Double>
    ) {
        let parameters = factors.parameterCount
        for first in Swift.stride(from: samples.lowerBound, to: samples.upperBound, by: Self.block)
        {
            let block = first..<min(first + Self.block, samples.upperBound)
            for (pool, condition) in zip(factors.pools, conditions) {
                draw(pool, condition, samples: block, stream: stream, step: step)
            }
            let start = result + (first - samples.lowerBound) * parameters
            for (parameter, isBounded) in factors.isBounded.enumerated() {
                let column = coordinates.start + parameter * stride
                if isBounded { vm_normal_scores(column, block.count) }
                for row in 0..<block.count { start[row * parameters + parameter] = column[row] }
            }
        }
    }

    private mutating func draw(
        _ pool: PreparedPool<Float>, _ condition: PreparedPool<Float>.Condition,
        samples: Range<Int>, stream: RandomStream, step: UInt32
    ) {
        let count = samples.count
        let slot = UInt32(pool.target * Self.slotsPerParameter)
        func fill(_ buffer: UnsafeMutablePointer<Double>, _ offset: UInt32) {
            stream.fillUniform(
                UnsafeMutableBufferPointer(start: buffer, count: count),
                firstIndex: UInt64(samples.lowerBound), step: step, slot: slot + offset)
        }
        distribution.begin(count: count)
        if pool.networks.count > 1 { fill(networkChoices.start, 1) }
        fill(componentChoices.start, 2)
        fill(places.start, 3)
        if pool.medianShare > 0 {
            fill(medianChoices.start, 0)
            distribution.addMedians(
                medianChoices.start, below: pool.medianShare, firstIndex: samples.lowerBound)
            for number in 1...2 {
                let start = count + (number - 1) * distribution.medianCount
                for (offset, buffer) in [
                    networkChoices.start, componentChoices.start, places.start,
                ]
                .enumerated() {
                    distribution.fillMedians(
                        buffer + start, stream: stream, step: step,
                        slot: slot + UInt32(1 + 3 * number + offset))
                }
            }
        }
        distribution.sort(byNetwork: networkChoices.start, shares: pool.shares)
        for network in pool.networks.indices {
            let all = distribution.ranges[network]
            for first in Swift.stride(
                from: all.lowerBound, to: all.upperBound, by: workspace.capacity)
            {
                condition.firstBias.withUnsafeBufferPointer { biases in
                    guard let base = biases.baseAddress else { return }
                    draw(
                        pool.networks[network],
                        firstBias: base + condition.firstBiasStarts[network],
                        centre: condition.centres[network],
                        range: first..<min(first + workspace.capacity, all.upperBound))
                }
            }
        }
        let column = coordinates.start + pool.target * stride
        column.update(from: draws.start, count: count)
        let (second, third) = (draws.start + count, draws.start + count + distribution.medianCount)
        for place in 0..<distribution.medianCount {
            let row = Int(distribution.medianRows[place])
            let (a, b, c) = (column[row], second[place], third[place])
            column[row] = max(min(a, b), min(max(a, b), c))
        }
    }

    /// Draws those of a network, at most as many as its workspace has room for.
    private func draw(
        _ network: FactorNetwork<Float>, firstBias: UnsafePointer<Float>, centre: Double,
        range: Range<Int>
    ) {
        let count = range.count
        let centres = workspace.centres.start
        distribution.rows.withUnsafeBufferPointer {
            workspace.run(
                network, firstBias: firstBias, centre: centre, coordinates: coordinates.start,
                coordinateStride: stride, rows: UnsafeBufferPointer(rebasing: $0[range]))
        }
        distribution.entries.withUnsafeBufferPointer { entries in
            let own = UnsafeBufferPointer(rebasing: entries[range])
            for lane in 0..<count {
                laneChoices.start[lane] = componentChoices.start[Int(own[lane])]
                lanePlaces.start[lane] = places.start[Int(own[lane])]
            }
            if network.isBounded {
                let upper = bounds.start + workspace.stride
                for lane in 0..<count {
                    bounds.start[lane] = -network.scale * centres[lane]
                    upper[lane] = network.scale * (1 - centres[lane])
                }
            }
            vm_mixture_draw(
                laneDraws.start, workspace.output.start, network.isBounded ? bounds.start : nil,
                laneChoices.start, lanePlaces.start, workspace.stride, count,
                CInt(network.components), scratch.start)
            let scale = 1 / network.scale
            for lane in 0..<count {
                draws.start[Int(own[lane])] = centres[lane] + laneDraws.start[lane] * scale
            }
        }
    }
}
