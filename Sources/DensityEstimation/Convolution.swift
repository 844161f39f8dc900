import LinearAlgebra

/// Convolutions as matrix products: one for every position, on blocks of rows.
///
/// Windows gathered for one large product (im2col) were rejected: at the sizes of traces the copies
/// cost as much as the products, and the values of neighbouring windows would be stored many times.
extension EmbeddingArchitecture.Convolution {
    /// W·window + bias at every position.
    func forward<Scalar: NetworkScalar>(
        _ input: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
        into output: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
        let width = window + 1
        let weights = weights + offset
        for position in 0..<positions {
            let block = output + position * outputChannels * stride
            for channel in 0..<outputChannels {
                (block + channel * stride).update(
                    repeating: weights[channel * width + window], count: stride)
            }
            Scalar._gemm(
                false, false, outputChannels, stride, window, 1, weights, width,
                input + position * inputChannels * stride, stride, 1, block, stride)
        }
    }

    /// Σ over positions of Δ·windowᵀ, and of Δ for the biases.
    ///
    /// - Parameter rowSums: scratch, `[outputRows]`.
    func weightGradient<Scalar: NetworkScalar>(
        _ delta: UnsafePointer<Scalar>, input: UnsafePointer<Scalar>,
        into gradient: UnsafeMutablePointer<Scalar>, ones: UnsafePointer<Scalar>,
        rowSums: UnsafeMutablePointer<Scalar>, count: Int, stride: Int
    ) {
        let width = window + 1
        let gradient = gradient + offset
        for position in 0..<positions {
            Scalar._gemm(
                false, true, outputChannels, window, count, 1,
                delta + position * outputChannels * stride, stride,
                input + position * inputChannels * stride, stride, position == 0 ? 0 : 1,
                gradient, width)
        }
        Scalar._gemm(
            false, false, outputRows, 1, count, 1, delta, stride, ones, 1, 0, rowSums, 1)
        for channel in 0..<outputChannels {
            var sum = Scalar(0)
            for position in 0..<positions { sum += rowSums[position * outputChannels + channel] }
            gradient[channel * width + window] = sum
        }
    }

    /// Σ over the windows that a row is in of Wᵀ·Δ.
    func inputGradient<Scalar: NetworkScalar>(
        _ delta: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
        into result: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
        if positions > 1 { result.update(repeating: 0, count: inputRows * stride) }
        for position in 0..<positions {
            Scalar._gemm(
                true, false, window, stride, outputChannels, 1, weights + offset, window + 1,
                delta + position * outputChannels * stride, stride, positions > 1 ? 1 : 0,
                result + position * inputChannels * stride, stride)
        }
    }
}

extension EmbeddingArchitecture.PoolingStage {
    /// Puts neighbouring positions together, `[inputRows × stride]` to `[output rows × stride]`.
    func forward<Scalar: NetworkScalar>(
        _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
        let size = channels * stride
        for group in 0..<outputPositions {
            let positions = positions(of: group)
            let result = output + group * size
            result.update(from: input + positions.lowerBound * size, count: size)
            for position in positions.dropFirst() {
                let values = input + position * size
                switch pooling {
                case .mean: for index in 0..<size { result[index] += values[index] }
                case .maximum:
                    for index in 0..<size { result[index] = max(result[index], values[index]) }
                }
            }
            if case .mean = pooling {
                let share = 1 / Scalar(positions.count)
                for index in 0..<size { result[index] *= share }
            }
        }
    }

    /// Hands gradients back: equal shares of a mean; all of it to the greatest value, the first of
    /// equal ones, which a flat stretch of a trace has many of.
    ///
    /// - Parameter delta: is used up.
    func backward<Scalar: NetworkScalar>(
        _ delta: UnsafeMutablePointer<Scalar>, input: UnsafePointer<Scalar>,
        output: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>, stride: Int
    ) {
        let size = channels * stride
        for group in 0..<outputPositions {
            let positions = positions(of: group)
            let left = delta + group * size
            let greatest = output + group * size
            let share = 1 / Scalar(positions.count)
            for position in positions {
                let values = input + position * size
                let target = result + position * size
                switch pooling {
                case .mean: for index in 0..<size { target[index] = share * left[index] }
                case .maximum:
                    for index in 0..<size {
                        let isTaken = values[index] == greatest[index]
                        target[index] = isTaken ? left[index] : 0
                        left[index] = isTaken ? 0 : left[index]
                    }
                }
            }
        }
    }
}
