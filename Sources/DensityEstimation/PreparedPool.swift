import LinearAlgebra
import RealModule

/// A pooled factor, ready to be evaluated or sampled in one precision.
struct PreparedPool<Scalar: EvaluationScalar>: Sendable {
    let networks: [FactorNetwork<Scalar>]
    let shares: [Double]
    let medianShare: Double
    /// log share and log scale of every network: its density is that of its target times the scale.
    let logShares: [Double]
    let logScales: [Double]
    /// The parameter whose density this is.
    let target: Int

    init(_ whole: AutoregressiveEstimator, _ position: Int) {
        let factor = whole.factors[position]
        // A network without a share is never asked.
        let used = factor.shares.indices.filter { factor.shares[$0] > 0 }
        networks = used.map { FactorNetwork(factor.networks[$0], of: whole) }
        shares = used.map { factor.shares[$0] }
        logShares = shares.map { .log($0) }
        logScales = networks.map { .log($0.scale) }
        medianShare = factor.medianShare
        target = whole.order[position]
    }

    /// A pool with the statistics of one observation put in.
    struct Condition: Sendable {
        /// Of every network, one after the other.
        let firstBias: [Scalar]
        let firstBiasStarts: [Int]
        /// Of every network.
        let centres: [Double]
    }

    /// Puts in the statistics of an observation.
    func condition(on statistics: ArraySlice<Double>) -> Condition {
        var starts: [Int] = []
        var total = 0
        for network in networks {
            starts.append(total)
            total += network.firstWidth
        }
        var centres = [Double](repeating: 0, count: networks.count)
        let firstBias = [Scalar](unsafeUninitializedCapacity: max(1, total)) { buffer, count in
            buffer.initialize(repeating: 0)
            if let start = buffer.baseAddress {
                for (index, network) in networks.enumerated() {
                    centres[index] = network.condition(
                        on: statistics, firstBias: start + starts[index])
                }
            }
            count = total
        }
        return Condition(firstBias: firstBias, firstBiasStarts: starts, centres: centres)
    }
}

/// All factors of an autoregressive density, ready to be evaluated or sampled in one precision.
struct PreparedFactors<Scalar: EvaluationScalar>: Sendable {
    /// In the order of the product.
    let pools: [PreparedPool<Scalar>]
    /// Of every parameter.
    let isBounded: [Bool]
    /// What the largest network needs.
    let needs: NetworkNeeds

    init(_ whole: AutoregressiveEstimator) {
        pools = whole.order.indices.map { PreparedPool(whole, $0) }
        isBounded = whole.isBounded
        needs = NetworkNeeds(pools)
    }

    var parameterCount: Int { isBounded.count }

    /// Puts the statistics of an observation into every pool.
    func conditions(on statistics: ArraySlice<Double>) -> [PreparedPool<Scalar>.Condition] {
        pools.map { $0.condition(on: statistics) }
    }
}

/// The largest numbers of things that the networks of some pools need memory for.
struct NetworkNeeds: Sendable {
    private(set) var networks = 0
    private(set) var inputs = 0
    private(set) var outputs = 0
    private(set) var components = 1
    private(set) var scratch = 0
    private(set) var medianShare = 0.0

    init<Scalar>(_ pools: [PreparedPool<Scalar>]) {
        for pool in pools {
            networks = max(networks, pool.networks.count)
            medianShare = max(medianShare, pool.medianShare)
            for network in pool.networks {
                inputs = max(inputs, network.previous.count)
                outputs = max(outputs, network.outputCount)
                components = max(components, network.components)
                scratch = max(scratch, network.scratchCount)
            }
        }
    }
}

/// The memory in which the networks of a density are run on up to `capacity` rows.
struct NetworkWorkspace<Scalar: EvaluationScalar>: ~Copyable {
    let capacity: Int
    /// The step from one input or output to the next.
    let stride: Int
    let output: AlignedBuffer<Scalar>
    /// The linear part of every row.
    let centres: AlignedBuffer<Double>
    private let inputs: AlignedBuffer<Scalar>
    private let scratch: AlignedBuffer<Scalar>

    init(_ factors: PreparedFactors<Scalar>, capacity: Int) {
        self.capacity = capacity
        stride = Self.stride(of: capacity)
        output = AlignedBuffer(count: factors.needs.outputs * stride)
        centres = AlignedBuffer(count: stride)
        inputs = AlignedBuffer(count: factors.needs.inputs * stride)
        scratch = AlignedBuffer(count: factors.needs.scratch)
    }

    /// Full vectors, and no power of two, at which all rows of a column would fall into the same few
    /// sets of the cache.
    static func stride(of capacity: Int) -> Int { (capacity + 15) / 16 * 16 + 16 }

    /// Runs a network of a pool; fills `output` and `centres`.
    ///
    /// - Parameters:
    ///   - coordinates: of all parameters, `[parameters × coordinateStride]`.
    ///   - rows: which of them, at most `capacity`.
    borrowing func run(
        _ network: FactorNetwork<Scalar>, firstBias: UnsafePointer<Scalar>, centre: Double,
        coordinates: UnsafePointer<Double>, coordinateStride: Int,
        rows: UnsafeBufferPointer<Int32>
    ) {
        let count = rows.count
        centres.start.update(repeating: centre, count: count)
        for (index, previous) in network.previous.enumerated() {
            let column = coordinates + previous.parameter * coordinateStride
            let input = inputs.start + index * stride
            for lane in 0..<count {
                let value = previous.input(column[Int(rows[lane])])
                input[lane] = Scalar(value)
                centres.start[lane] += previous.slope * value
            }
        }
        // Before the first parameter all rows are the same.
        let isConstant = network.previous.isEmpty
        network.run(
            inputs.start, stride: stride, lanes: isConstant ? 1 : count, firstBias: firstBias,
            output: output.start, scratch: scratch.start)
        guard isConstant else { return }
        for entry in 0..<network.outputCount {
            let first = output.start + entry * stride
            first.update(repeating: first[0], count: count)
        }
    }
}
