public import LinearAlgebra

/// Marginals, conditionals and affine images, all by orthogonal factorisation of the factors
/// themselves: covariances are not formed, so no digits are lost to squaring.
extension GaussianMixture {
    /// The mixture of some of the dimensions, the others integrated out.
    ///
    /// With M = L⁻¹ the covariance is Mᵀ·M, so that of the kept dimensions is M_Sᵀ·M_S with M_S
    /// the kept columns; M_S = Q·R with R *lower*-triangular then gives the factor R⁻¹.
    /// - Parameter dimensions: distinct, in any order; the result follows this order.
    public func marginal(_ dimensions: [Int]) -> GaussianMixture {
        requireDistinct(dimensions)
        let factors = (0..<componentCount).map { component in
            marginalFactor(component, dimensions)
        }
        return GaussianMixture(
            logWeights: logWeights, means: means.selectingColumns(dimensions),
            precisionFactors: factors)
    }

    /// The mixture of the remaining dimensions given the values of some.
    ///
    /// For each component the precision of the free dimensions F is the block P_FF = L_F·L_Fᵀ with
    /// L_F the *rows* F of L, whatever their order; the mean moves by −P_FF⁻¹·P_FG(x_G − μ_G), and
    /// the weight is multiplied by the component's marginal density of x_G.
    /// - Parameters:
    ///   - dimensions: the given dimensions, distinct, in any order; at least one stays free.
    ///   - values: their values, in the same order.
    /// - Returns: the mixture of the other dimensions in ascending order.
    public func conditional(on dimensions: [Int], values: [Double]) -> GaussianMixture {
        let free = (0..<dimension).filter { !dimensions.contains($0) }
        return conditional(on: dimensions, values: values, keeping: free)
    }

    /// The mixture of the free dimensions, in the order asked for, given the values of all others.
    ///
    /// - Parameter keeping: the free dimensions; with the given ones they are all dimensions.
    public func conditional(on dimensions: [Int], values: [Double], keeping free: [Int])
        -> GaussianMixture
    {
        precondition(
            values.count == dimensions.count,
            "\(values.count) values for \(dimensions.count) given dimensions")
        requireDistinct(free + dimensions)
        precondition(
            free.count + dimensions.count == dimension && !free.isEmpty,
            "\(free.count) free and \(dimensions.count) given dimensions of \(dimension)")
        guard !dimensions.isEmpty else { return marginal(free) }
        let point = Matrix(rows: 1, columns: values.count, elements: values)
        var freeMeans = Matrix<Double>(rows: componentCount, columns: free.count)
        var factors: [Matrix<Double>] = []
        for component in 0..<componentCount {
            let factor = precisionFactors[component]
            let freeRows = factor.selectingRows(free)
            let lower = freeRows.transposed().upperOrthogonalFactor().transposed()
            let offsets = zip(dimensions, values).map { $1 - means[component, $0] }
            let projected = factor.selectingRows(dimensions).times(offsets, transposingSelf: true)
            let shift = Cholesky(lower: lower).solve(freeRows.times(projected))
            for (column, axis) in free.enumerated() {
                freeMeans[component, column] = means[component, axis] - shift[column]
            }
            factors.append(lower)
        }
        return GaussianMixture(
            logWeights: marginal(dimensions).componentLogDensities(point), means: freeMeans,
            precisionFactors: factors)
    }

    /// The mixture of y = A·x + b.
    ///
    /// - Parameters:
    ///   - matrix: A `[dimension × dimension]`.
    ///   - offset: b `[dimension]`.
    /// - Throws: `LinearAlgebraError.singular` when A cannot be inverted.
    public func transformed(by matrix: Matrix<Double>, offset: [Double])
        throws(LinearAlgebraError) -> GaussianMixture
    {
        precondition(
            matrix.rows == dimension && matrix.columns == dimension && offset.count == dimension,
            "[\(matrix.rows) × \(matrix.columns)] and offset \(offset.count) on \(dimension)")
        let (inverse, rank) = try matrix.leastSquares(.identity(dimension))
        guard rank == dimension else { throw .singular(index: rank) }
        let images = means.times(matrix, transposingOther: true)
        return GaussianMixture(
            logWeights: logWeights,
            means: Matrix(rows: componentCount, columns: dimension) { images[$0, $1] + offset[$1] },
            // The precision A⁻ᵀ·L·Lᵀ·A⁻¹ has the factor Rᵀ where Lᵀ·A⁻¹ = Q·R.
            precisionFactors: precisionFactors.map {
                $0.times(inverse, transposingSelf: true).upperOrthogonalFactor().transposed()
            })
    }

    private func marginalFactor(_ component: Int, _ dimensions: [Int]) -> Matrix<Double> {
        // Reversing the columns before and both directions after turns an upper factor into a
        // lower one.
        let columns = inverseFactor(component).selectingColumns(dimensions.reversed())
        let lower = columns.upperOrthogonalFactor().reversedInBothDirections()
        var inverse = Matrix<Double>.identity(dimensions.count)
        inverse.solveTriangular(lower, .lower)
        return inverse
    }

    private func requireDistinct(_ dimensions: [Int]) {
        precondition(
            Set(dimensions).count == dimensions.count
                && dimensions.allSatisfy { (0..<dimension).contains($0) },
            "dimensions \(dimensions), expected distinct ones below \(dimension)")
    }
}

extension Matrix<Double> {
    /// The R of self = Q·R, upper-triangular `[columns × columns]` with a positive diagonal.
    ///
    /// Householder reflections (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 5.2.1);
    /// self has full column rank and at least as many rows as columns.
    func upperOrthogonalFactor() -> Matrix {
        precondition(rows >= columns, "orthogonal factor of [\(rows) × \(columns)]")
        var work = self
        for pivot in 0..<columns {
            var norm = 0.0
            for row in pivot..<rows { norm += work[row, pivot] * work[row, pivot] }
            norm = norm.squareRoot()
            let diagonal = work[pivot, pivot]
            // The sign that adds magnitudes keeps the reflector free of cancellation.
            let image = diagonal > 0 ? -norm : norm
            var reflector = (pivot..<rows).map { work[$0, pivot] }
            reflector[0] -= image
            let squared = reflector.reduce(0) { $0 + $1 * $1 }
            guard squared > 0 else { continue }
            for column in pivot..<columns {
                var product = 0.0
                for row in pivot..<rows { product += reflector[row - pivot] * work[row, column] }
                let scale = 2 * product / squared
                for row in pivot..<rows { work[row, column] -= scale * reflector[row - pivot] }
            }
        }
        // Reversing the sign of a row of R reverses a column of Q, which nobody reads.
        return Matrix(rows: columns, columns: columns) { row, column in
            column < row ? 0 : work[row, row] < 0 ? -work[row, column] : work[row, column]
        }
    }
}
