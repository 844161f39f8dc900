import LinearAlgebra
import Probability
import RandomStreams

/// θ ~ N(mean, covariance), x = A·θ + noise: the posterior is known in closed form.
struct LinearGaussianProblem {
    let prior: JointPrior
    let normal: MultivariateNormal
    let design: Matrix<Double>
    let noise: Double

    /// Three correlated parameters, four statistics.
    static func example() throws -> LinearGaussianProblem {
        let normal = try MultivariateNormal(
            names: ["a", "b", "c"], mean: [1, -2, 0.5],
            covariance: Matrix([[2, 0.6, -0.3], [0.6, 1, 0.2], [-0.3, 0.2, 0.5]]))
        return LinearGaussianProblem(
            prior: try JointPrior([.multivariateNormal(normal)]), normal: normal,
            design: Matrix([[1, 0.5, 0], [0, 1, -1], [0.3, 0, 2], [1, 1, 1]]), noise: 0.7)
    }

    /// Parameters and statistics of global indices from `first` on.
    func simulate(count: Int, seed: UInt64, first: Int = 0) -> (
        parameters: Matrix<Double>, statistics: Matrix<Double>
    ) {
        let parameters = prior.sample(count: count, seed: seed, firstIndex: first)
        let stream = RandomStream(seed: seed, purpose: .simulationNoise)
        var statistics = parameters.times(design, transposingOther: true)
        for row in 0..<count {
            for column in 0..<design.rows {
                statistics[row, column] +=
                    noise * stream.normal(index: UInt64(first + row), slot: UInt32(column))
            }
        }
        return (parameters, statistics)
    }

    /// Precision P = Σ⁻¹ + AᵀA/σ², mean P⁻¹(Σ⁻¹μ + Aᵀx/σ²).
    func posterior(_ observation: [Double]) throws -> (mean: [Double], covariance: Matrix<Double>) {
        let priorPrecision = normal.factor.inverse()
        let weight = 1 / (noise * noise)
        let precision = priorPrecision + weight * design.times(design, transposingSelf: true)
        let factor = try Cholesky(precision)
        let pull = zip(
            priorPrecision.times(normal.mean), design.times(observation, transposingSelf: true)
        ).map { $0 + weight * $1 }
        return (factor.solve(pull), factor.inverse())
    }
}
