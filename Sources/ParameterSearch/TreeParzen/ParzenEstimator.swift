package import LinearAlgebra
import Probability
import RandomStreams
import RealModule

/// A mixture of kernels over the unit cube and the options: a density that can be drawn from.
///
/// A kernel is a product over the columns: a normal truncated to [0, 1] and normalised by itself,
/// or a distribution over options. One component index serves all columns, so the mixture keeps
/// what the trials say about parameters together. Watanabe 2023 (arXiv 2304.11127) compares the
/// variants.
package struct ParzenEstimator: Sendable {
    private let space: SearchSpace
    private let features: ParzenFeatures
    private let kernels: ParzenKernels
    private let cumulativeWeights: [Double]
    /// `[features × kernels]`.
    private let coefficients: Matrix<Double>
    private let logWeights: [Double]

    /// Makes the mixture of kernels; there must be at least one of positive weight.
    package init(_ kernels: ParzenKernels, space: SearchSpace, features: ParzenFeatures) {
        self.space = space
        self.features = features
        self.kernels = kernels
        let total = kernels.weights.reduce(0, +)
        totalWeight = total
        precondition(total > 0, "\(kernels.count) kernels with a total weight of \(total)")
        var sum = 0.0
        cumulativeWeights = kernels.weights.map {
            sum += $0 / total
            return sum
        }
        logWeights = kernels.weights.map { Double.log($0 / total) }
        coefficients = features.coefficients(kernels, space: space)
    }

    /// The sum of the kernels' weights.
    let totalWeight: Double

    /// The log densities of points given by their features, `[points]`.
    package func logDensities(_ points: Matrix<Double>) -> [Double] {
        var logs = Matrix<Double>(
            rows: points.rows, columns: kernels.count,
            elements: [Double](unsafeUninitializedCapacity: points.rows * kernels.count) {
                buffer, count in
                logWeights.withUnsafeBufferPointer { weights in
                    for row in 0..<points.rows {
                        (buffer.baseAddress! + row * weights.count).initialize(
                            from: weights.baseAddress!, count: weights.count)
                    }
                }
                count = points.rows * kernels.count
            })
        logs.accumulateProduct(of: points, coefficients)
        return LogSumExp.rows(&logs)
    }

    /// Draws points, `count` of them, within the branches that they choose.
    ///
    /// - Parameter numbers: uniform ones, `[count × (1 + columns)]`.
    package func samples(_ count: Int, numbers: [Double]) -> [[Double]] {
        let columns = space.columns.count
        return (0..<count).map { row in
            let base = row * (columns + 1)
            let position = numbers[base]
            let chosen = cumulativeWeights.firstPosition { position < $0 }
            let kernel = Swift.min(chosen, kernels.count - 1) * columns
            var point = [Double](repeating: 0, count: columns)
            for column in 0..<columns {
                point[column] = draw(column, kernel + column, numbers[base + 1 + column])
            }
            space.blankInactive(&point)
            return point
        }
    }

    /// The value of one column of a kernel for a uniform number.
    private func draw(_ column: Int, _ place: Int, _ number: Double) -> Double {
        let (centre, deviation) = (kernels.centres[place], kernels.deviations[place])
        if features.optionCounts[column] > 0 {
            if centre.isNaN { return Double(space.columns[column].option(at: number)) }
            // The part of the numbers that exchanges the option is stretched for the prior's draw.
            guard number < deviation else { return centre }
            return Double(space.columns[column].option(at: number / deviation))
        }
        if centre.isNaN { return number }
        let (lower, upper) = ParzenKernels.tails(centre, deviation)
        let x = centre + deviation * StandardNormal.quantile(lower + number * (upper - lower))
        return Swift.min(Swift.max(x, 0), 1)
    }
}

extension ParzenFeatures {
    /// The coefficients of kernels, `[features × kernels]`.
    func coefficients(_ kernels: ParzenKernels, space: SearchSpace) -> Matrix<Double> {
        let count = kernels.count
        let columns = optionCounts.count
        var result = Matrix<Double>(rows: self.count, columns: count)
        result.elements.withUnsafeMutableBufferPointer { buffer in
            for column in 0..<columns {
                let first = offsets[column] * count
                if optionCounts[column] > 0 {
                    let priors = space.columns[column].optionProbabilities
                    for index in 0..<count {
                        let centre = kernels.centres[index * columns + column]
                        let exchange =
                            centre.isNaN ? 1 : kernels.deviations[index * columns + column]
                        for (option, prior) in priors.enumerated() {
                            let own = Double(option) == centre ? 1 - exchange : 0
                            buffer[first + option * count + index] =
                                Double.log(own + exchange * prior)
                        }
                    }
                } else {
                    for index in 0..<count {
                        let centre = kernels.centres[index * columns + column]
                        guard !centre.isNaN else { continue }
                        let deviation = kernels.deviations[index * columns + column]
                        let precision = 1 / (deviation * deviation)
                        buffer[first + index] = -0.5 * precision
                        buffer[first + count + index] = centre * precision
                        buffer[first + 2 * count + index] =
                            -0.5 * centre * centre * precision
                            - ParzenKernels.logNormaliser(centre, deviation)
                    }
                }
            }
        }
        return result
    }
}
