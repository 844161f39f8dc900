import LinearAlgebra

/// The layers of an embedding with all the memory that a batch of them needs.
///
/// Batches are `[rows × samples]` with the samples contiguous, as in `MixtureDensityNetwork`, to
/// which weights and gradient belong. Nothing is allocated after initialisation; every sum has an
/// order of its own that depends on the shapes alone.
final class EmbeddingNetwork<Scalar: NetworkScalar> {
    let architecture: EmbeddingArchitecture
    /// Of every stage but the last: values before the nonlinearity where there is one, and the
    /// values that the next stage reads.
    private let values: AlignedBuffer<Scalar>
    private let places: [(before: Int, after: Int)]
    /// Gradients with respect to the values of two neighbouring stages in turn.
    private let deltas: AlignedBuffer<Scalar>
    private let deltaCapacity: Int
    private let ones: AlignedBuffer<Scalar>
    private let rowSums: AlignedBuffer<Scalar>

    /// - Parameter stride: the step from row to row of the largest batch.
    init(_ architecture: EmbeddingArchitecture, stride: Int) {
        self.architecture = architecture
        var offset = 0
        var largest = 0
        places = architecture.stages.dropLast().map { stage in
            let size = stage.outputRows * stride
            largest = max(largest, size)
            defer { offset += stage.isActivated ? 2 * size : size }
            return (offset, stage.isActivated ? offset + size : offset)
        }
        values = AlignedBuffer(count: offset)
        deltaCapacity = largest
        deltas = AlignedBuffer(count: 2 * largest)
        ones = AlignedBuffer(count: stride)
        ones.start.update(repeating: 1, count: stride)
        rowSums = AlignedBuffer(count: architecture.stages.map(\.outputRows).max() ?? 0)
    }

    /// Writes the learned statistics `[outputCount × stride]` of traces `[inputCount × stride]`.
    func forward(
        _ input: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
        into output: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
        for (index, stage) in architecture.stages.enumerated() {
            let source = index == 0 ? input : UnsafePointer(after(index - 1))
            switch stage {
            case .pooling(let pooling):
                pooling.forward(source, into: after(index), stride: stride)
            case .convolution(let layer):
                guard layer.isActivated else {
                    layer.forward(source, weights: weights, into: output, stride: stride)
                    continue
                }
                let before = values.start + places[index].before
                layer.forward(source, weights: weights, into: before, stride: stride)
                Scalar._activate(
                    architecture.activation, after(index), before, layer.outputRows * stride)
            }
        }
    }

    /// Writes the gradient of the weights, from that of the learned statistics and the values that
    /// `forward` left.
    ///
    /// - Parameter count: samples of the batch; lanes after them are ignored.
    func backward(
        _ outputDelta: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>,
        weights: UnsafePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>, count: Int,
        stride: Int
    ) {
        for index in architecture.stages.indices.reversed() {
            let stage = architecture.stages[index]
            let isLast = index == architecture.stages.count - 1
            let source = index == 0 ? input : UnsafePointer(after(index - 1))
            let outgoing = isLast ? outputDelta : delta(index)
            switch stage {
            case .pooling(let pooling):
                pooling.backward(
                    outgoing, input: source, output: after(index), into: delta(index - 1),
                    stride: stride)
            case .convolution(let layer):
                if layer.isActivated {
                    Scalar._activationGradient(
                        architecture.activation, outgoing, values.start + places[index].before,
                        after(index), layer.outputRows * stride)
                }
                layer.weightGradient(
                    outgoing, input: source, into: gradient, ones: ones.start,
                    rowSums: rowSums.start, count: count, stride: stride)
                guard index > 0 else { break }
                layer.inputGradient(
                    outgoing, weights: weights, into: delta(index - 1), stride: stride)
            }
        }
    }

    private func after(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        values.start + places[index].after
    }

    private func delta(_ index: Int) -> UnsafeMutablePointer<Scalar> {
        deltas.start + (index % 2) * deltaCapacity
    }
}

extension EmbeddingArchitecture.Stage {
    fileprivate var isActivated: Bool {
        if case .convolution(let layer) = self { layer.isActivated } else { false }
    }
}
