public import LinearAlgebra
import RealModule

/// A mixture of Gaussians with full covariances, held as lower-triangular precision factors.
///
/// Component k has precision Pₖ = Lₖ·Lₖᵀ with Lₖ lower-triangular and of positive diagonal. The
/// factor is the *only* representation: density, sampler, marginals and conditionals all read it, so
/// they cannot drift apart, and neither A·Aᵀ nor an ε on a diagonal is ever formed.
///
/// ```swift
/// let mixture = try GaussianMixture(
///     weights: [0.3, 0.7], means: Matrix([[-2, 0], [1, 1]]),
///     covariances: [.identity(2), .diagonal([0.25, 4])])
/// let density = mixture.logDensity(Matrix([[0, 0]]))
/// let first = mixture.marginal([0])
/// let rest = mixture.conditional(on: [0], values: [0.5])
/// ```
public struct GaussianMixture: Sendable, Equatable {
    /// The logarithms of the weights, normalised so that the weights sum to one, `[components]`.
    public let logWeights: [Double]
    /// The means, `[components × dimension]`.
    public let means: Matrix<Double>
    /// One factor Lₖ `[dimension × dimension]` for each component; zeros above the diagonal.
    public let precisionFactors: [Matrix<Double>]

    /// Creates a mixture from precision factors.
    ///
    /// - Parameters:
    ///   - logWeights: any numbers up to a common constant; −∞ is a weight of zero, but one must be
    ///     finite.
    ///   - means: `[components × dimension]`.
    ///   - precisionFactors: lower-triangular with a positive diagonal; entries above the diagonal
    ///     are set to zero.
    public init(
        logWeights: [Double], means: Matrix<Double>, precisionFactors: [Matrix<Double>]
    ) {
        let count = logWeights.count
        precondition(
            count > 0 && means.rows == count && precisionFactors.count == count,
            "\(count) log weights, \(means.rows) means, \(precisionFactors.count) factors")
        let dimension = means.columns
        for factor in precisionFactors {
            precondition(
                factor.rows == dimension && factor.columns == dimension,
                "factor is [\(factor.rows) × \(factor.columns)], dimension is \(dimension)")
            precondition(
                factor.diagonal.allSatisfy { $0 > 0 },
                "factor has the diagonal \(factor.diagonal), expected positive entries")
        }
        let total = logSumExp(logWeights)
        precondition(total.isFinite, "log weights \(logWeights), expected a finite one")
        self.logWeights = logWeights.map { $0 - total }
        self.means = means
        self.precisionFactors = precisionFactors.map { factor in
            var lower = factor
            for row in 0..<dimension {
                for column in row + 1..<max(row + 1, dimension) { lower[row, column] = 0 }
            }
            return lower
        }
    }

    /// Creates a mixture from weights (up to a common factor) and covariances.
    ///
    /// - Throws: `LinearAlgebraError.notPositiveDefinite` for a covariance that is not.
    public init(
        weights: [Double], means: Matrix<Double>, covariances: [Matrix<Double>]
    ) throws(LinearAlgebraError) {
        var factors: [Matrix<Double>] = []
        for covariance in covariances {
            // Reversing the order of the dimensions turns Σ = C·Cᵀ into Σ = U·Uᵀ with U upper; the
            // precision is then U⁻ᵀ·U⁻¹ with U⁻ᵀ lower.
            let reversed = try Cholesky(covariance.reversedInBothDirections())
            let upper = reversed.lower.reversedInBothDirections()
            factors.append(try upper.triangularInverse(.upper).transposed())
        }
        self.init(
            logWeights: weights.map { .log($0) }, means: means, precisionFactors: factors)
    }

    /// The number of components.
    public var componentCount: Int { logWeights.count }

    /// The number of dimensions.
    public var dimension: Int { means.columns }

    /// The weights, `[components]`; they sum to one.
    public var weights: [Double] { logWeights.map { .exp($0) } }

    /// The covariance (Lₖ·Lₖᵀ)⁻¹ of one component, `[dimension × dimension]`.
    public func covariance(ofComponent component: Int) -> Matrix<Double> {
        let inverse = inverseFactor(component)
        return inverse.times(inverse, transposingSelf: true)
    }

    /// The mean of the mixture, `[dimension]`.
    public var mean: [Double] {
        means.times(weights, transposingSelf: true)
    }

    /// The covariance of the mixture: within the components plus between their means,
    /// `[dimension × dimension]`.
    public var covariance: Matrix<Double> {
        let mean = mean
        var result = Matrix<Double>(rows: dimension, columns: dimension)
        for component in 0..<componentCount {
            let weight = Double.exp(logWeights[component])
            let inverse = inverseFactor(component)
            result.accumulateProduct(of: inverse, inverse, transposingFirst: true, scale: weight)
            let offset = Matrix(rows: 1, columns: dimension) { means[component, $1] - mean[$1] }
            result.accumulateProduct(of: offset, offset, transposingFirst: true, scale: weight)
        }
        return result
    }

    /// Lₖ⁻¹, lower-triangular.
    func inverseFactor(_ component: Int) -> Matrix<Double> {
        var inverse = Matrix<Double>.identity(dimension)
        inverse.solveTriangular(precisionFactors[component], .lower)
        return inverse
    }

    /// Σ log Lᵢᵢ − d/2·log 2π of one component.
    func logNormalisation(_ component: Int) -> Double {
        precisionFactors[component].diagonal.reduce(0) { $0 + .log($1) }
            - 0.5 * Double(dimension) * .log(2 * .pi)
    }
}

/// log Σ exp of some numbers without overflow; −∞ where all are −∞.
func logSumExp(_ values: some Collection<Double>) -> Double {
    guard let largest = values.max(), largest.isFinite else { return values.max() ?? -.infinity }
    return largest + .log(values.reduce(0) { $0 + .exp($1 - largest) })
}

extension Matrix<Double> {
    /// The matrix with the order of rows and of columns reversed.
    func reversedInBothDirections() -> Matrix {
        Matrix(rows: rows, columns: columns, elements: elements.reversed())
    }
}
