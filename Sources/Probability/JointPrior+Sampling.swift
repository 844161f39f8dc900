public import LinearAlgebra
import RandomStreams

extension JointPrior {
    /// Draws parameter vectors, `[count × dimension]`.
    ///
    /// Row i, column j comes from the number addressed by (seed, `.prior`, firstIndex + i, slot j),
    /// so a row is the same in whatever batch it is drawn.
    public func sample(count: Int, seed: UInt64, firstIndex: Int = 0) -> Matrix<Double> {
        precondition(count >= 0 && firstIndex >= 0, "count \(count), first index \(firstIndex)")
        let stream = RandomStream(seed: seed, purpose: .prior)
        var result = Matrix<Double>(rows: count, columns: dimension)
        for row in 0..<count {
            let index = UInt64(firstIndex + row)
            forEachFactor { factor, first in
                switch factor {
                case .marginal(_, let marginal):
                    result[row, first] = marginal.quantile(
                        stream.uniform(index: index, slot: UInt32(first)))
                case .multivariateNormal(let normal):
                    result.replaceRow(row, from: first, by: normal) { axis in
                        StandardNormal.quantile(
                            stream.uniform(index: index, slot: UInt32(first + axis)))
                    }
                case .confinedMultivariateNormal(let confined):
                    result.replaceRow(row, from: first, by: confined.normal) { axis in
                        confined.axes[axis].quantile(
                            stream.uniform(index: index, slot: UInt32(first + axis)))
                    }
                }
            }
        }
        return result
    }
}

extension Matrix<Double> {
    /// Writes a draw of a multivariate normal into a row, given its standardised coordinates.
    fileprivate mutating func replaceRow(
        _ row: Int, from first: Int, by normal: MultivariateNormal,
        _ coordinate: (_ axis: Int) -> Double
    ) {
        let coordinates = normal.names.indices.map(coordinate)
        // Row by row, because a product of many rows may be summed in another order.
        for parameter in coordinates.indices {
            self[row, first + parameter] = (0...parameter).reduce(normal.mean[parameter]) {
                $0 + normal.factor.lower[parameter, $1] * coordinates[$1]
            }
        }
    }
}
