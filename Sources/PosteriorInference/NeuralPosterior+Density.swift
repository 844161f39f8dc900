public import LinearAlgebra
import Probability

extension NeuralPosterior {
    /// The log posterior density over θ at every row, normalised; −∞ outside of the prior.
    ///
    /// log q(z | x) + log |det ∂z/∂θ|. A bijection carries a normalised density to a normalised
    /// one, so nothing is estimated. Exactly on an end of the support the density is that of the
    /// closest representable position beside it.
    /// - Parameter parameters: θ `[n × parameters]`.
    public func logDensity(
        _ parameters: Matrix<Double>, observation: [Double]
    ) throws(PosteriorError) -> [Double] {
        try check(parameters: parameters)
        let observations = try row(observation)
        return logDensity(parameters) { z, _ in
            unconstrainedLogDensity(z, observations: observations)
        }
    }

    /// The log density of every pair of rows of parameters and observations.
    ///
    /// - Parameters:
    ///   - parameters: θ `[pairs × parameters]`.
    ///   - observations: `[pairs × statistics]`.
    public func logDensity(
        _ parameters: Matrix<Double>, observations: Matrix<Double>
    ) throws(PosteriorError) -> [Double] {
        try check(parameters: parameters)
        guard parameters.rows == observations.rows else {
            throw .shape(
                what: "rows of observations", found: "\(observations.rows)",
                expected: "\(parameters.rows), one for each row of parameters")
        }
        try check(observations: observations)
        return logDensity(parameters) { z, rows in
            unconstrainedLogDensity(z, observations: observations.selectingRows(rows))
        }
    }

    /// - Parameter density: the log density over z, given for the rows inside of the prior.
    private func logDensity(
        _ parameters: Matrix<Double>, _ density: (_ z: Matrix<Double>, _ rows: [Int]) -> [Double]
    ) -> [Double] {
        let isInside = prior.containsRows(parameters)
        let inside = isInside.indices.filter { isInside[$0] }
        var result = [Double](repeating: -.infinity, count: parameters.rows)
        guard !inside.isEmpty else { return result }
        let theta = parameters.selectingRows(inside)
        let z = prior.toUnconstrained(theta)
        let densities = density(z, inside)
        let determinants = prior.logAbsDeterminant(at: theta, unconstrained: z)
        for (position, row) in inside.enumerated() {
            result[row] = densities[position] + determinants[position]
        }
        return result
    }
}
