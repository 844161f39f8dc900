package import LinearAlgebra

/// Turns coordinates into features in which every kernel's log density is a scalar product.
///
/// A number x gives (x², x, 1), an option gives 1 in its own place, and a parameter outside of its
/// branch gives zeros. With the kernels' coefficients in the same places, the log densities of all
/// points under all kernels are one matrix product, and a kernel or a point that has no value in a
/// column drops out of it: the column is marginalised.
package struct ParzenFeatures: Sendable {
    /// For every column the place of its first feature.
    let offsets: [Int]
    /// The number of features.
    let count: Int
    /// For every column the number of options; 0 for numbers.
    let optionCounts: [Int]

    package init(_ space: SearchSpace) {
        var offsets: [Int] = []
        var count = 0
        optionCounts = space.columns.map(\.optionCount)
        for options in optionCounts {
            offsets.append(count)
            count += options > 0 ? options : 3
        }
        self.offsets = offsets
        self.count = count
    }

    /// The features of points, `[points × features]`.
    package func matrix(_ points: [[Double]]) -> Matrix<Double> {
        var result = Matrix<Double>(rows: points.count, columns: count)
        let width = count
        result.elements.withUnsafeMutableBufferPointer { buffer in
            for (row, point) in points.enumerated() {
                let base = row * width
                for (column, value) in point.enumerated() where !value.isNaN {
                    let place = base + offsets[column]
                    if optionCounts[column] > 0 {
                        buffer[place + Int(value)] = 1
                    } else {
                        buffer[place] = value * value
                        buffer[place + 1] = value
                        buffer[place + 2] = 1
                    }
                }
            }
        }
        return result
    }
}
