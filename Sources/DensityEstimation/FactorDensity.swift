import CVectorMath
import LinearAlgebra
import Probability

/// Evaluates an autoregressive density, a block of rows at a time.
///
/// Of every network of a factor one pass over its components gives log p, log P and log(1 − P); they
/// are put together in double precision. The numbers of a row depend on nothing but the row and the
/// statistics of its observation.
struct FactorDensity<Scalar: EvaluationScalar>: ~Copyable {
    /// Rows that are evaluated together: enough for full vectors, few enough for the second-level
    /// cache.
    static var block: Int { 256 }

    private let factors: PreparedFactors<Scalar>
    private let stride: Int
    private let workspace: NetworkWorkspace<Scalar>
    /// Of the rows of a block, `[parameters × stride]`.
    private let coordinates: AlignedBuffer<Double>
    /// Value and bounds as a network sees them, `[3 × stride]`.
    private let targets: AlignedBuffer<Scalar>
    /// Of every network of a pool, `[networks × 3 × stride]`.
    private let terms: AlignedBuffer<Scalar>
    private let logDensities: AlignedBuffer<Double>
    private let scratch: AlignedBuffer<Scalar>
    private let rows: [Int32]

    /// - Parameter count: how many rows of an observation there are at most.
    init(_ factors: PreparedFactors<Scalar>, count: Int) {
        self.factors = factors
        let block = min(Self.block, max(1, count))
        workspace = NetworkWorkspace(factors, capacity: block)
        stride = workspace.stride
        coordinates = AlignedBuffer(count: factors.parameterCount * stride)
        targets = AlignedBuffer(count: 3 * stride)
        terms = AlignedBuffer(count: factors.needs.networks * 3 * stride)
        logDensities = AlignedBuffer(count: stride)
        scratch = AlignedBuffer(
            count: vm_mixture_scratch_count(CInt(factors.needs.components), 1))
        rows = (0..<Int32(block)).map { $0 }
    }

    /// The log density of some rows of one observation.
    ///
    /// - Parameters:
    ///   - parameters: θ `[rows × parameters]`, row after row.
    ///   - conditions: the statistics of the observation, put into every pool.
    ///   - result: takes `[rows]`.
    func evaluate(
        _ parameters: UnsafeBufferPointer<Double>,
        conditions: [PreparedPool<Scalar>.Condition], into result: UnsafeMutablePointer<Double>
    ) {
        let dimension = factors.parameterCount
        let total = parameters.count / dimension
        for first in Swift.stride(from: 0, to: total, by: Self.block) {
            let count = min(Self.block, total - first)
            logDensities.start.update(repeating: 0, count: count)
            for (parameter, isBounded) in factors.isBounded.enumerated() {
                let column = coordinates.start + parameter * stride
                for row in 0..<count {
                    let value = parameters[(first + row) * dimension + parameter]
                    column[row] = isBounded ? StandardNormal.cumulative(value) : value
                    // log |dy/dθ| of y = Φ(θ).
                    if isBounded { logDensities.start[row] += StandardNormal.logDensity(value) }
                }
            }
            for (pool, condition) in zip(factors.pools, conditions) {
                add(pool, condition, count: count)
            }
            (result + first).update(from: logDensities.start, count: count)
        }
    }

    /// Adds log f of a pool for the rows of a block.
    private func add(
        _ pool: PreparedPool<Scalar>, _ condition: PreparedPool<Scalar>.Condition, count: Int
    ) {
        let values = coordinates.start + pool.target * stride
        let centres = workspace.centres.start
        for (index, network) in pool.networks.enumerated() {
            condition.firstBias.withUnsafeBufferPointer { biases in
                guard let base = biases.baseAddress else { return }
                rows.withUnsafeBufferPointer {
                    workspace.run(
                        network, firstBias: base + condition.firstBiasStarts[index],
                        centre: condition.centres[index], coordinates: coordinates.start,
                        coordinateStride: stride, rows: UnsafeBufferPointer(rebasing: $0[..<count]))
                }
            }
            let (lower, upper) = (targets.start + stride, targets.start + 2 * stride)
            for row in 0..<count {
                targets.start[row] = Scalar(network.scale * (values[row] - centres[row]))
                guard network.isBounded else { continue }
                lower[row] = Scalar(-network.scale * centres[row])
                upper[row] = Scalar(network.scale * (1 - centres[row]))
            }
            Scalar._mixtureTerms(
                terms.start + index * 3 * stride, workspace.output.start, targets.start, stride,
                count, network.components, network.isBounded, scratch.start)
        }
        Scalar._poolLogDensity(
            logDensities.start, terms.start, pool.logShares, pool.logScales, pool.networks.count,
            stride, count, pool.medianShare)
    }
}
