import LinearAlgebra

/// The affine change of coordinates u = Gᵀ·(θ − W·x − b) in which the network sees the parameters,
/// with x the standardised statistics and G lower-triangular of positive diagonal.
///
/// Without a linear part W = 0 and G is diagonal: the z-score. With one, W·x + b is the ridge
/// regression of θ on x and G·Gᵀ the precision of what it leaves over of new simulations, so that
/// their u is white. As G is lower-triangular, a mixture with precision factors L in u has the factors
/// G·L in θ: they are lower-triangular again, and nothing has to be factorised.
public struct ParameterStandardiser: Sendable, Equatable, Codable {
    /// G, row-major `[d × d]`.
    public let factor: [Double]
    /// W, row-major `[d × standardised statistics]`.
    public let slope: [Double]
    /// b, `[d]`.
    public let offset: [Double]

    /// The number of parameters.
    public var dimension: Int { offset.count }

    /// log |det ∂u/∂θ| = Σ log Gᵢᵢ.
    var logDeterminant: Double {
        Cholesky(lower: factorMatrix).logDeterminant / 2
    }

    var factorMatrix: Matrix<Double> {
        Matrix(rows: dimension, columns: dimension, elements: factor)
    }

    var slopeMatrix: Matrix<Double> {
        Matrix(rows: dimension, columns: slope.count / dimension, elements: slope)
    }

    init(factor: [Double], slope: [Double], offset: [Double]) {
        self.factor = factor
        self.slope = slope
        self.offset = offset
    }

    /// Fits the change of coordinates.
    ///
    /// - Parameters:
    ///   - parameters: θ `[simulations × d]`, finite.
    ///   - statistics: standardised, `[simulations × inputs]`.
    init(fitting parameters: Matrix<Double>, statistics: Matrix<Double>, usesLinearPart: Bool)
        throws(TrainingError)
    {
        let dimension = parameters.columns
        let means = parameters.columnMeans()
        let deviations = parameters.columnStandardDeviations()
        for column in 0..<dimension
        where !isVarying(mean: means[column], deviation: deviations[column]) {
            throw .constantParameter(column: column)
        }
        guard usesLinearPart else {
            factor = Matrix.diagonal(deviations.map { 1 / $0 }).elements
            slope = [Double](repeating: 0, count: dimension * statistics.columns)
            offset = means
            return
        }
        let scaled = Matrix(rows: parameters.rows, columns: dimension) {
            (parameters[$0, $1] - means[$1]) / deviations[$1]
        }
        do {
            let regression = try RidgeRegression(of: scaled, on: statistics)
            var residual = scaled
            residual.accumulateProduct(
                of: statistics, regression.coefficients, transposingSecond: true, scale: -1)
            let residuals = residual.covariance()
            // As wide as what it leaves over of new simulations.
            var covariance = Matrix(rows: dimension, columns: dimension) {
                regression.predictionFactor * residuals[$0, $1]
            }
            for axis in 0..<dimension { covariance[axis, axis] += Self.residualFloor }
            // Reversed, Σ = C·Cᵀ becomes Σ = U·Uᵀ with U upper; G = U⁻ᵀ is then lower and
            // G·Gᵀ = Σ⁻¹.
            let reversed = try Cholesky(covariance.reversedInBothDirections()).lower
            let white = try reversed.reversedInBothDirections().triangularInverse(.upper)
                .transposed()
            factor =
                Matrix(rows: dimension, columns: dimension) {
                    white[$0, $1] / deviations[$0]
                }.elements
            slope =
                Matrix(rows: dimension, columns: statistics.columns) {
                    deviations[$0] * regression.coefficients[$0, $1]
                }.elements
            let centres = residual.columnMeans()
            offset = (0..<dimension).map { means[$0] + deviations[$0] * centres[$0] }
        } catch {
            throw .degenerateParameters
        }
    }

    /// u of every row, `[rows × d]`.
    func whiten(_ parameters: Matrix<Double>, statistics: Matrix<Double>) -> Matrix<Double> {
        let centres = centres(statistics)
        return (parameters - centres).times(factorMatrix)
    }

    /// What a network reads as targets: u, and where the density of one parameter is bounded also
    /// the images of the bounds 0 and 1, `[rows × 3]`.
    func targets(
        _ parameters: Matrix<Double>, statistics: Matrix<Double>, isBounded: Bool
    ) -> Matrix<Double> {
        guard isBounded else { return whiten(parameters, statistics: statistics) }
        let centres = centres(statistics)
        return Matrix(rows: parameters.rows, columns: 3) { row, column in
            factor[0] * ([parameters[row, 0], 0, 1][column] - centres[row, 0])
        }
    }

    /// W·x + b of every row, `[rows × d]`.
    func centres(_ statistics: Matrix<Double>) -> Matrix<Double> {
        var centres = Matrix(rows: statistics.rows, columns: dimension) { offset[$1] }
        centres.accumulateProduct(of: statistics, slopeMatrix, transposingSecond: true)
        return centres
    }

    /// The least residual variance, as a share of the parameter's variance: a deviation of 10⁻⁴.
    /// The network makes a density narrower than that by another factor of e⁸.
    private static let residualFloor = 1e-8
}

extension Matrix<Double> {
    /// The matrix with the order of rows and of columns reversed.
    func reversedInBothDirections() -> Matrix {
        Matrix(rows: rows, columns: columns, elements: elements.reversed())
    }
}
