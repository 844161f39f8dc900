public import LinearAlgebra
public import RandomStreams

extension GaussianMixture {
    /// Draws points from the mixture: a component by its weight, then μ + L⁻ᵀ·ε.
    ///
    /// Point i uses the numbers of index `firstIndex + i` alone: slot 0 for the component and slots
    /// 1 … dimension for ε. A sample therefore does not depend on how many are drawn together.
    /// - Parameters:
    ///   - stream: where the numbers come from.
    ///   - firstIndex: the global index of the first point.
    ///   - step: a further address, such as the round of a rejection sampler.
    /// - Returns: `[count × dimension]`.
    public func sample(
        count: Int, stream: RandomStream, firstIndex: UInt64 = 0, step: UInt32 = 0
    ) -> Matrix<Double> {
        precondition(count >= 0, "\(count) samples asked for")
        let dimension = dimension
        var cumulative = weights
        for component in 1..<max(1, componentCount) {
            cumulative[component] += cumulative[component - 1]
        }
        // Weights of zero at the end must not be drawn when rounding leaves the sum below a draw.
        let last = logWeights.lastIndex { $0 > -.infinity } ?? componentCount - 1
        let transforms = (0..<componentCount).flatMap { inverseFactor($0).elements }
        var result = Matrix<Double>(rows: count, columns: dimension)
        let block = 1024
        var draws = [Double](repeating: 0, count: dimension * block)
        var choices = [Double](repeating: 0, count: block)
        for first in stride(from: 0, to: count, by: block) {
            let lanes = min(block, count - first)
            let index = firstIndex + UInt64(first)
            choices.withUnsafeMutableBufferPointer { buffer in
                stream.fillUniform(
                    UnsafeMutableBufferPointer(rebasing: buffer[..<lanes]), firstIndex: index,
                    step: step, slot: 0)
            }
            draws.withUnsafeMutableBufferPointer { buffer in
                for axis in 0..<dimension {
                    let start = axis * block
                    stream.fillNormal(
                        UnsafeMutableBufferPointer(rebasing: buffer[start..<start + lanes]),
                        firstIndex: index, step: step, slot: UInt32(axis + 1))
                }
            }
            result.elements.withUnsafeMutableBufferPointer { elements in
                transforms.withUnsafeBufferPointer { transforms in
                    for lane in 0..<lanes {
                        var component = 0
                        while component < last && choices[lane] >= cumulative[component] {
                            component += 1
                        }
                        let target = (first + lane) * dimension
                        for axis in 0..<dimension {
                            elements[target + axis] = means.elements[component * dimension + axis]
                        }
                        // Row `axis` of L⁻ᵀ is column `axis` of L⁻¹: its entry of row r times εᵣ goes
                        // to every axis up to r. All axes are taken, which adds zeros but is one loop.
                        for row in 0..<dimension {
                            let draw = draws[row * block + lane]
                            let entries = (component * dimension + row) * dimension
                            for axis in 0..<dimension {
                                elements[target + axis] += transforms[entries + axis] * draw
                            }
                        }
                    }
                }
            }
        }
        return result
    }
}
