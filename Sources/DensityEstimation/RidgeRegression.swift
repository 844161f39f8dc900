import LinearAlgebra
import RealModule

/// Ridge regression with the penalty that generalised cross-validation chooses.
///
/// Golub, Heath and Wahba 1979: V(λ) = n·RSS(λ) / (n − df(λ))², df = 1 + Σ eᵢ/(eᵢ + λ) with the
/// eigenvalues e of XᵀX/n; evaluated for many penalties from a single eigendecomposition. The
/// penalty keeps collinear statistics, and as many statistics as simulations, harmless.
struct RidgeRegression {
    /// `[responses × statistics]`.
    let coefficients: Matrix<Double>
    /// The chosen penalty λ, in units of the mean square of a statistic.
    let penalty: Double
    /// The mean square error of new responses over that of those regressed, 1/(1 − df/n)²: what V
    /// estimates of it.
    let predictionFactor: Double

    /// Regresses centred responses `[n × d]` on standardised statistics `[n × s]`.
    init(of responses: Matrix<Double>, on statistics: Matrix<Double>) throws(LinearAlgebraError) {
        let count = Double(statistics.rows)
        var gram = Matrix<Double>(rows: statistics.columns, columns: statistics.columns)
        gram.accumulateProduct(
            of: statistics, statistics, transposingFirst: true, scale: 1 / count, keeping: 0)
        let (values, vectors) = try gram.symmetricEigen()
        var cross = Matrix<Double>(rows: statistics.columns, columns: responses.columns)
        cross.accumulateProduct(
            of: statistics, responses, transposingFirst: true, scale: 1 / count, keeping: 0)
        let rotated = vectors.times(cross, transposingSelf: true)
        let energies = (0..<rotated.rows).map { rotated.row($0).reduce(0) { $0 + $1 * $1 } }
        let total = responses.elements.reduce(0) { $0 + $1 * $1 } / count

        /// 1 − df/n.
        func slack(_ penalty: Double) -> Double {
            1 - values.reduce(1) { $0 + max(0, $1) / (max(0, $1) + penalty) } / count
        }
        func score(_ penalty: Double) -> Double {
            var residual = total
            for (value, energy) in zip(values, energies) {
                let shrunk = max(0, value) + penalty
                residual -= energy * (2 / shrunk - max(0, value) / (shrunk * shrunk))
            }
            let slack = slack(penalty)
            return slack > 0 ? residual / (slack * slack) : .infinity
        }

        // From nothing but protection against round-off to all but the mean shrunk away.
        let candidates = (-16...8).map { Double.pow(10, Double($0) / 2) }
        let best = candidates.min { score($0) < score($1) } ?? 1
        var shrunk = rotated
        for row in 0..<shrunk.rows {
            let factor = 1 / (max(0, values[row]) + best)
            for column in 0..<shrunk.columns { shrunk[row, column] *= factor }
        }
        penalty = best
        predictionFactor = 1 / (slack(best) * slack(best))
        coefficients = vectors.times(shrunk).transposed()
    }
}
