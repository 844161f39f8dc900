import LinearAlgebra
import Probability
import RealModule
import Testing

/// Every component of marginals and conditionals, for all 30 proper subsets of five dimensions,
/// against Schur complements by elimination on covariances, written out here.
@Suite struct GaussianMixtureSchurTests {
    private static let dimension = 5
    private static let count = 3
    private static let subsets: [[Int]] = (1..<(1 << dimension) - 1).map { bits in
        (0..<dimension).filter { bits >> $0 & 1 == 1 }
    }

    @Test(arguments: subsets) func marginalsAreBlocksOfTheCovariances(subset: [Int]) throws {
        let (weights, means, covariances) = MixtureFixture.parts(Self.dimension, Self.count)
        let marginal = try MixtureFixture.mixture(Self.dimension, Self.count).marginal(subset)
        let total = weights.reduce(0, +)
        for component in 0..<Self.count {
            // A logarithm and back.
            #expect(abs(marginal.weights[component] - weights[component] / total) < 1e-14)
            let covariance = marginal.covariance(ofComponent: component)
            for (row, first) in subset.enumerated() {
                #expect(marginal.means[component, row] == means[component, first])
                for (column, second) in subset.enumerated() {
                    // Entries of some tens, by way of a factor and its inverse.
                    #expect(
                        abs(covariance[row, column] - covariances[component][first, second])
                            < 1e-11)
                }
            }
        }
    }

    @Test(arguments: subsets) func conditionalsAreSchurComplements(given: [Int]) throws {
        let (weights, means, covariances) = MixtureFixture.parts(Self.dimension, Self.count)
        let mixture = try MixtureFixture.mixture(Self.dimension, Self.count)
        let free = (0..<Self.dimension).filter { !given.contains($0) }
        let values = given.map { 0.4 * Double($0) - 0.7 }
        let conditional = mixture.conditional(on: given, values: values)
        var logWeights: [Double] = []
        for component in 0..<Self.count {
            // The given dimensions first, with the offset of their values as a further column:
            // eliminating them leaves the covariance of the others, and minus their shift.
            let order = given + free
            var table = order.map { row in
                order.map { covariances[component][row, $0] }
            }
            for (position, axis) in order.enumerated() {
                let offset =
                    position < given.count ? values[position] - means[component, axis] : 0
                table[position].append(offset)
            }
            var logDensity = Double.log(weights[component])
            for pivot in given.indices {
                // Without row exchanges the pivots are conditional variances, and what stands in
                // the last column is the offset left after those before.
                let (variance, offset) = (table[pivot][pivot], table[pivot][order.count])
                logDensity -= 0.5 * (offset * offset / variance + .log(2 * .pi * variance))
                for row in pivot + 1..<order.count {
                    let factor = table[row][pivot] / variance
                    for column in table[row].indices {
                        table[row][column] -= factor * table[pivot][column]
                    }
                }
            }
            logWeights.append(logDensity)
            let covariance = conditional.covariance(ofComponent: component)
            for (row, first) in free.enumerated() {
                let line = table[given.count + row]
                // Elimination on covariances loses a digit or two more than factors do.
                let shifted = means[component, first] - line[order.count]
                #expect(abs(conditional.means[component, row] - shifted) < 1e-10)
                for column in free.indices {
                    #expect(
                        abs(covariance[row, column] - line[given.count + column]) < 1e-10)
                }
            }
        }
        let largest = logWeights.max() ?? 0
        let total = logWeights.reduce(0) { $0 + .exp($1 - largest) }
        for (component, weight) in conditional.weights.enumerated() {
            #expect(abs(weight - .exp(logWeights[component] - largest) / total) < 1e-10)
        }
    }
}
