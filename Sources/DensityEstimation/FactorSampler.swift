import CVectorMath
import LinearAlgebra
import Probability
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
    /// Of three draws, `[3 × stride]`: the numbers that choose a network, a component and the place,
    /// and what is drawn.
    private let networkChoices: AlignedBuffer<Double>
    private let componentChoices: AlignedBuffer<Double>
    private let places: AlignedBuffer<Double>
    private let draws: AlignedBuffer<Double>
    /// Whether the median is taken.
    private let medianChoices: AlignedBuffer<Double>
    /// The same of the lanes of a network, and the images of the bounds, lower ones first.
    private let laneChoices: AlignedBuffer<Double>
    private let lanePlaces: AlignedBuffer<Double>
    private let laneDraws: AlignedBuffer<Double>
    private let bounds: AlignedBuffer<Double>
    private let scratch: AlignedBuffer<Double>
    /// Of each network its draws, one after the other: their places among the three times `stride`,
    /// and the samples.
    private var entries: [Int32]
    private var rows: [Int32]
    private var networkOfEntry: [Int32]

    /// - Parameter count: how many samples of an observation are wanted at most.
    init(_ factors: PreparedFactors<Float>, count: Int) {
        self.factors = factors
        let block = min(Self.block, max(1, count))
        let needsMedian = factors.pools.contains { $0.medianShare > 0 }
        let each = needsMedian ? 3 : 1
        stride = NetworkWorkspace<Float>.stride(of: block)
        workspace = NetworkWorkspace(factors, capacity: min(each * block, Self.block))
        coordinates = AlignedBuffer(count: factors.parameterCount * stride)
        networkChoices = AlignedBuffer(count: each * stride)
        componentChoices = AlignedBuffer(count: each * stride)
        places = AlignedBuffer(count: each * stride)
        draws = AlignedBuffer(count: each * stride)
        medianChoices = AlignedBuffer(count: stride)
        laneChoices = AlignedBuffer(count: workspace.stride)
        lanePlaces = AlignedBuffer(count: workspace.stride)
        laneDraws = AlignedBuffer(count: workspace.stride)
        bounds = AlignedBuffer(count: 2 * workspace.stride)
        let components = factors.pools.flatMap(\.networks).map(\.components).max() ?? 1
        scratch = AlignedBuffer(count: vm_mixture_scratch_count(CInt(components), 1))
        entries = [Int32](repeating: 0, count: each * block)
        rows = entries
        networkOfEntry = [Int32](repeating: 0, count: each * stride)
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
                for row in 0..<block.count {
                    start[row * parameters + parameter] =
                        isBounded ? Self.normalScore(column[row]) : column[row]
                }
            }
        }
    }

    /// Φ⁻¹ inside of the open interval, where it is finite.
    private static func normalScore(_ y: Double) -> Double {
        StandardNormal.quantile(min(max(y, .leastNormalMagnitude), 1.0.nextDown))
    }

    private mutating func draw(
        _ pool: PreparedPool<Float>, _ condition: PreparedPool<Float>.Condition,
        samples: Range<Int>, stream: RandomStream, step: UInt32
    ) {
        let count = samples.count
        let slot = UInt32(pool.target * Self.slotsPerParameter)
        func fill(_ target: UnsafeMutablePointer<Double>, _ offset: Int) {
            stream.fillUniform(
                UnsafeMutableBufferPointer(start: target, count: count),
                firstIndex: UInt64(samples.lowerBound), step: step, slot: slot + UInt32(offset))
        }
        let takesMedians = pool.medianShare > 0
        if takesMedians { fill(medianChoices.start, 0) }
        for number in 0..<(takesMedians ? 3 : 1) {
            let start = number * stride
            if pool.networks.count > 1 { fill(networkChoices.start + start, 3 * number + 1) }
            fill(componentChoices.start + start, 3 * number + 2)
            fill(places.start + start, 3 * number + 3)
        }
        let ends = distribute(pool, count: count)
        var start = 0
        for (network, end) in ends.enumerated() {
            let firstBias = condition.firstBiasStarts[network]
            condition.firstBias.withUnsafeBufferPointer { biases in
                guard let base = biases.baseAddress else { return }
                for first in Swift.stride(from: start, to: end, by: workspace.capacity) {
                    draw(
                        pool.networks[network], firstBias: base + firstBias,
                        centre: condition.centres[network],
                        range: first..<min(first + workspace.capacity, end))
                }
            }
            start = end
        }
        let column = coordinates.start + pool.target * stride
        let (a, b, c) = (draws.start, draws.start + stride, draws.start + 2 * stride)
        for row in 0..<count {
            column[row] =
                takesMedians && medianChoices.start[row] < pool.medianShare
                ? max(min(a[row], b[row]), min(max(a[row], b[row]), c[row])) : a[row]
        }
    }

    /// Sorts the draws of a block by network, keeping their order.
    ///
    /// - Returns: where the draws of each network end.
    private mutating func distribute(_ pool: PreparedPool<Float>, count: Int) -> [Int] {
        let networks = pool.networks.count
        var limits: [Double] = []
        for share in pool.shares.dropLast() { limits.append((limits.last ?? 0) + share) }
        var counts = [Int](repeating: 0, count: networks)
        let numbers = pool.medianShare > 0 ? 3 : 1
        for number in 0..<numbers {
            for row in 0..<count {
                let entry = number * stride + row
                guard number == 0 || medianChoices.start[row] < pool.medianShare else {
                    networkOfEntry[entry] = -1
                    continue
                }
                var network = 0
                for limit in limits where networkChoices.start[entry] >= limit { network += 1 }
                networkOfEntry[entry] = Int32(network)
                counts[network] += 1
            }
        }
        var ends = [Int](repeating: 0, count: networks)
        for network in 1..<max(1, networks) {
            ends[network] = ends[network - 1] + counts[network - 1]
        }
        for number in 0..<numbers {
            for row in 0..<count {
                let network = networkOfEntry[number * stride + row]
                guard network >= 0 else { continue }
                let place = ends[Int(network)]
                entries[place] = Int32(number * stride + row)
                rows[place] = Int32(row)
                ends[Int(network)] = place + 1
            }
        }
        return ends
    }

    /// Draws those of a network, at most as many as its workspace has room for.
    private func draw(
        _ network: FactorNetwork<Float>, firstBias: UnsafePointer<Float>, centre: Double,
        range: Range<Int>
    ) {
        rows.withUnsafeBufferPointer {
            workspace.run(
                network, firstBias: firstBias, centre: centre, coordinates: coordinates.start,
                coordinateStride: stride, rows: UnsafeBufferPointer(rebasing: $0[range]))
        }
        let centres = workspace.centres.start
        for lane in 0..<range.count {
            let entry = Int(entries[range.lowerBound + lane])
            laneChoices.start[lane] = componentChoices.start[entry]
            lanePlaces.start[lane] = places.start[entry]
        }
        if network.isBounded {
            let upper = bounds.start + workspace.stride
            for lane in 0..<range.count {
                bounds.start[lane] = -network.scale * centres[lane]
                upper[lane] = network.scale * (1 - centres[lane])
            }
        }
        vm_mixture_draw(
            laneDraws.start, workspace.output.start, network.isBounded ? bounds.start : nil,
            laneChoices.start, lanePlaces.start, workspace.stride, range.count,
            CInt(network.components), scratch.start)
        let scale = 1 / network.scale
        for lane in 0..<range.count {
            draws.start[Int(entries[range.lowerBound + lane])] =
                centres[lane] + laneDraws.start[lane] * scale
        }
    }
}
