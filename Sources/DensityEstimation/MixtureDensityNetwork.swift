import CVectorMath
import LinearAlgebra
import RealModule

/// A mixture-density network (Bishop 1994) with all the memory that a batch of it needs.
///
/// Batches are `[features × samples]` with the samples contiguous: a layer is one kernel on slices of
/// flat buffers that applies the nonlinearity to its sums while they are in registers, the gradient of
/// its weights is one BLAS call, and the mixture is elementwise over samples. Nothing is allocated
/// after initialisation. With an embedding the statistics of a table are traces, and the first layer sees
/// what the embedding learns of them. The loss is −mean log Σₖ wₖ·N(u; μₖ, (Lₖ·Lₖᵀ)⁻¹), with gradients by hand.
package struct MixtureDensityNetwork<Scalar: NetworkScalar>: ~Copyable {
    package let architecture: MixtureArchitecture
    /// The largest batch.
    package let capacity: Int

    /// The layers in front of the first one, and the traces, which have further rows as `input` has.
    private let embedding: EmbeddingNetwork<Scalar>?
    private let traces: AlignedBuffer<Scalar>
    private let embeddingDelta: AlignedBuffer<Scalar>

    let weights: AlignedBuffer<Scalar>
    let gradient: AlignedBuffer<Scalar>
    private let layers: [MixtureArchitecture.Layer]
    /// Statistics and a row of ones, then the parameters and bounds,
    /// `[statistics + 1 + targets × stride]`.
    private let input: AlignedBuffer<Scalar>
    /// Of every hidden layer: slopes of the nonlinearity, and its values with a row of ones.
    private let hidden: AlignedBuffer<Scalar>
    private let hiddenOffsets: [(slope: Int, value: Int)]
    private let output: AlignedBuffer<Scalar>
    /// Gradients with respect to what enters the nonlinearity, of two neighbouring layers in turn.
    private let deltas: AlignedBuffer<Scalar>
    private let deltaCapacity: Int
    /// The gradient with respect to the values of a residual layer.
    private let passed: AlignedBuffer<Scalar>
    private let logDensities: AlignedBuffer<Scalar>
    private let scratch: AlignedBuffer<Scalar>
    /// Of one parameter: log density and log probabilities, `[3 × stride]`.
    private let terms: AlignedBuffer<Scalar>

    /// - Parameter embedding: its outputs are the first statistics of the architecture; the others
    ///   follow the trace in a table.
    package init(
        _ architecture: MixtureArchitecture, embedding: EmbeddingArchitecture? = nil, capacity: Int
    ) {
        precondition(capacity > 0, "batches of \(capacity), expected at least 1")
        precondition(
            embedding.map { $0.outputCount <= architecture.statisticCount } ?? true,
            "an embedding into \(embedding?.outputCount ?? 0) statistics before a network of "
                + "\(architecture.statisticCount)")
        self.architecture = architecture
        self.capacity = capacity
        layers = architecture.layers
        let stride = Self.stride(of: capacity)
        self.embedding = embedding.map { EmbeddingNetwork($0, stride: stride) }
        traces = AlignedBuffer(
            count: embedding.map {
                ($0.inputCount - $0.outputCount + Self.tableColumns(architecture)) * stride
            } ?? 0)
        embeddingDelta = AlignedBuffer(count: (embedding?.outputCount ?? 0) * stride)
        weightCount = architecture.weightCount + (embedding?.weightCount ?? 0)
        weights = AlignedBuffer(count: weightCount)
        gradient = AlignedBuffer(count: weightCount)
        input = AlignedBuffer(
            count: (architecture.statisticCount + 1 + architecture.targetCount) * stride)
        var offset = 0
        hiddenOffsets = architecture.hiddenWidths.map { width in
            defer { offset += (2 * width + 1) * stride }
            return (offset, offset + width * stride)
        }
        hidden = AlignedBuffer(count: offset)
        output = AlignedBuffer(count: architecture.outputCount * stride)
        deltaCapacity = (architecture.hiddenWidths.max() ?? 0) * stride
        deltas = AlignedBuffer(count: 2 * deltaCapacity)
        passed = AlignedBuffer(count: architecture.isResidual ? deltaCapacity : 0)
        logDensities = AlignedBuffer(count: stride)
        scratch = AlignedBuffer(
            count: vm_mixture_scratch_count(
                CInt(architecture.components), CInt(architecture.parameterCount)))
        terms = AlignedBuffer(count: architecture.parameterCount == 1 ? 3 * stride : 0)
    }

    /// The number of all weights and biases.
    package let weightCount: Int

    /// The weights, `[weightCount]` in the order of `MixtureArchitecture`, then those of the
    /// embedding.
    package func setWeights(_ values: [Scalar]) { weights.assign(values) }

    /// A copy of the weights.
    package var weightValues: [Scalar] { weights.values }

    /// A copy of the last gradient of the loss with respect to the weights.
    package var gradientValues: [Scalar] { gradient.values }

    /// The entries of a table's row: statistics, a one, parameters and bounds.
    package static func tableColumns(_ architecture: MixtureArchitecture) -> Int {
        architecture.statisticCount + 1 + architecture.targetCount
    }

    /// The entries of a row of this network's table, in which a trace may stand for the statistics.
    private var tableColumns: Int {
        let own = Self.tableColumns(architecture)
        guard let embedding = embedding?.architecture else { return own }
        return embedding.inputCount - embedding.outputCount + own
    }

    /// Σ log density of the given rows of a table, in double precision.
    ///
    /// - Parameters:
    ///   - table: rows of `tableColumns` entries.
    ///   - rows: indices into the table, at most `capacity`.
    ///   - each: sees the log density of every row.
    package func logDensity(
        table: UnsafePointer<Scalar>, rows: UnsafeBufferPointer<Int32>,
        each: (_ position: Int, _ logDensity: Scalar) -> Void = { _, _ in }
    ) -> Double {
        let stride = forward(table: table, rows: rows)
        if architecture.isBounded {
            Scalar._boundedMixtureLogDensity(
                logDensities.start, output.start, targets(stride), stride, rows.count,
                architecture.components, scratch.start)
        } else {
            Scalar._mixtureLogDensity(
                logDensities.start, output.start, targets(stride), stride, rows.count,
                architecture.components, architecture.parameterCount, scratch.start)
        }
        for position in 0..<rows.count {
            each(position, logDensities.start[position] + Scalar(logNormalisation))
        }
        return summedLogDensity(rows.count)
    }

    /// The log density of one parameter, the log of the probability below it and that above it, for
    /// the given rows of a table.
    func logDensityAndProbabilities(
        table: UnsafePointer<Scalar>, rows: UnsafeBufferPointer<Int32>,
        each: (_ position: Int, _ logDensity: Scalar, _ logBelow: Scalar, _ logAbove: Scalar)
            -> Void
    ) {
        precondition(
            architecture.parameterCount == 1,
            "probabilities of \(architecture.parameterCount) parameters, expected 1")
        let stride = forward(table: table, rows: rows)
        Scalar._mixtureTerms(
            terms.start, output.start, targets(stride), stride, rows.count,
            architecture.components, architecture.isBounded, scratch.start)
        for lane in 0..<rows.count {
            each(
                lane, terms.start[lane], terms.start[stride + lane],
                terms.start[2 * stride + lane])
        }
    }

    /// Leaves the gradient of −mean log density of the rows in `gradient`.
    ///
    /// - Returns: Σ log density of the rows, in double precision.
    package func lossGradient(table: UnsafePointer<Scalar>, rows: UnsafeBufferPointer<Int32>)
        -> Double
    {
        let stride = forward(table: table, rows: rows)
        if architecture.isBounded {
            Scalar._boundedMixtureGradient(
                logDensities.start, output.start, targets(stride), stride, rows.count,
                architecture.components, -1 / Scalar(rows.count), scratch.start)
        } else {
            Scalar._mixtureGradient(
                logDensities.start, output.start, targets(stride), stride, rows.count,
                architecture.components, architecture.parameterCount, -1 / Scalar(rows.count),
                scratch.start)
        }
        backward(count: rows.count, stride: stride)
        return summedLogDensity(rows.count)
    }

    /// Passes the output of every row of a table to a closure, `[outputCount]` with a step between
    /// entries.
    package func forEachOutput(
        table: UnsafePointer<Scalar>, rows: UnsafeBufferPointer<Int32>,
        _ body: (_ position: Int, _ entry: (Int) -> Scalar) -> Void
    ) {
        let stride = forward(table: table, rows: rows)
        for position in 0..<rows.count {
            body(position) { output.start[$0 * stride + position] }
        }
    }

    private var logNormalisation: Double {
        -0.5 * Double(architecture.parameterCount) * .log(2 * .pi)
    }

    private func summedLogDensity(_ count: Int) -> Double {
        var sum = 0.0
        for position in 0..<count { sum += Double(logDensities.start[position]) }
        return sum + Double(count) * logNormalisation
    }

    private func targets(_ stride: Int) -> UnsafeMutablePointer<Scalar> {
        input.start + (architecture.statisticCount + 1) * stride
    }

    private static func padded(_ count: Int) -> Int {
        (count + Int(VM_LANE_ALIGNMENT) - 1) / Int(VM_LANE_ALIGNMENT) * Int(VM_LANE_ALIGNMENT)
    }

    /// The step from row to row: full vectors, and no power of two, at which all rows of a column
    /// would fall into the same few sets of the cache.
    static func stride(of count: Int) -> Int {
        let width = padded(count)
        return width % 128 == 0 ? width + Int(VM_LANE_ALIGNMENT) : width
    }

    // MARK: - Forward and backward

    private func forward(table: UnsafePointer<Scalar>, rows: UnsafeBufferPointer<Int32>) -> Int {
        precondition(
            rows.count > 0 && rows.count <= capacity,
            "batch of \(rows.count) rows, expected 1 to \(capacity)")
        let stride = Self.stride(of: rows.count)
        let width = Self.padded(rows.count)
        Scalar._gather(
            embedding == nil ? input.start : traces.start, stride, table, tableColumns,
            rows.baseAddress!, rows.count)
        if let embedding { embed(embedding, stride) }
        propagate(width, stride)
        return stride
    }

    /// Learned statistics, then the other statistics, ones and targets that come after the trace.
    private func embed(_ embedding: EmbeddingNetwork<Scalar>, _ stride: Int) {
        embedding.forward(
            traces.start, weights: weights.start + architecture.weightCount, into: input.start,
            stride: stride)
        let learned = embedding.architecture.outputCount
        (input.start + learned * stride).update(
            from: traces.start + embedding.architecture.inputCount * stride,
            count: (Self.tableColumns(architecture) - learned) * stride)
    }

    private func propagate(_ width: Int, _ stride: Int) {
        for (index, layer) in layers.enumerated() {
            let weights = weights.start + layer.offset
            guard index < hiddenOffsets.count else {
                Scalar._layerForward(
                    output.start, nil, stride, width, weights, layer.outputs, layer.inputs,
                    values(before: index), nil, false)
                break
            }
            let value = hidden.start + hiddenOffsets[index].value
            Scalar._layerForward(
                value, slope(index), stride, width, weights, layer.outputs, layer.inputs,
                values(before: index), architecture.activation, architecture.isResidual(index))
            (value + layer.outputs * stride).update(repeating: 1, count: width)
        }
    }

    private func backward(count: Int, stride: Int) {
        for index in layers.indices.reversed() { backward(index, count, stride) }
        guard let embedding else { return }
        // Of the inputs of the first layer only the learned statistics.
        let layer = layers[0]
        Scalar._gemm(
            true, false, embedding.architecture.outputCount, Self.padded(count), layer.outputs, 1,
            weights.start, layer.inputs + 1, layers.count > 1 ? delta(0) : output.start, stride, 0,
            embeddingDelta.start, stride)
        embedding.backward(
            embeddingDelta.start, input: traces.start,
            weights: weights.start + architecture.weightCount,
            gradient: gradient.start + architecture.weightCount, count: count, stride: stride)
    }

    /// From the gradient Δ of layer `index` with respect to its sums: Δ·Hᵀ for its weights and, unless
    /// the layer is the first, Wᵀ·Δ for the layer before.
    private func backward(_ index: Int, _ count: Int, _ stride: Int) {
        let layer = layers[index]
        let isHead = index == hiddenOffsets.count
        let delta = isHead ? output.start : delta(index)
        Scalar._gemm(
            false, true, layer.outputs, layer.inputs + 1, count, 1, delta, stride,
            values(before: index), stride, 0, gradient.start + layer.offset, layer.inputs + 1)
        guard index > 0 else { return }
        Scalar._layerBackward(
            self.delta(index - 1), architecture.isResidual(index - 1) ? passed.start : nil, stride,
            Self.padded(count), weights.start + layer.offset, layer.outputs, layer.inputs, delta,
            slope(index - 1), !isHead && architecture.isResidual(index) ? passed.start : nil)
    }

    private func values(before index: Int) -> UnsafeMutablePointer<Scalar> {
        index == 0 ? input.start : hidden.start + hiddenOffsets[index - 1].value
    }

    private func slope(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        hidden.start + hiddenOffsets[index].slope
    }

    private func delta(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        deltas.start + (index % 2) * deltaCapacity
    }
}
